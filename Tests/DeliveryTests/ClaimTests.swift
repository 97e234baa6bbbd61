import Postgres
import TestKit
import Testing

/// A claim that has to wait although it skips what is locked: it lets go of all that it holds, and claims later.
///
/// The server makes it wait for a lane's next version where the one that it looked at was just replaced. That moment
/// can't be called, so here it waits for the whole table.
struct ClaimTests {
  @Test func aClaimThatWaitsLetsGo() async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["a"])
      let other = try await PostgresConnection.connect(world.database.superuser)
      try await other.execute("begin; lock table crier.lane in exclusive mode")
      #expect(try await Self.claimed(world.editor) == 0)
      try await other.execute("rollback")
      #expect(try await Self.claimed(world.editor) == 1)
      await other.close()
    }
  }

  /// How many lanes a claim brings.
  private static func claimed(_ connection: PostgresConnection) async throws -> Int {
    let statement = PostgresStatement(
      "select jsonb_array_length(admin.claim_v1(gen_random_uuid(), 32, '60 seconds') -> 'work')", name: "claimed")
    return try await connection.perform { connection in Int(try connection.query(statement, [])[0].int(0)) }
  }
}
