import Domain

/// Compares what stands under a key with what was to be sent, by meaning: where the bytes are the same, nobody asks.
///
/// Needs nothing of what the steps before the publish found: files are named by their bytes.
struct BlueskyMatch {
  private let order: DeliveryOrder
  private let rendering: Rendering
  private let there: BlueskyValue

  init(_ order: DeliveryOrder, _ there: BlueskyValue) {
    self.order = order
    rendering = BlueskyPlatform().render(order.content, on: order.channel)
    self.there = there
  }

  /// It is this post in this wording, whatever a server may have made of the rest.
  var isOurs: Bool { text == nil && reply == nil && embed == nil }

  /// What is otherwise than approved, in sentences; empty when nothing is.
  var differences: [String] { [text, reply, embed, languages].compactMap { $0 } + marks + [labels].compactMap { $0 } }

  /// What stands there, fit to be shown.
  var shown: String { show(there["text"]?.text ?? "") }

  private func show(_ text: String) -> String { ForeignText.shown(text, hiding: order.secret) }

  private var text: String? {
    there["text"]?.text == rendering.text
      ? nil : "What stands there is not what was approved. It reads: “\(shown)”"
  }

  private var reply: String? {
    let parent = there["reply"]?["parent"]?["uri"]?.text
    if parent == order.content.replyTo { return nil }
    if order.content.replyTo == nil { return "It stands there as an answer to another post." }
    return "It does not stand there as an answer to the post that it answers."
  }

  private var embed: String? {
    let images = there["embed"]?["images"]?.list ?? []
    if rendering.images.isEmpty {
      let isBare = there["embed"] == nil || there["embed"] == .null
      return isBare ? nil : "Something is attached to it that was not approved."
    }
    guard images.count == rendering.images.count else {
      return "It stands there with \(images.count) images; approved were \(rendering.images.count)."
    }
    for (place, pair) in zip(rendering.images, images).enumerated() {
      let (image, there) = pair
      let name = images.count == 1 ? "the image" : "image \(place + 1)"
      if there["image"]?["ref"] != .link(BlueskyCID.ofFile(image.sha256)) {
        return "What stands there as \(name) is not the file that was approved."
      }
      if there["alt"]?.text != image.alternative {
        return "The alternative text of \(name) is not what was approved. It reads: "
          + "“\(show(there["alt"]?.text ?? ""))”"
      }
    }
    return nil
  }

  private var languages: String? {
    let told = there["langs"]?.list?.compactMap(\.text) ?? []
    let ours = BlueskyRecord.languages(rendering)
    if told.map({ $0.lowercased() }) == ours.map({ $0.lowercased() }) { return nil }
    if told.isEmpty { return "It stands there with no language." }
    return "It stands there as another language (“\(show(told.joined(separator: ", ")))”)."
  }

  /// A link or mention that is none there, and one that was not typed.
  private var marks: [String] {
    let pieces = BlueskyText.pieces(rendering.text)
    let facets = there["facets"]?.list ?? []
    var sentences: [String] = []
    for piece in pieces where !facets.contains(where: { Self.marks($0, piece) }) {
      switch piece.feature {
      case .mention(let handle):
        sentences.append(
          "“@\(handle)” stands there as plain text, since no such account was found: the account is not told of it.")
      case .link(let uri): sentences.append("“\(show(uri))” is no link there.")
      case .tag(let tag): sentences.append("“#\(show(tag))” is no tag there.")
      }
    }
    if facets.contains(where: { facet in !pieces.contains { Self.marks(facet, $0) } }) {
      sentences.append("A stretch of it leads elsewhere than its words say.")
    }
    return sentences
  }

  private static func marks(_ facet: BlueskyValue, _ piece: BlueskyText.Piece) -> Bool {
    guard facet["index"]?["byteStart"]?.integer == Int64(piece.bytes.lowerBound),
      facet["index"]?["byteEnd"]?.integer == Int64(piece.bytes.upperBound), let features = facet["features"]?.list,
      features.count == 1
    else { return false }
    let kind = features[0]["$type"]?.text
    return switch piece.feature {
    case .link(let uri): kind == "app.bsky.richtext.facet#link" && features[0]["uri"]?.text == uri
    case .tag(let tag): kind == "app.bsky.richtext.facet#tag" && features[0]["tag"]?.text == tag
    case .mention: kind == "app.bsky.richtext.facet#mention" && features[0]["did"]?.text != nil
    }
  }

  private var labels: String? {
    let values = there["labels"]?["values"]?.list ?? []
    guard !values.isEmpty else { return nil }
    let names = values.compactMap { $0["val"]?.text }.joined(separator: ", ")
    return "It stands there with a label (“\(show(names))”) that was not approved."
  }
}
