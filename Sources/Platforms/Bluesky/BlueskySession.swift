import Domain
import Foundation

/// What an answer to `createSession` or `refreshSession` says.
struct BlueskySession {
  enum Reading {
    case open(BlueskySession)
    case spent
    case refused(sentence: String)
    case undecided(retryAt: Instant?, sentence: String)

    var result: SessionResult {
      switch self {
      case .open(let opened): .open(opened.session)
      case .spent: .spent
      case .refused(let sentence): .refused(sentence: sentence)
      case .undecided(let retryAt, let sentence): .undecided(retryAt: retryAt, sentence: sentence)
      }
    }
  }

  var session: PlatformSession
  var did: String
  /// As the server names it; nil where it names none that holds.
  var handle: String?
  /// The server that keeps the account; nil: not told.
  var home: PlatformAddress?

  /// - Parameter isRenewal: then a refusal concerns the pair of tokens, and the credential may be as good as before.
  static func read(
    _ result: ExchangeResult, of channel: Channel, hiding secret: Secret, isRenewal: Bool
  ) -> Reading {
    guard case .answer(let response) = result else {
      return .undecided(retryAt: nil, sentence: "The server could not be asked.")
    }
    let refusal = BlueskyRefusal(response, hiding: secret)
    switch response.status {
    case 200...299: return opened(response, of: channel, secret)
    case 429:
      return .undecided(
        retryAt: RetryTime.read(response, reset: .blueskyReset) ?? response.at.adding(seconds: 60),
        sentence: "The server asks us to slow down\(refusal.quote).")
    case 400...499 where refusal.said != nil && response.status != 408:
      return refused(refusal, isRenewal: isRenewal)
    default:
      return .undecided(retryAt: nil, sentence: "The server answered \(response.status)\(refusal.quote).")
    }
  }

  private static func refused(_ refusal: BlueskyRefusal, isRenewal: Bool) -> Reading {
    if let sentence = refusal.accountSentence { return .refused(sentence: sentence) }
    if isRenewal { return .spent }
    if refusal.isNamed("AuthFactorTokenRequired") {
      return .refused(
        sentence: "The account asks for a second factor\(refusal.quote). Use an app password: the app's settings make "
          + "one.")
    }
    switch refusal.status {
    case 401 where refusal.name == nil:
      // Words alone do not tell a wrong password from an account that is closed.
      return .refused(
        sentence: "The server does not let this account in\(refusal.quote). If that names no other cause, make a new "
          + "app password in the app's settings.")
    case 401:
      return .refused(
        sentence: "The server does not take this app password\(refusal.quote). Make a new one in the app's settings.")
    case 404, 405:
      return .refused(
        sentence: "At this address no server keeps accounts of Bluesky\(refusal.quote). Check the channel's address.")
    default:
      return .refused(sentence: "The server opens no session for this account\(refusal.quote).")
    }
  }

  private static func opened(_ response: PlatformResponse, of channel: Channel, _ secret: Secret) -> Reading {
    guard let answer = response.read(BlueskyEntities.Session.self), let access = token(answer.accessJwt),
      let refresh = token(answer.refreshJwt), BlueskyNames.isDID(answer.did),
      let did = ForeignText.id(answer.did, hiding: secret)
    else {
      return .undecided(retryAt: nil, sentence: "What answers at this address does not answer as Bluesky does.")
    }
    if answer.active == false {
      let reason =
        switch answer.status {
        case "takendown", "suspended": "The server has closed this account. Ask those who run the server."
        case "deactivated": "The account is switched off. Switch it on in the app first."
        default: "The server says that the account is not active."
        }
      return .refused(sentence: reason)
    }
    if let own = BlueskyServer.did(channel), own != did {
      let other = ForeignText.shown(answer.handle, hiding: secret)
      return .refused(sentence: "This credential opens another account (“\(other)”) than the channel's.")
    }
    guard let until = end(of: answer.accessJwt) else {
      return .undecided(retryAt: nil, sentence: "The server does not say how long its session holds.")
    }
    guard until > response.at else {
      return .undecided(
        retryAt: nil, sentence: "The server gave a session that has ended already: its clock or ours is wrong.")
    }
    let session = PlatformSession(access: access, refresh: refresh, accessUntil: until)
    let handle = BlueskyNames.isHandle(answer.handle) ? answer.handle.lowercased() : nil
    return .open(
      BlueskySession(
        session: session, did: did, handle: handle == "handle.invalid" ? nil : handle, home: answer.home))
  }

  /// Fit to go into a header.
  private static func token(_ text: String) -> Secret? {
    let isSound = (1...8192).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    return isSound ? Secret(text) : nil
  }

  /// When a token ends, as it says itself. That it says so truly is the server's matter: it is its token.
  static func end(of token: String) -> Instant? {
    struct Claims: Decodable {
      var exp: Int64
    }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else { return nil }
    var text = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
    while text.utf8.count % 4 != 0 { text += "=" }
    guard let data = Data(base64Encoded: text), let claims = try? JSONDecoder().decode(Claims.self, from: data),
      (0...100_000_000_000).contains(claims.exp)
    else { return nil }
    return Instant(microseconds: claims.exp * 1_000_000)
  }
}
