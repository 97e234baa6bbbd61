import Domain
import Foundation
import Postgres

/// Leases lanes that are due: `admin.claim_v1`.
package struct ClaimLanes: AnswerStatement {
  package static let statement = PostgresStatement(
    "select admin.claim_v1($1, $2, $3::text::interval, $4) as answer", name: "dispatch_claim")

  package struct Output: Sendable, Decodable {
    /// Dispatch waits for an operator.
    package var frozen: Bool
    package var work: [DispatchWork]
    /// Seconds until the next lane is due; nil: none is.
    package var nextIn: Double?

    enum CodingKeys: String, CodingKey {
      case frozen, work
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
