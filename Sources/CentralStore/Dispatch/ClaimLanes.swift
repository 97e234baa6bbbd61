import Domain
import Foundation
import Postgres

/// Leases lanes that are due: `admin.claim_v1`. Only for an owner whose session stands: where the database was replaced
/// under a coordinator, it claims nothing before it has looked at what it is connected to.
package struct ClaimLanes: AnswerStatement {
  package static let statement = PostgresStatement(
    """
    select case when admin.owner_gone($1) then '{"frozen": false, "gone": true, "work": []}'::jsonb
      else admin.claim_v1($1, $2, $3::text::interval, $4) end as answer
    """, name: "dispatch_claim")

  package struct Output: Sendable, Decodable {
    /// Dispatch waits for an operator.
    package var frozen: Bool
    /// Set where the server knows no session of this owner.
    package var gone: Bool?
    package var work: [DispatchWork]
    /// Seconds until the next lane is due; nil: none is.
    package var nextIn: Double?

    enum CodingKeys: String, CodingKey {
      case frozen, gone, work
      case nextIn = "next_in"
    }
  }

  package let parameters: [PostgresValue]

  /// - Parameters:
  ///   - max: lanes at most.
  ///   - urgentOnly: emergencies and take-downs only.
  package init(owner: UUID, max: Int, lease: Duration, urgentOnly: Bool = false) {
    parameters = [.uuid(owner), .int(Int32(max)), lease.interval, .bool(urgentOnly)]
  }
}
