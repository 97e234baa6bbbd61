import Domain
import Foundation
import Postgres

/// All that tells why a delivery stands where it stands: `admin.explain_v1`. Nil: there is none of that id.
package struct ExplainDelivery: CentralStatement {
  package static let statement = PostgresStatement("select admin.explain_v1($1) as answer", name: "dispatch_explain")

  package struct Facts: Hashable, Sendable, Decodable {
    package var delivery: DispatchDelivery
    package var channel: Channel
    package var attempts: [Attempt]
    package var judged: Judgement
    /// The stop that covers it.
    package var stop: StopOrder?
    /// Set while dispatch waits for an operator.
    package var frozenReason: String?
    /// The database's clock.
    package var now: Instant

    enum CodingKeys: String, CodingKey {
      case delivery, channel, attempts, judged, stop
      case frozenReason = "frozen_reason"
      case now
    }
  }

  /// One entry of the log of tries.
  package struct Attempt: Hashable, Sendable, Decodable {
    package var kind: String
    package var fence: Int64?
    package var outcome: String?
    package var status: Int?
    package var remoteID: String?
    package var detail: String?
    package var at: Instant

    enum CodingKeys: String, CodingKey {
      case kind, fence, outcome, status
      case remoteID = "remote_id"
      case detail, at
    }
  }

  /// What the intent would say now.
  package struct Judgement: Hashable, Sendable, Decodable {
    /// Nil: it may go.
    package var reason: String?
    package var sentence: String?
    package var until: Instant?
  }

  package let parameters: [PostgresValue]

  package init(_ delivery: DeliveryID) { parameters = [.uuid(delivery.uuid)] }

  package static func read(_ rows: [PostgresRow]) throws -> Facts? {
    guard let text = try rows.first?.jsonOrNil("answer") else { return nil }
    return try JSONDecoder().decode(Facts.self, from: Data(text.utf8))
  }
}
