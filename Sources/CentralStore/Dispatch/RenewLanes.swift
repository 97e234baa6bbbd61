import Domain
import Foundation
import Postgres

/// Renews the leases that a coordinator knows of, and its heartbeat: `admin.renew_v1`. Says which it still holds.
package struct RenewLanes: AnswerStatement {
  package static let statement = PostgresStatement(
    "select admin.renew_v1($1, $2::text::interval, $3) as answer", name: "dispatch_renew")

  package typealias Output = [ChannelID]

  package let parameters: [PostgresValue]

  package init(owner: UUID, lease: Duration, channels: [ChannelID]) {
    parameters = [.uuid(owner), lease.interval, .uuids(channels.map(\.uuid))]
  }
}

/// Hands leases back: `admin.release_v1`. Says how many.
package struct ReleaseLanes: AnswerStatement {
  package static let statement = PostgresStatement(
    "select to_jsonb(admin.release_v1($1, $2)) as answer", name: "dispatch_release")

  package typealias Output = Int

  package let parameters: [PostgresValue]

  /// - Parameter channels: which; nil: all.
  package init(owner: UUID, channels: [ChannelID]? = nil) {
    parameters = [.uuid(owner), .orNull(channels) { .uuids($0.map(\.uuid)) }]
  }
}
