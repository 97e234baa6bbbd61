import Domain
import Postgres

/// Writes what the scheduler decided: `admin.plan_write_v1`. Answers with how many deliveries changed.
package struct WritePlan: AnswerStatement {
  package static let statement = PostgresStatement(
    "select to_jsonb(admin.plan_write_v1($1)) as answer", name: "plan_write")

  package typealias Output = Int

  package let parameters: [PostgresValue]

  package init(_ plan: DeliveryPlan) throws { parameters = [try plan.json()] }
}

/// What the scheduler decided about some posts.
package struct DeliveryPlan: Hashable, Sendable, Encodable {
  /// A post in the version that was seen.
  package struct Seen: Hashable, Sendable, Encodable {
    package var region: RegionID
    package var post: PostID
    package var version: Int64

    package init(_ post: Post) {
      region = post.region
      self.post = post.id
      version = post.version
    }

    enum CodingKeys: String, CodingKey {
      case region = "region_id"
      case post = "post_id"
      case version
    }
  }

  package var posts: [Seen] = []
  package var wanted: [WantedDelivery] = []
  /// Publishes whose outcome newer words wait for: once it is known their posts are planned again.
  package var waits: [Waiting] = []

  package struct Waiting: Hashable, Sendable, Encodable {
    package var region: RegionID
    package var delivery: DeliveryID

    package init(_ delivery: DeliveryItem) {
      region = delivery.region
      self.delivery = delivery.id
    }

    enum CodingKeys: String, CodingKey {
      case region = "region_id"
      case delivery = "delivery_id"
    }
  }

  package init() {}
}

/// A delivery as it should stand.
package struct WantedDelivery: Hashable, Sendable, Encodable {
  /// The channel's region.
  package var region: RegionID
  package var delivery: DeliveryID
  package var channel: ChannelID
  package var postRegion: RegionID
  package var post: PostID
  package var kind: DeliveryKind
  package var revision: Int
  package var digest: Digest
  package var postClass: PostClass
  package var dueAt: Instant
  package var notAfter: Instant?
  package var idempotencyKey: String
  package var state: DeliveryState
  package var reason: String?

  package init(
    region: RegionID, delivery: DeliveryID, channel: ChannelID, postRegion: RegionID, post: PostID,
    kind: DeliveryKind, revision: Int, digest: Digest, postClass: PostClass, dueAt: Instant, notAfter: Instant?,
    idempotencyKey: String, state: DeliveryState, reason: String?
  ) {
    self.region = region
    self.delivery = delivery
    self.channel = channel
    self.postRegion = postRegion
    self.post = post
    self.kind = kind
    self.revision = revision
    self.digest = digest
    self.postClass = postClass
    self.dueAt = dueAt
    self.notAfter = notAfter
    self.idempotencyKey = idempotencyKey
    self.state = state
    self.reason = reason
  }

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case delivery = "delivery_id"
    case channel = "channel_id"
    case postRegion = "post_region_id"
    case post = "post_id"
    case kind, revision, digest
    case postClass = "class"
    case priority
    case dueAt = "due_at"
    case notAfter = "not_after"
    case idempotencyKey = "idempotency_key"
    case state, reason
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(region, forKey: .region)
    try values.encode(delivery, forKey: .delivery)
    try values.encode(channel, forKey: .channel)
    try values.encode(postRegion, forKey: .postRegion)
    try values.encode(post, forKey: .post)
    try values.encode(kind, forKey: .kind)
    try values.encode(revision, forKey: .revision)
    try values.encode("\\x" + Hex.text(digest.bytes), forKey: .digest)
    try values.encode(postClass, forKey: .postClass)
    // A correction never passes what is unknown: it could arrive before what it corrects.
    try values.encode(
      kind == .edit ? max(postClass.priority, PostClass.event.priority) : postClass.priority, forKey: .priority)
    try values.encode(dueAt, forKey: .dueAt)
    try values.encode(notAfter, forKey: .notAfter)
    try values.encode(idempotencyKey, forKey: .idempotencyKey)
    try values.encode(state, forKey: .state)
    try values.encode(reason, forKey: .reason)
  }
}
