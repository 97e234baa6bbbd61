import Console
import Domain
import LocalStore

/// An image of a post, as `--json` prints where it is.
struct ShownImage: Encodable, Hashable {
  var sha256: Digest
  /// Where it lies on this computer; nil: it was not fetched yet.
  var file: String?
  /// With `--save-images`: where it was saved.
  var saved: String?

  init(_ medium: MediaReference, _ folder: ImageFolder) {
    sha256 = medium.sha256
    file = folder.has(medium.sha256) ? folder.path(of: medium.sha256) : nil
  }

  init(sha256: Digest, file: String?, saved: String?) {
    self.sha256 = sha256
    self.file = file
    self.saved = saved
  }
}

/// How the images of a post are printed.
enum ImageWords {
  /// What each is, what it shows in words, and where it lies.
  static func lines(_ post: PostID, _ content: PostContent, _ folder: ImageFolder) -> [String] {
    var lines: [String] = []
    for (place, medium) in content.media.enumerated() {
      lines.append("image \(place + 1): \(facts(medium.image))")
      if medium.decorative { lines.append("  decorative: nothing is said of it") }
      for (language, text) in medium.alternative.sorted(by: { $0.key < $1.key }) {
        lines.append(PostWords.indented("[\(language)] \(Output.tame(text))"))
      }
      let shown = ShownImage(medium, folder)
      lines.append(
        "  "
          + (shown.file.map { "file: \(Output.tame($0))" }
            ?? "not on this computer; to see it: crier-agent post show \(post.short) --save-images FOLDER"))
    }
    return lines
  }

  /// An image told from others, with what is said of it: "JPEG 1a2b3c4d, [en] A bridge."
  static func line(_ medium: MediaReference) -> String {
    let said = medium.alternative.sorted { $0.key < $1.key }.map { language, text in
      "[\(language)] \(Output.tame(text).split(whereSeparator: \.isNewline).joined(separator: " "))"
    }
    let words = medium.decorative ? "decorative" : said.isEmpty ? "no alternative text" : said.joined(separator: " ")
    return "\(medium.image.type.title) \(medium.sha256.hex.prefix(8)), \(words)"
  }

  /// What keeps the centre from deciding, of images that lie here or not; in their order.
  static func waiting(_ images: [KeptImage?]) -> [String] {
    var sentences: [String] = []
    let onTheWay = images.compactMap { $0 }.filter { $0.state == .kept }
    if !onTheWay.isEmpty {
      let (sent, octets) = (onTheWay.reduce(0) { $0 + $1.sent }, onTheWay.reduce(0) { $0 + $1.facts.octets })
      sentences.append(
        "It waits until \(onTheWay.count == 1 ? "its image is" : "its images are") at the centre: "
          + "\(RoughNumber.megabytes(sent, .down)) of \(RoughNumber.megabytes(octets, .up)) "
          + "\(onTheWay.count == 1 ? "is" : "are") there.")
    }
    for (place, image) in images.enumerated() where image?.state == .damaged {
      sentences.append(
        "The file of image \(place + 1) is gone or damaged: attach it anew with crier-agent post edit.")
    }
    return sentences
  }

  static func facts(_ image: ImageFacts) -> String {
    "\(image.type.title), \(image.width) × \(image.height) pixels, \(RoughNumber.megabytes(image.octets, .up))"
  }
}
