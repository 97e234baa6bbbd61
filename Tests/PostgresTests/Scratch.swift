import Postgres
import TestKit

/// Short ways to the server for tests that need no database of their own.
enum Scratch {
  /// Runs `body` on a connection of the superuser to the database `postgres`.
  static func connection<T: Sendable>(
    _ body: @Sendable (isolated PostgresConnection) throws -> T
  ) async throws -> T {
    let connection = try await PostgresConnection.connect(configuration())
    return try await connection.perform(body)
  }

  static func configuration() throws -> PostgresConfiguration {
    try ScratchCluster().configuration(database: "postgres")
  }
}
