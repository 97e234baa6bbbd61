import CentralStore
import Delivery
import Domain
import Platforms
import Postgres
import Testing

/// Each guard removed once: what it prevents must then happen, or nothing shows that it prevents anything.
struct SabotageTests {
  @Test func withoutTheLookUpALostAnswerIsRepeated() async throws {
    try await DispatchWorld.with { world in
      await world.ledger.plan([.actThenDrop], for: "twice")
      try await world.publish(["twice"])
      let one = try await TestCoordinator(world) { $0.switches.sabotage = [.lookup] }
      try await world.wait("it is out twice") { await world.ledger.count("twice") == 2 }
      try await one.stop()
    }
  }

  @Test func withoutTheIntentAKilledCoordinatorsPostIsRepeated() async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["twice"])
      let reached = Latch()
      let first = try await TestCoordinator(world) { parts in
        parts.switches.sabotage = [.intent]
        parts.switches.reach = { here in if here == .answerRead { await reached.reachAndStay() } }
      }
      try await world.wait("it is out, and nobody has written so") { reached.isReached }
      await first.kill()
      let second = try await TestCoordinator(world)
      try await world.wait("it is out twice") { await world.ledger.count("twice") == 2 }
      try await second.stop()
    }
  }

  @Test(arguments: [[], [DebugSwitches.Guard.stop]])
  func aStopHoldsUnlessItsGuardIsRemoved(_ removed: Set<DebugSwitches.Guard>) async throws {
    try await holds(unless: removed, reason: "stop") { editor in
      try editor.execute(
        """
        insert into crier.stop (region_id, stop_id, scope, reason, placed_by, placed_at, activity_id)
        values (pg_temp.id('centre'), pg_temp.id('stop'), 'everything', 'test', pg_temp.id('dee'), clock_timestamp(),
          pg_temp.id('act'))
        """)
    }
  }

  @Test(arguments: [[], [DebugSwitches.Guard.approval]])
  func aFallenApprovalHoldsUnlessItsGuardIsRemoved(_ removed: Set<DebugSwitches.Guard>) async throws {
    try await holds(unless: removed, reason: "approval_fell") { editor in
      try editor.execute("update crier.member set state = 'revoked' where member_id = pg_temp.id('bob')")
    }
  }

  /// Publishes after `prepare`, and expects it held back for that reason, or out where the guard is removed.
  private func holds(
    unless removed: Set<DebugSwitches.Guard>, reason: String,
    after prepare: @escaping @Sendable (isolated PostgresConnection) throws -> Void
  ) async throws {
    try await DispatchWorld.with { world in
      try await world.editor.perform { editor in try prepare(editor) }
      try await world.publish(["held"])
      let one = try await TestCoordinator(world) { $0.switches.sabotage = removed }
      if removed.isEmpty {
        try await world.wait("it is held back") {
          try await world.number(
            "select count(*)::integer from crier.delivery where state = 'stopped' and reason = '\(reason)'") == 1
        }
        let id: DeliveryID = try await world.delivery()
        let facts = try #require(try await world.pool.run(ExplainDelivery(id)))
        #expect(Explanation(facts).sentences.count >= 2, "and says why")
      } else {
        try await world.wait("it is out all the same") { await world.ledger.count("held") == 1 }
      }
      try await one.stop()
      #expect(await world.ledger.posts.count == (removed.isEmpty ? 0 : 1))
    }
  }
}
