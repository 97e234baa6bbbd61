import Domain
import Foundation
import Postgres

/// Writes outcomes as soon as they are known: `admin.settle_v1`.
package struct SettleDeliveries: AnswerStatement {
  package static let statement = PostgresStatement(
    "select admin.settle_v1($1, $2, $3) as answer", name: "dispatch_settle")

  package struct Output: Sendable, Decodable {
    /// What to do next on the lanes that stay leased.
    package var work: [DispatchWork]
    /// Outcomes that came after their try was given up: kept as evidence.
    package var late: [DeliveryID]
  }

  package let parameters: [PostgresValue]

  /// - Parameter goOn: keep the lanes that have more to do now.
  package init(owner: UUID, settlements: [Settlement], goOn: Bool) throws {
    parameters = [.uuid(owner), try settlements.json(), .bool(goOn)]
  }
}

/// The outcome of one try.
package struct Settlement: Hashable, Sendable, Encodable {
  package enum Outcome: String, Sendable, Encodable {
    case sent, rejected, unknown
    case surelyNot = "surely_not"
  }

  package var region: RegionID
  package var delivery: DeliveryID
  /// Of the intent; before an intent, of the lane as claimed.
  package var fence: Int64
  package var outcome: Outcome
  /// Nothing was intended: a step before the publish failed, or the text can never go out.
  package var beforeIntent = false
  /// HTTP status, where there was an answer.
  package var status: Int?
  package var remoteID: String?
  package var remoteURL: String?
  /// Code, and the same for people.
  package var reason: String?
  package var sentence: String?
  /// Seconds before this delivery may be tried again.
  package var retryIn: Double?
  /// Seconds for which its whole lane waits, and why (a code).
  package var holdIn: Double?
  package var holdReason: String?
  /// The try does not count.
  package var free = false
  package var progress: [String: String]?

  package init(region: RegionID, delivery: DeliveryID, fence: Int64, outcome: Outcome) {
    self.region = region
    self.delivery = delivery
    self.fence = fence
    self.outcome = outcome
  }

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case delivery = "delivery_id"
    case fence, outcome
    case beforeIntent = "before_intent"
    case status
    case remoteID = "remote_id"
    case remoteURL = "remote_url"
    case reason, sentence
    case retryIn = "retry_in"
    case holdIn = "hold_in"
    case holdReason = "hold_reason"
    case free, progress
  }
}
