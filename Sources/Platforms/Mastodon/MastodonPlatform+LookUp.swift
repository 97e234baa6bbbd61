import Domain

extension MastodonPlatform {
  package func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? {
    guard let server = MastodonServer(order.channel, order.secret) else { return nil }
    switch order.kind {
    case .publish:
      return MastodonSearch(page, of: order).request(server)
    case .takeDown:
      return ForeignText.id(order.remoteID, hiding: order.secret).map(server.status)
    case .edit:
      return nil
    }
  }

  package func interpretLookUp(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
  ) -> LookUpResult {
    guard case .answer(let response) = result else {
      return .undecided(sentence: "The server could not be asked.")
    }
    return switch order.kind {
    case .publish: search(response, of: order, page)
    case .takeDown: takenDown(response, of: order)
    case .edit: .undecided(sentence: "Edits cannot be looked up yet.")
    }
  }

  private func takenDown(_ response: PlatformResponse, of order: DeliveryOrder) -> LookUpResult {
    guard let id = order.remoteID else { return .undecided(sentence: "Nobody knows the post's id.") }
    switch response.status {
    case 404, 410:
      guard response.read(MastodonError.self) != nil else { return Self.unreadable(response) }
      return .present(remoteID: id, url: nil)
    case 200:
      guard let status = response.read(MastodonStatus.self), status.id == id else { return Self.unreadable(response) }
      return .absent
    default:
      return Self.unreadable(response)
    }
  }

  private func search(_ response: PlatformResponse, of order: DeliveryOrder, _ page: LookUpPage) -> LookUpResult {
    guard page.number < MastodonSearch.longest else {
      return .undecided(sentence: "The account has posted so much since that the search was given up.")
    }
    var search = MastodonSearch(page, of: order)
    if search.account == nil {
      guard response.status == 200, let account = response.read(MastodonAccount.self),
        let id = ForeignText.id(account.id, hiding: order.secret)
      else { return Self.unreadable(response) }
      search.account = id
      return .more(search.page(after: page))
    }
    let match = MastodonMatch(order, at: response.at, serverTime: RetryTime.serverTime(response))
    if search.pagesRead {
      switch Self.source(response, match, search.doubtful.first) {
      case .present(let id, let url): return .present(remoteID: id, url: url)
      case .undecided(let sentence): return .undecided(sentence: sentence)
      case .absent, .more: search.doubtful = Array(search.doubtful.dropFirst())
      }
    } else {
      guard response.status == 200, let statuses = response.read([MastodonStatus].self) else {
        return Self.unreadable(response)
      }
      guard search.take(statuses, match, of: order) else {
        return .undecided(sentence: "The server shows only its newest posts, and the post may be among the others.")
      }
    }
    guard search.pagesRead else { return .more(search.page(after: page)) }
    if let found = search.found { return .present(remoteID: found.id, url: found.url) }
    return search.doubtful.isEmpty ? .absent : .more(search.page(after: page))
  }

  /// Whether the candidate whose source was asked is the one.
  private static func source(
    _ response: PlatformResponse, _ match: MastodonMatch, _ candidate: MastodonSearch.Candidate?
  ) -> LookUpResult {
    guard let candidate else { return .absent }
    let present = LookUpResult.present(remoteID: candidate.id, url: candidate.url)
    switch response.status {
    case 200:
      guard let source = response.read(MastodonSource.self) else { return unreadable(response) }
      return match.isSame(source) ? present : .absent
    case 404, 410:
      // Deleted meanwhile, or a server that keeps no sources: then what it showed must do.
      return candidate.isClose ? present : .absent
    default:
      return unreadable(response)
    }
  }

  static func unreadable(_ response: PlatformResponse) -> LookUpResult {
    .undecided(sentence: "The server answered \(response.status) with nothing that decides it.")
  }
}
