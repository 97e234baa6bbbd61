import Domain
import Foundation
import Postgres

/// Sent posts that are to be read back now, one of an account at most: `admin.read_back_v1`.
package struct ReadBackSent: AnswerStatement {
  package static let statement = PostgresStatement(
    "select admin.read_back_v1($1, $2::text::interval, $3::text::interval) as answer", name: "dispatch_read_back")

  package typealias Output = [LookAtUnknown.Case]

  package let parameters: [PostgresValue]

  /// - Parameters:
  ///   - every: between two questions to one account.
  ///   - rest: since a post was sent, before it is read.
  package init(max: Int, every: Duration, rest: Duration) {
    parameters = [.int(Int32(max)), every.interval, rest.interval]
  }
}

/// Notes what stood on the platform: `admin.read_back_note_v1`. Says how many were noted.
package struct NoteReadBack: AnswerStatement {
  package static let statement = PostgresStatement(
    "select to_jsonb(admin.read_back_note_v1($1)) as answer", name: "dispatch_read_back_note")

  package typealias Output = Int

  /// What one reading found.
  package struct Finding: Hashable, Sendable, Encodable {
    package var region: RegionID
    package var delivery: DeliveryID
    package var found: ReadBack
    /// How it differs, for people.
    package var sentence: String?

    package init(region: RegionID, delivery: DeliveryID, found: ReadBack, sentence: String? = nil) {
      self.region = region
      self.delivery = delivery
      self.found = found
      self.sentence = sentence
    }

    enum CodingKeys: String, CodingKey {
      case region = "region_id"
      case delivery = "delivery_id"
      case found, sentence
    }
  }

  package let parameters: [PostgresValue]

  package init(_ findings: [Finding]) throws { parameters = [try findings.json()] }
}
