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
      guard let id = ForeignText.id(order.remoteID, hiding: order.secret) else { return nil }
      return page.number == 0 ? server.status(id) : server.source(id)
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
    case .edit: edited(response, of: order, progress, page)
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

  /// The images first, then the source: the wanted state stands when both are as wanted. A post that is gone does not
  /// show it; saying so is the next try's part.
  private func edited(
    _ response: PlatformResponse, of order: DeliveryOrder, _ progress: DeliveryProgress, _ page: LookUpPage
  ) -> LookUpResult {
    guard let id = order.remoteID else { return .undecided(sentence: "Nobody knows the post's id.") }
    let match = MastodonMatch(order)
    let isGone = [404, 410].contains(response.status) && response.read(MastodonError.self) != nil
    guard page.number > 0 else {
      if isGone { return .absent }
      guard response.status == 200, let status = response.read(MastodonStatus.self), status.id == id else {
        return Self.unreadable(response)
      }
      let images = OutgoingText(order.content, on: order.channel).images
      // However old: it is what was sent.
      let wanted = MastodonUploads(progress, of: images, now: Instant(microseconds: 0)).list.compactMap { $0?.id }
      guard match.imagesAlike(status), match.speaksSame(status),
        wanted.count < images.count || Set(wanted) == Set((status.media ?? []).map(\.id))
      else { return .absent }
      let url = ForeignText.link(status.url, hiding: order.secret) ?? ""
      return .more(LookUpPage(number: 1, cursor: (match.showsSame(status) ? "=" : "?") + url))
    }
    let url = page.cursor.flatMap {
      $0.count > 1 ? ForeignText.link(String($0.dropFirst()), hiding: order.secret) : nil
    }
    if isGone {
      // A server that keeps no sources: what it showed must do.
      return page.cursor?.hasPrefix("=") == true ? .present(remoteID: id, url: url) : .absent
    }
    guard response.status == 200, let source = response.read(MastodonSource.self) else {
      return Self.unreadable(response)
    }
    return match.isSame(source) ? .present(remoteID: id, url: url) : .absent
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
    if !search.doubtful.isEmpty { return .more(search.page(after: page)) }
    return search.hasOdd ? Self.otherImages : .absent
  }

  private static let otherImages = LookUpResult.undecided(
    sentence:
      "A post of these words stands there with other images or alternative texts: a person must say whose it is."
  )

  private static let otherParent = LookUpResult.undecided(
    sentence:
      "A post of these words stands there, but not in answer to the same post: a person must say whose it is."
  )

  /// Whether the candidate whose source was asked is the one.
  private static func source(
    _ response: PlatformResponse, _ match: MastodonMatch, _ candidate: MastodonSearch.Candidate?
  ) -> LookUpResult {
    guard let candidate else { return .absent }
    let present =
      !candidate.imagesAlike
      ? otherImages
      : candidate.repliesAlike ? LookUpResult.present(remoteID: candidate.id, url: candidate.url) : otherParent
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
