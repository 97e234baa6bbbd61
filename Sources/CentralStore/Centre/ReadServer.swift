import Domain
import Foundation
import Postgres

/// What the server says of itself and of the login that asks.
package struct ReadServer: CentralStatement {
  package static let statement = PostgresStatement(
    """
    select current_setting('server_version') as version, session_user::text as login, clock_timestamp() as now,
      r.rolsuper or r.rolcreaterole or r.rolbypassrls or pg_has_role(session_user, 'crier_owner', 'member') as powerful
    from pg_roles r where r.rolname = session_user
    """, name: "server")

  package var parameters: [PostgresValue] { [] }

  package init() {}

  package struct Facts: Sendable {
    package let version: String
    package let login: String
    package let now: Instant
    /// May do what no process that faces a network should.
    package let isPowerful: Bool
  }

  package static func read(_ rows: [PostgresRow]) throws -> Facts {
    guard let row = rows.first else { throw PostgresError(.decoding, "the server said nothing of itself") }
    return Facts(
      version: try row.text("version"), login: try row.text("login"), now: Instant(try row.timestamptz("now")),
      isPowerful: try row.bool("powerful"))
  }
}
