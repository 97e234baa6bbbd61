import Console
import Domain
import Platforms

/// How posts are printed.
enum PostWords {
  /// All that an approval is about, as the platforms will show it, and when it may go out.
  static func lines(_ post: Post, _ items: Items) -> [String] {
    let content = post.content
    var lines = [
      "", "\(post.id.short) · \(post.postClass.rawValue) · revision \(post.revision) · \(post.state.title)",
    ]
    if let due = post.due { lines.append("due \(due.wall) (\(due.zone))") }
    if let last = post.notAfter {
      let zone = post.due?.zone ?? items.regions[post.region]?.zone ?? "UTC"
      lines.append("not after \(Say.time(last, zone: zone))")
    }
    lines.append("visibility: \(content.visibility.words)")
    if let warning = content.contentWarning { lines.append("warning: \(Output.tame(warning))") }
    if let answered = content.replyTo { lines.append("answers the post \(Output.tame(answered))") }
    for reference in content.channels {
      guard let channel = items.channels[reference.channel] else {
        lines.append("on channel \(reference.channel.short), which cannot be seen from here:")
        for (language, text) in content.texts.sorted(by: { $0.key < $1.key }) {
          lines.append(indented("[\(language)] \(Output.tame(text))"))
        }
        continue
      }
      lines += goingOut(Preview(content, on: channel), content)
    }
    return lines
  }

  /// Where it goes, how long it is there, and the exact text.
  static func goingOut(_ preview: Preview, _ content: PostContent) -> [String] {
    let rendering = preview.rendering
    let length = rendering.map { " (\($0.length) of \($0.limit))" } ?? ""
    let text = rendering?.text ?? content.texts.values.sorted().joined(separator: "\n\n")
    return [
      "on \(Output.tame(preview.channel.name)), \(Output.tame(preview.channel.handle))\(length):",
      indented(Output.tame(text)),
    ]
  }

  static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n")
  }

  /// The first words of a post, for lists: in the first of the office's languages that it has.
  static func gist(_ content: PostContent, in languages: [String]) -> String {
    let spoken = languages.lazy.compactMap { content.texts[$0] }.first
    let text = spoken ?? content.texts.sorted { $0.key < $1.key }.first?.value ?? ""
    return Output.tame(Say.oneLine(text, width: 50))
  }
}

extension Visibility {
  /// Who may see it, for people.
  var words: String {
    switch self {
    case .public: "public"
    case .unlisted: "unlisted: everybody can read it, but it is in no public list"
    case .private: "private: only those who follow the account can read it"
    }
  }
}
