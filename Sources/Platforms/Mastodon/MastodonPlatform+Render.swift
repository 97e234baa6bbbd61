import Domain

extension MastodonPlatform {
  /// What a stock server allows, where ours did not say.
  static let defaultLimit = 500
  static let defaultPerLink = 23

  package func render(_ content: PostContent, on channel: Channel) -> Rendering {
    let out = OutgoingText(content, on: channel)
    let limit = channel.limits.maxCharacters ?? Self.defaultLimit
    let perLink = channel.limits.charactersPerLink ?? Self.defaultPerLink
    let length = MastodonText.length(warning: out.warning, text: out.text, perLink: perLink)
    var problems = out.problems
    if length > limit {
      let over = length - limit
      problems.append(
        "Too long by \(over) \(over == 1 ? "character" : "characters"): it counts as \(length), "
          + "and this server takes \(limit).")
    }
    if !out.images.isEmpty {
      problems.append("Images cannot be sent yet: take the \(out.images.count) out of this post.")
    }
    if let target = content.replyTo, ForeignText.id(target, hiding: Secret("")) == nil {
      problems.append("The post that this one answers is not named by an id that a server could know.")
    }
    return Rendering(
      text: out.text, parts: out.parts, warning: out.warning, language: out.language.map(Self.language),
      length: length, limit: limit, marks: MastodonText.marks(out.text), problems: problems)
  }
}
