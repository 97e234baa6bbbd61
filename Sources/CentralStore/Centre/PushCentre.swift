import Domain
import Foundation
import Postgres

/// Puts an act of a member of the centre into the inbox, by the same door as every office: `admin.push_v1`.
package struct PushCentre: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.push_v1($1, $2, array[$3::uuid], array[$4::text], array[$5::bytea])", name: "push_centre")

  package var agent: AgentID
  package var act: SignedActivity

  package init(agent: AgentID, act: SignedActivity) {
    self.agent = agent
    self.act = act
  }

  package var parameters: [PostgresValue] {
    [
      .uuid(agent.uuid), .bool(act.restrictive), .uuid(act.id.uuid), .text(act.body), .bytea(act.signature),
    ]
  }

  package static func read(_ rows: [PostgresRow]) throws {}
}

/// Makes the body, its centre and the first administrator: `admin.init_v1`.
package struct InitBody: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.init_v1($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)", name: "init")

  package let parameters: [PostgresValue]

  package init(
    body: String, centre: Region, administrator: Member, grant: GrantID, code: Digest, codeUntil: Instant,
    keys: PublishedKeys
  ) {
    parameters = [
      .text(body), .uuid(centre.id.uuid), .text(centre.name), .text(centre.zone), .texts(centre.languages),
      .uuid(administrator.id.uuid), .text(administrator.name), .uuid(grant.uuid), .bytea(code.bytes),
      .timestamptz(codeUntil.date), .bytea(keys.signingKey.bytes), .bytea(keys.encryptionKey.bytes),
      .text(keys.encryptionKeyID), .bytea(keys.signature.bytes),
    ]
  }

  package static func read(_ rows: [PostgresRow]) throws {}
}
