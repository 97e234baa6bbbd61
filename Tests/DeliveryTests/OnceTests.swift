import Delivery
import Platforms
import Postgres
import Synchronization
import Testing

/// Once, never twice: through a real database, against a platform that misbehaves.
struct OnceTests {
  @Test func twoCoordinatorsSendEachPostOnce() async throws {
    try await DispatchWorld.with { world in
      let names = (0..<120).map { "post \($0)" }
      for (index, channel) in ["north", "south", "harbour", "centre"].enumerated() {
        try await world.publish(names.enumerated().filter { $0.offset % 4 == index }.map(\.element), on: channel)
      }
      try await world.hurry()
      // Time enough for a slow machine: a lease that ends before its request leaves is given up, and tried anew.
      var timing = Timing()
      timing.start = .seconds(15)
      let one = try await TestCoordinator(world, timing: timing)
      let two = try await TestCoordinator(world, timing: timing)
      try await world.wait("all are sent") { try await world.states()["sent"] == 120 }
      #expect(await world.ledger.posts.sorted() == names.sorted())
      try await one.stop()
      try await two.stop()
      #expect(try await world.number("select count(*)::integer from crier.lane where owner is not null") == 0)
      let intents = try await world.number("select count(*)::integer from crier.attempt where kind = 'intent'")
      let unsent = try await world.number("select count(*)::integer from crier.attempt where outcome = 'surely_not'")
      let silent = try await world.number("select count(*)::integer from crier.attempt where kind = 'sweep'")
      #expect(intents == 120, "\(unsent) gave up before the request left, \(silent) fell silent")
    }
  }

  @Test func aLostAnswerIsLookedUpNotRepeated() async throws {
    try await DispatchWorld.with { world in
      await world.ledger.plan([.actThenDrop], for: "lost answer")
      await world.ledger.plan([.drop], for: "lost request")
      await world.ledger.plan([.refuse, .refuse], for: "refused")
      try await world.publish(["lost answer"], on: "north")
      try await world.publish(["lost request"], on: "south")
      try await world.publish(["refused"], on: "centre")
      let one = try await TestCoordinator(world)
      try await world.wait("all are sent") { try await world.states()["sent"] == 3 }
      for text in ["lost answer", "lost request", "refused"] { #expect(await world.ledger.count(text) == 1) }
      #expect(try await world.number("select count(*)::integer from crier.attempt where outcome = 'present'") == 1)
      #expect(try await world.number("select count(*)::integer from crier.attempt where outcome = 'absent'") >= 2)
      try await one.stop()
    }
  }

  @Test(arguments: [DebugSwitches.Failpoint.claimed, .intentCommitted, .answerRead])
  func aKilledCoordinatorsPostGoesOutOnce(_ point: DebugSwitches.Failpoint) async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["victim"])
      let reached = Latch()
      let first = try await TestCoordinator(world) { parts in
        parts.switches.reach = { here in if here == point { await reached.reachAndStay() } }
      }
      try await world.wait("the failpoint is reached") { reached.isReached }
      await first.kill()
      let second = try await TestCoordinator(world)
      try await world.wait("it is sent") { try await world.states()["sent"] == 1 }
      #expect(await world.ledger.count("victim") == 1)
      try await second.stop()
    }
  }

  @Test func aSleeperWakesToNothing() async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["sleeper"])
      let reached = Latch()
      let sleeper = try await TestCoordinator(world) { parts in
        parts.switches.reach = { here in if here == .intentCommitted { await reached.reachAndStay() } }
      }
      try await world.wait("the intent is written") { reached.isReached }
      let other = try await TestCoordinator(world)
      // Its session stands: absence proves nothing, so nobody sends in its place.
      try await world.wait("a person is asked") { try await world.states()["parked"] == 1 }
      #expect(await world.ledger.posts.isEmpty)
      reached.release()
      try await world.wait("it has said that nothing left") {
        try await world.number("select count(*)::integer from crier.attempt where kind = 'late'") == 1
      }
      #expect(await world.ledger.posts.isEmpty, "two seconds after its intent it may no longer leave")
      try await sleeper.stop()
      try await other.stop()
    }
  }

  @Test func afterAStopsCommitNoIntentIsWritten() async throws {
    try await DispatchWorld.with(latency: .zero) { world in
      for channel in ["north", "south", "harbour", "centre"] {
        try await world.publish((0..<60).map { "\(channel) \($0)" }, on: channel)
      }
      try await world.hurry()
      let one = try await TestCoordinator(world)
      let two = try await TestCoordinator(world)
      try await world.wait("it is under way") { await world.ledger.posts.count > 20 }
      try await world.editor.perform { editor in
        try editor.execute(
          """
          begin; select admin.stop_lock();
          insert into crier.stop (region_id, stop_id, scope, reason, placed_by, placed_at, activity_id)
          values (pg_temp.id('centre'), pg_temp.id('stop'), 'everything', 'test', pg_temp.id('dee'), clock_timestamp(),
            pg_temp.id('act'));
          commit; create table committed as select clock_timestamp() as at
          """)
      }
      try await world.wait("nothing is on the wire") { try await world.states()["sending"] == nil }
      let sent = await world.ledger.posts.count
      #expect(sent < 240, "the stop came in time to show something")
      try await one.stop()
      try await two.stop()
      #expect(await world.ledger.posts.count == sent)
      #expect(
        try await world.number(
          "select count(*)::integer from crier.attempt a, committed c where a.kind = 'intent' and a.at > c.at") == 0)
    }
  }

  @Test func endedBackendsLoseAndRepeatNothing() async throws {
    try await DispatchWorld.with { world in
      let names = (0..<80).map { "post \($0)" }
      for (index, channel) in ["north", "south", "harbour", "centre"].enumerated() {
        try await world.publish(names.enumerated().filter { $0.offset % 4 == index }.map(\.element), on: channel)
      }
      try await world.hurry()
      let one = try await TestCoordinator(world)
      let two = try await TestCoordinator(world)
      for goal in [10, 30, 50] {
        try await world.wait("\(goal) are out") { await world.ledger.posts.count >= goal }
        _ = try await world.number(
          """
          select count(pg_terminate_backend(pid))::integer from pg_stat_activity
          where usename = 'crier_coordinator' and datname = current_database()
          """)
      }
      try await world.wait("all are settled") {
        let states = try? await world.states()
        return (states?["sent"] ?? 0) + (states?["parked"] ?? 0) == 80
      }
      let posts = await world.ledger.posts
      #expect(Set(posts).count == posts.count, "nothing twice")
      let parked = try await world.states()["parked"] ?? 0
      #expect(posts.count >= 80 - parked)
      try await one.stop()
      try await two.stop()
    }
  }
}

/// Where a test holds a coordinator.
final class Latch: Sendable {
  private struct State {
    var isReached = false
    var isReleased = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  var isReached: Bool { state.withLock(\.isReached) }

  /// Stays until released; everybody who comes later passes.
  func reachAndStay() async {
    await withCheckedContinuation { continuation in
      let passes = state.withLock { state in
        defer { state.isReached = true }
        if state.isReleased { return true }
        state.waiters.append(continuation)
        return false
      }
      if passes { continuation.resume() }
    }
  }

  func release() {
    let waiters = state.withLock { state in
      state.isReleased = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }

  deinit { release() }
}
