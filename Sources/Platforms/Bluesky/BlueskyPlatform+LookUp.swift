import Domain

extension BlueskyPlatform {
  package func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? {
    guard let server = BlueskyServer(order.channel, order.secret) else { return nil }
    switch order.kind {
    case .publish: return server.record(key: Self.key(of: order))
    case .takeDown: return Self.key(order.remoteID, of: order).map(server.record)
    case .edit: return nil
    }
  }

  package func interpretLookUp(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
  ) -> LookUpResult {
    guard case .answer(let response) = result else {
      return .undecided(sentence: "The server could not be asked.")
    }
    switch order.kind {
    case .publish:
      switch Self.record(response, key: Self.key(of: order), of: order) {
      case .absent: return .absent
      case .unreadable(let sentence): return .undecided(sentence: sentence)
      case .there(let uri, let record):
        return found(record, at: uri, of: order, BlueskyProgress(progress))
      }
    case .takeDown:
      guard let id = order.remoteID, let key = Self.key(id, of: order) else {
        return .undecided(sentence: "Nobody knows the post's name.")
      }
      switch Self.record(response, key: key, of: order) {
      case .absent: return .present(remoteID: id, url: nil)
      case .there: return .absent
      case .unreadable(let sentence): return .undecided(sentence: sentence)
      }
    case .edit: return .undecided(sentence: "A post on Bluesky cannot be changed.")
    }
  }

  /// Ours, by its exact content or by its meaning. Anything else under our key is never written over, so it is not
  /// "absent": a person must look.
  private func found(
    _ record: BlueskyEntities.Record, at uri: BlueskyURI, of order: DeliveryOrder, _ finds: BlueskyProgress
  ) -> LookUpResult {
    let present = LookUpResult.present(remoteID: uri.text, url: Self.url(uri, of: order.channel))
    let ours = BlueskyRecord(order, render(order.content, on: order.channel), finds)?.value.cid
    if let ours, record.cid == ours { return present }
    let match = BlueskyMatch(order, record.value)
    if match.isOurs { return present }
    return .undecided(
      sentence: "Under this post's own key something else stands (“\(match.shown)”). It is not written over: see what "
        + "it is, and take it down in the app if it is not yours.")
  }

  /// What an answer to `getRecord` says.
  enum Standing {
    case there(BlueskyURI, BlueskyEntities.Record)
    case absent
    case unreadable(sentence: String)
  }

  static func record(_ response: PlatformResponse, key: String, of order: DeliveryOrder) -> Standing {
    let refusal = BlueskyRefusal(response, hiding: order.secret)
    if response.status == 200, let record = response.read(BlueskyEntities.Record.self),
      let uri = ForeignText.id(record.uri, hiding: order.secret).flatMap({ BlueskyURI($0) }), uri.key == key,
      BlueskyServer.did(order.channel).map({ $0 == uri.did }) ?? true
    {
      return .there(uri, record)
    }
    if refusal.isAbsence { return .absent }
    return .unreadable(
      sentence: "The server answered \(response.status)\(response.status == 200 ? "" : refusal.quote) with nothing "
        + "that decides it.")
  }
}
