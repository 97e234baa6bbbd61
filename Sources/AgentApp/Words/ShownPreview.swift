import Console
import Domain
import Platforms

/// A post as one channel will show it, as `--preview --json` prints it.
struct ShownPreview: Encodable {
  /// A stretch of `text`: Unicode code points from 0, the end not included.
  struct Part: Encodable {
    var language: String
    var start: Int
    var end: Int
  }

  struct Mark: Encodable {
    var kind: TextMark.Kind
    var start: Int
    var end: Int
    var words: String
  }

  struct Image: Encodable {
    var sha256: Digest
    /// As it goes out; empty: nothing is said of it.
    var alternative: String
  }

  var channel: ChannelID
  /// Nil, as all that follows of the channel: it cannot be seen from here.
  var name: String?
  var handle: String?
  var platform: String?
  var text: String?
  var parts: [Part] = []
  var warning: String?
  var visibility: Visibility
  var replyTo: String?
  var language: String?
  var length: Int?
  var limit: Int?
  var marks: [Mark] = []
  var images: [Image] = []
  var missing: [String] = []
  var unused: [String] = []
  var problems: [String]
  /// Where it goes and the text, for people.
  private var heading: [String]

  enum CodingKeys: String, CodingKey {
    case channel = "channel_id"
    case replyTo = "reply_to"
    case name, handle, platform, text, parts, warning, visibility, language, length, limit, marks, images, missing
    case unused, problems
  }

  init(_ content: PostContent, on preview: Preview) {
    channel = preview.channel.id
    name = preview.channel.name
    handle = preview.channel.handle
    platform = preview.channel.platform
    visibility = content.visibility
    missing = preview.missing
    unused = preview.unused
    replyTo = content.replyTo
    problems = Self.problems(content) + preview.contentProblems + preview.channelProblems
    heading = PostWords.goingOut(preview, content)
    guard let rendering = preview.rendering else { return }
    text = rendering.text
    warning = rendering.warning
    language = rendering.language
    length = rendering.length
    limit = rendering.limit
    images = rendering.images.map { Image(sha256: $0.sha256, alternative: $0.alternative) }
    parts = rendering.parts.map {
      Part(language: $0.language, start: $0.range.lowerBound, end: $0.range.upperBound)
    }
    let words = rendering.words(at: rendering.marks.map(\.range))
    marks = zip(rendering.marks, words).map { mark, words in
      Mark(kind: mark.kind, start: mark.range.lowerBound, end: mark.range.upperBound, words: words)
    }
  }

  /// On a channel of which nothing is known here.
  init(_ content: PostContent, onUnseen reference: ChannelReference) {
    channel = reference.channel
    visibility = content.visibility
    replyTo = content.replyTo
    problems = Self.problems(content) + ["The channel cannot be seen from here."]
    heading = ["on channel \(reference.channel.short):"]
  }

  /// What the rules say of its images, wherever it goes.
  private static func problems(_ content: PostContent) -> [String] { content.imageProblems.map(\.sentence) }

  /// The content on each of its channels, in the order in which it names them.
  static func all(_ content: PostContent, _ items: Items) -> [ShownPreview] {
    content.channels.map { reference in
      guard let channel = items.channels[reference.channel] else {
        return ShownPreview(content, onUnseen: reference)
      }
      return ShownPreview(content, on: Preview(content, on: channel))
    }
  }

  static func show(_ content: PostContent, _ items: Items, _ output: OutputOptions) throws {
    let previews = all(content, items)
    try output.show(previews) {
      for (index, preview) in previews.enumerated() {
        if index > 0 { Output.line("") }
        preview.inWords.forEach(Output.line)
      }
    }
  }

  var inWords: [String] {
    var told = heading
    if let warning { told.append("warning: \(Output.tame(warning))") }
    told.append("visibility: \(visibility.words)")
    if let replyTo { told.append("answers the post \(Output.tame(replyTo))") }
    if let language {
      let order = parts.count > 1 ? " (in it: \(Say.list(parts.map(\.language), joint: "then")))" : ""
      told.append("language: \(Output.tame(language + order))")
    }
    for mark in marks { told.append("\(mark.kind.rawValue): \(Output.tame(mark.words))") }
    for (place, image) in images.enumerated() {
      let isSilent = image.alternative.isEmpty
      told.append("image \(place + 1): " + (isSilent ? "nothing is said of it" : "its alternative text"))
      if !isSilent { told.append(PostWords.indented(Output.tame(image.alternative))) }
    }
    if !parts.isEmpty, !missing.isEmpty {
      told.append("no text in: \(Output.tame(missing.joined(separator: ", ")))")
    }
    if !unused.isEmpty { told.append("not sent here: \(Output.tame(unused.joined(separator: ", ")))") }
    return told + problems.map { "- \(Output.tame($0))" }
  }
}
