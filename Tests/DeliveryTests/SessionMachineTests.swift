import CentralStore
import Delivery
import Domain
import HTTPTypes
import Platforms
import Testing

/// When a session is used, renewed, opened anew, waited for.
struct SessionMachineTests {
  private static let name = HexBytes(Array(repeating: 1, count: 32))

  private static func held(_ change: (inout HeldSession) -> Void) -> HeldSession {
    var held = HeldSession(credential: name, keyID: "k1", sealed: HexBytes([1]), accessIn: 3600, renewIn: 3000)
    change(&held)
    return held
  }

  private static func expired(_ change: (inout HeldSession) -> Void = { _ in }) -> HeldSession {
    held {
      ($0.accessIn, $0.renewIn) = (0, 0)
      change(&$0)
    }
  }

  static let cases: [(HeldSession?, SessionMachine.Move)] = [
    (nil, .begin(.open)),
    (held { _ in }, .use),
    (held { $0.credential = HexBytes([2]) }, .begin(.open)),
    (held { $0.sealed = nil }, .begin(.open)),
    // Before it ends, at a time of its own.
    (held { $0.renewIn = 0 }, .begin(.renew)),
    (held { $0.accessIn = 5 }, .begin(.renew)),
    (expired(), .begin(.renew)),
    // Somebody else is at it.
    (expired { ($0.underWay, $0.endsIn) = (.renew, 3) }, .wait(3)),
    (held { ($0.renewIn, $0.underWay, $0.endsIn) = (0, .renew, 3) }, .use),
    // Who was at it has fallen silent: once more, and then with the credential.
    (expired { ($0.underWay, $0.endsIn, $0.tries) = (.renew, 0, 1) }, .begin(.renew)),
    (expired { ($0.underWay, $0.endsIn, $0.tries) = (.renew, 0, 2) }, .begin(.open)),
    // It was tried a moment ago.
    (expired { ($0.waitIn, $0.reason, $0.sentence) = (7, .undecided, "Down.") }, .aside(sentence: "Down.", retryIn: 7)),
    (expired { ($0.waitIn, $0.reason, $0.sentence) = (7, .refused, "No.") }, .refused(sentence: "No.")),
    (held { ($0.renewIn, $0.waitIn, $0.reason) = (0, 7, .undecided) }, .use),
  ]

  @Test(arguments: cases) func next(_ held: HeldSession?, _ move: SessionMachine.Move) {
    #expect(SessionMachine.next(held, credential: Self.name) == move)
  }

  private func settle(
    _ result: SessionResult, _ exchange: ExchangeResult = .answer(Case.answer(200, "")), fails: Int = 0,
    chance: Double = 0
  ) -> SettlePlatformSession.Result {
    SessionMachine.settlement(result, after: exchange, fails: fails, now: Case.now, rest: 5, chance: chance)
  }

  @Test func renewsAtATimeOfItsOwnBeforeTheEnd() {
    let pair = { (seconds: Int64) in
      SessionResult.open(
        PlatformSession(access: Secret("a"), refresh: Secret("r"), accessUntil: Case.now.adding(seconds: seconds)))
    }
    #expect(settle(pair(7200)).accessIn == 7200 && settle(pair(7200)).renewIn == 5760)
    #expect(abs((settle(pair(7200), chance: 1).renewIn ?? 0) - 6840) < 0.001)
    #expect(settle(pair(7200)).restIn == 5)
    #expect(settle(pair(-7200)).accessIn == 15, "a clock that is wrong does not ask without end")
  }

  @Test func whatIsNotKnownKeepsEverythingAndIsAskedAgainLater() {
    let undecided = SessionResult.undecided(retryAt: nil, sentence: "Down.")
    let silence = ExchangeResult.failure(mayHaveActed: true, sentence: "cut")
    #expect(settle(undecided).outcome == .undecided && settle(undecided).undone)
    #expect(!settle(undecided, silence).undone, "silence may have spent the pair")
    #expect(!settle(undecided, .answer(Case.answer(502, ""))).undone, "and so may trouble there")
    #expect(settle(undecided, .answer(Case.answer(429, ""))).undone)
    #expect(settle(undecided, .failure(mayHaveActed: false, sentence: "refused")).undone)
    #expect(settle(undecided).restIn == 5 && settle(undecided, fails: 3).restIn == 40)
    #expect(settle(undecided, fails: 60).restIn == 450)
    let told = SessionResult.undecided(retryAt: Case.now.adding(seconds: 90), sentence: "Slow down.")
    #expect(settle(told).restIn == 90)
    #expect(settle(.spent).restIn == 0)
    #expect(settle(.refused(sentence: "No."), fails: 1).restIn == 1800)
    #expect(settle(.refused(sentence: "No."), fails: 60).restIn == 21_600)
  }

  @Test func anAnswerThatEndsTheSessionCostsNoTry() throws {
    var machine = Case.machine(of: SessionPlatform())
    _ = machine.resume(now: Case.now, chance: 0.5)
    _ = machine.allowed(fence: 8, intentAt: Case.now, lastKnown: nil)
    guard
      case .settle(let settlement) = machine.received(.answer(Case.answer(440, "")), now: Case.now, chance: 0.5)
    else {
      Issue.record("it goes on")
      return
    }
    #expect(settlement.outcome == .surelyNot && settlement.free && settlement.retryIn == 1)
    #expect(settlement.holdIn == nil && settlement.fence == 8 && settlement.status == 440)
  }
}
