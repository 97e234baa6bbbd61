import Postgres
import TestKit
import Testing

/// Commits that hold here and wait for a standby that does not come: in a cluster of their own.
@Suite struct ReplicationTests {
  static let put = PostgresStatement("insert into n values ($1)", name: "put")
  static let count = PostgresStatement("select count(*) as n from n", name: "count")

  /// Begins a commit that waits, lets `disturb` loose on it, and gives what came of it.
  static func commit(
    _ configuration: PostgresConfiguration, _ number: Int32,
    disturb: (Task<[PostgresNotice], any Error>, Int32) async throws -> Void
  ) async throws -> Result<[PostgresNotice], any Error> {
    let connection = try await PostgresConnection.connect(configuration)
    let watcher = try await PostgresConnection.connect(configuration)
    let pid = try await connection.query(Statements.backend)[0].int(0)
    let task = Task {
      try await connection.perform { connection in
        try connection.transaction { _ = try $0.query(put, [.int(number)]) }
        return connection.takeWarnings()
      }
    }
    try await Scratch.until("the commit waits for the standby") {
      try await watcher.query(Statements.activity, [.int(pid), .text("SyncRep")])[0].int("n") == 1
    }
    try await disturb(task, pid)
    return await task.result
  }

  @Test func commitsThatCouldNotWait() async throws {
    try await PrivateCluster.with { cluster in
      let configuration = cluster.cluster.configuration(database: "postgres")
      let operator_ = try await PostgresConnection.connect(configuration)
      try await operator_.execute("create table n (n int primary key)")
      try await operator_.execute("alter system set synchronous_standby_names = 'nobody'")
      try await operator_.execute("select pg_reload_conf()")
      let names = PostgresStatement("select current_setting('synchronous_standby_names') as s", name: "names")
      try await Scratch.until("the setting is in force") {
        try await operator_.query(names)[0].text("s") == "nobody"
      }

      // Cancelled: it holds here, and the warning says that it holds nowhere else.
      let warnings = try await Self.commit(configuration, 1) { task, _ in task.cancel() }.get()
      #expect(warnings.count == 1)
      #expect(warnings.first?.message.contains("synchronous replication") == true)
      #expect(try await operator_.query(Self.count)[0].int("n") == 1)

      // Terminated: nobody told us, though it holds.
      let result = try await Self.commit(configuration, 2) { _, pid in
        _ = try await operator_.query(Statements.terminate, [.int(pid)])
      }
      let error = #expect(throws: PostgresError.self) { _ = try result.get() }
      #expect(error?.code == .outcomeUnknown && error?.statement == "commit")
      #expect(try await operator_.query(Self.count)[0].int("n") == 2)
    }
  }
}
