import Testing

@testable import Postgres

@Suite struct PoolMachineTests {
  typealias Machine = PoolMachine<String, Int>

  /// What `ask` answered, in words.
  static func ask(_ machine: inout Machine, _ waiter: Int) -> String {
    switch machine.ask(waiter, waiter) {
    case .granted(let connection): connection ?? "open"
    case .queued: "queued"
    case .closed: "closed"
    }
  }

  @Test func lendsUpToTheLimitThenInOrderOfArrival() {
    var machine = Machine(limit: 2)
    #expect((1...4).map { Self.ask(&machine, $0) } == ["open", "open", "queued", "queued"])
    #expect(machine.giveBack("a") == 3)
    #expect(machine.giveBack(nil) == 4)
    #expect(machine.giveBack("a") == nil)
    #expect(machine.giveBack("b") == nil)
    #expect(machine.lent == 0)
    #expect((5...7).map { Self.ask(&machine, $0) } == ["b", "a", "queued"])
  }

  @Test func aWithdrawnRequestIsPassedOver() {
    var machine = Machine(limit: 1)
    #expect((1...3).map { Self.ask(&machine, $0) } == ["open", "queued", "queued"])
    #expect(machine.withdraw(2) == 2)
    #expect(machine.withdraw(2) == nil)
    #expect(machine.giveBack("a") == 3)
    #expect(machine.waiting == 0)
  }

  @Test func closing() {
    var machine = Machine(limit: 2)
    #expect((1...2).map { Self.ask(&machine, $0) } == ["open", "open"])
    #expect(machine.giveBack("a") == nil)
    #expect((3...4).map { Self.ask(&machine, $0) } == ["a", "queued"])
    let (waiters, idle) = machine.close()
    #expect(waiters == [4] && idle.isEmpty)
    #expect(Self.ask(&machine, 5) == "closed")
    #expect(machine.giveBack("a") == nil)
    #expect(machine.giveBack("b") == nil)
    #expect(machine.lent == 0 && machine.isClosed)
    #expect(machine.close().idle.isEmpty)
  }

  @Test func backoffDoublesUpToItsLongest() {
    let backoff = PostgresBackoff(first: .milliseconds(100), longest: .seconds(1))
    #expect((0..<6).map { backoff.delay(after: $0, chance: 0).milliseconds } == [50, 100, 200, 400, 500, 500])
    #expect(backoff.delay(after: 1_000_000, chance: 1) == .seconds(1))
  }

  @Test func watchingAnAnswer() {
    let start = ContinuousClock.now
    var watch = AnswerWatch(started: start, limit: .seconds(30), grace: .seconds(10))
    #expect(watch.step(now: start + .seconds(39), isCancelled: false) == .wait)
    #expect(watch.step(now: start + .seconds(41), isCancelled: false) == .giveUp)
    var slow = AnswerWatch(started: start, limit: .seconds(30), grace: .seconds(10))
    slow.heard(at: start + .seconds(39))
    #expect(slow.step(now: start + .seconds(78), isCancelled: false) == .wait, "silence counts, not the whole")
    #expect(slow.step(now: start + .seconds(80), isCancelled: false) == .giveUp)
    var sending = AnswerWatch(started: start + .seconds(20), limit: .seconds(30), grace: .seconds(10))
    sending.heard(at: start + .seconds(1))
    #expect(sending.step(now: start + .seconds(59), isCancelled: false) == .wait, "what is sent takes its time")
    var ending = AnswerWatch(started: start, limit: .seconds(30), grace: .seconds(10), heedsCancellation: false)
    #expect(ending.step(now: start + .seconds(1), isCancelled: true) == .wait)
    #expect(ending.step(now: start + .seconds(41), isCancelled: true) == .giveUp)
    var cancelled = AnswerWatch(started: start, limit: nil, grace: .seconds(10))
    #expect(cancelled.step(now: start + .seconds(1), isCancelled: true) == .cancel)
    #expect(cancelled.step(now: start + .seconds(1.5), isCancelled: true) == .wait)
    #expect(cancelled.step(now: start + .seconds(2), isCancelled: true) == .cancel)
    #expect(cancelled.step(now: start + .seconds(12), isCancelled: true) == .giveUp)
  }
}
