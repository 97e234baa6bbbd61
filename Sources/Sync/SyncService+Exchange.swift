import CentralStore
import Domain
import Foundation
import LocalStore
import Logging

/// The steps of a round.
extension SyncService {
  private static let pageSize = 500

  /// Says hello and brings this side to where it can go on from.
  func greet() async throws -> Link {
    guard let office = try store.office() else { throw SyncTrouble.notEnrolled }
    let hello = try await database.run(SayHello(agent: office.agent, incarnation: office.incarnation))
    guard hello.newestProtocol >= SayHello.protocolVersion, hello.oldestProtocol <= SayHello.protocolVersion else {
      throw SyncTrouble.version
    }
    let opening = SyncPlan.open(hello, here: try here(office))
    switch opening {
    case .otherOffice: throw SyncTrouble.otherOffice
    case .locked: throw SyncTrouble.locked
    case .newLife, .renew(.centreRestored):
      try await startOver(hello, office: office, opening)
      return try await greet()
    case .renew(let reason):
      logger.notice("taking a new snapshot", metadata: ["reason": "\(reason)"])
      try await renew(hello, office: office)
    case .goOn: break
    }
    // What is pending is sent though the centre may have it: its number alone does not say that it is the same act.
    var next: [Lane: Int64] = [:]
    for lane in Lane.allCases {
      try store.reopen(lane, after: hello.last(lane))
      next[lane] = try store.firstPending(lane) ?? hello.last(lane) + 1
    }
    if hello.name != office.name || hello.body != office.body {
      var renamed = office
      renamed.name = hello.name
      renamed.body = hello.body
      try store.set(office: renamed)
    }
    return Link(
      office: office, epoch: hello.epoch, bell: hello.bell, next: next, frozen: hello.frozen)
  }

  /// The two sides no longer know the same acts: this store was set back, or the centre was. What the centre lacks is
  /// offered again under a new incarnation; after a restore in the order in which it was done, as what holds something
  /// back must follow what it holds back. Done twice it does no more than once.
  private func startOver(_ hello: Hello, office: OfficeIdentity, _ opening: SyncPlan.Opening) async throws {
    let isRestored = try store.epoch().map { $0 != hello.epoch } ?? false
    if isRestored {
      for earlier in 1..<office.incarnation {
        let then = try await database.run(SayHello(agent: office.agent, incarnation: earlier))
        for lane in Lane.allCases { try store.reopen(lane, of: earlier, after: then.last(lane)) }
      }
      for lane in Lane.allCases { try store.reopen(lane, after: hello.last(lane)) }
    }
    if try opening == .newLife || store.counts().pending > 0 {
      logger.warning("a new incarnation begins", metadata: ["because": "\(opening)"])
      guard try store.beginIncarnation(inOrder: isRestored) != nil else { throw SyncTrouble.notEnrolled }
    }
    try await renew(hello, office: office)
  }

  private func here(_ office: OfficeIdentity) throws -> SyncPlan.Here {
    SyncPlan.Here(
      region: office.region, epoch: try store.epoch(),
      cursors: [.region: try store.cursor(.region), .common: try store.cursor(.common)],
      lastActs: [.ordinary: try store.lastSequence(.ordinary), .restrictive: try store.lastSequence(.restrictive)],
      missesItems: try store.unread().map { $0 != version } ?? false)
  }

  /// Takes a snapshot. Heads are those of the greeting, read before any row: what changes meanwhile comes by feed.
  private func renew(_ hello: Hello, office: OfficeIdentity) async throws {
    try store.beginSnapshot()
    let counts = try store.counts()
    let awaitsRulings = counts.pending + counts.received > 0
    var isWhole = true
    for kind in SyncPlan.snapshotKinds(awaitsRulings: awaitsRulings) {
      var after: UUID?
      while true {
        let page = try await database.run(PullSnapshot(kind: kind, after: after, max: Self.pageSize))
        let readable = try page.compactMap(readable)
        isWhole = isWhole && readable.count == page.count
        try store.stage(readable)
        guard page.count == Self.pageSize, let last = page.last else { break }
        after = last.id
      }
      logger.info("snapshot", metadata: ["kind": "\(kind.rawValue)"])
    }
    try store.finishSnapshot(
      epoch: hello.epoch, cursors: [.region: hello.regionHead, .common: hello.commonHead], isWhole: isWhole)
  }

  /// Sends the next batch of a lane. False: there is nothing to send.
  func push(_ lane: Lane, _ link: inout Link) async throws -> Bool {
    let next = link.next[lane, default: 1]
    let batch = SyncPlan.batch(try store.acts(lane, from: next, max: PushActs.mostActs))
    guard let first = batch.first, let last = batch.last, first.sequence == next else { return false }
    let receipt = try await database.run(
      PushActs(
        agent: link.office.agent, incarnation: link.office.incarnation, restrictive: lane.isRestrictive,
        first: first.sequence, acts: batch.map(\.signed)))
    switch SyncPlan.answer(to: receipt) {
    case .goOn(let from):
      // A centre that expects an older act than we sent was restored under our feet; the next greeting says so.
      guard from > next else { throw SyncTrouble.lost(expected: from) }
      // No further than what was compared, however much the centre has.
      let received = min(from - 1, last.sequence)
      try store.markReceived(lane, upTo: received)
      link.next[lane] = received + 1
      return true
    case .newLife:
      logger.warning("the centre has other acts under the same numbers: a new incarnation begins")
      _ = try store.beginIncarnation()
      throw SyncTrouble.forked
    }
  }

  /// Reads one page of each feed. False: nothing new.
  func pull(_ link: Link) async throws -> Bool {
    var isNew = false
    for feed in Feed.allCases {
      let cursor = try store.cursor(feed)
      let rows = try await database.run(
        PullFeed(feed: feed.rawValue, epoch: link.epoch, cursor: cursor, max: Self.pageSize))
      switch SyncPlan.page(rows.map(\.n), of: feed, after: cursor) {
      case .nothing: continue
      case .fine(let last):
        try store.take(try rows.compactMap { try readable($0.item) }, of: feed, upTo: last)
        isNew = true
      case .broken(let reason):
        logger.error("a feed has a gap: taking a new snapshot", metadata: ["reason": "\(reason)"])
        try store.forgetEpoch()
        throw SyncTrouble.gap
      }
    }
    if isNew {
      try await database.run(
        TellSeen(
          agent: link.office.agent, incarnation: link.office.incarnation, region: try store.cursor(.region),
          common: try store.cursor(.common)))
    }
    return isNew
  }

  /// The item as the store takes it; nil when this version cannot make sense of it, which is noted: another version
  /// begins with a new snapshot.
  private func readable(_ sent: SentItem) throws -> ReceivedItem? {
    guard let kind = ItemKind(rawValue: sent.kind) else {
      return try passOver(sent, "of a kind that is not known here")
    }
    do {
      if let body = sent.body {
        if kind == .ruling {
          _ = try JSONDecoder().decode(Ruling.self, from: Data(body.utf8))
        } else {
          _ = try Item(kind, json: Data(body.utf8))
        }
      }
    } catch {
      return try passOver(sent, "\(error)")
    }
    return ReceivedItem(
      kind: kind, id: Identifier<ItemReference>(sent.id), owner: sent.owner, version: sent.version, body: sent.body)
  }

  private func passOver(_ sent: SentItem, _ why: String) throws -> ReceivedItem? {
    logger.error(
      "an item cannot be read: a newer crier-agent may",
      metadata: ["kind": "\(sent.kind)", "id": "\(sent.id)", "error": "\(why)"])
    try store.set(unread: version)
    return nil
  }
}
