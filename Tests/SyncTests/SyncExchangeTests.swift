import CentralStore
import Crypto
import Domain
import Foundation
import LocalStore
import Postgres
import Sync
import TestKit
import Testing

@Suite struct SyncExchangeTests {
  @Test("an office writes, the centre rules, another member approves, and everybody sees what became of it")
  func wholeWay() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let (ben, benKey) = try await body.member("Ben", .approver, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      #expect(try office.store.view(.house).items.members[ann.id]?.publicKey != nil)

      let id = try office.write("The bridge is open.", on: channel, as: ann, annKey)
      #expect(try office.post(id)?.state == .submitted, "shown at once")
      #expect(try office.store.counts().pending == 2)
      try await office.sync.round()
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 2, refused: 0, conflicted: 0))
      try await body.rule()
      try await office.sync.round()
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))

      let post = try #require(try office.post(id))
      try office.store.act(as: ben.id, key: benKey, at: TestBody.now, on: .posts([id])) {
        _ = try $0.add(
          .approvePost(RevisionNamed(revision: post.revision, digest: post.digest)),
          to: ItemReference(.post, office.region, id))
      }
      try await body.exchange(with: office)
      let approved = try #require(try office.post(id))
      #expect(approved.state == .approved)
      #expect(approved.approvals.map(\.memberName) == ["Ben"])
      #expect(try office.store.view(.everything).unruled.isEmpty)
      await office.end()
    }
  }

  @Test("a refusal comes back with its sentence, and does not block what follows")
  func refusal() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      // The centre removes the channel; the office does not know yet.
      try await body.administer(
        .removeChannel(Reason("closed")), on: ItemReference(.channel, office.region, channel.channel))
      let id = try office.write("Too late.", on: channel, as: ann, annKey)
      let other = try await body.channel("south", at: office)
      try await office.sync.round()
      let next = try office.write("In time.", on: other, as: ann, annKey)
      try await body.exchange(with: office)
      let kept = try #require(try office.store.refusedPosts().first)
      #expect(kept.activity.item.id.uuid == id.uuid)
      #expect(kept.ruling?.reason == .channel)
      #expect(kept.ruling?.sentence?.isEmpty == false)
      #expect(try office.post(next)?.state == .submitted)
      await office.end()
    }
  }

  @Test("a lost answer doubles nothing: what was received is passed over")
  func sentTwice() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      for number in 1...3 { _ = try office.write("Post \(number)", on: channel, as: ann, annKey) }
      // Somebody else's hand sends the first two, and the answer never reaches the store.
      let identity = try #require(try office.store.office())
      let two = try office.store.acts(.ordinary, from: 1, max: 2).map(\.signed)
      let receipt = try await office.pool.run(
        PushActs(agent: identity.agent, incarnation: 1, restrictive: false, first: 1, acts: two))
      #expect(receipt == PushActs.Receipt(received: 2, expected: 3, forked: false))
      try await body.exchange(with: office)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      #expect(try await body.number("select count(*) from crier.post") == 3)
      await office.end()
    }
  }

  @Test("a locked office keeps everything, sends nothing, and goes on when it is unlocked")
  func locked() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let id = try office.write("Kept.", on: channel, as: ann, annKey)
      let item = ItemReference(.region, office.region, office.region)
      try await body.administer(.lockRegion(Reason("laptop stolen")), on: item, base: 1)
      await #expect(throws: (any Error).self) { try await office.sync.round() }
      office.sync.startAgain()
      await #expect { try await office.sync.round() } throws: { SyncTrouble($0).condition == .locked }
      #expect(try office.store.counts().pending == 2)
      try await body.administer(.unlockRegion, on: item, base: 2)
      try await body.exchange(with: office)
      #expect(try office.post(id)?.state == .submitted)
      #expect(try office.store.counts().received == 0)
      await office.end()
    }
  }

  /// Before it comes to the line again the other has done less than it, as much, or more.
  @Test("a copied store does not lose what it did: it goes on under a new incarnation", arguments: [1, 2, 3])
  func copied(others: Int) async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      // Another store with the same name has used the first number.
      let identity = try #require(try office.store.office())
      try await use(others, numbersOf: identity, as: ann, annKey, office)
      let id = try office.write("Mine.", on: channel, as: ann, annKey)
      // Greeting or sending tells, whichever comes first.
      office.sync.startAgain()
      do { try await office.sync.round() } catch { office.sync.startAgain() }
      try await office.sync.round()
      #expect(try office.store.office()?.incarnation == 2)
      #expect(try office.store.renamedAt() != nil, "a person is told")
      try await body.rule()
      try await office.sync.round()
      #expect(try office.post(id)?.state == .submitted)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      await office.end()
    }
  }

  @Test("what a copy has brought stays ruled on when this store brings it again under its own number")
  func copiedAndRuled() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let identity = try #require(try office.store.office())
      let id = try office.write("Ours.", on: channel, as: ann, annKey)
      let ours = try office.store.acts(.ordinary, from: 1, max: 10).map(\.signed)
      // The copy has done something more, and the centre has ruled on all of it.
      try await use(1, numbersOf: identity, as: ann, annKey, office, after: ours)
      try await body.rule()
      office.sync.startAgain()
      for _ in 1...2 { try await office.sync.round() }
      #expect(try office.store.office()?.incarnation == 2)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      let next = try office.write("And on.", on: channel, as: ann, annKey)
      try await body.exchange(with: office)
      #expect(try [id, next].allSatisfy { try office.post($0)?.state == .submitted })
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      await office.end()
    }
  }

  @Test("when the centre begins a new epoch, everything is read anew and acts it lost are sent again")
  func restored() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let id = try office.write("Twice safe.", on: channel, as: ann, annKey)
      try await body.exchange(with: office)
      let before = try office.store.epoch()
      try await body.execute("update crier.body set epoch = gen_random_uuid()")
      await #expect { try await office.sync.round() } throws: { ($0 as? CentralError)?.trouble == .restored }
      office.sync.startAgain()
      try await office.sync.round()
      #expect(try office.store.epoch() != before)
      #expect(try office.post(id)?.state == .submitted)
      await office.end()
    }
  }

  @Test("a restored centre gets back what an earlier incarnation did, and an item that was passed over is fetched anew")
  func restoredWithIncarnations() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let first = try office.write("First life.", on: channel, as: ann, annKey)
      try await body.exchange(with: office)
      _ = try office.store.beginIncarnation(renamedAt: TestBody.now)
      office.sync.startAgain()
      let second = try office.write("Second life.", on: channel, as: ann, annKey)
      try await body.exchange(with: office)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      // The centre goes back to before both; only the office knows of them.
      try await body.forget(office)
      office.sync.startAgain()
      try await office.sync.round()
      #expect(try office.store.office()?.incarnation == 3)
      try await body.rule()
      try await office.sync.round()
      #expect(try office.post(first)?.state == .submitted)
      #expect(try office.post(second)?.state == .submitted)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      await office.end()
    }
  }

  @Test(
    "after a restore a withdrawal follows what it withdraws, also where no coordinator has begun a new epoch yet",
    arguments: [true, false])
  func restoredInOrder(isNoticed: Bool) async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let id = try office.write("Taken back.", on: channel, as: ann, annKey)
      try await body.exchange(with: office)
      _ = try office.store.act(as: ann.id, key: annKey, at: TestBody.now, on: .posts([id])) { bench in
        try bench.add(.withdrawPost(Reason("wrong")), to: ItemReference(.post, office.region, id))
      }
      try await body.exchange(with: office)
      #expect(try office.store.lastSequence(.restrictive) == 1, "it went ahead of the others")
      try await body.forget(office, isNoticed: isNoticed)
      office.sync.startAgain()
      try await body.exchange(with: office)
      #expect(try office.post(id)?.state == .withdrawn)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      await office.end()
    }
  }

  @Test("what a restored centre lost is offered again, also where a copy has used its numbers there meanwhile")
  func restoredBesideCopy() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let id = try office.write("Lost.", on: channel, as: ann, annKey)
      try await body.exchange(with: office)
      try await body.forget(office)
      let identity = try #require(try office.store.office())
      try await use(2, numbersOf: identity, as: ann, annKey, office)
      office.sync.startAgain()
      try await body.exchange(with: office)
      #expect(try office.post(id)?.state == .submitted)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      await office.end()
    }
  }

  @Test("what this version cannot read is passed over, and fetched anew by another")
  func unreadable() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      _ = try await body.channel("north", at: office)
      try await office.sync.round()
      let known = try office.store.itemCounts()[.channel]
      _ = try await body.channel("odd", at: office)
      try await body.execute("update crier.channel set limits = '{\"max_characters\": \"many\"}' where name = 'odd'")
      try await office.sync.round()
      #expect(try office.store.itemCounts()[.channel] == known)
      #expect(try office.store.unread()?.version == "one")
      // The same version leaves it at that; another takes a new snapshot.
      try await body.execute("update crier.channel set limits = '{}' where name = 'odd'")
      office.sync.startAgain()
      try await office.sync.round()
      #expect(try office.store.itemCounts()[.channel] == known)
      let newer = try SyncService(
        database: office.pool, store: office.store, folder: office.folder, version: "two", logger: .quiet)
      try await newer.round()
      #expect(try office.store.itemCounts()[.channel] == 2)
      #expect(try office.store.unread() == nil)
      await office.end()
    }
  }

  @Test("run sends what a command writes at once, hears the bell, and ends when asked")
  func running() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      try office.store.set(lastUse: TestBody.now)
      try await withThrowingTaskGroup { group in
        group.addTask { try await office.sync.run() }
        let id = try office.write("At once.", on: channel, as: ann, annKey)
        #expect(await eventually { (try? office.store.counts().pending) == 0 })
        try await body.rule()
        #expect(await eventually { (try? office.store.counts().received) == 0 })
        #expect(try office.post(id)?.state == .submitted)
        #expect(await eventually { (try? office.store.lineState()?.condition) == .up })
        group.cancelAll()
      }
      await office.end()
    }
  }

  /// Another store of the same name does something, under the first numbers.
  private func use(
    _ acts: Int, numbersOf identity: OfficeIdentity, as member: Member, _ key: SigningKey, _ office: TestOffice,
    after known: [SignedActivity] = []
  ) async throws {
    let foreign = try (0..<acts).map { _ in
      try SignedActivity(
        Activity(
          id: ActivityID(UUID()), member: member.id, region: office.region,
          item: ItemReference(.post, office.region, PostID(UUID())), base: nil, at: TestBody.now,
          act: .withdrawPost(Reason("x"))), key: key, waits: true)
    }
    _ = try await office.pool.run(
      PushActs(agent: identity.agent, incarnation: 1, restrictive: false, first: 1, acts: known + foreign))
  }
}
