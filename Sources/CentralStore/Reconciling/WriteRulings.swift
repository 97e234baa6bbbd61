import Foundation
import Postgres

/// Writes what a batch of acts became, in one transaction under the fence: `admin.rulings_write_v1`.
package struct WriteRulings: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.rulings_write_v1($1, $2, $3) as ruling_no", name: "rulings_write")

  package let parameters: [PostgresValue]

  package init(owner: UUID, fence: Int64, batch: RulingBatch) throws {
    parameters = [.uuid(owner), .bigint(fence), try batch.json()]
  }

  /// The last ruling number.
  package static func read(_ rows: [PostgresRow]) throws -> Int64 {
    guard let row = rows.first else { return 0 }
    return try row.bigint("ruling_no")
  }
}
