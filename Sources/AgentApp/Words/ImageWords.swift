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

  static func facts(_ image: ImageFacts) -> String {
    "\(image.type.title), \(image.width) × \(image.height) pixels, \(ImageFacts.megabytes(image.octets))"
  }
}
