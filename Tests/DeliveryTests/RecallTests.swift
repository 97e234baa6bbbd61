import Postgres
import TestKit
import Testing

/// New words for a post that waits on a lane, while somebody else is about to claim that lane.
struct RecallTests {
  @Test func nobodyClaimsALaneWhileItsPostGetsNewWords() async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["a"])
      try await world.editor.execute("update crier.post set revision = 2, version = version + 1")
      try await world.editor.execute(Self.stopBeforeWriting)
      let other = try await PostgresConnection.connect(world.database.superuser)
      try await other.execute("select pg_advisory_lock(77)")
      let writing = Task { try await world.editor.execute("select pg_temp.plan_post('a')") }
      try await world.wait("the plan is about to write") {
        try await Self.number(
          "select count(*)::integer from pg_locks where locktype = 'advisory' and objid = 77 and not granted",
          other) == 1
      }
      #expect(try await Self.number(Self.claimed, other) == 0)
      try await other.execute("select pg_advisory_unlock(77)")
      try await writing.value
      #expect(try await Self.number(Self.claimed, other) == 2)
      await other.close()
    }
  }

  /// The revision of the words that a claim brings; 0: it brings nothing.
  private static let claimed = """
    select coalesce((admin.claim_v1(gen_random_uuid(), 32, '60 seconds') #>> '{work,0,delivery,revision}')::integer, 0)
    """

  /// The plan waits in the middle, before it writes, for as long as somebody holds a lock.
  private static let stopBeforeWriting = """
    do $do$ begin execute replace(pg_get_functiondef('admin.plan_write_v1(jsonb)'::regprocedure),
      'with wanted as materialized (', 'perform pg_advisory_xact_lock(77); with wanted as materialized ('); end $do$
    """

  private static func number(_ sql: String, _ connection: PostgresConnection) async throws -> Int {
    let statement = PostgresStatement(sql, name: "recall_\(abs(sql.hashValue))")
    return try await connection.perform { connection in Int(try connection.query(statement, [])[0].int(0)) }
  }
}
