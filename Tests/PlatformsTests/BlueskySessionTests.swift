import Domain
import Foundation
import HTTPTypes
import Platforms
import Testing

/// Section 2 of bluesky.md.
@Suite struct BlueskySessionTests {
  static let password = Secret("abcd-efgh-ijkl-mnop")
  static let held = PlatformSession(
    access: Secret("old-access"), refresh: Secret("old-refresh"), accessUntil: Sky.now)

  private func read(
    _ result: ExchangeResult, renewing held: PlatformSession? = nil, on channel: Channel = Sky.channel()
  ) -> SessionResult {
    Sky.platform.interpretSession(result, of: channel, Self.password, renewing: held)
  }

  @Test func opensWithTheAppPasswordInTheBodyAlone() throws {
    let request = try #require(Sky.platform.openSession(Sky.channel(did: nil), Self.password, renewing: nil))
    #expect(request.head.method == .post && request.head.path == "/xrpc/com.atproto.server.createSession")
    #expect(request.head.headerFields[.authorization] == nil)
    #expect(request.head.headerFields[.contentType] == "application/json")
    #expect(
      String(decoding: request.body.literal, as: UTF8.self)
        == #"{"identifier":"council.example","password":"abcd-efgh-ijkl-mnop"}"#)
    // Where it is known, the account is named by what never changes.
    let known = try #require(Sky.platform.openSession(Sky.channel(), Self.password, renewing: nil))
    #expect(Sky.json(known)?["identifier"] == .text(Sky.did))
    #expect(Sky.platform.openSession(Sky.channel(address: "no"), Self.password, renewing: nil) == nil)
  }

  @Test func renewsOnceWithTheSecondToken() throws {
    let request = try #require(Sky.platform.openSession(Sky.channel(), Self.password, renewing: Self.held))
    #expect(request.head.method == .post && request.head.path == "/xrpc/com.atproto.server.refreshSession")
    #expect(request.head.headerFields[.authorization] == "Bearer old-refresh")
    #expect(request.body == .none && request.acts)
  }

  @Test func readsThePairAndWhenItEnds() {
    for held in [nil, Self.held] {
      guard case .open(let session) = read(Samples.answer(200, Sky.session()), renewing: held) else {
        Issue.record("not open")
        return
      }
      #expect(session.access.reveal() == Sky.token())
      #expect(session.refresh.reveal() == Sky.token(7_776_000, name: "refresh"))
      #expect(session.accessUntil == Sky.now.adding(seconds: 7200))
    }
  }

  /// What a token does not say is not assumed.
  @Test(arguments: [
    "", "a.b", "a.b.c", "a.e30.c", "a.eyJleHAiOiJzb29uIn0.c", "a.eyJleHAiOi0xfQ.c", Sky.token(-1), Sky.token(0),
  ])
  func assumesNoEnd(token: String) {
    let body = #"{"accessJwt":"\#(token)","refreshJwt":"r","handle":"council.example","did":"\#(Sky.did)"}"#
    guard case .undecided = read(Samples.answer(200, body)) else {
      Issue.record("\(read(Samples.answer(200, body)))")
      return
    }
  }

  @Test(arguments: [#"a b"#, #"a\r\nX: y"#, #"é"#, String(repeating: "a", count: 8193)])
  func takesNoTokenThatCouldBreakAHeader(token: String) {
    let body =
      #"{"accessJwt":"\#(Sky.token())","refreshJwt":"\#(token)","handle":"council.example","did":"\#(Sky.did)"}"#
    guard case .undecided = read(Samples.answer(200, body)) else {
      Issue.record("taken")
      return
    }
  }

  enum Meaning: Hashable { case spent, refused(String), undecided(Double?) }

  @Test(arguments: [
    (401, Sky.error("AuthenticationRequired", "Invalid identifier or password"), Meaning.refused("app password")),
    (401, "Invalid identifier or password", .refused("Invalid identifier")),
    (401, "Account has been taken down", .refused("does not let this account in (“Account has been taken down”)")),
    (401, Sky.error("AuthFactorTokenRequired"), .refused("Use an app password")),
    (401, Sky.error("AccountTakedown"), .refused("closed this account")),
    (401, Sky.error("AccountDeactivated"), .refused("switched off")),
    (403, Sky.error("AccountNotFound"), .refused("address")),
    (400, Sky.error("InvalidRequest"), .refused("no session")),
    (404, Sky.error("XRPCNotSupported"), .refused("Check the channel's address")), (404, "<html>", .undecided(nil)),
    (401, "<html>", .undecided(nil)), (403, "", .undecided(nil)), (408, "slow", .undecided(nil)),
    (429, Sky.error("RateLimitExceeded"), .undecided(60)), (500, Sky.error("InternalServerError"), .undecided(nil)),
    (502, "", .undecided(nil)), (504, Sky.error("UpstreamTimeout"), .undecided(nil)), (301, "", .undecided(nil)),
    (200, "<html>", .undecided(nil)), (200, "{}", .undecided(nil)),
    (
      200, Sky.session().replacingOccurrences(of: #""active":true"#, with: #""active":false,"status":"deactivated""#),
      .refused("switched off")
    ),
    (
      200, Sky.session().replacingOccurrences(of: #""active":true"#, with: #""active":false,"status":"takendown""#),
      .refused("closed")
    ),
    (200, Sky.session().replacingOccurrences(of: #""active":true"#, with: #""active":false"#), .refused("not active")),
    (200, Sky.session(did: "did:plc:44ybard66vv44zksje25o7dz"), .refused("another account")),
  ])
  func opening(status: Int, body: String, means: Meaning) { judge(read(Samples.answer(status, body)), means) }

  /// A pair that is refused says nothing of the app password, unless the account itself is closed.
  @Test(arguments: [
    (400, Sky.error("ExpiredToken", "Token has been revoked"), Meaning.spent),
    (400, Sky.error("InvalidToken", "Token could not be verified"), .spent), (401, Sky.error("ExpiredToken"), .spent),
    (401, "token expired", .spent), (401, Sky.error("AuthenticationRequired"), .spent),
    (401, Sky.error("AccountTakedown"), .refused("closed")), (401, Sky.error("AccountDeactivated"), .refused("off")),
    (401, "<html>", .undecided(nil)), (400, "", .undecided(nil)), (429, "", .undecided(60)), (503, "", .undecided(nil)),
    (200, Sky.session(did: "did:plc:44ybard66vv44zksje25o7dz"), .refused("another account")),
  ])
  func renewing(status: Int, body: String, means: Meaning) {
    judge(read(Samples.answer(status, body), renewing: Self.held), means)
  }

  private func judge(_ result: SessionResult, _ means: Meaning) {
    switch (result, means) {
    case (.spent, .spent): break
    case (.refused(let sentence), .refused(let words)): #expect(sentence.contains(words), "\(sentence)")
    case (.undecided(let retryAt, _), .undecided(let seconds)):
      #expect(retryAt?.seconds(since: Sky.now) == seconds)
    default: Issue.record("\(result) for \(means)")
    }
  }

  @Test func silenceSaysNothingOfThePair() {
    for mayHaveActed in [true, false] {
      let result = read(.failure(mayHaveActed: mayHaveActed, sentence: "Cut."), renewing: Self.held)
      guard case .undecided(nil, _) = result else {
        Issue.record("\(result)")
        return
      }
    }
  }

  /// An expired token is 400 with a name, not 401; other servers send a line.
  @Test(arguments: [
    (400, Sky.error("ExpiredToken", "Token has expired"), true), (400, Sky.error("InvalidToken"), true),
    (401, Sky.error("ExpiredToken"), true), (401, Sky.error("InvalidToken"), true), (401, "Token has expired", true),
    (400, "token could not be verified\n", true), (401, "invalid token", true), (401, "token was revoked", true),
    (401, Sky.error("AuthMissing", "token expired"), false), (400, Sky.error("InvalidRequest", "ExpiredToken"), false),
    (500, Sky.error("ExpiredToken"), false), (200, Sky.error("ExpiredToken"), false), (403, "invalid token", false),
    (401, "<html>invalid token", false), (401, "", false), (401, "unauthorized", false), (400, "no such record", false),
    (400, "invalid record: text “my token has expired” is too long", false),
    (400, "invalid " + String(repeating: "x", count: 200) + " token", false),
  ])
  func knowsWhenASessionHasEnded(status: Int, body: String, ended: Bool) {
    let response = PlatformResponse(status: status, body: Array(body.utf8), at: Sky.now)
    #expect(Sky.platform.endsSession(response) == ended)
  }

  @Test func tellsNoSecret() {
    let secret = Self.held.refresh.reveal()
    for status in [200, 400, 401, 403, 404, 429, 500] {
      for body in [Sky.error("AccountTakedown", secret), Sky.error(secret, secret), "no \(secret)"] {
        #expect(!"\(read(Samples.answer(status, body), renewing: Self.held))".contains(secret))
      }
    }
    #expect(!"\(read(Samples.answer(200, Sky.session())))".contains(Sky.token()))
  }
}
