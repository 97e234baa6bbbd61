import Domain
import Foundation
import Postgres

/// What was on the wire when a stop was committed, and what has become of it: `admin.drill_v1`. Nil before its ruling.
package struct ReadDrill: CentralStatement {
  package static let statement = PostgresStatement("select admin.drill_v1($1) as drill", name: "drill")

  package struct Facts: Hashable, Sendable, Decodable {
    package var ruledAt: Instant
    /// The database's clock at the answer.
    package var now: Instant
    package var wire: [Flight]

    package init(ruledAt: Instant, now: Instant, wire: [Flight]) {
      self.ruledAt = ruledAt
      self.now = now
      self.wire = wire
    }

    enum CodingKeys: String, CodingKey {
      case ruledAt = "ruled_at"
      case now, wire
    }
  }

  /// A delivery that had its intent before the stop.
  package struct Flight: Hashable, Sendable, Decodable {
    package var delivery: DeliveryID
    package var channel: String
    package var postClass: PostClass
    package var state: DeliveryState
    package var intentAt: Instant
    /// Nil while it is on the wire.
    package var settledAt: Instant?
    package var remoteURL: String?

    package init(
      delivery: DeliveryID, channel: String, postClass: PostClass, state: DeliveryState, intentAt: Instant,
      settledAt: Instant?, remoteURL: String? = nil
    ) {
      self.delivery = delivery
      self.channel = channel
      self.postClass = postClass
      self.state = state
      self.intentAt = intentAt
      self.settledAt = settledAt
      self.remoteURL = remoteURL
    }

    enum CodingKeys: String, CodingKey {
      case delivery = "delivery_id"
      case channel
      case postClass = "class"
      case state
      case intentAt = "intent_at"
      case settledAt = "settled_at"
      case remoteURL = "remote_url"
    }
  }

  package let parameters: [PostgresValue]

  package init(_ stop: StopID) { parameters = [.uuid(stop.uuid)] }

  package static func read(_ rows: [PostgresRow]) throws -> Facts? {
    guard let json = try rows.first?.jsonOrNil("drill") else { return nil }
    return try JSONDecoder().decode(Facts.self, from: Data(json.utf8))
  }
}
