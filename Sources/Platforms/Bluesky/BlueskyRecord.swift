import Domain

/// The exact record of a post. The same order and the same finds, the same record, and so the same CID.
struct BlueskyRecord {
  let value: BlueskyValue

  /// Nil while a step before has not left what it needs.
  init?(_ order: DeliveryOrder, _ rendering: Rendering, _ finds: BlueskyProgress) {
    var fields: [String: BlueskyValue] = [
      "$type": .text(BlueskyNames.posts), "text": .text(rendering.text),
      // Readers find posts by this time: one that was written long before it goes out would be found in the past.
      "createdAt": .text(Self.time(max(order.createdAt, order.dueAt))),
    ]
    let languages = Self.languages(rendering)
    if !languages.isEmpty { fields["langs"] = .list(languages.map(BlueskyValue.text)) }
    let facets = Self.facets(rendering.text, finds)
    if !facets.isEmpty { fields["facets"] = .list(facets) }
    if let target = order.content.replyTo {
      guard let thread = finds.thread(of: target) else { return nil }
      fields["reply"] = .map(["root": thread.root.value, "parent": thread.parent.value])
    }
    if !rendering.images.isEmpty {
      var images: [BlueskyValue] = []
      for image in rendering.images {
        guard let blob = finds.blob(of: image) else { return nil }
        images.append(Self.embedded(image, blob))
      }
      fields["embed"] = .map(["$type": .text("app.bsky.embed.images"), "images": .list(images)])
    }
    value = .map(fields)
  }

  private static func embedded(_ image: OutgoingImage, _ blob: BlueskyValue) -> BlueskyValue {
    var fields: [String: BlueskyValue] = ["image": blob, "alt": .text(image.alternative)]
    if image.facts.width > 0, image.facts.height > 0 {
      fields["aspectRatio"] = .map([
        "width": .integer(Int64(image.facts.width)), "height": .integer(Int64(image.facts.height)),
      ])
    }
    return .map(fields)
  }

  /// A mention of an account that was not found stays plain text.
  private static func facets(_ text: String, _ finds: BlueskyProgress) -> [BlueskyValue] {
    BlueskyText.pieces(text).compactMap { piece in
      let feature: [String: BlueskyValue]
      switch piece.feature {
      case .link(let uri):
        feature = ["$type": .text("app.bsky.richtext.facet#link"), "uri": .text(uri)]
      case .tag(let tag):
        feature = ["$type": .text("app.bsky.richtext.facet#tag"), "tag": .text(tag)]
      case .mention(let handle):
        guard let did = finds.did(of: handle) else { return nil }
        feature = ["$type": .text("app.bsky.richtext.facet#mention"), "did": .text(did)]
      }
      let index = BlueskyValue.map([
        "byteStart": .integer(Int64(piece.bytes.lowerBound)), "byteEnd": .integer(Int64(piece.bytes.upperBound)),
      ])
      return .map(["index": index, "features": .list([.map(feature)])])
    }
  }

  /// The languages that the server is told: three at most, and only tags that are well formed.
  static func languages(_ rendering: Rendering) -> [String] {
    var tags: [String] = []
    for part in rendering.parts {
      let tag = part.language.split(separator: "_", omittingEmptySubsequences: false).joined(separator: "-")
      if isLanguage(tag), !tags.contains(tag) { tags.append(tag) }
    }
    return Array(tags.prefix(3))
  }

  /// Language, script, region, variants, in this order: `en`, `zh-Hans`, `pt-BR`, `es-419`.
  private static func isLanguage(_ tag: String) -> Bool {
    let parts = tag.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    let isLetter = { (byte: UInt8) in (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy(isLetter) else { return false }
    var rest = parts.dropFirst()
    if let script = rest.first, script.count == 4, script.allSatisfy(isLetter) { rest = rest.dropFirst() }
    if let region = rest.first,
      region.count == 2 && region.allSatisfy(isLetter) || region.count == 3 && region.allSatisfy(isDigit)
    {
      rest = rest.dropFirst()
    }
    return rest.allSatisfy { variant in
      (5...8).contains(variant.count) && variant.allSatisfy { isLetter($0) || isDigit($0) }
    }
  }

  /// `2026-11-22T10:00:00.000Z`: always three decimals.
  static func time(_ instant: Instant) -> String {
    let second = instant.microseconds / 1_000_000 * 1_000_000
    let rest = max(0, instant.microseconds - second) / 1000
    let digits = String(rest + 1000).dropFirst()
    return Instant(microseconds: second).description.dropLast() + "." + digits + "Z"
  }
}
