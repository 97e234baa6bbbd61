import Foundation
import Postgres

/// The database may have lost something: a new epoch begins, frozen, and everything that is not final becomes unknown:
/// `admin.epoch_change_v1`. Answers with the new epoch.
package struct ChangeEpoch: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.epoch_change_v1($1) as epoch", name: "dispatch_epoch")

  package let parameters: [PostgresValue]

  package init(reason: String) { parameters = [.text(reason)] }

  package static func read(_ rows: [PostgresRow]) throws -> UUID {
    guard let row = rows.first else { throw PostgresError(.decoding, "no epoch came back", statement: statement.name) }
    return try row.uuid("epoch")
  }
}
