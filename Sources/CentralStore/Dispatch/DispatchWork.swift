import Domain

/// A delivery that is this coordinator's to do now, on a lane that it has leased.
package struct DispatchWork: Hashable, Sendable, Decodable {
  /// Of the lane, as claimed.
  package var fence: Int64
  package var delivery: DispatchDelivery
  package var post: DispatchPost
  package var channel: Channel
  /// For an edit: what stands there, as it was sent.
  package var before: PostContent?

  package init(
    fence: Int64, delivery: DispatchDelivery, post: DispatchPost, channel: Channel, before: PostContent? = nil
  ) {
    self.fence = fence
    self.delivery = delivery
    self.post = post
    self.channel = channel
    self.before = before
  }
}

/// A delivery with what dispatch alone needs to know of it.
package struct DispatchDelivery: Hashable, Sendable, Decodable {
  package var item: DeliveryItem
  package var idempotencyKey: String
  /// What the steps so far have left: the adapter's.
  package var progress: [String: String]
  /// The last own post known before the last intent.
  package var lastKnown: String?
  /// Of the last intent; nil: no try is known.
  package var fence: Int64?
  package var intentAt: Instant?
  /// Of the first intent under this idempotency key.
  package var keyAt: Instant?
  package var deadline: Instant?

  package init(
    item: DeliveryItem, idempotencyKey: String, progress: [String: String] = [:], lastKnown: String? = nil,
    fence: Int64? = nil, intentAt: Instant? = nil, keyAt: Instant? = nil, deadline: Instant? = nil
  ) {
    self.item = item
    self.idempotencyKey = idempotencyKey
    self.progress = progress
    self.lastKnown = lastKnown
    self.fence = fence
    self.intentAt = intentAt
    self.keyAt = keyAt
    self.deadline = deadline
  }

  enum CodingKeys: String, CodingKey {
    case idempotencyKey = "idempotency_key"
    case progress
    case lastKnown = "last_known"
    case fence
    case intentAt = "intent_at"
    case keyAt = "key_at"
    case deadline
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    item = try DeliveryItem(from: decoder)
    idempotencyKey = try values.decode(String.self, forKey: .idempotencyKey)
    progress = try values.decode([String: String].self, forKey: .progress)
    lastKnown = try values.decodeIfPresent(String.self, forKey: .lastKnown)
    fence = try values.decodeIfPresent(Int64.self, forKey: .fence)
    intentAt = try values.decodeIfPresent(Instant.self, forKey: .intentAt)
    keyAt = try values.decodeIfPresent(Instant.self, forKey: .keyAt)
    deadline = try values.decodeIfPresent(Instant.self, forKey: .deadline)
  }
}

/// What dispatch needs to know of a post.
package struct DispatchPost: Hashable, Sendable, Decodable {
  package var id: PostID
  package var revision: Int
  package var content: PostContent
  package var createdAt: Instant

  package init(id: PostID, revision: Int, content: PostContent, createdAt: Instant) {
    self.id = id
    self.revision = revision
    self.content = content
    self.createdAt = createdAt
  }

  enum CodingKeys: String, CodingKey {
    case id = "post_id"
    case revision, content
    case createdAt = "created_at"
  }
}
