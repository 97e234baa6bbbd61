import CentralStore
import Domain
import Foundation
import Scheduling

/// The database of dispatch in memory: what the routines in `sql/routines/admin` do to deliveries and lanes, in the
/// same order of conditions. Without pace, ceilings, locked offices, paused channels and restores.
struct ModelDatabase: DispatchDatabase {
  /// A guard that can be taken away, to show that it is needed.
  enum Guard: Sendable, CaseIterable {
    /// An outcome is compared with the fence of its try.
    case fence
    /// What fell silent becomes unknown, not waiting.
    case sweep
    /// An outcome that is not known is looked up, not repeated.
    case unknown
    /// Absence counts only after the quiet time.
    case quiet
    /// Absence lets it wait only where its try has surely ended.
    case ended
    /// A look proves only what was so when it began.
    case asOf
    /// An intent needs the lease.
    case lease
    case approval
    case stop
    /// A withdrawal marks what is in doubt.
    case withdrawal
    /// New words end the lease of whoever has older ones in hand.
    case recall
    /// A sender who tells late that it does not know may have sent until then.
    case lateWord
  }

  /// A row of `crier.lane`.
  struct Lane: Hashable, Sendable {
    var channel: Channel
    /// Nil: nothing is due.
    var nextDue: Instant?
    var nextPriority = 9
    var holdUntil = Instant.longAgo
    var holdReason: String?
    var owner: UUID?
    var leaseUntil = Instant.longAgo
    var fence: Int64 = 0
  }

  /// A row of `crier.attempt`, as far as routines read them.
  struct Attempt: Hashable, Sendable {
    enum Kind: Sendable { case intent, outcome, late }

    var delivery: DeliveryID
    var kind: Kind
    var fence: Int64
    var owner: UUID
    var outcome: Settlement.Outcome?
    var digest: Digest?
  }

  var now: Instant
  var removed: Set<Guard> = []
  var lanes: [Lane]
  var posts: [Post] = []
  var planned: [Int64] = []
  var deliveries: [ModelDelivery] = []
  var stops: [ModelStop] = []
  var attempts: [Attempt] = []
  var living: Set<UUID> = []
  var revoked: Set<MemberID> = []

  init(channels: [Channel], now: Instant) {
    lanes = channels.map { Lane(channel: $0) }
    self.now = now
  }

  func row(_ id: DeliveryID) -> Int? { deliveries.firstIndex { $0.item.id == id } }
  func lane(_ id: ChannelID) -> Int { lanes.firstIndex { $0.channel.id == id } ?? 0 }
  func post(_ id: PostID) -> Int { posts.firstIndex { $0.id == id } ?? 0 }

  /// `admin.owner_gone`.
  func isGone(_ owner: UUID?) -> Bool { owner.map { !living.contains($0) } ?? true }

  func on(_ channel: ChannelID, _ state: DeliveryState) -> Bool {
    deliveries.contains { $0.item.channel == channel && $0.item.state == state }
  }

  func knows(_ owner: UUID) -> Bool { living.contains(owner) }
  mutating func begin(_ owner: UUID) { living.insert(owner) }
  mutating func end(_ owner: UUID) { living.remove(owner) }

  // MARK: - Lanes

  /// `admin.claim_v1`.
  mutating func claim(_ owner: UUID, max: Int, lease: Int64, urgentOnly: Bool) -> [DispatchWork]? {
    guard !isGone(owner) else { return nil }
    var taken: [Int] = []
    for priority in urgentOnly ? [0] : [0, 5, 9] {
      let due = lanes.indices.filter { index in
        let lane = lanes[index]
        return lane.nextPriority == priority && lane.nextDue.map { $0 <= now } ?? false && lane.holdUntil <= now
          && lane.leaseUntil <= now
      }
      for index in due.prefix(max - taken.count) {
        lanes[index].owner = owner
        lanes[index].leaseUntil = now.adding(seconds: lease)
        lanes[index].fence += 1
        taken.append(index)
      }
    }
    let found = work(owner, taken)
    let idle = taken.filter { index in !found.contains { $0.channel.id == lanes[index].channel.id } }
    recompute(idle, owner, all: true)
    return found
  }

  /// `admin.dispatch_work`.
  func work(_ owner: UUID, _ indices: [Int]) -> [DispatchWork] {
    indices.compactMap { index in
      let lane = lanes[index]
      let channel = lane.channel.id
      guard lane.owner == owner, lane.leaseUntil > now, lane.holdUntil <= now, !on(channel, .sending) else {
        return nil
      }
      let waiting = deliveries.filter {
        $0.item.channel == channel && $0.item.state == .waiting && $0.readyAt <= now
          && ($0.priority == 0 || !on(channel, .unknown))
      }
      guard let next = waiting.min(by: { ($0.priority, $0.readyAt) < ($1.priority, $1.readyAt) }) else { return nil }
      return DispatchWork(
        fence: lane.fence, delivery: next.dispatch, post: dispatch(posts[post(next.item.post)]), channel: lane.channel,
        before: next.item.kind == .edit ? standing(next.item) : nil)
    }
  }

  func dispatch(_ post: Post) -> DispatchPost {
    DispatchPost(id: post.id, revision: post.revision, content: post.content, createdAt: post.createdAt)
  }

  /// What stands where an edit goes.
  private func standing(_ edit: DeliveryItem) -> PostContent? {
    let sent = deliveries.filter {
      $0.item.post == edit.post && $0.item.channel == edit.channel && $0.item.kind != .takeDown
        && $0.item.state == .sent
    }
    let last = sent.max { ($0.item.sentAt ?? .longAgo) < ($1.item.sentAt ?? .longAgo) }
    return last.flatMap { content(edit.post, $0.item.revision) }
  }

  func content(_ id: PostID, _ revision: Int) -> PostContent? {
    posts[post(id)].history.first { $0.revision == revision }?.content
  }

  /// `admin.lanes_recompute`; no owner: no lease is touched.
  mutating func recompute(_ indices: [Int], _ owner: UUID? = nil, all: Bool = false) {
    for index in indices {
      let lane = lanes[index]
      let channel = lane.channel.id
      var due: [(at: Instant, priority: Int)] = []
      if !on(channel, .sending) {
        for priority in [0, 5, 9] where priority == 0 || !on(channel, .unknown) {
          let waiting = deliveries.filter {
            $0.item.channel == channel && $0.item.state == .waiting && $0.priority == priority
          }
          if let first = waiting.map(\.readyAt).min() { due.append((max(first, lane.holdUntil), priority)) }
        }
      }
      let next = due.min { $0.at < $1.at }
      lanes[index].nextDue = next?.at
      lanes[index].nextPriority = due.filter { $0.at <= now }.map(\.priority).min() ?? next?.priority ?? 9
      if let owner, lane.owner == owner, all || next.map({ $0.at > now }) ?? true {
        lanes[index].owner = nil
        lanes[index].leaseUntil = .longAgo
      }
    }
  }

  /// `admin.renew_v1`.
  mutating func renew(_ owner: UUID, lease: Int64, channels: [ChannelID]) -> [ChannelID] {
    lanes.indices.filter { lanes[$0].owner == owner && channels.contains(lanes[$0].channel.id) }.map { index in
      lanes[index].leaseUntil = now.adding(seconds: lease)
      return lanes[index].channel.id
    }
  }

  /// `admin.release_v1`.
  mutating func release(_ owner: UUID) {
    recompute(lanes.indices.filter { lanes[$0].owner == owner }, owner, all: true)
  }

  /// `admin.progress_v1`.
  mutating func keep(_ owner: UUID, _ work: DispatchWork, _ progress: [String: String]) -> Bool {
    guard let row = row(work.delivery.item.id), deliveries[row].item.state == .waiting,
      holds(owner, work.fence, lanes[lane(work.channel.id)])
    else { return false }
    deliveries[row].progress = progress
    return true
  }

  func holds(_ owner: UUID, _ fence: Int64, _ lane: Lane) -> Bool {
    lane.owner == owner && lane.fence == fence && lane.leaseUntil > now
  }

  /// When something may become due: leases, holds, times of deliveries.
  var nextMoment: Instant? {
    let ofLanes: [Instant?] = lanes.flatMap { lane -> [Instant?] in [lane.nextDue, lane.holdUntil, lane.leaseUntil] }
    let ofRows: [Instant?] = deliveries.map { row in
      switch row.item.state {
      case .waiting: row.readyAt
      case .sending: row.deadline?.adding(seconds: 41)
      case .unknown: row.lookAt
      default: nil
      }
    }
    return (ofLanes + ofRows).compactMap { $0 }.filter { $0 > now }.min()
  }
}
