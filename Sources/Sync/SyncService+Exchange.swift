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
    switch SyncPlan.open(hello, here: try here(office)) {
    case .otherOffice: throw SyncTrouble.otherOffice
    case .locked: throw SyncTrouble.locked
    case .newLife:
      logger.warning("the centre knows acts of this store that the store does not have: a new incarnation begins")
      try await renew(hello, office: office)
      guard try store.beginIncarnation() != nil else { throw SyncTrouble.notEnrolled }
      return try await greet()
    case .renew(let reason):
      logger.notice("taking a new snapshot", metadata: ["reason": "\(reason)"])
      try await renew(hello, office: office)
    case .goOn: break
    }
    for lane in Lane.allCases {
      try store.reopen(lane, after: hello.last(lane))
      try store.markReceived(lane, upTo: hello.last(lane))
    }
    if hello.name != office.name || hello.body != office.body {
      var renamed = office
      renamed.name = hello.name
      renamed.body = hello.body
      try store.set(office: renamed)
    }
    return Link(
      office: office, epoch: hello.epoch, bell: hello.bell,
      next: [.ordinary: hello.lastSequence + 1, .restrictive: hello.lastRestrictive + 1], frozen: hello.frozen)
  }

  private func here(_ office: OfficeIdentity) throws -> SyncPlan.Here {
    SyncPlan.Here(
      region: office.region, epoch: try store.epoch(),
      cursors: [.region: try store.cursor(.region), .common: try store.cursor(.common)],
      lastActs: [.ordinary: try store.lastSequence(.ordinary), .restrictive: try store.lastSequence(.restrictive)])
  }

  /// Takes a snapshot. Heads are those of the greeting, read before any row: what changes meanwhile comes by feed.
  private func renew(_ hello: Hello, office: OfficeIdentity) async throws {
    try store.beginSnapshot()
    let counts = try store.counts()
    let awaitsRulings = counts.pending + counts.received > 0
    for kind in SyncPlan.snapshotKinds(awaitsRulings: awaitsRulings) {
      var after: UUID?
      while true {
        let page = try await database.run(PullSnapshot(kind: kind, after: after, max: Self.pageSize))
        try store.stage(page.compactMap(readable))
        guard page.count == Self.pageSize, let last = page.last else { break }
        after = last.id
      }
      logger.info("snapshot", metadata: ["kind": "\(kind.rawValue)"])
    }
    try store.finishSnapshot(
      epoch: hello.epoch, cursors: [.region: hello.regionHead, .common: hello.commonHead])
  }

  /// Sends the next batch of a lane. False: there is nothing to send.
  func push(_ lane: Lane, _ link: inout Link) async throws -> Bool {
    let next = link.next[lane, default: 1]
    let batch = SyncPlan.batch(try store.acts(lane, from: next, max: PushActs.mostActs))
    guard let first = batch.first, first.sequence == next else { return false }
    let receipt = try await database.run(
      PushActs(
        agent: link.office.agent, incarnation: link.office.incarnation, restrictive: lane.isRestrictive,
        first: first.sequence, acts: batch.map(\.signed)))
    switch SyncPlan.answer(to: receipt) {
    case .goOn(let from):
      // A centre that expects an older act than we sent was restored under our feet; the next greeting says so.
      guard from > next else { throw SyncTrouble.lost(expected: from) }
      try store.markReceived(lane, upTo: from - 1)
      link.next[lane] = from
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
        try store.take(rows.compactMap { readable($0.item) }, of: feed, upTo: last)
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

  /// The item as the store takes it; nil when this version cannot make sense of it.
  private func readable(_ sent: SentItem) -> ReceivedItem? {
    guard let kind = ItemKind(rawValue: sent.kind), kind != .conflict else { return nil }
    if let body = sent.body, kind != .ruling {
      do {
        _ = try Item(kind, json: Data(body.utf8))
      } catch {
        logger.error(
          "an item cannot be read", metadata: ["kind": "\(sent.kind)", "id": "\(sent.id)", "error": "\(error)"])
        return nil
      }
    }
    return ReceivedItem(
      kind: kind, id: Identifier<ItemReference>(sent.id), owner: sent.owner, version: sent.version, body: sent.body)
  }
}
