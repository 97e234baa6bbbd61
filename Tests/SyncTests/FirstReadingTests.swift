import CentralStore
import Domain
import Foundation
import LocalStore
import Postgres
import Sync
import TestKit
import Testing

/// Reading everything from the centre, or much of it: in bounded pages, told while it goes on, and resumed.
@Suite struct FirstReadingTests {
  @Test("a snapshot that was cut goes on where it was, and what changed meanwhile comes by feed")
  func resumed() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, _) = try await body.member("Ann", .author, at: office)
      _ = try await body.channel("early", at: office)
      try await office.sync.round()
      let mark = try await cut(office, kind: .channel)
      #expect(try office.store.progress()?.done == 7)
      // Between the two halves something changes of a kind that had come, and of one that had not.
      try await body.administer(
        .addGrant(AddGrant(member: ann.id, memberHome: office.region, tier: .approver)),
        on: ItemReference(.grant, office.region, GrantID(UUID())))
      _ = try await body.channel("late", at: office)

      try await office.sync.round()
      let house = try office.store.view(.house).items
      #expect(house.regions[planted(office).id]?.name == "Planted", "what had come is not read again")
      #expect(Set(house.channels.values.map(\.name)) == ["early", "late"])
      #expect(house.grants.values.contains { $0.tier == .approver }, "the feed goes on from the first heads")
      #expect(try office.store.cursor(.region) > mark.regionHead)
      #expect(try office.store.progress() == nil)
      #expect(try office.store.arrivingCount() == 0)
      await office.end()
    }
  }

  enum Meanwhile: CaseIterable { case restored, floorRaised, otherVersion, setBack }

  @Test("a snapshot that was cut is begun anew when its first half no longer holds", arguments: Meanwhile.allCases)
  func begunAnew(_ meanwhile: Meanwhile) async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      _ = try await body.channel("north", at: office)
      try await office.sync.round()
      let mark = try await cut(office, kind: .channel, headsOff: meanwhile == .setBack ? 1000 : 0)
      var sync = office.sync
      switch meanwhile {
      case .restored: try await body.execute("update crier.body set epoch = gen_random_uuid()")
      case .floorRaised:
        _ = try await body.channel("more", at: office)
        try await body.execute(
          "update crier.feed_head set floor = \(mark.regionHead + 1) where region_id = '\(office.region.text)'")
      case .otherVersion:
        sync = try SyncService(
          database: office.pool, store: office.store, folder: office.folder, version: "two", logger: .quiet)
      case .setBack: break
      }
      try await sync.round()
      let house = try office.store.view(.house).items
      #expect(house.regions[planted(office).id] == nil, "nothing is left of the first half")
      #expect(house.channels.values.contains { $0.name == "north" })
      #expect(!house.members.isEmpty || !house.regions.isEmpty)
      #expect(try office.store.progress() == nil)
      await office.end()
    }
  }

  @Test("pages are bounded in bytes, and everything comes all the same, by snapshot and by feed")
  func boundedPages() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let text = String(repeating: "é", count: 50_000)
      let posts = try (0..<25).map { try office.write("\($0) \(text.dropLast(10))", on: channel, as: ann, annKey) }
      try await office.sync.round()
      try await body.rule()
      let epoch = try #require(try office.store.epoch())
      let cursor = try office.store.cursor(.region)
      let rows = try await office.pool.run(PullFeed(feed: "region", epoch: epoch, cursor: cursor, max: 1000))
      #expect((1..<50).contains(rows.count))
      #expect(rows.map(\.n) == (0..<Int64(rows.count)).map { cursor + 1 + $0 }, "the first ones, without a gap")
      let page = try await office.pool.run(PullSnapshot(kind: .post, after: nil, max: 1000))
      #expect((1..<posts.count).contains(page.count))
      #expect(page.reduce(0) { $0 + ($1.body?.utf8.count ?? 0) } < 3 << 20)

      try await office.sync.round()
      #expect(try office.store.counts().received == 0)
      try office.store.distrust()
      office.sync.startAgain()
      try await office.sync.round()
      #expect(try office.store.itemCounts()[.post] == posts.count)
      let size = try await office.pool.run(SizeSnapshot(kinds: [.post, .channel]))
      #expect(size == Int64(posts.count) + 1)
      await office.end()
    }
  }

  @Test("how far it has come is kept with each page, for a snapshot and after a long absence")
  func told() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      // An office that was away: its feed has grown by many rows.
      let head = try await body.number("select head from crier.feed_head where region_id = '\(office.region.text)'")
      try await body.execute(
        """
        insert into crier.feed (region_id, n, kind, owner_region_id, item_id, version)
        select region_id, n + g, kind, owner_region_id, item_id, version from crier.feed, generate_series(1, 2000) g
        where region_id = '\(office.region.text)' and n = \(head);
        update crier.feed_head set head = head + 2000 where region_id = '\(office.region.text)'
        """)
      _ = try office.write("Meanwhile.", on: channel, as: ann, annKey)
      office.sync.startAgain()
      let seen = try await watched(office) { try await office.sync.round() }
      #expect(seen.contains { $0.snapshot == nil && $0.total == 2000 && (1..<2000).contains($0.done) }, "\(seen)")
      #expect(try office.store.cursor(.region) == head + 2000)
      #expect(try office.store.progress() == nil)
      await office.end()
    }
  }

  @Test("a snapshot that was cut does not go on when the centre was set back: what that lost must be found")
  func cutBeforeRestore() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let id = try office.write("Lost.", on: channel, as: ann, annKey)
      try await body.exchange(with: office)
      _ = try await cut(office, kind: .channel)
      try await body.forget(office, isNoticed: false)
      try await body.exchange(with: office)
      #expect(try office.post(id)?.state == .submitted)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      await office.end()
    }
  }

  // MARK: -

  /// An item that the centre does not have: it is here only if the first half of a snapshot was kept.
  private func planted(_ office: TestOffice) -> Region {
    let id = RegionID(UUID(uuidString: "00000000-0000-4000-8000-00000000abcd") ?? UUID())
    return Region(
      id: id, parent: office.region, name: "Planted", zone: "UTC", languages: ["en"], activity: ActivityID(UUID()))
  }

  /// Leaves the office with a snapshot that has come up to a kind, and nothing else to go on from.
  private func cut(_ office: TestOffice, kind: ItemKind, headsOff: Int64 = 0) async throws -> SyncProgress.Mark {
    let identity = try #require(try office.store.office())
    let hello = try await office.pool.run(SayHello(agent: identity.agent, incarnation: identity.incarnation))
    let mark = SyncProgress.Mark(
      epoch: hello.epoch, regionHead: hello.regionHead + headsOff, commonHead: hello.commonHead, version: "one",
      kind: kind)
    var progress = SyncProgress(at: TestBody.now, snapshot: mark)
    progress.done = 7
    try office.store.beginSnapshot(progress)
    var staged: [ReceivedItem] = []
    for kind in [ItemKind.region, .policy, .member, .grant] {
      for sent in try await office.pool.run(PullSnapshot(kind: kind, after: nil, max: 1000)) {
        staged.append(
          ReceivedItem(
            kind: kind, id: Identifier<ItemReference>(sent.id), owner: sent.owner, version: sent.version,
            body: sent.body))
      }
    }
    let region = planted(office)
    staged.append(
      ReceivedItem(
        kind: .region, id: Identifier<ItemReference>(region.id.uuid), owner: region.id, version: 1,
        body: String(decoding: try JSONEncoder().encode(region), as: UTF8.self)))
    try office.store.stage(staged, progress)
    try office.store.distrust()
    office.sync.startAgain()
    return mark
  }

  /// What the store says of its progress while something runs.
  private func watched(_ office: TestOffice, _ body: @escaping @Sendable () async throws -> Void) async throws
    -> Set<SyncProgress>
  {
    let watch = try StoreWatch(folder: office.folder)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await body() }
      let looking = Task {
        var seen: Set<SyncProgress> = []
        var mark: Int?
        while !Task.isCancelled {
          let now = try watch.mark()
          if now != mark, let progress = try office.store.progress() { seen.insert(progress) }
          mark = now
          await Task.yield()
        }
        return seen
      }
      try await group.waitForAll()
      looking.cancel()
      return try await looking.value
    }
  }
}
