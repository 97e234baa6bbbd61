#if DEBUG
  import Domain
  import Foundation
  import Postgres

  /// Writes an intent past the gate that refused it: a guard removed, to show that its test fails. Not in released
  /// programs, and nothing in the database knows of it.
  package struct ForceIntent: AnswerStatement {
    package static let statement = PostgresStatement(
      """
      with lane as (
        update crier.lane l set fence = l.fence + 1, owner = $1, lease_until = clock_timestamp() + $4::text::interval
        from crier.delivery d
        where d.region_id = $2 and d.delivery_id = $3 and l.region_id = d.region_id and l.channel_id = d.channel_id
        returning l.fence
      ), forced as (
        update crier.delivery d set state = 'sending', fence = lane.fence, owner = $1, intent_at = clock_timestamp(),
          deadline = clock_timestamp() + $5::text::interval, bytes_sha256 = $6, stop_id = null, reason = null,
          sentence = null
        from lane where d.region_id = $2 and d.delivery_id = $3 and d.state in ('waiting', 'stopped')
        returning d.*
      )
      select jsonb_build_object('delivery_id', $3::uuid, 'allowed', count(*) > 0, 'fence', max(f.fence)) as answer
      from forced f
      """, name: "dispatch_force")

    package typealias Output = IntendDeliveries.Verdict

    package let parameters: [PostgresValue]

    package init(owner: UUID, ask: IntendDeliveries.Ask, lease: Duration, timeout: Duration) {
      parameters = [
        .uuid(owner), .uuid(ask.region.uuid), .uuid(ask.delivery.uuid), lease.interval, timeout.interval,
        .bytea(ask.bytes.bytes),
      ]
    }
  }
#endif
