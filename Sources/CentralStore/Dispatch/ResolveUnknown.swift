import Domain
import Postgres

/// Settles what was unknown by what was found: `admin.resolve_v1`.
package struct ResolveUnknown: AnswerStatement {
  package static let statement = PostgresStatement(
    "select admin.resolve_v1($1, $2::text::interval, $3::text::interval) as answer", name: "dispatch_resolve")

  package struct Resolved: Hashable, Sendable, Decodable {
    package var delivery: DeliveryID
    package var state: DeliveryState

    enum CodingKeys: String, CodingKey {
      case delivery = "delivery_id"
      case state
    }
  }

  package typealias Output = [Resolved]

  package let parameters: [PostgresValue]

  package init(_ findings: [Finding], quiet: Duration, every: Duration) throws {
    parameters = [try findings.json(), quiet.interval, every.interval]
  }
}

/// What one look-up found.
package struct Finding: Hashable, Sendable, Encodable {
  package enum Found: String, Sendable, Encodable {
    /// What the delivery wanted stands; for a take-down: it is gone.
    case present
    case absent
    /// The look-up itself failed.
    case unclear
    /// There is no way to look.
    case impossible
  }

  /// Whether the delivery may be tried again after absence.
  package enum Repeat: String, Sendable, Encodable {
    /// A repeat cannot make a second post.
    case safe
    /// Only when the first try has surely ended.
    case afterAbsence = "after_absence"
    /// Only by a person's word.
    case never
  }

  package var region: RegionID
  package var delivery: DeliveryID
  /// Of the try in question.
  package var fence: Int64?
  /// Of the words that were found, where they are not the delivery's own.
  package var revision: Int?
  package var found: Found
  package var remoteID: String?
  package var remoteURL: String?
  package var mayRepeat: Repeat
  /// Seconds for which the platform may hide what it has done.
  package var visibleAfter: Double
  package var detail: String?
  /// Of the look, as it began; nil: now.
  package var asOf: LookAtUnknown.AsOf?

  package init(
    region: RegionID, delivery: DeliveryID, fence: Int64?, revision: Int? = nil, found: Found,
    remoteID: String? = nil, remoteURL: String? = nil, mayRepeat: Repeat, visibleAfter: Double = 0,
    detail: String? = nil, asOf: LookAtUnknown.AsOf? = nil
  ) {
    self.region = region
    self.delivery = delivery
    self.fence = fence
    self.revision = revision
    self.found = found
    self.remoteID = remoteID
    self.remoteURL = remoteURL
    self.mayRepeat = mayRepeat
    self.visibleAfter = visibleAfter
    self.detail = detail
    self.asOf = asOf
  }

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case delivery = "delivery_id"
    case fence, revision, found
    case remoteID = "remote_id"
    case remoteURL = "remote_url"
    case mayRepeat = "repeat"
    case visibleAfter = "visible_after"
    case detail
    case asOf = "as_of"
  }
}
