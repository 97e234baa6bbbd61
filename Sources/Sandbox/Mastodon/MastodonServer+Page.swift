import Foundation

extension MastodonServer {
  /// The page of what everyone can see now: of all accounts, or of one. Nil when there is no such account.
  package func page(of name: String?, at now: Date) -> String? {
    let shown = config.accounts.compactMap { account($0.username, nil) }.filter {
      name == nil || $0.config.username == name
    }
    if name != nil && shown.isEmpty { return nil }
    let sections = shown.map { section($0, at: now) }
    return Page.public(title: name.map { "@\($0) on \(config.title)" } ?? config.title, accounts: sections)
  }

  private func section(_ account: Account, at now: Date) -> Page.Section {
    let posts = account.statuses.reversed().compactMap { statuses[$0] }.filter { sees(nil, $0, now) }
    return Page.Section(
      name: account.config.username, display: account.config.displayName, address: address(account),
      count: posts.count,
      posts: posts.prefix(200).map { status in
        Page.Post(
          id: status.id, time: timestamp(status.createdAt), shown: Page.shown(status.createdAt),
          language: status.current.language ?? "", content: content(status.current.text),
          warning: status.current.spoiler, warned: !status.current.spoiler.isEmpty,
          reply: status.inReplyTo != nil, edited: status.editedAt.map(Page.shown) ?? "",
          wasEdited: status.editedAt != nil, application: status.application.name,
          media: pictured(status.current.media))
      })
  }
}
