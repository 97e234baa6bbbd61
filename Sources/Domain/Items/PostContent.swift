import Foundation

/// What a post says and where: all that an approval is about. Due time and labels are not part of it.
package struct PostContent: Hashable, Sendable, Codable {
  /// By language (BCP 47), exactly as typed.
  package var texts: [String: String]
  package var contentWarning: String?
  package var visibility: Visibility
  /// The platform's id of the post that is answered.
  package var replyTo: String?
  package var media: [MediaReference]
  /// Sorted by channel.
  package var channels: [ChannelReference]

  package init(
    texts: [String: String], contentWarning: String? = nil, visibility: Visibility = .public,
    replyTo: String? = nil, media: [MediaReference] = [], channels: [ChannelReference]
  ) {
    self.texts = texts
    self.contentWarning = contentWarning
    self.visibility = visibility
    self.replyTo = replyTo
    self.media = media
    self.channels = channels.sorted()
  }

  enum CodingKeys: String, CodingKey {
    case texts
    case contentWarning = "content_warning"
    case visibility
    case replyTo = "reply_to"
    case media, channels
  }

  /// The canonical form, version 1: what is hashed. SQL computes the same (`crier.content_canonical`);
  /// both are held to the vectors in `sql/tests/vectors`.
  package func canonical(post: PostID) -> [UInt8] {
    var form = CanonicalForm(version: 1)
    form.append(post.text)
    form.append(texts)
    form.append(contentWarning)
    form.append(visibility.rawValue)
    form.append(replyTo)
    form.append(count: media.count)
    for medium in media {
      form.append(medium.sha256.hex)
      form.append(medium.alternative)
    }
    form.append(count: channels.count)
    for channel in channels.sorted() { form.append(channel.channel.text) }
    return form.bytes
  }

  /// Whether both say the same where only texts in these languages go out; no languages: all texts do.
  package func says(as other: PostContent, in languages: [String]) -> Bool {
    func spoken(_ content: PostContent) -> PostContent {
      var content = content
      content.channels = []
      if !languages.isEmpty { content.texts = content.texts.filter { languages.contains($0.key) } }
      return content
    }
    let nobody = PostID.derived("nobody")
    return spoken(self).canonical(post: nobody) == spoken(other).canonical(post: nobody)
  }

  package func digest(post: PostID) -> Digest { Digest.of(canonical(post: post)) }
}

/// Who may see a post on the platform.
package enum Visibility: String, Sendable, Codable, CaseIterable {
  case `public`, unlisted, `private`
}

/// An image named by its content, with its alternative texts by language.
package struct MediaReference: Hashable, Sendable, Codable {
  package var sha256: Digest
  package var alternative: [String: String]
  /// Says nothing that a reader would miss; then there is no alternative text.
  package var decorative: Bool
  /// What the file is, as the office read it.
  package var image: ImageFacts

  package init(sha256: Digest, alternative: [String: String], decorative: Bool = false, image: ImageFacts) {
    self.sha256 = sha256
    self.alternative = alternative
    self.decorative = decorative
    self.image = image
  }

  /// What sentences call the image at a place, from 0: "The image" where it is the only one, else "Image 2".
  package static func title(at place: Int, of count: Int) -> String { count == 1 ? "The image" : "Image \(place + 1)" }

  enum CodingKeys: String, CodingKey {
    case sha256
    case alternative = "alt"
    case decorative, image
  }
}

/// Builds the bytes of the canonical form: a version byte, then length-prefixed UTF-8.
struct CanonicalForm {
  private(set) var bytes: [UInt8]

  init(version: UInt8) {
    bytes = [version]
  }

  mutating func append(count: Int) {
    let value = UInt32(bitPattern: Int32(count))
    for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  /// Length, then UTF-8 as it is (no normalisation); an absent string is length -1.
  mutating func append(_ text: String?) {
    guard let text else { return append(count: -1) }
    append(count: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  /// Sorted by key, bytewise.
  mutating func append(_ texts: [String: String]) {
    append(count: texts.count)
    for (key, value) in texts.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
      append(key)
      append(value)
    }
  }
}
