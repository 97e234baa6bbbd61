import Domain

extension MastodonPlatform {
  /// Who we are; what the server allows (the older form where it has no newer); our newest post.
  package func check(_ channel: Channel, _ secret: Secret, after results: [ExchangeResult]) -> PlatformRequest? {
    guard let server = MastodonServer(channel, secret) else { return nil }
    guard let first = results.first else { return server.verifyCredentials() }
    guard let account = Self.read(MastodonAccount.self, first),
      let id = ForeignText.id(account.id, hiding: secret)
    else { return nil }
    guard results.count > 1 else { return server.instance(version: 2) }
    let older = Self.read(MastodonInstance.self, results[1]) == nil
    if older, results.count == 2 { return server.instance(version: 1) }
    return results.count == (older ? 3 : 2) ? server.statuses(account: id, limit: 1) : nil
  }

  package func interpretCheck(_ results: [ExchangeResult], of channel: Channel, _ secret: Secret) -> CheckResult {
    guard PlatformAddress(channel.address) != nil else { return .refused(sentence: Self.badAddress(channel)) }
    guard case .answer(let response)? = results.first else {
      return .undecided(sentence: "The server could not be asked.")
    }
    switch response.status {
    case 200: break
    case 401:
      return .refused(
        sentence: "The server does not take this credential\(Self.quote(response, secret)). Connect it again.")
    case 403:
      return .refused(sentence: "The credential may not read its own account\(Self.quote(response, secret)).")
    default:
      return .undecided(sentence: "The server answered \(response.status)\(Self.quote(response, secret)).")
    }
    guard let account = response.read(MastodonAccount.self),
      let id = ForeignText.id(account.id, hiding: secret)
    else { return .undecided(sentence: "What answers at this address does not answer as Mastodon does.") }
    if let other = Self.otherName(account, channel, secret) {
      return .refused(
        sentence:
          "This credential opens the account “\(other)”, "
          + "and the channel is “\(ForeignText.shown(channel.handle))”.")
    }
    return .fine(
      Self.limits(results, of: channel, account: id, secret, at: response.at), newest: Self.newest(results, secret))
  }

  private static func limits(
    _ results: [ExchangeResult], of channel: Channel, account: String, _ secret: Secret, at: Instant
  ) -> ChannelLimits {
    var limits = channel.limits
    limits.accountID = account
    limits.readAt = at
    guard let instance = results.dropFirst().prefix(2).lazy.compactMap({ read(MastodonInstance.self, $0) }).first
    else { return limits }
    limits.software = ForeignText.shown(String(instance.version.prefix(100)), hiding: secret)
    let (statuses, media) = (instance.configuration?.statuses, instance.configuration?.media)
    limits.maxCharacters = statuses?.maxCharacters.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
    limits.charactersPerLink = statuses?.charactersPerLink.flatMap { (1...10_000).contains($0) ? $0 : nil }
    limits.maxImages = statuses?.maxImages.flatMap { (0...1000).contains($0) ? $0 : nil }
    limits.maxImageOctets = media?.octets.flatMap { (1...1_000_000_000_000).contains($0) ? $0 : nil }
    limits.maxImagePixels = media?.pixels.flatMap { (1...1_000_000_000_000).contains($0) ? $0 : nil }
    limits.maxAlternative = media?.description.flatMap { (1...1_000_000).contains($0) ? $0 : nil }
    // Of all that a server takes, only what we could send: the rest is of no use to anybody.
    limits.imageTypes = media?.types.map { told in ImageType.allCases.map(\.rawValue).filter(told.contains) }
    return limits
  }

  private static func newest(_ results: [ExchangeResult], _ secret: Secret) -> String? {
    guard results.count > 2, let last = results.last else { return nil }
    return read([MastodonStatus].self, last)?.first.flatMap { ForeignText.id($0.id, hiding: secret) }
  }

  /// The name of the account that answered, when it is not the channel's; nil when it is, or none is told.
  private static func otherName(_ account: MastodonAccount, _ channel: Channel, _ secret: Secret) -> String? {
    let wanted = channel.handle.drop { $0 == "@" }.prefix { $0 != "@" }.lowercased()
    guard let name = account.username, !wanted.isEmpty, name.lowercased() != wanted else { return nil }
    return ForeignText.shown(name, hiding: secret)
  }

  private static func read<Shape: Decodable>(_ shape: Shape.Type, _ result: ExchangeResult) -> Shape? {
    guard case .answer(let response) = result, response.status == 200 else { return nil }
    return response.read(shape)
  }

  private static func quote(_ response: PlatformResponse, _ secret: Secret) -> String {
    response.read(MastodonError.self).map { " (“\(ForeignText.shown($0.error, hiding: secret))”)" } ?? ""
  }
}
