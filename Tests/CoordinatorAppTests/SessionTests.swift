import Console
import Crypto
import Delivery
import Domain
import Foundation
import HTTPTypes
import Platforms
import Postgres
import Testing

@testable import CoordinatorApp

/// Sessions with platforms as the coordinator keeps and checks them.
struct SessionTests {
  private static let channel = Channel(
    id: .derived("session"), region: .derived("session"), platform: "scripted", address: "https://social.example",
    handle: "@town", name: "Town", languages: ["en"], activity: .derived("session"))

  @Test func aPairIsSealedToItsChannelAndToNoCredentialsPlace() throws {
    let key = Curve25519.KeyAgreement.PrivateKey()
    let database = PostgresPool(
      configuration: PostgresConfiguration(
        host: "/nowhere", port: 1, database: "none", user: "nobody", tls: .localSocket), limit: 1)
    let seal = Vault(database: database, key: key).sessions
    let until = try #require(Instant("2026-11-25T12:00:00.123456Z"))
    let pair = PlatformSession(access: Secret("first \"word\""), refresh: Secret("second"), accessUntil: until)
    let sealed = try seal.seal(pair, Self.channel)
    #expect(try seal.open(sealed, Self.channel) == pair)
    #expect(!String(decoding: sealed.bytes, as: UTF8.self).contains("second"))
    #expect(try seal.seal(pair, Self.channel) != sealed, "the same pair is never sealed alike")
    var other = Self.channel
    other.id = .derived("another")
    #expect(throws: CredentialSeal.Failure.doesNotOpen) { try seal.open(sealed, other) }
    let credential = CredentialSeal(
      region: Self.channel.region, channel: Self.channel.id, platform: Self.channel.platform, keyID: sealed.keyID)
    #expect(throws: CredentialSeal.Failure.doesNotOpen) { try credential.open(sealed.bytes, with: key) }
  }

  /// Signs in with the credential, and asks who it is with the token that it got.
  private struct Scripted: Platform {
    let name = "scripted"
    let promises = PlatformPromises(repeatIsSafeFor: nil, canLookUp: false, visibleAfter: 0)

    func check(_ channel: Channel, _ secret: Secret, after results: [ExchangeResult]) -> PlatformRequest? {
      guard let address = PlatformAddress(channel.address) else { return nil }
      switch results.count {
      case 0:
        return PlatformRequest(
          head: HTTPRequest(method: .post, scheme: "https", authority: address.authority, path: "/session"),
          body: .bytes(Array(secret.reveal().utf8)), acts: false)
      case 1:
        guard case .answer(let response) = results[0], response.status == 200 else { return nil }
        let token = Secret(String(decoding: response.body, as: UTF8.self))
        return PlatformRequest(head: address.request(.get, "/me", secret: token), acts: false)
      default: return nil
      }
    }

    func interpretCheck(_ results: [ExchangeResult], of channel: Channel, _ secret: Secret) -> CheckResult {
      guard case .answer(let last)? = results.last else { return .undecided(sentence: "No answer came.") }
      switch last.status {
      case 200 where results.count == 2: return .fine(ChannelLimits(maxCharacters: 300), newest: nil)
      case 401: return .refused(sentence: "The password is wrong.")
      default: return .undecided(sentence: "The platform answered \(last.status).")
      }
    }

    func render(_ content: PostContent, on channel: Channel) -> Rendering {
      Rendering(text: "", length: 0, limit: 0, problems: [])
    }
    func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep { .wait(until: order.now) }
    func interpret(
      _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress
    ) -> StepResult { .proceed(progress) }
    func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? { nil }
    func interpretLookUp(
      _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
    ) -> LookUpResult { .absent }
    func readBack(_ order: DeliveryOrder, remoteID: String, page: LookUpPage) -> PlatformRequest? { nil }
    func interpretReadBack(
      _ result: ExchangeResult, of order: DeliveryOrder, remoteID: String, page: LookUpPage
    ) -> ReadBackResult { .same }
    func precedes(_ left: String, _ right: String) -> Bool { left < right }
  }

  private func check(session: Int, me: Int = 200) async throws -> (limits: ChannelLimits, asked: [String]) {
    var asked: [String] = []
    let results = await ChannelCheck.ask(Self.channel, Secret("s3cret-canary"), by: Scripted()) { request in
      let token = request.head.headerFields[.authorization] ?? String(decoding: request.body.literal, as: UTF8.self)
      asked.append("\(request.head.path ?? "") \(token)")
      let (status, body) = request.head.path == "/me" ? (me, "") : (session, "a-token")
      return .answer(PlatformResponse(status: status, body: Array(body.utf8), at: .distantFuture))
    }
    return (try ChannelCheck.judge(results, Self.channel, Secret("s3cret-canary"), by: Scripted()), asked)
  }

  @Test func aCheckMayOpenASessionOfItsOwn() async throws {
    let (limits, asked) = try await check(session: 200)
    #expect(limits.maxCharacters == 300)
    #expect(asked == ["/session s3cret-canary", "/me Bearer a-token"])
    for (session, me, status) in [(401, 200, ExitStatus.refused), (503, 200, .unreachable), (200, 503, .unreachable)] {
      do {
        _ = try await check(session: session, me: me)
        Issue.record("\(session) and \(me) pass")
      } catch let complaint as Complaint {
        #expect(complaint.status == status)
        #expect(!"\(complaint)".contains("canary"), "a credential is told")
      }
    }
  }
}
