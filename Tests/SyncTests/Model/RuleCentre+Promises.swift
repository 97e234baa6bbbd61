import Domain
import Foundation

@testable import CentralStore

/// What must hold after every batch, said once.
extension RuleCentre {
  mutating func check(_ batch: RulingBatch, _ acts: [Waiting], before: Items) {
    for item in batch.items {
      guard case .post(let changed) = item, let post = items.posts[changed.id] else { continue }
      check(post, before: before.posts[post.id])
    }
    for stop in before.stops.values where stop.stands {
      guard let now = items.stops[stop.id], !now.stands else { continue }
      if now.liftedBy == stop.placedBy { breaks("a second person lifts: \(stop.reason) was lifted by who placed it") }
    }
    for row in batch.rulings where row.ruling.verdict != .refused {
      guard let act = acts.first(where: { $0.activity.id == row.ruling.activity }) else { continue }
      if before.members[act.activity.member]?.state == .revoked {
        breaks("gone is gone: \(act.activity.act.verb.rawValue) of a revoked member was accepted")
      }
    }
    checkSafety(batch, acts, before: before)
    checkOrder()
  }

  /// Of a post as it stands.
  private mutating func check(_ post: Post, before: Post?) {
    let name = post.id.short
    if post.content.digest(post: post.id) != post.digest { breaks("a digest is of its words: \(name)") }
    if post.approvals.contains(where: { $0.revision != post.revision || post.writers.contains($0.member) }) {
      breaks("an approval is of these words: \(name) has one of others, or by who wrote it")
    }
    if post.state == .approved, !items.demand(on: post).isMet(by: post.approvals) {
      breaks("approved is approved: \(name) has \(post.approvals.count) approvals")
    }
    if !items.openConflicts(of: post.id).isEmpty, !post.approvals.isEmpty || post.state.safety < PostState.draft.safety
    {
      breaks("what conflicts waits: \(name) is \(post.state)")
    }
    guard let before else { return }
    if before.state == .withdrawn, post.state != .withdrawn { breaks("withdrawn stays: \(name) is \(post.state)") }
    if post.version <= before.version { breaks("versions rise: \(name)") }
    if before.digest != post.digest, post.approvals.contains(where: { before.approvals.contains($0) }) {
      breaks("an approval dies with its words: \(name)")
    }
  }

  /// A merge never moves towards speaking; what was held back speaks again only by somebody who had seen that it was.
  private mutating func checkSafety(_ batch: RulingBatch, _ acts: [Waiting], before: Items) {
    let ruled = batch.rulings.compactMap { row in
      acts.first { $0.activity.id == row.ruling.activity }.map { ($0.activity, row.ruling.verdict) }
    }
    for post in before.posts.values {
      guard let after = items.posts[post.id], after.state != post.state else { continue }
      let own = ruled.filter { $0.0.item.id.uuid == post.id.uuid && $0.1 != .refused }
      let isMerge = own.allSatisfy { [.merged, .conflicted].contains($0.1) }
      if isMerge, after.state.safety < post.state.safety {
        breaks("a merge never speaks: \(post.id.short) went from \(post.state) to \(after.state)")
      }
      if own.count == 1, [.returned, .stopped].contains(post.state), after.state == .submitted,
        own[0].0.base != post.version
      {
        breaks("who hands in has seen: \(post.id.short) was \(post.state), and was handed in unseen")
      }
    }
  }

  /// An office's ordinary acts on one item are ruled in the order in which it did them.
  private mutating func checkOrder() {
    guard let last = ruled.last, !last.act.received.act.restrictive else { return }
    let overtaken = inbox.first { one in
      one.office == last.office && one.activity.item == last.activity.item && !one.act.received.act.restrictive
        && places[one.activity.id, default: 0] < places[last.activity.id, default: 0]
    }
    if let overtaken {
      breaks(
        "in their order: \(last.activity.act.verb.rawValue) was ruled before \(overtaken.activity.act.verb.rawValue)")
    }
  }

  /// At rest: what somebody typed stands somewhere, or they were told that it was refused.
  mutating func checkNothingLost(_ activity: Activity, _ ruling: Ruling) {
    guard ruling.verdict != .refused, case .editPost(let payload) = activity.act,
      let typed = payload.changes.texts?["en"], let post = items.posts[activity.item.id.of()]
    else { return }
    let words = (histories[post.id] ?? []).compactMap { $0.content.texts["en"] }
    let sides = items.conflicts(of: post.id).flatMap { [$0.centre, $0.theirs] + $0.earlier }
    if !words.contains(typed), !sides.contains(where: { $0.value == .text(typed) }) {
      breaks("nothing typed is lost: \(typed) of \(post.id.short) is nowhere (\(ruling.verdict))")
    }
  }
}
