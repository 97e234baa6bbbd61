import Domain
import Foundation

/// What a batch of acts became, as `admin.rulings_write_v1` takes it. Keys are the columns' names.
package struct RulingBatch: Sendable, Encodable {
  package private(set) var restrictive = false
  /// The epoch in which an operator lets dispatch go on.
  package private(set) var thaws: UUID?
  package private(set) var rulings: [RulingRow] = []
  package private(set) var events: [EventRow] = []
  package private(set) var feed: [FeedRow] = []
  package private(set) var revisions: [RevisionRow] = []
  package private(set) var approvals: [ApprovalRow] = []
  private(set) var regions: [RegionID: Region] = [:]
  private(set) var members: [MemberID: Member] = [:]
  private(set) var grants: [GrantID: Grant] = [:]
  private(set) var policies: [PolicyID: Policy] = [:]
  private(set) var channels: [ChannelID: Channel] = [:]
  private(set) var posts: [PostID: Post] = [:]
  private(set) var stops: [StopID: StopOrder] = [:]
  private(set) var conflicts: [ConflictID: Conflict] = [:]
  package private(set) var decisions: [DecisionRow] = []
  package private(set) var deferred: [DeferredRow] = []

  package init() {}

  package var isEmpty: Bool { rulings.isEmpty && deferred.isEmpty }

  /// An act is not ruled on yet: images are missing, or it follows one of which they are.
  package mutating func `defer`(_ act: WaitingAct, on item: ItemReference, missing: [Digest]) {
    deferred.append(
      DeferredRow(
        region: act.received.login, activity: act.received.act.id, itemRegion: item.region, item: item.id,
        missing: missing))
  }

  /// Takes one ruling with what the act did.
  package mutating func add(_ ruling: Ruling, of act: WaitingAct, by signer: Member?, changes: [Rulebook.Change]) {
    let activity = act.received.activity
    let region = act.received.login
    rulings.append(
      RulingRow(
        region: region, ruling: ruling, item: activity?.item,
        version: changes.first { $0.after.reference == activity?.item }?.after.version))
    feed.append(FeedRow(kind: .ruling, owner: region, item: ruling.activity.text, version: 1))
    if ruling.verdict == .accepted, case .thawDispatch = activity?.act {
      thaws = activity?.epoch
      restrictive = true
    }
    if changes.isEmpty { events.append(EventRow(act: act, activity: activity, ruling: ruling, signer: signer)) }
    for change in changes {
      events.append(EventRow(act: act, activity: activity, ruling: ruling, signer: signer, change: change))
      add(change)
    }
  }

  private mutating func add(_ change: Rulebook.Change) {
    feed.append(contentsOf: FeedRow.of(change))
    switch change.after {
    case .region(let item):
      regions[item.id] = item
      restrictive = restrictive || item.state != .active
    case .member(let item):
      members[item.id] = item
      restrictive = restrictive || item.state == .revoked
    case .grant(let item): grants[item.id] = item
    case .policy(let item):
      policies[item.id] = item
      // What was approved may lack a consent now: no intent may go by the policy of before once this one is written.
      restrictive = true
    case .channel(let item):
      channels[item.id] = item
      restrictive = restrictive || item.state != .active
    case .stop(let item):
      stops[item.id] = item
      // A lift too: an intent that has just refused because of it must have said so before it goes.
      restrictive = true
    case .post(let item): add(item, before: change.before, by: change.activity)
    case .conflict(let item): conflicts[item.id] = item
    case .delivery(let item):
      if case .decideDelivery(let payload) = change.activity.act {
        var earlier: DeliveryState?
        if case .delivery(let before) = change.before { earlier = before.state }
        decisions.append(DecisionRow(item, from: earlier, decision: payload, by: change.activity))
      }
    }
  }

  private mutating func add(_ post: Post, before: Item?, by activity: Activity) {
    var earlier: Post?
    if case .post(let item) = before { earlier = item }
    if let last = post.history.last, last.revision > earlier?.revision ?? 0 {
      revisions.append(
        RevisionRow(region: post.region, post: post.id, revision: last, epoch: activity.epoch))
    }
    if let last = post.approvals.last, last.activity == post.activity {
      approvals.append(ApprovalRow(region: post.region, post: post.id, digest: post.digest, approval: last))
    }
    restrictive = restrictive || (earlier?.state == .approved && post.state != .approved)
    posts[post.id] = post
  }

  enum CodingKeys: String, CodingKey {
    case restrictive, thaws, rulings, events, feed, revisions, approvals, regions, members, grants, policies,
      channels, posts
    case stops, decisions, conflicts, deferred
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(restrictive, forKey: .restrictive)
    try values.encodeIfPresent(thaws, forKey: .thaws)
    try values.encode(rulings, forKey: .rulings)
    try values.encode(events, forKey: .events)
    try values.encode(feed, forKey: .feed)
    try values.encode(revisions, forKey: .revisions)
    try values.encode(approvals, forKey: .approvals)
    try values.encode(regions.values.sorted { $0.id < $1.id }, forKey: .regions)
    try values.encode(members.values.sorted { $0.id < $1.id }, forKey: .members)
    try values.encode(grants.values.sorted { $0.id < $1.id }, forKey: .grants)
    try values.encode(policies.values.sorted { $0.id < $1.id }, forKey: .policies)
    try values.encode(channels.values.sorted { $0.id < $1.id }, forKey: .channels)
    try values.encode(posts.values.sorted { $0.id < $1.id }.map(\.withoutHistory), forKey: .posts)
    try values.encode(stops.values.sorted { $0.id < $1.id }, forKey: .stops)
    try values.encode(decisions, forKey: .decisions)
    try values.encode(conflicts.values.sorted { $0.id < $1.id }, forKey: .conflicts)
    try values.encode(deferred, forKey: .deferred)
  }
}

extension Post {
  /// History is kept as rows of its own.
  var withoutHistory: Post {
    var post = self
    post.history = []
    return post
  }
}
