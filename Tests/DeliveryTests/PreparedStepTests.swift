import CentralStore
import Delivery
import Domain
import HTTPTypes
import Platforms
import Testing

/// Steps before the publish, which nobody sees: kept, waited for, taken again.
struct PreparedStepTests {
  /// Uploads, then publishes; what it answers is what a test gives it.
  private struct Stepwise: QuietPlatform {
    let name = "mastodon"
    let promises = PlatformPromises(repeatIsSafeFor: nil, canLookUp: true, visibleAfter: 0)
    var step: PlatformStep
    var result: StepResult = .done(.surelyNot(retryAt: nil, sentence: "no"))

    static func request(acts: Bool) -> PlatformRequest {
      PlatformRequest(head: HTTPRequest(method: .post, scheme: "https", authority: "a", path: "/"), acts: acts)
    }

    func render(_ content: PostContent, on channel: Channel) -> Rendering {
      Rendering(text: "", length: 0, limit: 1, problems: [])
    }
    func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep { step }
    func interpret(
      _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress
    ) -> StepResult { self.result }
    func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? { nil }
    func interpretLookUp(
      _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
    ) -> LookUpResult { .absent }
  }

  private func machine(_ platform: Stepwise, progress: [String: String] = [:]) -> DeliveryMachine {
    var delivery = Case.delivery()
    delivery.progress = progress
    let work = DispatchWork(
      fence: 7, delivery: delivery,
      post: DispatchPost(
        id: .derived("test", "post"), revision: 1, content: Case.content("Hello"), createdAt: Case.now),
      channel: Case.channel("mastodon"))
    return DeliveryMachine(work: work, secret: Secret("token"), platform: platform)
  }

  private func settlement(_ move: DeliveryMachine.Move) throws -> Settlement {
    guard case .settle(let settlement) = move else { throw Case.NotSettled() }
    return settlement
  }

  @Test func waitingHoldsThisDeliveryAloneAndCostsNoTry() throws {
    let until = Case.now.adding(seconds: 30)
    var machine = machine(Stepwise(step: .wait(until: until)), progress: ["upload": "9"])
    let settlement = try settlement(machine.resume(now: Case.now, chance: 0))
    #expect(settlement.outcome == .surelyNot && settlement.beforeIntent && settlement.free)
    #expect(settlement.retryIn == 30 && settlement.holdIn == nil)
    #expect(settlement.progress == ["upload": "9", "waiting_since": "\(Case.now)"])
  }

  @Test func waitingIsNotForEver() throws {
    let step = Stepwise(step: .wait(until: Case.now.adding(seconds: 3700)))
    let progress = ["upload": "9", "waiting_since": "\(Case.now)"]
    var patient = machine(step, progress: progress)
    let before = try settlement(patient.resume(now: Case.now.adding(seconds: 3600), chance: 0))
    #expect(before.free && before.progress == progress)
    var tired = machine(step, progress: progress)
    let after = try settlement(tired.resume(now: Case.now.adding(seconds: 3601), chance: 0))
    #expect(!after.free && after.progress == [:] && (after.retryIn ?? 0) >= 1)
  }

  @Test func whatIsKeptHoldsTheWaitingToo() {
    var step = Stepwise(step: .request(Stepwise.request(acts: false)))
    step.result = .proceed(DeliveryProgress(["upload": "10"]))
    var machine = machine(step, progress: ["upload": "9", "waiting_since": "\(Case.now)"])
    _ = machine.resume(now: Case.now, chance: 0)
    let move = machine.received(.answer(Case.answer(206, "")), now: Case.now, chance: 0)
    #expect(move == .keep(DeliveryProgress(["upload": "10", "waiting_since": "\(Case.now)"])))
  }

  @Test func aLimitOnUploadsHoldsNoOtherPost() throws {
    var step = Stepwise(step: .request(Stepwise.request(acts: false)))
    step.result = .done(.surelyNot(retryAt: Case.now.adding(seconds: 1800), sentence: "slow down"))
    var machine = machine(step)
    _ = machine.resume(now: Case.now, chance: 0)
    let settlement = try settlement(machine.received(.answer(Case.answer(429, "")), now: Case.now, chance: 0))
    #expect(settlement.retryIn == 1800 && settlement.free && settlement.holdIn == nil && settlement.beforeIntent)
  }

  @Test(arguments: [nil as Int64?, 5]) func whatWasPreparedAndIsGoneIsPreparedAnew(_ seconds: Int64?) throws {
    var step = Stepwise(step: .request(Stepwise.request(acts: true)))
    step.result = .again(
      DeliveryProgress(["lost": "1"]), retryAt: seconds.map(Case.now.adding(seconds:)), sentence: "gone")
    var machine = machine(step, progress: ["upload": "9", "waiting_since": "\(Case.now)"])
    _ = machine.resume(now: Case.now, chance: 0)
    _ = machine.allowed(fence: 8, intentAt: Case.now, lastKnown: nil)
    let settlement = try settlement(machine.received(.answer(Case.answer(422, "")), now: Case.now, chance: 0))
    #expect(settlement.outcome == .surelyNot && !settlement.beforeIntent && settlement.fence == 8)
    #expect(settlement.progress == ["lost": "1"] && settlement.sentence == "gone")
    #expect(settlement.free == (seconds != nil))
  }
}
