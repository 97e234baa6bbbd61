import Domain
import Foundation
import Postgres

/// The last gate before the public: `admin.intent_v1`. Only what it allows may be sent.
package struct IntendDeliveries: AnswerStatement {
  package static let statement = PostgresStatement(
    "select admin.intent_v1($1, $2, $3::text::interval) as answer", name: "dispatch_intent")

  package struct Ask: Hashable, Sendable, Encodable {
    package var region: RegionID
    package var delivery: DeliveryID
    /// Of the lane, as claimed.
    package var fence: Int64
    /// Of the request body that will leave.
    package var bytes: Digest

    package init(region: RegionID, delivery: DeliveryID, fence: Int64, bytes: Digest) {
      self.region = region
      self.delivery = delivery
      self.fence = fence
      self.bytes = bytes
    }

    enum CodingKeys: String, CodingKey {
      case region = "region_id"
      case delivery = "delivery_id"
      case fence
      case bytes = "bytes_sha256"
    }

    package func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(region, forKey: .region)
      try values.encode(delivery, forKey: .delivery)
      try values.encode(fence, forKey: .fence)
      try values.encode("\\x" + Hex.text(bytes.bytes), forKey: .bytes)
    }
  }

  package struct Verdict: Hashable, Sendable, Decodable {
    package var delivery: DeliveryID
    package var allowed: Bool
    /// Names this try and no other; set when allowed.
    package var fence: Int64?
    package var intentAt: Instant?
    package var lastKnown: String?
    /// Why not: a code, and the same for people.
    package var reason: String?
    package var sentence: String?

    /// For a delivery of which the answer says nothing: not allowed.
    package static func none(_ delivery: DeliveryID) -> Verdict { Verdict(delivery: delivery, allowed: false) }

    enum CodingKeys: String, CodingKey {
      case delivery = "delivery_id"
      case allowed, fence
      case intentAt = "intent_at"
      case lastKnown = "last_known"
      case reason, sentence
    }
  }

  package typealias Output = [Verdict]

  package let parameters: [PostgresValue]

  /// - Parameter timeout: after it, and the quiet time, the outcome counts as unknown.
  package init(owner: UUID, asks: [Ask], timeout: Duration) throws {
    parameters = [.uuid(owner), try asks.json(), timeout.interval]
  }
}
