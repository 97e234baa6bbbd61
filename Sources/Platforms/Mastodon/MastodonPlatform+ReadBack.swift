import Domain

extension MastodonPlatform {
  /// First the post as shown; its source only where the shown form leaves a doubt.
  package func readBack(_ order: DeliveryOrder, remoteID: String, page: LookUpPage) -> PlatformRequest? {
    guard let server = MastodonServer(order.channel, order.secret),
      let id = ForeignText.id(remoteID, hiding: order.secret)
    else { return nil }
    return page.number == 0 ? server.status(id) : server.source(id)
  }

  package func interpretReadBack(
    _ result: ExchangeResult, of order: DeliveryOrder, remoteID: String, page: LookUpPage
  ) -> ReadBackResult {
    guard case .answer(let response) = result else {
      return .undecided(sentence: "The server could not be asked.")
    }
    let match = MastodonMatch(order)
    let unreadable = ReadBackResult.undecided(
      sentence: "The server answered \(response.status) with nothing that decides it.")
    guard page.number == 0 else {
      guard response.status == 200, let source = response.read(MastodonSource.self) else { return unreadable }
      if match.isSame(source) { return .same }
      let there = ForeignText.shown(source.text, hiding: order.secret)
      return .differs(sentence: "What stands there is not what was approved. It reads: “\(there)”")
    }
    switch response.status {
    case 404, 410:
      return response.read(MastodonError.self) == nil ? unreadable : .gone
    case 200:
      guard let status = response.read(MastodonStatus.self), status.id == remoteID else { return unreadable }
      if let there = status.visibility, there != order.content.visibility.rawValue {
        let shown = ForeignText.shown(there, hiding: order.secret)
        return .differs(
          sentence: "It stands there as “\(shown)”; approved was “\(order.content.visibility.rawValue)”.")
      }
      if !match.speaksSame(status), let there = status.language {
        let shown = ForeignText.shown(there, hiding: order.secret)
        return .differs(sentence: "It stands there marked as another language (“\(shown)”).")
      }
      if let difference = match.imageDifference(status) {
        guard status.media != nil else { return unreadable }
        return .differs(sentence: difference)
      }
      return match.showsSame(status) ? .same : .more(LookUpPage(number: 1))
    default:
      return unreadable
    }
  }
}
