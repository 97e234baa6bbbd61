import Domain

extension BlueskyPlatform {
  /// A session of its own; what the server says of itself; our newest post; and the session is closed again.
  package func check(_ channel: Channel, _ secret: Secret, after results: [ExchangeResult]) -> PlatformRequest? {
    guard let first = results.first else { return openSession(channel, secret, renewing: nil) }
    guard case .open(let opened) = BlueskySession.read(first, of: channel, hiding: secret, isRenewal: false) else {
      return nil
    }
    var known = channel
    known.limits.accountID = opened.did
    switch results.count {
    case 1: return BlueskyServer(known, opened.session.access)?.describeServer()
    case 2: return BlueskyServer(known, opened.session.access)?.newestRecord()
    case 3: return BlueskyServer(known, opened.session.refresh)?.deleteSession()
    default: return nil
    }
  }

  package func interpretCheck(_ results: [ExchangeResult], of channel: Channel, _ secret: Secret) -> CheckResult {
    guard let address = PlatformAddress(channel.address) else {
      return .refused(sentence: Self.badAddress(channel))
    }
    guard let first = results.first else { return .undecided(sentence: "The server could not be asked.") }
    switch BlueskySession.read(first, of: channel, hiding: secret, isRenewal: false) {
    case .refused(let sentence): return .refused(sentence: sentence)
    case .undecided(_, let sentence): return .undecided(sentence: sentence)
    case .spent: return .undecided(sentence: "The server could not be asked.")
    case .open(let opened):
      if let sentence = Self.mismatch(opened, channel, address, secret) { return .refused(sentence: sentence) }
      guard case .answer(let response) = first else { return .undecided(sentence: "The server could not be asked.") }
      var limits = channel.limits
      limits.accountID = opened.did
      limits.maxCharacters = nil
      limits.charactersPerLink = nil
      limits.software = Self.software(results, secret)
      limits.readAt = response.at
      return .fine(limits, newest: Self.newest(results, of: opened.did, secret))
    }
  }

  /// Why the session that was opened is not the channel's; nil when it is.
  private static func mismatch(
    _ opened: BlueskySession, _ channel: Channel, _ address: PlatformAddress, _ secret: Secret
  ) -> String? {
    let wanted = BlueskyNames.handle(channel)
    guard BlueskyNames.isHandle(wanted) else {
      let shown = ForeignText.shown(channel.handle)
      return "“\(shown)” is no account's name on Bluesky: these are written as agency.example."
    }
    if let handle = opened.handle, handle != wanted {
      return "This credential opens the account “\(ForeignText.shown(handle, hiding: secret))”, "
        + "and the channel is “\(ForeignText.shown(channel.handle))”."
    }
    // Logging in works elsewhere too; posts are taken where the account is kept.
    let host = { (address: PlatformAddress) in address.authority.lowercased().prefix { $0 != ":" } }
    if let home = opened.home, BlueskyNames.isPublic(host(home)), BlueskyNames.isPublic(host(address)),
      host(home) != host(address)
    {
      let shown = ForeignText.shown("https://" + home.authority, hiding: secret)
      return "This account is kept at \(shown): give that as the channel's address."
    }
    return nil
  }

  /// A server tells no version, only its name.
  private static func software(_ results: [ExchangeResult], _ secret: Secret) -> String? {
    guard results.count > 1, let server = read(BlueskyEntities.Server.self, results[1]),
      BlueskyNames.isDID(server.did)
    else { return nil }
    return ForeignText.shown("AT protocol, " + server.did.prefix(200), hiding: secret)
  }

  private static func newest(_ results: [ExchangeResult], of did: String, _ secret: Secret) -> String? {
    guard results.count > 2, let records = read(BlueskyEntities.Records.self, results[2])?.records,
      let uri = records.first.flatMap({ BlueskyURI($0.uri) }), uri.did == did
    else { return nil }
    return ForeignText.id(uri.text, hiding: secret)
  }

  private static func read<Shape: Decodable>(_ shape: Shape.Type, _ result: ExchangeResult) -> Shape? {
    guard case .answer(let response) = result, response.status == 200 else { return nil }
    return response.read(shape)
  }
}
