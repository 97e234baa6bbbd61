import CentralStore
import Domain
import Foundation
import LocalStore

/// What to do next between an office and the centre: decided from what both sides know, without a clock.
package enum SyncPlan {
  /// What the store knows when it greets the centre.
  package struct Here: Hashable, Sendable {
    package var region: RegionID
    /// Nil before the first snapshot.
    package var epoch: UUID?
    package var cursors: [Feed: Int64]
    /// The number of the last act of each lane.
    package var lastActs: [Lane: Int64]
    /// The number of the last act of each lane that the centre has said to have.
    package var acknowledged: [Lane: Int64]
    /// Another version passed over items that this one may be able to read.
    package var missesItems: Bool
    /// Something is wrong with what came.
    package var isDistrusted: Bool
    /// The centre was set back when a snapshot was begun that is not whole yet.
    package var wasRestored: Bool

    package init(
      region: RegionID, epoch: UUID?, cursors: [Feed: Int64], lastActs: [Lane: Int64],
      acknowledged: [Lane: Int64] = [:], missesItems: Bool = false, isDistrusted: Bool = false,
      wasRestored: Bool = false
    ) {
      self.region = region
      self.epoch = epoch
      self.cursors = cursors
      self.lastActs = lastActs
      self.acknowledged = acknowledged
      self.missesItems = missesItems
      self.isDistrusted = isDistrusted
      self.wasRestored = wasRestored
    }
  }

  /// What a greeting leads to.
  package enum Opening: Hashable, Sendable {
    /// Nothing may be sent or read.
    case locked
    /// The login is another office's.
    case otherOffice
    /// The centre has acts of this store that the store does not have: it was copied, or set back to an older
    /// state. It goes on under a new incarnation.
    case newLife
    /// What is here must be replaced by a new snapshot.
    case renew(Reason)
    case goOn
  }

  package enum Reason: Hashable, Sendable {
    case first, centreRestored, tooOld, ahead
    /// Rows of a feed did not follow each other.
    case distrusted
    /// An earlier version of the agent passed over items that it could not read.
    case newVersion
    /// A row is missing in a feed: `expected` did not come, `found` did.
    case gap(feed: Feed, expected: Int64, found: Int64)
  }

  package static func open(_ hello: Hello, here: Here) -> Opening {
    guard hello.region == here.region else { return .otherOffice }
    guard hello.state == .active else { return .locked }
    // Once seen it stays so until all is compared: a copy may have used the numbers meanwhile.
    if here.wasRestored || isRestored(hello, here: here) { return .renew(.centreRestored) }
    let lost = Lane.allCases.contains { here.lastActs[$0, default: 0] < hello.last($0) }
    if lost { return .newLife }
    if here.epoch == nil { return .renew(.first) }
    if here.isDistrusted { return .renew(.distrusted) }
    if here.missesItems { return .renew(.newVersion) }
    for feed in Feed.allCases {
      let cursor = here.cursors[feed, default: 0]
      if cursor < hello.floor(feed) { return .renew(.tooOld) }
      if cursor > hello.head(feed) { return .renew(.ahead) }
    }
    return .goOn
  }

  /// Whether the centre was set back: it is in another epoch, or lacks acts that it had. An office may greet it before
  /// a coordinator has begun the new epoch; what is offered again must be in order then as well.
  package static func isRestored(_ hello: Hello, here: Here) -> Bool {
    let isAnother = here.epoch.map { $0 != hello.epoch } ?? false
    return isAnother || Lane.allCases.contains { hello.last($0) < here.acknowledged[$0, default: 0] }
  }

  /// Whether a snapshot that was cut may go on: what changed since its heads were read still comes by feed.
  package static func resumes(_ mark: SyncProgress.Mark, _ hello: Hello, version: String) -> Bool {
    mark.epoch == hello.epoch && mark.version == version
      && Feed.allCases.allSatisfy { mark.head($0) >= hello.floor($0) && mark.head($0) <= hello.head($0) }
  }

  /// How many changes there must be for it to be told how far they have come.
  package static let manyChanges: Int64 = 500

  /// The acts that make the next batch: in sequence without a gap, as many as one batch may hold, at least one.
  package static func batch(
    _ acts: [KeptAct], mostActs: Int = PushActs.mostActs, mostBytes: Int = PushActs.mostBytes
  ) -> [KeptAct] {
    var batch: [KeptAct] = []
    var bytes = 0
    for act in acts {
      let size = act.signed.body.utf8.count
      let follows = batch.last.map { $0.sequence + 1 == act.sequence } ?? true
      guard follows, batch.isEmpty || (batch.count < mostActs && bytes + size <= mostBytes) else { break }
      batch.append(act)
      bytes += size
    }
    return batch
  }

  /// How much is asked for, or sent, at once: less after each failure of the line, so that a slow one gets something
  /// through before it is given up, and more with each success that did not take long.
  package struct Portion: Hashable, Sendable {
    static let mostRows = 500
    /// Rows of a page.
    package private(set) var rows = 100
    /// Bytes of a batch of acts.
    package private(set) var bytes = 64 * 1024

    package init() {}

    /// - Parameters:
    ///   - isFull: it was as much as was asked for.
    ///   - time: how long it took.
    package mutating func worked(isFull: Bool, in time: Duration) {
      guard isFull, time < .seconds(2) else { return }
      rows = min(Self.mostRows, rows * 2)
      bytes = min(PushActs.mostBytes, bytes * 2)
    }

    package mutating func failed() {
      rows = max(8, rows / 4)
      bytes = max(4096, bytes / 4)
    }
  }

  /// What an answer to a batch leads to.
  package enum Answer: Hashable, Sendable {
    /// All up to (not including) this number are at the centre; go on from there.
    case goOn(from: Int64)
    case newLife
  }

  package static func answer(to receipt: PushActs.Receipt) -> Answer {
    receipt.forked ? .newLife : .goOn(from: receipt.expected)
  }

  /// What a page of a feed amounts to.
  package enum Page: Hashable, Sendable {
    case nothing
    /// Every number from the cursor on is there.
    case fine(upTo: Int64)
    case broken(Reason)
  }

  package static func page(_ numbers: [Int64], of feed: Feed, after cursor: Int64) -> Page {
    var last = cursor
    for n in numbers {
      guard n == last + 1 else { return .broken(.gap(feed: feed, expected: last + 1, found: n)) }
      last = n
    }
    return last == cursor ? .nothing : .fine(upTo: last)
  }

  /// What a snapshot consists of, in the order in which it is read. Rulings only where an act waits for one.
  package static func snapshotKinds(awaitsRulings: Bool) -> [ItemKind] {
    [.region, .policy, .member, .grant, .channel, .stop, .post, .conflict, .delivery] + (awaitsRulings ? [.ruling] : [])
  }
}

extension Hello {
  package func last(_ lane: Lane) -> Int64 { lane.isRestrictive ? lastRestrictive : lastSequence }

  package func head(_ feed: Feed) -> Int64 {
    switch feed {
    case .region: regionHead
    case .common: commonHead
    }
  }

  package func floor(_ feed: Feed) -> Int64 {
    switch feed {
    case .region: regionFloor
    case .common: commonFloor
    }
  }
}
