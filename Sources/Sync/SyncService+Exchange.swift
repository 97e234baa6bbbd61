import CentralStore
import Domain
import Foundation
import LocalStore
import Logging

/// The steps of a round.
extension SyncService {
  /// Says hello and brings this side to where it can go on from.
  func greet() async throws -> Link {
    guard let office = try store.office() else { throw SyncTrouble.notEnrolled }
    let hello = try await database.run(SayHello(agent: office.agent, incarnation: office.incarnation))
    guard hello.newestProtocol >= SayHello.protocolVersion, hello.oldestProtocol <= SayHello.protocolVersion else {
      throw SyncTrouble.version
    }
    note(centre: hello.serverTime)
    let opening = SyncPlan.open(hello, here: try here(office))
    switch opening {
    case .otherOffice: throw SyncTrouble.otherOffice
    case .locked: throw SyncTrouble.locked
    case .newLife:
      logger.warning("the centre has acts of this store that are not here: a new incarnation begins")
      guard try store.beginIncarnation(renamedAt: now) != nil else { throw SyncTrouble.notEnrolled }
      try await renew(hello)
      return try await greet()
    case .renew(let reason):
      logger.notice("taking a new snapshot", metadata: ["reason": "\(reason)"])
      try await renew(hello, isRestored: reason == .centreRestored)
      if reason == .centreRestored { return try await greet() }
    case .goOn: break
    }
    // What is pending is sent though the centre may have it: its number alone does not say that it is the same act.
    // What is ruled on and has no number there is sent too, and stays as it is: a copy of this store brought it.
    var next: [Lane: Int64] = [:]
    for lane in Lane.allCases {
      let missing = hello.last(lane) + 1
      next[lane] = min(try store.firstPending(lane) ?? missing, missing)
    }
    if hello.name != office.name || hello.body != office.body {
      var renamed = office
      renamed.name = hello.name
      renamed.body = hello.body
      try store.set(office: renamed)
    }
    let behind = try Feed.allCases.reduce(0) { try $0 + max(0, hello.head($1) - store.cursor($1)) }
    catchingUp = behind > SyncPlan.manyChanges ? SyncProgress(at: now, total: behind) : nil
    return Link(
      office: office, epoch: hello.epoch, bell: hello.bell, next: next, frozen: hello.frozen)
  }

  private func here(_ office: OfficeIdentity) throws -> SyncPlan.Here {
    SyncPlan.Here(
      region: office.region, epoch: try store.epoch(),
      cursors: [.region: try store.cursor(.region), .common: try store.cursor(.common)],
      lastActs: [.ordinary: try store.lastSequence(.ordinary), .restrictive: try store.lastSequence(.restrictive)],
      acknowledged: try store.acknowledged(), missesItems: try store.unread().map { $0.version != version } ?? false,
      isDistrusted: try store.isDistrusted(), wasRestored: try store.progress()?.snapshot?.isRestored ?? false)
  }

  /// Takes a snapshot, or goes on with one that was cut. Heads are those of the greeting before its first row: what
  /// changes meanwhile comes by feed.
  ///
  /// - Parameter isRestored: the centre was set back. What it has not ruled on is offered again once all is here.
  private func renew(_ hello: Hello, isRestored: Bool = false) async throws {
    var (progress, mark) = try snapshot(hello, isRestored: isRestored)
    let counts = try store.counts()
    let kinds = SyncPlan.snapshotKinds(awaitsRulings: mark.isRestored || counts.pending + counts.received > 0)
    // An older centre does not tell.
    progress.total = try? await database.run(SizeSnapshot(kinds: kinds))
    for kind in kinds.drop(while: { $0 != mark.kind }) {
      if kind != mark.kind { (mark.kind, mark.after) = (kind, nil) }
      var rows = portion.rows
      while true {
        let began = ContinuousClock.now
        let page = try await database.run(PullSnapshot(kind: kind, after: mark.after, max: rows))
        notePortion(isFull: page.count == rows, since: began)
        guard let last = page.last else { break }
        let readable = try page.compactMap(readable)
        mark.isWhole = mark.isWhole && readable.count == page.count
        mark.after = last.id
        (progress.at, progress.snapshot) = (now, mark)
        progress.done += Int64(page.count)
        try store.stage(readable, progress)
        tell(progress)
        // A page of large items is cut by the centre: to ask for many more would be work for nothing.
        rows = min(portion.rows, max(8, page.count * 2))
      }
    }
    try store.finishSnapshot(mark)
    logger.notice("the snapshot is whole", metadata: ["items": "\(progress.done)"])
  }

  /// The snapshot that was cut, if it may go on, else a new one.
  private func snapshot(_ hello: Hello, isRestored: Bool) throws -> (SyncProgress, SyncProgress.Mark) {
    if let known = try store.progress(), let mark = known.snapshot, mark.isRestored || !isRestored,
      SyncPlan.resumes(mark, hello, version: version)
    {
      logger.notice("going on with the snapshot that was cut", metadata: ["items": "\(known.done)"])
      return (known, mark)
    }
    let mark = SyncProgress.Mark(
      epoch: hello.epoch, regionHead: hello.regionHead, commonHead: hello.commonHead, version: version,
      kind: SyncPlan.snapshotKinds(awaitsRulings: false)[0], isRestored: isRestored)
    let begun = SyncProgress(at: now, snapshot: mark)
    try store.beginSnapshot(begun)
    return (begun, mark)
  }

  /// Sends the next batch of a lane. False: there is nothing to send.
  func push(_ lane: Lane, _ link: inout Link) async throws -> Bool {
    let next = link.next[lane, default: 1]
    let batch = SyncPlan.batch(try store.acts(lane, from: next, max: PushActs.mostActs), mostBytes: portion.bytes)
    guard let first = batch.first, let last = batch.last, first.sequence == next else { return false }
    let began = ContinuousClock.now
    let receipt = try await database.run(
      PushActs(
        agent: link.office.agent, incarnation: link.office.incarnation, restrictive: lane.isRestrictive,
        first: first.sequence, acts: batch.map(\.signed)))
    notePortion(isFull: last.sequence < (try store.lastSequence(lane)), since: began)
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
      _ = try store.beginIncarnation(renamedAt: now)
      throw SyncTrouble.forked
    }
  }

  /// Reads one page of each feed. False: nothing new.
  func pull(_ link: Link) async throws -> Bool {
    var isNew = false
    for feed in Feed.allCases {
      let cursor = try store.cursor(feed)
      let (most, began) = (portion.rows, ContinuousClock.now)
      let rows = try await database.run(
        PullFeed(feed: feed.rawValue, epoch: link.epoch, cursor: cursor, max: most))
      notePortion(isFull: rows.count >= most, since: began)
      switch SyncPlan.page(rows.map(\.n), of: feed, after: cursor) {
      case .nothing: continue
      case .fine(let last):
        let progress = goneOn(by: rows.count)
        let older = try store.take(
          try rows.compactMap { try readable($0.item) }, of: feed, upTo: last, progress: progress)
        if older > 0 {
          logger.error(
            "the centre sent older versions than are here, which stay",
            metadata: ["feed": "\(feed.rawValue)", "items": "\(older)"])
        }
        isNew = true
      case .broken(let reason):
        logger.error(
          "the rows of a feed do not follow each other: everything is read anew", metadata: ["reason": "\(reason)"])
        try store.distrust()
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

  /// How far what was missed has come with so many more changes; nil when that is all, or nothing long is being read.
  private func goneOn(by rows: Int) -> SyncProgress? {
    guard var progress = catchingUp else { return nil }
    progress.done += Int64(rows)
    progress.at = now
    let isOver = progress.done >= progress.total ?? 0
    catchingUp = isOver ? nil : progress
    tell(progress)
    return catchingUp
  }

  /// The item as the store takes it; nil when this version cannot make sense of it, which is noted: another version
  /// begins with a new snapshot.
  private func readable(_ sent: SentItem) throws -> ReceivedItem? {
    guard let kind = ItemKind(rawValue: sent.kind) else {
      return try passOver(sent, "of a kind that is not known here")
    }
    do {
      if let body = sent.body {
        guard try Self.isNamed(sent, in: body, of: kind) else {
          return try passOver(sent, "it is another item than it is said to be")
        }
      }
    } catch {
      return try passOver(sent, "\(error)")
    }
    return ReceivedItem(
      kind: kind, id: Identifier<ItemReference>(sent.id), owner: sent.owner, version: sent.version, body: sent.body)
  }

  /// Whether a body is of the item that it was sent as.
  private static func isNamed(_ sent: SentItem, in body: String, of kind: ItemKind) throws -> Bool {
    if kind == .ruling {
      return try JSONDecoder().decode(Ruling.self, from: Data(body.utf8)).activity.uuid == sent.id
    }
    let named = try Item(kind, json: Data(body.utf8))?.reference
    return named.map { $0.id.uuid == sent.id && $0.region == sent.owner } ?? true
  }

  private func passOver(_ sent: SentItem, _ why: String) throws -> ReceivedItem? {
    logger.error(
      "an item makes no sense here and is passed over: a newer crier-agent may read it",
      metadata: ["kind": "\(sent.kind)", "id": "\(sent.id)", "error": "\(why)"])
    try store.note(unread: sent.kind, sent.id, by: version)
    return nil
  }
}
