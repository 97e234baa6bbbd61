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
    var seen: [PostID: Post] = [:]
    for _ in 0..<600 {
      world.now = world.now.adding(seconds: 1)
      let post = posts[Int.random(in: 0..<posts.count, using: &chance)]
      let member = people[Int.random(in: 0..<people.count, using: &chance)]
      // Some act on what they saw long ago.
      let isLate = Bool.random(using: &chance) && seen[post] != nil
      let base = isLate ? seen[post] : world.book.items.posts[post]
      if Int.random(in: 0..<4, using: &chance) == 0 { seen[post] = world.book.items.posts[post] }
      let (act, item) = Self.act(on: post, seen: base, in: world, &chance)
      let received = try world.signed(act, by: member, on: item, base: base?.version)
      let before = world.book.items.posts[post]
      log.append(received)
      let ruling = world.book.rule(received)
      rulings.append(ruling)
      let changes = world.book.takeChanges()
      #expect(!changes.isEmpty || [.refused, .merged].contains(ruling.verdict), "seed \(seed)")
      #expect(changes.isEmpty || ruling.verdict != .refused, "seed \(seed)")
      if let after = world.book.items.posts[post] {
        let isOpen = !world.book.items.openConflicts(of: post).isEmpty
        #expect(!isOpen || after.state.safety >= PostState.draft.safety && after.approvals.isEmpty, "seed \(seed)")
        if let before, [.merged, .conflicted].contains(ruling.verdict) {
          #expect(after.state.safety >= before.state.safety, "seed \(seed): a merge moved towards speaking")
        }
      }
      for change in changes {
        #expect(change.after.version == (change.before?.version ?? 0) + 1, "seed \(seed)")
        guard case .post(let after) = change.after, after.state == .approved else { continue }
        #expect(world.book.items.demand(on: after).isMet(by: after.approvals), "seed \(seed)")
        #expect(after.approvals.allSatisfy { !after.writers.contains($0.member) && $0.revision == after.revision })
      }
    }
    #expect(Set(rulings.map(\.verdict)) == Set(Verdict.allCases), "seed \(seed): everything came up")
    try replay(log, from: start, is: rulings, seed: seed)
  }

  /// The same log gives the same rulings, whatever the size of a batch: each batch begins from items as written and
  /// read.
  private func replay(
    _ log: [Rulebook.Received], from start: Items, is rulings: [Ruling], seed: UInt64
  ) throws {
    for size in [1, 7, 600] {
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

  private static func act(
    on post: PostID, seen: Post?, in world: RuleWorld, _ chance: inout SeededChance
  ) -> (Act, ItemReference) {
    let item = ItemReference(.post, world.alpha, post)
    switch Int.random(in: 0..<12, using: &chance) {
    case 0, 1: return (.composePost(ComposePost(postClass: .routine, content: world.content())), item)
    case 2: return (edit(seen, &chance), item)
    case 3, 4: return (.submitPost(world.named(post)), item)
    case 5, 6, 7: return (.approvePost(world.named(post)), item)
    case 8: return (.returnPost(Reason("no")), item)
    case 9, 10:
      guard let open = world.book.items.openConflicts(of: post).randomElement(using: &chance) else {
        return (edit(seen, &chance), item)
      }
      let take: ResolveConflict.Take = Bool.random(using: &chance) ? .centre : .theirs
      let choice = ResolveConflict(post: post, take: take, seen: open.seen)
      return (.resolveConflict(choice), ItemReference(.conflict, open.region, open.id))
    default:
      let isEnd = Int.random(in: 0..<24, using: &chance) == 0
      return (isEnd ? .withdrawPost(Reason("no")) : .submitPost(world.named(post)), item)
    }
  }

  /// A few changes of a post as somebody saw it.
  private static func edit(_ seen: Post?, _ chance: inout SeededChance) -> Act {
    var changes = PostFields()
    if Bool.random(using: &chance) { changes.texts = ["en": "Words \(Int.random(in: 0..<3, using: &chance))."] }
    if Bool.random(using: &chance) { changes.visibility = Visibility.allCases.randomElement(using: &chance) }
    if changes.isEmpty || Int.random(in: 0..<4, using: &chance) == 0 {
      changes.campaign = ["", "one", "two"].randomElement(using: &chance)
    }
    return .editPost(EditPost(base: seen.map { PostFields(of: $0, where: changes) } ?? PostFields(), changes: changes))
  }
}
