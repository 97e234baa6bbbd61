import Postgres
import TestKit
import Testing

@Suite struct TransactionTests {
  struct Stop: Error {}

  static let put = PostgresStatement("insert into n values ($1)", name: "put")
  static let count = PostgresStatement("select count(*) as n from n", name: "count")

  /// A connection to a database with a table `n`, whose key is deferred.
  static func table(_ body: (ScratchDatabase, PostgresConnection) async throws -> Void) async throws {
    try await ScratchDatabase.with { database in
      let connection = try await PostgresConnection.connect(database.superuser)
      try await connection.execute(
        "create table n (n int constraint n_key primary key deferrable initially deferred)")
      try await body(database, connection)
    }
  }

  /// There are so many rows.
  static func expect(_ number: Int32, _ connection: PostgresConnection) async throws {
    let found = try await connection.query(count)[0].int("n")
    #expect(found == number)
  }

  @Test func commitsAndRollsBack() async throws {
    try await Self.table { _, connection in
      let given = try await connection.perform { connection in
        try connection.transaction { connection in
          _ = try connection.query(Self.put, [.int(1)])
          return "kept"
        }
      }
      #expect(given == "kept")
      await #expect(throws: Stop.self) {
        try await connection.perform { connection in
          try connection.transaction { connection in
            _ = try connection.query(Self.put, [.int(2)])
            throw Stop()
          }
        }
      }
      try await Self.expect(1, connection)
    }
  }

  @Test func aFailedStatementCannotBeCommittedAway() async throws {
    try await Self.table { _, connection in
      let error = await #expect(throws: PostgresError.self) {
        try await connection.perform { connection in
          try connection.transaction { connection in
            _ = try connection.query(Self.put, [.int(1)])
            // The mistake of a caller: the error is swallowed and the rest goes on.
            _ = try? connection.execute("select nonsense")
          }
        }
      }
      #expect(error?.code == .server && error?.sqlstate == "25P02" && error?.statement == "commit")
      try await Self.expect(0, connection)
    }
  }

  @Test func aRefusedCommitHoldsNothing() async throws {
    try await Self.table { _, connection in
      let error = await #expect(throws: PostgresError.self) {
        try await connection.perform { connection in
          try connection.transaction { connection in
            _ = try connection.query(Self.put, [.int(1)])
            _ = try connection.query(Self.put, [.int(1)])
          }
        }
      }
      #expect(error?.isUniqueViolation == true && error?.constraint == "n_key" && error?.statement == "commit")
      try await Self.expect(0, connection)
    }
  }

  @Test func nestingAndLeavingOpenAreMistakes() async throws {
    let pool = PostgresPool(configuration: try Scratch.configuration(), limit: 1)
    let nested = await #expect(throws: PostgresError.self) {
      try await pool.withTransaction { try $0.transaction { _ in } }
    }
    #expect(nested?.code == .misuse)
    let open = await #expect(throws: PostgresError.self) { try await pool.withConnection { try $0.execute("begin") } }
    #expect(open?.code == .misuse)
    #expect(try await pool.withConnection { try $0.query(Statements.one).count } == 1)
    await pool.close()
  }

  @Test func readOnlyAndIsolation() async throws {
    try await Self.table { _, connection in
      let error = await #expect(throws: PostgresError.self) {
        try await connection.perform { connection in
          try connection.transaction(readOnly: true) { _ = try $0.query(Self.put, [.int(1)]) }
        }
      }
      #expect(error?.sqlstate == "25006")
      let level = try await connection.perform { connection in
        try connection.transaction(isolation: .serializable) { connection in
          try connection.query(
            PostgresStatement("select current_setting('transaction_isolation') as l", name: "level")
          ).first?.text("l")
        }
      }
      #expect(level == "serializable")
    }
  }

  @Test func serializationFailuresAreToBeDoneAgain() async throws {
    try await Self.table { database, first in
      try await first.execute("insert into n values (1)")
      let second = try await PostgresConnection.connect(database.superuser)
      for connection in [first, second] {
        try await connection.execute("begin isolation level repeatable read")
        _ = try await connection.query(Self.count)
      }
      try await first.execute("update n set n = 2; commit")
      let error = await #expect(throws: PostgresError.self) { try await second.execute("update n set n = 3") }
      #expect(error?.isSerializationFailure == true && error?.isRetryable == true)
    }
  }

  @Test func remarksAreKept() async throws {
    let connection = try await Scratch.connect()
    try await connection.execute("do $$ begin raise notice 'a'; raise warning 'b'; end $$; commit")
    let notices = await connection.takeNotices()
    #expect(notices.map(\.severity) == ["NOTICE", "WARNING", "WARNING"])
    #expect(notices.map(\.message) == ["a", "b", "there is no transaction in progress"])
    #expect(notices.last?.sqlstate == "25P01")
    #expect(await connection.takeNotices().isEmpty)
    try await connection.execute("do $$ begin for i in 1..100 loop raise notice '%', i; end loop; end $$")
    let many = await connection.takeNotices()
    #expect(many.count == 64 && many.last?.message == "100")
  }

  @Test func aCommitWhoseAnswerIsLostIsUnknown() async throws {
    try await Self.table { _, connection in
      // The server ends the connection within the commit.
      try await connection.execute(
        """
        create function die() returns trigger language plpgsql as
          $$ begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep_for('10 s'); return null; end $$;
        create constraint trigger die after insert on n deferrable initially deferred
          for each row execute function die()
        """)
      let error = await #expect(throws: PostgresError.self) {
        try await connection.perform { connection in
          try connection.transaction { _ = try $0.query(Self.put, [.int(1)]) }
        }
      }
      #expect(error?.code == .outcomeUnknown && error?.sqlstate == "57P01")
      let next = await #expect(throws: PostgresError.self) { try await connection.query(Statements.one) }
      #expect(next?.code == .lost)
    }
  }

  @Test func aConnectionLostBeforeTheCommitIsNotUnknown() async throws {
    try await Self.table { database, connection in
      let killer = try await PostgresConnection.connect(database.superuser)
      try await connection.execute("begin")
      let pid = try await connection.query(Statements.backend)[0].int(0)
      _ = try await killer.query(Statements.terminate, [.int(pid)])
      let error = await #expect(throws: PostgresError.self) {
        try await connection.query(Self.put, [.int(1)])
      }
      #expect(error?.code == .lost && error?.isRetryable == true)
    }
  }
}
