import Console
import Domain
import Platforms

/// How posts are printed.
enum PostWords {
  /// What a post says on each channel, as the platform will show it.
  static func showText(_ post: Post, _ items: Items, toErrors: Bool = false) {
    let say: (String) -> Void = { toErrors ? Output.errorLine($0) : Output.line($0) }
    say("")
    say("\(post.id.short) · \(post.postClass.rawValue) · revision \(post.revision) · \(post.state.title)")
    if let due = post.due { say("due \(due.wall) (\(due.zone))") }
    if let warning = post.content.contentWarning { say("warning: \(Output.tame(warning))") }
    for reference in post.content.channels {
      guard let channel = items.channels[reference.channel] else {
        say("on channel \(reference.channel.short), which cannot be seen from here:")
        for (language, text) in post.content.texts.sorted(by: { $0.key < $1.key }) {
          say(indented("[\(language)] \(Output.tame(text))"))
        }
        continue
      }
      let rendering = PlatformCatalogue.adapter(named: channel.platform)?.render(post.content, on: channel)
      let length = rendering.map { " (\($0.length) of \($0.limit))" } ?? ""
      say("on \(Output.tame(channel.name)), \(Output.tame(channel.handle))\(length):")
      let text = rendering?.text ?? post.content.texts.values.sorted().joined(separator: "\n\n")
      say(indented(Output.tame(text)))
    }
  }

  static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }.joined(separator: "\n")
  }

  /// The first words of a post, for lists.
  /// In the first of the office's languages that it has.
  static func gist(_ content: PostContent, in languages: [String]) -> String {
    let spoken = languages.lazy.compactMap { content.texts[$0] }.first
    let text = spoken ?? content.texts.sorted { $0.key < $1.key }.first?.value ?? ""
    return Output.tame(Say.oneLine(text, width: 50))
  }
}
