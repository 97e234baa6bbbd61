import Domain
import Foundation
import Postgres

/// The acts that wait for their ruling, in the order in which they are ruled: `admin.reconcile_load_v1`.
package struct LoadInbox: CentralStatement {
  package static let statement = PostgresStatement(
    """
    select region_id, activity_id, restrictive, body, signature, received_at, login::text as login,
      host(address) as address, expired, office_waits
    from admin.reconcile_load_v1($1)
    """, name: "reconcile_load")

  package var max: Int

  package init(max: Int) {
    self.max = max
  }

  package var parameters: [PostgresValue] { [.int(Int32(max))] }

  package static func read(_ rows: [PostgresRow]) throws -> [WaitingAct] {
    try rows.map { row in
      WaitingAct(
        received: Rulebook.Received(
          act: SignedActivity(
            id: ActivityID(try row.uuid("activity_id")), body: try row.text("body"),
            signature: try row.bytea("signature"), restrictive: try row.bool("restrictive")),
          login: RegionID(try row.uuid("region_id")), at: Instant(try row.timestamptz("received_at"))),
        loginName: try row.text("login"), address: try row.textOrNil("address"),
        hasExpired: try row.bool("expired"), officeWaits: try row.bool("office_waits"))
    }
  }
}

/// An act in the inbox, with how it came.
package struct WaitingAct: Sendable {
  package var received: Rulebook.Received
  package var loginName: String
  package var address: String?
  /// It was deferred, and has waited for its images too long.
  package var hasExpired: Bool
  /// Acts of its office are deferred.
  package var officeWaits: Bool

  package init(
    received: Rulebook.Received, loginName: String, address: String?, hasExpired: Bool = false,
    officeWaits: Bool = false
  ) {
    self.received = received
    self.loginName = loginName
    self.address = address
    self.hasExpired = hasExpired
    self.officeWaits = officeWaits
  }
}
