import Foundation
import Postgres

/// One SQL statement of ours: its text, what goes in, what comes out. The text is usually one call
/// of a routine in `sql/`.
package protocol CentralStatement: Sendable {
  associatedtype Output: Sendable
  /// Text and name; prepared once on each connection.
  static var statement: PostgresStatement { get }
  /// In the order of `$1`, `$2`, …
  var parameters: [PostgresValue] { get }
  static func read(_ rows: [PostgresRow]) throws -> Output
}

extension PostgresConnection {
  /// Runs one statement here, inside whatever transaction is open.
  package func run<Statement: CentralStatement>(_ statement: Statement) throws -> Statement.Output {
    try Statement.read(try query(Statement.statement, statement.parameters))
  }
}

extension PostgresPool {
  /// Runs one statement on a lent connection, in a transaction of its own.
  package func run<Statement: CentralStatement>(_ statement: Statement) async throws -> Statement.Output {
    try await withConnection { connection in try connection.run(statement) }
  }
}

/// The central database as stations know it: they run statements on it and hold no connection.
package typealias CentralDatabase = PostgresPool

/// What the central database or the line to it said.
package typealias CentralError = PostgresError

extension CentralError {
  /// The content of a statement is at fault, not the line: the same again would fail the same.
  package var isOfContent: Bool {
    guard let sqlstate else { return false }
    return ["22", "23", "54"].contains(sqlstate.prefix(2))
  }

  /// The server ended a statement that took longer than it may: so much at once, or something in it, is too much.
  package var tookTooLong: Bool { code == .timeout && sqlstate == "57014" }

  /// What a decision was made on has changed meanwhile; nothing was written. To be decided anew.
  package var hasMovedOn: Bool { routineCode == "CR010" }

  /// The code of one of our own routines (`CR007`); nil for any other error.
  package var routineCode: String? { sqlstate.flatMap { $0.hasPrefix("CR") ? $0 : nil } }

  /// The name of what stood against it: a constraint, else the SQLSTATE; of a statement's time in words.
  package var obstacle: String { tookTooLong ? "it took too long" : constraint ?? sqlstate ?? "unknown" }
}

extension Encodable {
  /// As JSON for a `jsonb` parameter.
  func json() throws -> PostgresValue {
    .json(try JSONText.of(self))
  }
}
