import Domain

/// A cell of a calendar that says something else than the post that its row became.
struct CalendarDifference: Hashable, Sendable, Codable {
  var column: String
  /// What the post says; empty: nothing.
  var before: String
  /// What the row says; empty: nothing.
  var after: String

  /// What these changes would do to a post, by column.
  static func of(_ changes: PostFields, to post: Post, _ items: Items, zone: String) -> [Self] {
    var found: [Self] = []
    func note(_ column: String, _ before: String?, _ after: String?) {
      found.append(Self(column: column, before: before ?? "", after: after ?? ""))
    }
    for (language, text) in (changes.texts ?? [:]).sorted(by: { $0.key < $1.key }) {
      note("text.\(language)", post.content.texts[language], text)
    }
    if let media = changes.media { note("images", words(post.content.media), words(media)) }
    if let channels = changes.channels {
      note("channels", names(of: post.content.channels, items), names(of: channels, items))
    }
    switch changes.due {
    case .at(let due): note("time", post.due.map(words), words(due))
    case .some(.none): note("time", post.due.map(words), nil)
    case nil: break
    }
    switch changes.notAfter {
    case .at(let last): note("not_after", post.notAfter.map { Say.time($0, zone: zone) }, Say.time(last, zone: zone))
    case .some(.none): note("not_after", post.notAfter.map { Say.time($0, zone: zone) }, nil)
    case nil: break
    }
    if let postClass = changes.postClass { note("class", post.postClass.rawValue, postClass.rawValue) }
    if let campaign = changes.campaign { note("campaign", post.campaign, campaign) }
    return found
  }

  private static func words(_ media: [MediaReference]) -> String {
    media.map { medium in
      let said = medium.alternative.sorted { $0.key < $1.key }.map { " [\($0.key)] \($0.value)" }.joined()
      return "\(medium.sha256.hex.prefix(8)) (\(ImageWords.facts(medium.image)))"
        + (medium.decorative ? " decorative" : said)
    }.joined(separator: "; ")
  }

  private static func words(_ due: Due) -> String { "\(due.wall) (\(due.zone))" }

  private static func names(of channels: [ChannelReference], _ items: Items) -> String {
    channels.map { items.channels[$0.channel]?.name ?? $0.channel.short }.sorted().joined(separator: "; ")
  }
}
