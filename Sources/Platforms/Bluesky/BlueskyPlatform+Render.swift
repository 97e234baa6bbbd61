import Domain

extension BlueskyPlatform {
  /// Both caps hold (lexicon `app.bsky.feed.post` of August 2026).
  static let limit = 300
  static let octetLimit = 3000
  /// Of one post, and bytes of one image (lexicon `app.bsky.embed.images` of August 2026; servers that are older refuse
  /// what is above 1,000,000 bytes).
  static let imageLimit = 4
  static let imageOctetLimit: Int64 = 2_000_000

  /// Bluesky knows no content warning in words, only labels for what adults alone should see. So a warning goes out as
  /// the first line, where everybody reads it before the rest.
  package func render(_ content: PostContent, on channel: Channel) -> Rendering {
    let out = OutgoingText(content, on: channel)
    var (text, parts) = (out.text, out.parts)
    if let warning = out.warning {
      text = out.text.isEmpty ? warning : warning + "\n\n" + out.text
      let shift = warning.unicodeScalars.count + 2
      parts = parts.map {
        TextPart(language: $0.language, range: ($0.range.lowerBound + shift)..<($0.range.upperBound + shift))
      }
    }
    let pieces = BlueskyText.pieces(text)
    var rendering = Rendering(
      text: text, parts: parts, length: text.count, limit: Self.limit,
      marks: pieces.map { TextMark(kind: $0.kind, range: $0.scalars) }, images: out.images, problems: out.problems)
    rendering.language = BlueskyRecord.languages(rendering).first
    rendering.problems += Self.problems(of: text) + Self.problems(of: out.images) + Self.problems(of: content)
    return rendering
  }

  private static func problems(of text: String) -> [String] {
    if text.count > limit {
      let over = text.count - limit
      return [
        "Too long by \(over) \(over == 1 ? "character" : "characters"): it counts as \(text.count), "
          + "and Bluesky takes \(limit)."
      ]
    }
    let over = text.utf8.count - octetLimit
    guard over > 0 else { return [] }
    return [
      "Too long by \(over) \(over == 1 ? "byte" : "bytes"): some of its characters, such as emoji, are made of many, "
        + "and Bluesky takes \(octetLimit) in all. Leave some out."
    ]
  }

  private static func problems(of images: [OutgoingImage]) -> [String] {
    var problems: [String] = []
    if images.count > imageLimit {
      problems.append("Bluesky takes \(imageLimit) images with a post, and there are \(images.count): take some out.")
    }
    for (place, image) in images.enumerated() where image.facts.octets > imageOctetLimit {
      let name = MediaReference.title(at: place, of: images.count)
      problems.append(
        "\(name) has \(RoughNumber.megabytes(image.facts.octets, .up)), and Bluesky takes "
          + "\(RoughNumber.megabytes(imageOctetLimit, .down)): make it smaller.")
    }
    return problems
  }

  private static func problems(of content: PostContent) -> [String] {
    var problems: [String] = []
    if content.visibility != .public {
      problems.append(
        "Bluesky shows every post to everybody: as “\(content.visibility.rawValue)” it cannot go out there. Make the "
          + "post public, or take this channel off it.")
    }
    if let target = content.replyTo, BlueskyURI(target) == nil {
      problems.append(
        "The post that this one answers is not named as Bluesky names posts (at://did:…/\(BlueskyNames.posts)/…).")
    }
    return problems
  }
}
