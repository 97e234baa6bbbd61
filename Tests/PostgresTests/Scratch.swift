import Foundation
import Postgres
import TestKit
import Testing

/// Short ways to the server for tests that need no database of their own.
enum Scratch {
  static func configuration() throws -> PostgresConfiguration {
    try ScratchCluster().configuration(database: "postgres")
  }

  static func connect() async throws -> PostgresConnection {
    try await PostgresConnection.connect(configuration())
  }

  /// Runs `body` on a fresh connection of the superuser to the database `postgres`.
  static func connection<T: Sendable>(
    _ body: @Sendable (isolated PostgresConnection) throws -> T
  ) async throws -> T {
    try await connect().perform(body)
  }

  /// The single row of a query.
  static func row(_ sql: String, _ values: [PostgresValue]) async throws -> PostgresRow {
    let rows = try await connect().query(PostgresStatement(sql, name: "row"), values)
    #expect(rows.count == 1)
    return try #require(rows.first)
  }

  /// Goes on as soon as `condition` holds; fails the test if it does not come to hold.
  static func until(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    try #require(await eventually { try await condition() }, what)
  }
}

/// Statements that several tests use.
enum Statements {
  static let backend = PostgresStatement("select pg_backend_pid()", name: "backend")
  static let one = PostgresStatement("select 1::int4 as one", name: "one")
  static let sleep = PostgresStatement("select pg_sleep_for(make_interval(secs => $1))", name: "sleep")
  static let terminate = PostgresStatement("select pg_terminate_backend($1)", name: "terminate")
  static let activity = PostgresStatement(
    "select count(*) as n from pg_stat_activity where pid = $1 and state = 'active' and wait_event = $2",
    name: "activity")
}
