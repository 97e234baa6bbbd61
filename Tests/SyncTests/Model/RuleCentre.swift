import Domain
import Foundation
import Reconciliation

@testable import CentralStore

/// The central database as the reconciler sees it, in memory: inbox, items, rulings, feeds. What is ruled is ruled by
/// the real `ReconcilePlan`, and written as `RulingBatch` says it.
struct RuleCentre {
  /// A guard that can be taken away, to show that it is needed.
  enum Guard: Sendable, CaseIterable {
    /// What was received is not received again.
    case once
    /// Later acts of an office on an item wait behind one that is deferred.
    case deferral
    /// An office's acts are ruled in the order in which it did them.
    case sequence
    /// New words leave the approvals of the old ones behind.
    case approvals
    /// An office's cursor moves with the rows, not before.
    case cursor
  }

  /// A row of `crier.inbox`.
  struct Waiting {
    var act: WaitingAct
    var activity: Activity
    var isDeferred = false
    var missing: [Digest] = []
    var hasExpired = false

    var office: RegionID { act.received.login }
  }

  enum Told: Hashable, Sendable {
    case item(ItemReference)
    case ruling(ActivityID)
  }

  var items: Items
  var histories: [PostID: [Revision]] = [:]
  var inbox: [Waiting] = []
  /// How many acts of each lane of an office were received.
  var counts: [Lane: Int64] = [:]
  /// The place of each act in its lane.
  var places: [ActivityID: Int64] = [:]
  var rulings: [ActivityID: Ruling] = [:]
  /// In the order of their numbers.
  var ruled: [Waiting] = []
  var feeds: [RegionID: [Told]] = [:]
  var media: Set<Medium> = []
  var removed: Set<Guard> = []
  /// The first promise that was broken.
  var broken: String?

  struct Lane: Hashable {
    var office: RegionID
    var restrictive: Bool
  }

  init(_ cast: RuleCast) {
    items = cast.items.reduce(into: Items()) { $0.take($1) }
  }

  /// `admin.push_v1`: returns how far the lane has been received.
  mutating func push(_ office: RegionID, restrictive: Bool, _ offered: [(Int64, SignedActivity)], at now: Instant)
    -> Int64
  {
    let lane = Lane(office: office, restrictive: restrictive)
    for (sequence, act) in offered {
      let expected = counts[lane, default: 0] + 1
      guard sequence <= expected else { break }
      guard sequence == expected || removed.contains(.once) else { continue }
      guard let activity = try? act.activity() else { continue }
      counts[lane] = max(expected - 1, sequence)
      places[act.id] = sequence
      let received = Rulebook.Received(act: act, login: office, at: now)
      inbox.append(Waiting(act: WaitingAct(received: received, loginName: "office", address: nil), activity: activity))
    }
    return counts[lane, default: 0]
  }

  /// `admin.reconcile_load_v1`: restrictive acts first; offices in turn, each one's as they came.
  private func load(_ most: Int) -> [Int] {
    [true, false].flatMap { restrictive -> [Int] in
      let here = inbox.indices.filter { inbox[$0].act.received.act.restrictive == restrictive && !inbox[$0].isDeferred }
      let lanes = Dictionary(grouping: here) { inbox[$0].office }
      let turns = lanes.sorted { $0.key < $1.key }.flatMap { _, own in
        (removed.contains(.sequence) ? own.reversed() : own).enumerated().map { ($0.offset, $0.element) }
      }
      return turns.sorted { $0.0 < $1.0 }.prefix(most).map(\.1)
    }
  }

  /// One look of the service at the inbox.
  mutating func rule(_ most: Int) {
    let loaded = load(most).map { inbox[$0] }
    let urgent = loaded.prefix { $0.act.received.act.restrictive }
    for batch in [urgent, loaded[urgent.endIndex...]] where !batch.isEmpty {
      let acts = batch.map { waiting in
        WaitingAct(
          received: waiting.act.received, loginName: "office", address: nil, hasExpired: waiting.hasExpired,
          officeWaits: inbox.contains { $0.isDeferred && $0.office == waiting.office })
      }
      var plan = ReconcilePlan(on: context())
      write(plan.rule(acts), of: Array(batch))
    }
  }

  /// `admin.reconcile_context_v1`: of a post's history only the current revision.
  private func context() -> Context {
    var context = Context(items: items)
    for post in context.items.posts.values {
      var post = post
      post.history = post.history.suffix(1)
      context.items.take(.post(post))
    }
    for medium in media { context.media[medium] = octets(medium.sha256) }
    guard !removed.contains(.deferral) else { return context }
    for waiting in inbox where waiting.isDeferred {
      context.deferred.insert(Wanted.Owned(region: waiting.office, id: waiting.activity.item.id))
    }
    return context
  }

  private func octets(_ sha256: Digest) -> Int64 {
    (0..<3).map(RuleCast.image).first { $0.sha256 == sha256 }?.image.octets ?? 0
  }

  /// `admin.rulings_write_v1`.
  private mutating func write(_ batch: RulingBatch, of acts: [Waiting]) {
    for row in batch.deferred {
      for index in inbox.indices where inbox[index].activity.id == row.activity {
        inbox[index].isDeferred = true
        inbox[index].missing = row.missing
      }
    }
    let before = items
    for item in batch.items { take(item) }
    for row in batch.rulings {
      guard let act = acts.first(where: { $0.activity.id == row.ruling.activity }) else { continue }
      if rulings[row.ruling.activity] != nil {
        breaks("one ruling each: \(act.activity.act.verb.rawValue) was ruled again")
      }
      rulings[row.ruling.activity] = row.ruling
      ruled.append(act)
      inbox.removeAll { $0.activity.id == row.ruling.activity }
      feeds[act.office, default: []].append(.ruling(row.ruling.activity))
    }
    check(batch, acts, before: before)
  }

  private mutating func take(_ item: Item) {
    var item = item
    if case .post(var post) = item {
      let known = histories[post.id] ?? []
      histories[post.id] = known + post.history.filter { one in !known.contains { $0.revision == one.revision } }
      post.history = histories[post.id] ?? []
      if removed.contains(.approvals), post.approvals.isEmpty { post.approvals = items.posts[post.id]?.approvals ?? [] }
      item = .post(post)
    }
    items.take(item)
    let reference = item.reference
    for reader in [RuleCast.alpha, RuleCast.beta, RuleCast.centre] {
      let isOpen = ![.post, .conflict].contains(reference.kind)
      if isOpen || RuleCast.sees(reader, reference.region) { feeds[reader, default: []].append(.item(reference)) }
    }
  }

  /// `admin.media_release_v1`.
  mutating func release(expired: Bool) {
    var seen: Set<Wanted.Owned> = []
    for waiting in inbox where waiting.isDeferred {
      let name = Wanted.Owned(region: waiting.office, id: waiting.activity.item.id)
      guard seen.insert(name).inserted else { continue }
      let isWhole = waiting.missing.allSatisfy { media.contains(Medium(region: waiting.office, sha256: $0)) }
      guard isWhole || expired else { continue }
      for index in inbox.indices
      where inbox[index].isDeferred && inbox[index].office == name.region && inbox[index].activity.item.id == name.id {
        inbox[index].isDeferred = false
        if !isWhole, inbox[index].activity.id == waiting.activity.id { inbox[index].hasExpired = true }
      }
    }
  }

  /// `sync.pull_v1`: rows name items, which are as they are now.
  func page(_ office: RegionID, from cursor: Int, _ count: Int) -> (rows: [RuleOffice.Row], upTo: Int) {
    let feed = feeds[office] ?? []
    let told = feed[min(cursor, feed.count)...].prefix(count)
    let rows = told.compactMap { row -> RuleOffice.Row? in
      switch row {
      case .item(let reference): items.find(reference).map(RuleOffice.Row.item)
      case .ruling(let activity): rulings[activity].map(RuleOffice.Row.ruling)
      }
    }
    return (rows, cursor + told.count)
  }

  mutating func breaks(_ what: String) { broken = broken ?? what }
}

extension RulingBatch {
  /// All that it changes, as it then stands.
  var items: [Item] {
    regions.values.sorted { $0.id < $1.id }.map(Item.region) + members.values.sorted { $0.id < $1.id }.map(Item.member)
      + grants.values.sorted { $0.id < $1.id }.map(Item.grant) + stops.values.sorted { $0.id < $1.id }.map(Item.stop)
      + posts.values.sorted { $0.id < $1.id }.map(Item.post)
      + conflicts.values.sorted { $0.id < $1.id }.map(Item.conflict)
  }
}
