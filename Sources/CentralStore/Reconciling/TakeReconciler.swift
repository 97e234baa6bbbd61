import Foundation
import Postgres

/// Takes or renews the lease of the serial rulings: `admin.reconciler_take_v1`.
package struct TakeReconciler: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.reconciler_take_v1($1, make_interval(secs => $2::bigint / 1000.0)) as fence", name: "reconciler_take")

  /// Incarnation of this process.
  package var owner: UUID
  package var lease: Duration

  package init(owner: UUID, lease: Duration) {
    self.owner = owner
    self.lease = lease
  }

  package var parameters: [PostgresValue] { [.uuid(owner), .bigint(lease.milliseconds)] }

  /// The fence; nil while another coordinator rules.
  package static func read(_ rows: [PostgresRow]) throws -> Int64? { try rows.first?.bigintOrNil("fence") }
}

/// Hands the lease back: `admin.reconciler_release_v1`.
package struct ReleaseReconciler: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.reconciler_release_v1($1)", name: "reconciler_release")

  package var owner: UUID

  package init(owner: UUID) {
    self.owner = owner
  }

  package var parameters: [PostgresValue] { [.uuid(owner)] }
  package static func read(_ rows: [PostgresRow]) throws {}
}

extension Duration {
  /// Whole milliseconds.
  package var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
