import Domain
import Foundation
import Testing

/// Random acts over a small world: what must hold whatever people do.
struct ReplayTests {
  @Test(arguments: [UInt64(1), 2, 3]) func refusedActsChangeNothingAndNothingIsApprovedUnasked(_ seed: UInt64) throws {
    var chance = SeededChance(seed: seed)
    var world = RuleWorld()
    world.take(
      .policy(Policy(region: world.alpha, postClass: .routine, approvals: 2, tier: .manager, activity: .some())))
    let start = world.book.items
    let people = [world.author, world.approver, world.manager, world.dutyEditor, world.stranger, world.administrator]
    let posts = (0..<4).map { _ in PostID(UUID()) }
    var log: [Rulebook.Received] = []
    var rulings: [Ruling] = []
    for _ in 0..<300 {
      world.now = world.now.adding(seconds: 1)
      let post = posts[Int.random(in: 0..<posts.count, using: &chance)]
      let member = people[Int.random(in: 0..<people.count, using: &chance)]
      let received = try world.signed(
        Self.act(on: post, in: world, &chance), by: member, on: ItemReference(.post, world.alpha, post),
        base: world.version(post))
      log.append(received)
      let ruling = world.book.rule(received)
      rulings.append(ruling)
      let changes = world.book.takeChanges()
      #expect(changes.isEmpty == (ruling.verdict == .refused), "seed \(seed)")
      for change in changes {
        #expect(change.after.version == (change.before?.version ?? 0) + 1, "seed \(seed)")
        guard case .post(let after) = change.after, after.state == .approved else { continue }
        #expect(world.book.items.demand(on: after).isMet(by: after.approvals), "seed \(seed)")
        #expect(after.approvals.allSatisfy { !after.writers.contains($0.member) && $0.revision == after.revision })
      }
    }
    #expect(rulings.contains { $0.verdict == .accepted } && rulings.contains { $0.verdict == .refused })
    try replay(log, from: start, is: rulings, seed: seed)
  }

  /// The same log gives the same rulings, whatever the size of a batch: each batch begins from items as written and
  /// read.
  private func replay(
    _ log: [Rulebook.Received], from start: Items, is rulings: [Ruling], seed: UInt64
  ) throws {
    for size in [1, 7, 300] {
      var items = start
      var replayed: [Ruling] = []
      for first in stride(from: 0, to: log.count, by: size) {
        var book = Rulebook(items: items)
        for received in log[first..<min(first + size, log.count)] { replayed.append(book.rule(received)) }
        for change in book.takeChanges() {
          let json = try JSONEncoder().encode(change.after)
          items.take(try #require(try Item(change.after.kind, json: json)))
        }
      }
      #expect(replayed == rulings, "seed \(seed), batches of \(size)")
    }
  }

  private static func act(on post: PostID, in world: RuleWorld, _ chance: inout SeededChance) -> Act {
    switch Int.random(in: 0..<10, using: &chance) {
    case 0, 1: .composePost(ComposePost(postClass: .routine, content: world.content()))
    case 2: world.edit { $0.texts = ["en": "Words."] }
    case 3, 4: .submitPost(world.named(post))
    case 5, 6, 7: .approvePost(world.named(post))
    case 8: .returnPost(Reason("no"))
    default: Int.random(in: 0..<8, using: &chance) == 0 ? .withdrawPost(Reason("no")) : .submitPost(world.named(post))
    }
  }
}
