import Domain

extension BlueskyPlatform {
  package func readBack(_ order: DeliveryOrder, remoteID: String, page: LookUpPage) -> PlatformRequest? {
    guard let server = BlueskyServer(order.channel, order.secret), let key = Self.key(remoteID, of: order) else {
      return nil
    }
    return server.record(key: key)
  }

  package func interpretReadBack(
    _ result: ExchangeResult, of order: DeliveryOrder, remoteID: String, page: LookUpPage
  ) -> ReadBackResult {
    guard case .answer(let response) = result else {
      return .undecided(sentence: "The server could not be asked.")
    }
    guard let key = Self.key(remoteID, of: order) else { return .undecided(sentence: "It has no name there.") }
    switch Self.record(response, key: key, of: order) {
    case .absent: return .gone
    case .unreadable(let sentence): return .undecided(sentence: sentence)
    case .there(_, let record):
      let differences = BlueskyMatch(order, record.value).differences
      return differences.isEmpty ? .same : .differs(sentence: differences.prefix(3).joined(separator: " "))
    }
  }
}
