import Domain
import Foundation
import Postgres

/// The central database as dispatch uses it: each call is one transaction of its own.
package struct DispatchStore: Sendable {
  private let pool: PostgresPool

  package init(pool: PostgresPool) {
    self.pool = pool
  }

  /// Runs one statement in a transaction of its own.
  package func run<Statement: CentralStatement>(_ statement: Statement) async throws -> Statement.Output {
    try await pool.run(statement)
  }

  /// Runs one statement whose commit must be beyond doubt: a warning on it (a cancelled wait for the standby) counts as
  /// a failure, though it may have happened.
  package func runWithoutWarning<Statement: CentralStatement>(_ statement: Statement) async throws -> Statement.Output {
    try await pool.withConnection { connection in
      _ = connection.takeWarnings()
      let output = try connection.run(statement)
      guard connection.takeWarnings().isEmpty else {
        throw PostgresError(.outcomeUnknown, "the commit came with a warning", statement: Statement.statement.name)
      }
      return output
    }
  }
}
