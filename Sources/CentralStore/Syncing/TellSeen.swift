import Domain
import Postgres

/// Tells how far both feeds are stored at the office, for the DBA's figures: `sync.seen_v1`.
package struct TellSeen: CentralStatement {
  package static let statement = PostgresStatement("select sync.seen_v1($1, $2, $3, $4)", name: "seen")

  package let parameters: [PostgresValue]

  package init(agent: AgentID, incarnation: Int, region: Int64, common: Int64) {
    parameters = [.uuid(agent.uuid), .int(Int32(incarnation)), .bigint(region), .bigint(common)]
  }

  package static func read(_ rows: [PostgresRow]) throws {}
}
