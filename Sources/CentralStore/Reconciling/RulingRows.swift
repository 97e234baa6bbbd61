import Domain
import Foundation

/// A ruling as it is written: a row of `crier.ruling` without its number.
package struct RulingRow: Sendable, Encodable {
  let regionID: RegionID
  let ruling: Ruling
  let item: ItemReference?
  let version: Int64?

  init(region: RegionID, ruling: Ruling, item: ItemReference?, version: Int64?) {
    regionID = region
    self.ruling = ruling
    self.item = item
    self.version = version
  }

  enum CodingKeys: String, CodingKey {
    case regionID = "region_id"
    case activity = "activity_id"
    case verdict, reason, sentence, kind
    case itemRegion = "item_region_id"
    case itemID = "item_id"
    case version = "item_version"
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(regionID, forKey: .regionID)
    try values.encode(ruling.activity, forKey: .activity)
    try values.encode(ruling.verdict, forKey: .verdict)
    try values.encode(ruling.reason, forKey: .reason)
    try values.encode(ruling.sentence, forKey: .sentence)
    try values.encode(item?.kind, forKey: .kind)
    try values.encode(item?.region, forKey: .itemRegion)
    try values.encode(item?.id, forKey: .itemID)
    try values.encode(version, forKey: .version)
  }
}

/// An act that keeps its place in the inbox until its images have come: what is noted there.
package struct DeferredRow: Sendable, Encodable {
  let region: RegionID
  let activity: ActivityID
  let itemRegion: RegionID
  let item: Identifier<ItemReference>
  /// Empty: it waits behind another.
  let missing: [Digest]

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case activity = "activity_id"
    case itemRegion = "item_region_id"
    case item = "item_id"
    case missing = "waits_for"
  }
}

/// A new revision of a post: a row of `crier.revision`.
package struct RevisionRow: Sendable, Encodable {
  let region: RegionID
  let post: PostID
  let revision: Revision
  /// That the office knew when it wrote this.
  let epoch: UUID?

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case post = "post_id"
    case epoch
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(region, forKey: .region)
    try values.encode(post, forKey: .post)
    try values.encodeIfPresent(epoch, forKey: .epoch)
    try revision.encode(to: encoder)
  }
}

/// A consent: a row of `crier.approval`.
package struct ApprovalRow: Sendable, Encodable {
  let region: RegionID
  let post: PostID
  let digest: Digest
  let approval: Approval

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case post = "post_id"
    case digest
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(region, forKey: .region)
    try values.encode(post, forKey: .post)
    try values.encode(digest, forKey: .digest)
    try approval.encode(to: encoder)
  }
}

/// A person's word on a delivery, as `admin.decide_v1` takes it.
package struct DecisionRow: Sendable, Encodable {
  let region: RegionID
  let delivery: DeliveryID
  let decision: String
  let remoteID: String?
  let remoteURL: String?
  let activity: ActivityID

  init(_ item: DeliveryItem, from before: DeliveryState?, decision: DecideDelivery, by activity: Activity) {
    region = item.region
    delivery = item.id
    self.activity = activity.id
    let wasDoubtful = before == .parked || before == .unknown
    switch decision.decision {
    case .isThere(let remoteID, let url): (self.decision, self.remoteID, remoteURL) = ("present", remoteID, url)
    case .send: (self.decision, remoteID, remoteURL) = (wasDoubtful ? "absent_send" : "send_now", nil, nil)
    case .drop: (self.decision, remoteID, remoteURL) = (wasDoubtful ? "absent_drop" : "drop", nil, nil)
    }
  }

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case delivery = "delivery_id"
    case decision
    case remoteID = "remote_id"
    case remoteURL = "remote_url"
    case activity = "activity_id"
  }
}

/// What a feed is told: an item that changed, and who else may see it.
package struct FeedRow: Sendable, Encodable {
  let kind: ItemKind
  let owner: RegionID
  let item: String
  let version: Int64
  var also: [RegionID] = []
  var common = false
  /// The regions below the owner see it too.
  var below = false

  enum CodingKeys: String, CodingKey {
    case kind
    case owner = "owner_region_id"
    case item = "item_id"
    case version, also, common, below
  }

  init(kind: ItemKind, owner: RegionID, item: String, version: Int64) {
    self.kind = kind
    self.owner = owner
    self.item = item
    self.version = version
  }

  init(_ item: Item) {
    let reference = item.reference
    self.init(kind: reference.kind, owner: reference.region, item: reference.id.text, version: item.version)
  }

  /// The rows that tell of one change. Those above the owner learn of it by fan-out.
  static func of(_ change: Rulebook.Change) -> [FeedRow] {
    var row = FeedRow(change.after)
    switch change.after {
    case .post(let post): row.also = post.content.channels.map(\.region).filter { $0 != post.region }
    case .grant(let grant):
      row.also = grant.memberHome == grant.region ? [] : [grant.memberHome]
      // A channel that is lent: its borrower sees it, and whose it is.
      if let channel = grant.channel, grant.memberHome != grant.region {
        var lent = FeedRow(kind: .channel, owner: grant.region, item: channel.text, version: 0)
        lent.also = [grant.memberHome]
        var office = FeedRow(kind: .region, owner: grant.region, item: grant.region.text, version: 0)
        office.also = [grant.memberHome]
        return [row, lent, office]
      }
    case .region, .policy: row.below = true
    case .stop(let stop):
      switch stop.scope {
      case .everything, .platform, .topic: row.common = true
      case .region: row.below = true
      case .channel, .member: break
      }
    case .member, .channel, .delivery: break
    // Told by `admin.conflicts_write`, to whoever sees the post.
    case .conflict: return []
    }
    return [row]
  }
}
