import Domain

/// What a post will be on one channel, before anything is sent: what a desk shows while somebody types. Pure.
///
/// The rendering is the adapter's own: what is shown here is what goes out.
package struct Preview: Hashable, Sendable {
  package let channel: Channel
  /// What goes out; nil: this program has no adapter for the platform.
  package let rendering: Rendering?
  /// Languages of the channel that the text lacks.
  package let missing: [String]
  /// Languages of the post that do not go out here.
  package let unused: [String]
  /// What keeps these words from going out here.
  package let contentProblems: [String]
  /// What keeps anything from going out here, whatever its words.
  package let channelProblems: [String]

  package init(_ content: PostContent, on channel: Channel) {
    self.channel = channel
    rendering = PlatformCatalogue.adapter(named: channel.platform)?.render(content, on: channel)
    if let rendering {
      let carried = Set(rendering.parts.map(\.language))
      missing = channel.languages.filter { !carried.contains($0) }
      unused = content.texts.keys.filter { !channel.languages.contains($0) }.sorted()
      contentProblems = rendering.problems
    } else {
      missing = []
      unused = []
      contentProblems = ["This program does not know the platform \(channel.platform)."]
    }
    channelProblems = Self.problems(of: channel)
  }

  private static func problems(of channel: Channel) -> [String] {
    if channel.state == .removed { return ["The channel was removed: take it off this post."] }
    var problems: [String] = []
    if channel.state == .paused {
      problems.append("The channel is paused" + (channel.reason.map { ": \($0)" } ?? "."))
    }
    if channel.credential == nil {
      problems.append("The channel is not connected: the centre connects the account first.")
    }
    return problems
  }
}
