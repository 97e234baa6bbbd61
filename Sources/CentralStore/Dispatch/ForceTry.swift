#if DEBUG
  import Domain
  import Postgres

  /// Makes a settlement's try the one that is under way, whatever has become of the delivery since: a guard removed, to
  /// show that its test fails. Not in released programs, and nothing in the database knows of it.
  package struct ForceTry: AnswerStatement {
    package static let statement = PostgresStatement(
      """
      with forced as (
        update crier.delivery d set state = 'sending', fence = $3, deadline = clock_timestamp(), look_at = null
        where d.region_id = $1 and d.delivery_id = $2
        returning d.delivery_id
      )
      select jsonb_build_object('forced', count(*)) as answer from forced f
      """, name: "dispatch_force_try")

    package struct Output: Sendable, Decodable {
      package var forced: Int
    }

    package let parameters: [PostgresValue]

    package init(_ settlement: Settlement) {
      parameters = [.uuid(settlement.region.uuid), .uuid(settlement.delivery.uuid), .bigint(settlement.fence)]
    }
  }
#endif
