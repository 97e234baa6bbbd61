import Domain

extension BlueskyPlatform {
  /// The credential is an app password. A pair of tokens is renewed by the second of them.
  package func openSession(
    _ channel: Channel, _ credential: Secret, renewing held: PlatformSession?
  ) -> PlatformRequest? {
    guard let held else {
      guard let server = BlueskyServer(channel, credential) else { return nil }
      return server.createSession(server.repo)
    }
    return BlueskyServer(channel, held.refresh)?.refreshSession()
  }

  package func interpretSession(
    _ result: ExchangeResult, of channel: Channel, _ credential: Secret, renewing held: PlatformSession?
  ) -> SessionResult {
    let secret = held?.refresh ?? credential
    return BlueskySession.read(result, of: channel, hiding: secret, isRenewal: held != nil).result
  }

  package func endsSession(_ response: PlatformResponse) -> Bool {
    BlueskyRefusal(response, hiding: Secret("")).endsSession
  }
}
