import CentralStore
import Domain

/// What deliveries a post should have: pure, given the post, its channels and the deliveries so far.
///
/// An approved post has one publish per channel. Nothing that may be out is ever planned again: what is sending,
/// unknown, parked or sent stays as it is, a withdrawal apart. New words go to where it is out as an edit of its own.
package struct SchedulePlan: Sendable {
  package var grace: LateGrace
  /// Platforms that can change a post that is out; on others a person is asked.
  package var editing: Set<String>
  package var now: Instant
  #if DEBUG
    /// Takes every post for approved: a guard removed, to show that its test fails.
    package var ignoresApproval = false
  #endif

  package init(grace: LateGrace = LateGrace(), editing: Set<String> = [], now: Instant) {
    self.grace = grace
    self.editing = editing
    self.now = now
  }

  /// The plan for a batch of posts.
  package func plan(_ unplanned: [LoadPlans.Unplanned]) -> DeliveryPlan {
    unplanned.reduce(into: DeliveryPlan()) { plan, one in
      plan.posts.append(.init(one.post))
      plan.wanted += wanted(one)
      plan.waits += waits(one)
    }
  }

  /// What should change for one post.
  package func wanted(_ one: LoadPlans.Unplanned) -> [WantedDelivery] {
    let publishes = one.deliveries.filter { $0.kind == .publish }
    let edits = one.deliveries.filter { $0.kind == .edit && $0.state != .sent }
    switch standing(one.post) {
    case .approved:
      let places = Set(one.channels.map(\.channel))
      let gone = publishes.filter { !places.contains($0.channel) && !$0.state.mayBeOut }
      return one.channels.compactMap { place in
        publish(one.post, at: place, known: publishes.first { $0.channel == place.channel })
      } + gone.compactMap { change($0, of: one.post, to: .withdrawn, reason: "withdrawn") }
        + one.channels.compactMap { edit(one, at: $0) }
        + edits.filter { $0.revision < one.post.revision && ($0.cannotEdit || !$0.state.mayBeOut) }
        .compactMap { change($0, of: one.post, to: .withdrawn, reason: "overtaken") }
    case .withdrawn where publishes.isEmpty:
      // Asked for only after a restore: it may have gone out before it was withdrawn.
      return one.channels.map { forgotten(one.post, at: $0) }
    case .withdrawn:
      return (publishes + edits).compactMap { change($0, of: one.post, to: .withdrawn, reason: "withdrawn") }
    case .draft, .submitted, .returned, .stopped:
      return (publishes + edits).compactMap { change($0, of: one.post, to: .stopped, reason: "not_approved") }
    }
  }

  /// The publishes of an approved post that are on their way or in doubt, with words or times that may not be its
  /// present ones: should one turn out not to be there, it is planned anew before it may go again.
  func waits(_ one: LoadPlans.Unplanned) -> [DeliveryPlan.Waiting] {
    guard standing(one.post) == .approved else { return [] }
    return one.deliveries.filter { delivery in
      guard delivery.kind == .publish, [.sending, .unknown, .parked].contains(delivery.state) else { return false }
      if delivery.revision < one.post.revision || delivery.reason == "restored" { return true }
      return one.channels.contains { place in
        place.channel == delivery.channel
          && isMoved(delivery, to: intended(one.post, at: place, known: delivery))
      }
    }.map(DeliveryPlan.Waiting.init)
  }

  private func standing(_ post: Post) -> PostState {
    #if DEBUG
      if ignoresApproval, [.submitted, .stopped].contains(post.state) { return .approved }
    #endif
    return post.state
  }

  /// The publish of an approved post on one channel; nil when it stands as it should.
  private func publish(_ post: Post, at place: LoadPlans.Place, known: DeliveryItem?) -> WantedDelivery? {
    let wanted = intended(post, at: place, known: known)
    guard let known else { return wanted }
    return mayPlan(known, as: wanted) ? wanted : nil
  }

  /// The publish of an approved post on one channel, as it would be if nothing were out.
  private func intended(_ post: Post, at place: LoadPlans.Place, known: DeliveryItem?) -> WantedDelivery {
    // Without a time: as soon as it was first planned, and at once where a time that lay ahead was taken away.
    let due = post.due?.at ?? known.flatMap { $0.revision == post.revision ? min($0.dueAt, now) : nil } ?? now
    let latest = min(post.notAfter ?? .distantFuture, due.adding(seconds: grace.seconds(post.postClass)))
    let isLate = latest < now
    return wanted(
      post, at: place, due: due, notAfter: latest, state: isLate ? .missed : .waiting,
      reason: isLate ? "missed" : nil)
  }

  /// The edit that brings the words of an approved post to where older ones stand; nil: there is nothing to bring, or
  /// it is on its way, or somebody decided about it.
  private func edit(_ one: LoadPlans.Unplanned, at place: LoadPlans.Place) -> WantedDelivery? {
    let here = one.deliveries.filter { $0.channel == place.channel }
    guard let publish = here.first(where: { $0.kind == .publish }), publish.state == .sent, publish.readBack != .gone
    else { return nil }
    let edits = here.filter { $0.kind == .edit }
    let stands = edits.filter { $0.state == .sent }.map(\.revision).max() ?? publish.revision
    guard stands < one.post.revision else { return nil }
    // Another edit that may yet come to stand there makes these words new again.
    let isInFlight = edits.contains { [.sending, .unknown, .parked].contains($0.state) && !$0.cannotEdit }
    if !isInFlight, let words = one.words[String(stands)], words.says(as: one.post.content, in: place.languages) {
      return nil
    }
    let isPossible = editing.contains(place.platform)
    if let known = edits.first(where: { $0.revision == one.post.revision }) {
      let isHeld = ["stop", "region_locked", "channel_paused"].contains(known.reason)
      guard known.state == .stopped, !isHeld, isPossible else { return nil }
    }
    return wanted(
      one.post, at: place, .edit, due: now, notAfter: nil, state: isPossible ? .waiting : .parked,
      reason: isPossible ? nil : "no_edit")
  }

  /// A publish that is not known to have been and must not be any more.
  private func forgotten(_ post: Post, at place: LoadPlans.Place) -> WantedDelivery {
    wanted(
      post, at: place, due: post.due?.at ?? now, notAfter: post.notAfter, state: .withdrawn, reason: "withdrawn")
  }

  private func wanted(
    _ post: Post, at place: LoadPlans.Place, _ kind: DeliveryKind = .publish, due: Instant, notAfter: Instant?,
    state: DeliveryState, reason: String?
  ) -> WantedDelivery {
    WantedDelivery(
      region: place.region,
      delivery: DeliveryItem.id(post: post.id, channel: place.channel, kind: kind, revision: post.revision),
      channel: place.channel, postRegion: post.region, post: post.id, kind: kind, revision: post.revision,
      digest: post.digest, postClass: post.postClass, dueAt: due, notAfter: notAfter,
      idempotencyKey: Self.key(kind, post: post.id, channel: place.channel, revision: post.revision), state: state,
      reason: reason)
  }

  /// Whether a delivery that is there gives way to what is wanted now.
  private func mayPlan(_ known: DeliveryItem, as wanted: WantedDelivery) -> Bool {
    let isNewer = wanted.revision > known.revision
    let isMoved = isMoved(known, to: wanted)
    switch known.state {
    // Last known as unsent, and looked up because of a restore: it takes what is wanted, and stays in doubt.
    case .unknown where known.reason == "restored": return isNewer || isMoved
    case .sending, .unknown, .parked, .sent: return false
    // Said no to, or dropped: a corrected wording, approved anew, is another matter.
    case .rejected, .withdrawn: return isNewer
    case .waiting: return isNewer || isMoved
    case .missed: return isNewer || isMoved
    case .stopped:
      // What an order holds back stays held back; what fell with its approval stands again.
      let isHeld = ["stop", "region_locked", "channel_paused"].contains(known.reason)
      return isNewer || (isHeld ? false : true)
    }
  }

  private func isMoved(_ known: DeliveryItem, to wanted: WantedDelivery) -> Bool {
    wanted.dueAt != known.dueAt || wanted.notAfter != known.notAfter || wanted.postClass != known.postClass
  }

  /// A delivery that is there, taken out of the way; nil when there is nothing to change.
  private func change(_ known: DeliveryItem, of post: Post, to state: DeliveryState, reason: String) -> WantedDelivery?
  {
    switch (known.state, state) {
    case (.parked, .withdrawn) where known.cannotEdit: break
    case (.withdrawn, _), (.rejected, _), (.stopped, .stopped), (.missed, .stopped): return nil
    case (.sending, .stopped), (.unknown, .stopped), (.parked, .stopped), (.sent, .stopped): return nil
    case (.sending, _), (.unknown, _), (.parked, _): if known.withdrawal { return nil }
    default: break
    }
    return WantedDelivery(
      region: known.region, delivery: known.id, channel: known.channel, postRegion: known.postRegion,
      post: known.post, kind: known.kind, revision: known.revision, digest: known.digest,
      postClass: known.postClass, dueAt: known.dueAt, notAfter: known.notAfter,
      idempotencyKey: Self.key(known.kind, post: known.post, channel: known.channel, revision: known.revision),
      state: state,
      reason: reason)
  }

  /// The idempotency key follows from post, channel and revision, so that a restored database arrives at the same one.
  private static func key(_ kind: DeliveryKind, post: PostID, channel: ChannelID, revision: Int) -> String {
    let name = kind == .publish ? "key" : "key \(kind.rawValue)"
    return DeliveryID.derived(name, post.text, channel.text, String(revision)).text
  }
}
