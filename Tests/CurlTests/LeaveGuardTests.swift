import TestKit
import Testing

@testable import Curl

@Suite("The guard")
struct LeaveGuardTests {
  let start = ContinuousClock.now
  var soon: ContinuousClock.Instant { start + .seconds(1) }

  func situation(
    after: Duration = .zero, cancelled: Bool = false, closed: Bool = false, forbidden: Bool = false
  ) -> LeaveGuard.Situation {
    .init(now: start + after, cancelled: cancelled, closed: closed, addressForbidden: forbidden)
  }

  @Test func saysYesOnceToARequestThatActs() {
    var leave = LeaveGuard(acts: true, deadline: soon)
    #expect(leave.ask(situation()) { true })
    #expect(!leave.ask(situation()) { true })
    #expect(leave.refusal == .repeated)
    #expect(leave.departures == 1)
  }

  @Test func saysYesAgainToOneThatDoesNot() {
    var leave = LeaveGuard(acts: false, deadline: soon)
    #expect(leave.ask(situation()) { true })
    #expect(leave.ask(situation()) { true })
    #expect(leave.departures == 2)
  }

  @Test func staysWithItsNo() {
    var leave = LeaveGuard(acts: true, deadline: soon)
    #expect(!leave.ask(situation()) { false })
    #expect(!leave.ask(situation()) { true })
    #expect(leave.refusal == .veto)
    #expect(leave.departures == 0)
  }

  @Test func theDeadlineItselfIsTooLate() {
    var before = LeaveGuard(acts: true, deadline: soon)
    #expect(before.ask(situation(after: .seconds(1) - .nanoseconds(1))) { true })
    var at = LeaveGuard(acts: false, deadline: soon)
    #expect(!at.ask(situation(after: .seconds(1))) { true })
    #expect(at.refusal == .deadline)
  }

  @Test func lapsesOnlyWhileNothingHasLeft() {
    var leave = LeaveGuard(acts: true, deadline: soon)
    let early = leave.lapses(at: start)
    #expect(!early)
    let late = leave.lapses(at: soon)
    #expect(late)
    #expect(leave.refusal == .deadline)
    var gone = LeaveGuard(acts: true, deadline: soon)
    #expect(gone.ask(situation()) { true })
    let afterwards = gone.lapses(at: soon)
    #expect(!afterwards)
    #expect(gone.refusal == nil)
  }

  @Test func namesWhatItSaidNoTo() {
    for (given, expected) in [
      (situation(cancelled: true), LeaveGuard.Refusal.cancelled), (situation(closed: true), .closed),
      (situation(forbidden: true), .address),
    ] {
      var leave = LeaveGuard(acts: true, deadline: soon)
      #expect(!leave.ask(given) { true })
      #expect(leave.refusal == expected)
    }
  }

  @Test func asksTheAskerLast() {
    var leave = LeaveGuard(acts: true, deadline: soon)
    var asked = false
    _ = leave.ask(situation(forbidden: true)) {
      asked = true
      return true
    }
    #expect(!asked)
  }
}
