import CentralStore
import Delivery
import Domain
import Foundation
import HTTPTypes
import Platforms
import Testing

/// The life of one delivery, step by step.
struct DeliveryMachineTests {
  @Test func nothingActsWithoutAnIntent() throws {
    var machine = Case.machine()
    guard case .intend(let request) = machine.resume(now: Case.now, chance: 0.5) else {
      Issue.record("the first move of a text post is to ask for the intent")
      return
    }
    #expect(request.acts)
    #expect(machine.allowed(fence: 8, intentAt: Case.now, lastKnown: "9") == .act(request))
    #expect(machine.order.lastKnown == "9")
    #expect(machine.allowed(fence: 9, intentAt: Case.now, lastKnown: nil) == nil, "one intent, one request")
  }

  @Test func anAnswerWithAnIdIsSent() throws {
    let settlement = try Case.settle(.answer(Case.answer(200, #"{"id": "77"}"#)))
    #expect(settlement.outcome == .sent && settlement.remoteID == "77" && settlement.status == 200)
    #expect(settlement.fence == 8 && !settlement.beforeIntent)
  }

  @Test func silenceAfterTheRequestLeftIsUnknown() throws {
    let settlement = try Case.settle(.failure(mayHaveActed: true, sentence: "reset"))
    #expect(settlement.outcome == .unknown && settlement.retryIn == nil)
  }

  @Test func whatNeverLeftIsTriedAgain() throws {
    let settlement = try Case.settle(.failure(mayHaveActed: false, sentence: "refused"))
    #expect(settlement.outcome == .surelyNot && settlement.holdIn == nil)
    #expect((settlement.retryIn ?? 0) >= 1)
  }

  @Test func aServerErrorIsUnknown() throws {
    #expect(try Case.settle(.answer(Case.answer(500, "oops"))).outcome == .unknown)
  }

  @Test func slowDownHoldsTheLaneAndCostsNoTry() throws {
    var fields = HTTPFields()
    fields[.retryAfter] = "90"
    let settlement = try Case.settle(.answer(Case.answer(429, "{}", fields)))
    #expect(settlement.outcome == .surelyNot && settlement.free)
    #expect((settlement.holdIn ?? 0) >= 89 && settlement.holdReason == "held")
  }

  @Test func noIsRejected() throws {
    let settlement = try Case.settle(.answer(Case.answer(422, "{}")))
    #expect(settlement.outcome == .rejected && settlement.reason != nil && settlement.sentence != nil)
  }

  @Test func aDeadCredentialHoldsTheLane() throws {
    let settlement = try Case.settle(.answer(Case.answer(401, "{}")))
    #expect(settlement.outcome == .surelyNot && settlement.holdReason == "credential" && settlement.free)
  }

  @Test func whatIsTooLongIsRejectedBeforeAnyIntent() {
    var machine = Case.machine(text: String(repeating: "a", count: 2000))
    guard case .settle(let settlement) = machine.resume(now: Case.now, chance: 0.5) else {
      Issue.record("too long a text must not get as far as an intent")
      return
    }
    #expect(settlement.outcome == .rejected && settlement.beforeIntent && settlement.fence == 7)
  }

  @Test func aLostIntentSaysSurelyNotUnderTheNextFence() {
    let settlement = Case.machine().intentLost()
    #expect(settlement.outcome == .surelyNot && settlement.fence == 8 && !settlement.beforeIntent)
  }

  @Test func aDatabaseWhoseClockIsAheadMakesNoPostTooOld() throws {
    // By the database the intent was a minute ago; its clock is three minutes ahead of ours.
    #expect(Case.lookUp(PaperPlatform(), asOf: 180).order.intentAt == Case.now.adding(seconds: -240))
    #expect(Case.lookUp(PaperPlatform(), asOf: -180).order.intentAt == Case.now.adding(seconds: -60))
    #expect(Case.lookUp(PaperPlatform()).order.intentAt == Case.now.adding(seconds: -60))
  }

  @Test func aPlatformThatCannotBeAskedIsImpossibleToLookUp() {
    var machine = Case.lookUp(HostilePlatform())
    guard case .found(let finding) = machine.start() else {
      Issue.record("there is nothing to ask")
      return
    }
    #expect(finding.found == .impossible && finding.mayRepeat == .afterAbsence)
  }

  @Test(arguments: [(Int64(60), Finding.Repeat.afterAbsence), (46 * 60, .never)])
  func aSecondBeltEnds(_ seconds: Int64, _ expected: Finding.Repeat) {
    #expect(Case.lookUp(MastodonPlatform(), intent: -seconds).mayRepeat == expected)
  }

  @Test func theBeltEndsByItsFirstUse() {
    #expect(Case.lookUp(MastodonPlatform(), intent: -60, key: -46 * 60).mayRepeat == .never)
  }

  @Test func anAnswerThatAllowsNoMoreHoldsTheLane() throws {
    var machine = Case.machine(of: MastodonPlatform())
    _ = machine.resume(now: Case.now, chance: 0.5)
    _ = machine.allowed(fence: 8, intentAt: Case.now, lastKnown: nil)
    var fields = HTTPFields()
    fields[try #require(HTTPField.Name("x-ratelimit-remaining"))] = "0"
    fields[try #require(HTTPField.Name("x-ratelimit-reset"))] = Case.now.adding(seconds: 90).description
    let answer = Case.answer(200, #"{"id": "77", "content": "<p>Hello</p>"}"#, fields)
    guard case .settle(let settlement) = machine.received(.answer(answer), now: Case.now, chance: 0.5) else {
      Issue.record("it is out")
      return
    }
    #expect(settlement.outcome == .sent && settlement.remoteID == "77")
    #expect((settlement.holdIn ?? 0) >= 89 && settlement.holdReason == "held")
  }

  @Test func whereNoTryIsKnownEveryWordingIsLookedFor() {
    var machine = Case.lookUp(PaperPlatform(), intent: nil, earlier: [(2, "Second"), (1, "First")])
    var asked: [String] = []
    var move = machine.start()
    while case .ask(let request) = move, asked.count < 10 {
      asked.append(String(decoding: request.body.literal, as: UTF8.self))
      let found = asked.last == "First"
      move = machine.received(.answer(Case.answer(found ? 200 : 404, found ? "99" : "")))
    }
    #expect(asked == ["Hello", "Second", "First"])
    guard case .found(let finding) = move else { return }
    #expect(finding.found == .present && finding.remoteID == "99" && finding.revision == 1)
  }

  @Test func whatTheDatabaseKnowsToBeAnothersIsNotAskedFor() {
    for others in [nil as Set<String>?, ["5"]] {
      var machine = Case.lookUp(MastodonPlatform(), others: others)
      let other = #"[{"id": "5", "content": "<p>Goodbye</p>", "created_at": "\#(Case.now)", "visibility": "public"}]"#
      var (paths, move) = ([String](), machine.start())
      while case .ask(let request) = move, paths.count < 10 {
        paths.append(request.head.path ?? "")
        move = machine.received(.answer(Case.answer(200, paths.count == 1 ? other : "[]")))
      }
      #expect(paths.contains { $0.hasSuffix("/source") } == (others == nil), "\(paths)")
    }
  }

  @Test(arguments: [nil as Int64?, -3600])
  func whatIsOlderThanWhatTheDatabaseForgotIsNotTheOne(_ since: Int64?) throws {
    var machine = Case.lookUp(MastodonPlatform(), intent: nil, since: since)
    let lastWeek = Case.now.adding(seconds: -7 * 86_400)
    let twin = #"[{"id": "5", "content": "<p>Hello</p>", "created_at": "\#(lastWeek)", "visibility": "public"}]"#
    var move = machine.start()
    var pages = 0
    while case .ask = move, pages < 10 {
      pages += 1
      move = machine.received(.answer(Case.answer(200, pages == 1 ? twin : "[]")))
    }
    guard case .found(let finding) = move else { return }
    #expect(finding.found == (since == nil ? .present : .absent))
  }

  @Test func takingDownTwiceTakesDownOnce() {
    #expect(Case.lookUp(HostilePlatform(), kind: .takeDown).mayRepeat == .safe)
    #expect(Case.lookUp(MastodonPlatform(), kind: .takeDown, intent: -46 * 60).mayRepeat == .safe)
  }

  @Test func anEditIsLookedUpWhereOneCanBe() {
    var can = Case.lookUp(MastodonPlatform(), kind: .edit)
    guard case .ask(let request) = can.start() else {
      Issue.record("a post can be asked for by its id")
      return
    }
    #expect(request.head.path == "/api/v1/statuses/77")
    var cannot = Case.lookUp(HostilePlatform(), kind: .edit)
    guard case .found(let finding) = cannot.start() else { return }
    #expect(finding.found == .impossible)
  }

  @Test func anEditIsRepeatedOnlyOnceItsTryHasEnded() {
    #expect(Case.lookUp(HostilePlatform(), kind: .edit).mayRepeat == .afterAbsence)
    #expect(Case.lookUp(MastodonPlatform(), kind: .edit, intent: -46 * 60).mayRepeat == .afterAbsence)
  }

  @Test func anEditKnowsWhatThePublishLeftBehind() {
    #expect(Case.machine(kind: .edit).order.remoteID == "77")
    #expect(Case.machine(kind: .edit).order.kind == .edit)
  }
}

/// A delivery through the worst platform.
enum Case {
  static let now = Instant("2026-11-23T09:00:00Z") ?? .distantFuture
  static let region = RegionID.derived("test", "region")

  static func channel(_ platform: String) -> Channel {
    Channel(
      id: .derived("test", "channel"), region: region, platform: platform, address: "https://social.example",
      handle: "@town", name: "Town", languages: ["en"], limits: ChannelLimits(accountID: "1"),
      activity: .derived("test", "act"))
  }

  static func delivery(kind: DeliveryKind = .publish, intent: Int64? = nil, key: Int64? = nil) -> DispatchDelivery {
    let post = PostID.derived("test", "post")
    let id = DeliveryItem.id(post: post, channel: channel("hostile").id, kind: kind, revision: 1)
    let intentAt = intent.map { ", \"intent_at\": \"\(now.adding(seconds: $0))\", \"fence\": 3" } ?? ""
    let keyAt = (key ?? intent).map { ", \"key_at\": \"\(now.adding(seconds: $0))\"" } ?? ""
    let json = """
      {"delivery_id": "\(id)", "region_id": "\(region)", "channel_id": "\(channel("hostile").id)",
      "post_region_id": "\(region)", "post_id": "\(post)", "kind": "\(kind.rawValue)", "revision": 1,
      "digest": "\(String(repeating: "ab", count: 32))", "class": "routine", "state": "waiting",
      "due_at": "\(now)", "attempts": 0, "withdrawal": false, "version": 1, "remote_id": "77",
      "idempotency_key": "key", "progress": {}\(intentAt)\(keyAt)}
      """
    guard let delivery = try? JSONDecoder().decode(DispatchDelivery.self, from: Data(json.utf8)) else {
      preconditionFailure("the sample is no delivery")
    }
    return delivery
  }

  static func content(_ text: String) -> PostContent {
    PostContent(texts: ["en": text], channels: [.init(region: region, channel: channel("hostile").id)])
  }

  static func machine(
    text: String = "Hello", of platform: any Platform = HostilePlatform(), kind: DeliveryKind = .publish
  ) -> DeliveryMachine {
    let work = DispatchWork(
      fence: 7, delivery: delivery(kind: kind),
      post: DispatchPost(id: .derived("test", "post"), revision: 1, content: content(text), createdAt: now),
      channel: channel(platform.name))
    return DeliveryMachine(work: work, secret: Secret("token"), platform: platform)
  }

  static func lookUp(
    _ platform: any Platform, kind: DeliveryKind = .publish, intent: Int64? = -60, key: Int64? = nil,
    earlier: [(Int, String)] = [], since: Int64? = nil, others: Set<String>? = nil, asOf: Int64? = nil
  ) -> LookUpMachine {
    LookUpMachine(
      LookAtUnknown.Case(
        delivery: delivery(kind: kind, intent: intent, key: key),
        post: DispatchPost(id: .derived("test", "post"), revision: 1, content: content("Hello"), createdAt: now),
        channel: channel(platform.name), content: content("Hello"),
        earlier: earlier.map { LookAtUnknown.Wording(revision: $0, content: content($1)) },
        since: since.map { now.adding(seconds: $0) }, others: others,
        asOf: asOf.map { LookAtUnknown.AsOf(at: now.adding(seconds: $0), ended: true) }),
      secret: Secret("token"), platform: platform, now: now)
  }

  static func answer(_ status: Int, _ body: String, _ fields: HTTPFields = [:]) -> PlatformResponse {
    PlatformResponse(status: status, fields: fields, body: Array(body.utf8), at: now)
  }

  /// What is settled when this comes of the request.
  static func settle(_ result: ExchangeResult) throws -> Settlement {
    var machine = machine()
    _ = machine.resume(now: now, chance: 0.5)
    _ = machine.allowed(fence: 8, intentAt: now, lastKnown: nil)
    guard case .settle(let settlement) = machine.received(result, now: now, chance: 0.5) else { throw NotSettled() }
    return settlement
  }

  struct NotSettled: Error {}
}
