import Domain

/// All that an adapter needs to know of one delivery.
package struct DeliveryOrder: Hashable, Sendable {
  package var delivery: DeliveryID
  package var kind: DeliveryKind
  package var post: PostID
  /// The office that wrote the post: its images are stored with it.
  package var postRegion: RegionID
  package var revision: Int
  package var content: PostContent
  package var channel: Channel
  package var secret: Secret
  /// Of the post: names that must never change follow from it.
  package var createdAt: Instant
  /// When it was to go out: what an adapter says of its time, where readers are shown one.
  package var dueAt: Instant
  /// Derived from post, channel and revision.
  package var idempotencyKey: String
  /// For edit and take-down: what the publish left behind.
  package var remoteID: String?
  /// The last own post known before the intent, where the adapter wants one.
  package var lastKnown: String?
  /// For a look-up: posts of the account that surely are other deliveries'.
  package var others: Set<String> = []
  /// When the intent was written: the window of a look-up begins before it.
  package var intentAt: Instant?
  /// For an edit: what stands there, as it was sent; nil: not known.
  package var before: PostContent?
  /// When the step is asked for: an adapter has no clock of its own.
  package var now: Instant

  package init(
    delivery: DeliveryID, kind: DeliveryKind, post: PostID, postRegion: RegionID, revision: Int, content: PostContent,
    channel: Channel, secret: Secret, createdAt: Instant, dueAt: Instant? = nil, idempotencyKey: String,
    remoteID: String? = nil, lastKnown: String? = nil, intentAt: Instant? = nil, before: PostContent? = nil,
    now: Instant? = nil
  ) {
    self.delivery = delivery
    self.kind = kind
    self.post = post
    self.postRegion = postRegion
    self.revision = revision
    self.content = content
    self.channel = channel
    self.secret = secret
    self.createdAt = createdAt
    self.dueAt = dueAt ?? createdAt
    self.idempotencyKey = idempotencyKey
    self.remoteID = remoteID
    self.lastKnown = lastKnown
    self.intentAt = intentAt
    self.before = before
    self.now = now ?? createdAt
  }
}
