import Domain
import LocalStore

/// Where a post stands, who must act next, and why it is not out yet: in sentences. Pure.
struct PostStanding: Hashable, Sendable {
  /// One word: the state, or what became of it on the platforms.
  var word: String
  /// Who must do what for it to go on; nil when nobody must.
  var next: String?
  /// What keeps it from going out, or what happened; most important first.
  var why: [String]

  /// - Parameter doubtful: unruled acts that would not go through as things stand, with why.
  init(
    _ post: Post, items: Items, unruled: [KeptAct], refused: [KeptAct], doubtful: [ActivityID: Refused] = [:],
    at now: Instant
  ) {
    let facts = post.content.channels.map { DeliveryStanding.Facts(post, on: $0, items: items, at: now) }
    word = Self.word(post, facts)
    next = nil
    why = []
    if !unruled.isEmpty { why.append(Self.waiting(unruled)) }
    for act in unruled {
      guard let refusal = doubtful[act.signed.id] else { continue }
      why.append("As things stand, the centre will refuse \(act.activity.act.verb.words): \(refusal.sentence)")
    }
    // What met another's change is told by the conflict itself.
    for act in refused.filter({ $0.ruling?.verdict == .refused }).suffix(3) {
      why.append("Refused: \(act.activity.act.verb.words). \(act.ruling?.sentence ?? "")")
    }
    switch post.state {
    case .draft: next = "Whoever writes for this office submits it."
    case .returned:
      next = "The author changes it and submits it again."
      why.append("It was returned: \(post.reason ?? "no reason given")")
    case .submitted:
      let consent = Consent(post, items: items, at: now)
      next = consent.next
      why += consent.why
    case .withdrawn: why.append("It was withdrawn: \(post.reason ?? "no reason given")")
    case .stopped:
      next = "The centre's duty editor decides what becomes of it."
      why.append("It was stopped: \(post.reason ?? "no reason given")")
    case .approved: break
    }
    tell(facts, items)
    let open = items.openConflicts(of: post.id)
    guard let first = open.first else { return }
    word += ", two versions"
    next = "Somebody who writes for its office chooses: crier-agent conflict show \(first.id.short)"
    why = open.map(\.wait) + why
  }

  private static func word(_ post: Post, _ facts: [DeliveryStanding.Facts]) -> String {
    let states = Set(facts.compactMap(\.publish?.state))
    guard post.state == .approved else {
      return post.state.rawValue + (facts.contains(where: \.isOut) ? ", still out" : "")
    }
    if states.isEmpty || states == [.waiting] { return "approved" }
    if states == [.sent] { return facts.allSatisfy { $0.publish != nil } ? "sent" : "partly sent" }
    if states.contains(.sent) { return "partly sent" }
    return states.map(\.rawValue).sorted().joined(separator: ", ")
  }

  private static func waiting(_ acts: [KeptAct]) -> String {
    let here = acts.filter { $0.state == .pending }.count
    return here > 0
      ? "What was done here is not yet at the centre (\(Say.count(here, "step")))."
      : "The centre has not decided yet (\(Say.count(acts.count, "step")))."
  }

  /// A sentence for each channel on which something was planned, and for each of an approved post.
  private mutating func tell(_ channels: [DeliveryStanding.Facts], _ items: Items) {
    // Of a post that was never approved there is nothing to tell.
    guard channels.contains(where: { $0.publish != nil || $0.post.state == .approved }) else { return }
    for facts in channels {
      let name = facts.channel?.name ?? "channel \(facts.reference.channel.short)"
      let standing = DeliveryStanding(facts)
      why.append("\(name): \(standing.sentence)")
      var wanted = standing.next
      if facts.post.state == .approved, facts.publish.map({ [.waiting, .stopped, .missed].contains($0.state) }) ?? true
      {
        for stop in facts.stops(in: items) {
          why.append("\(name): held by the stop on \(stop.scope.words(items)): \(stop.reason)")
          wanted = "Somebody other than who placed the stop lifts it."
        }
      }
      // What may stand in public is more urgent than what is yet to be said.
      if let wanted, next == nil || facts.publish?.state.mayBeOut == true { next = wanted }
    }
  }
}

/// What a submitted post still needs.
struct Consent: Hashable, Sendable {
  var next: String
  var why: [String]

  init(_ post: Post, items: Items, at now: Instant) {
    let demand = items.demand(on: post)
    let given = Set(post.approvals.map(\.member)).count
    let missing = max(0, demand.approvals - given)
    let tiers = demand.tiers.filter { tier in !post.approvals.contains { $0.tier.includes.contains(tier) } }
      .sorted { $0.rawValue < $1.rawValue }
    let whom = tiers.isEmpty ? "an approver" : Say.list(tiers.map(\.title))
    let able = items.members.values.filter { member in
      guard member.state == .active, !post.writers.contains(member.id),
        !post.approvals.contains(where: { $0.member == member.id })
      else { return false }
      let held = Standing(of: member, through: member.home, at: now, in: items).tiers(on: post)
      return Standing.consenting(held) != nil && (tiers.isEmpty || missing > 1 || tiers.contains(where: held.contains))
    }.map(\.name).sorted()
    let names = able.isEmpty ? "" : " Here that could be \(Say.list(Array(able.prefix(5)), joint: "or"))."
    next = "Somebody who did not write it approves it: \(whom).\(names)"
    why = [
      "It has \(Say.count(given, "approval")) and needs \(max(demand.approvals, given + (tiers.isEmpty ? 0 : 1)))."
    ]
  }
}

extension StopOrder {
  /// Whether the stop stands and holds this post on this channel back.
  func covers(_ post: Post, on reference: ChannelReference, channel: Channel?, in items: Items) -> Bool {
    guard stands, !(exemptsEmergency && post.postClass == .emergency) else { return false }
    switch scope {
    case .everything: return true
    case .platform(let name): return channel?.platform == name
    case .region(let id): return items.isAtOrBelow(post.region, id) || items.isAtOrBelow(reference.region, id)
    case .channel(let id): return reference.channel == id
    case .member(let id): return post.writers.contains(id) || post.approvals.contains { $0.member == id }
    case .topic(let name): return post.campaign == name
    }
  }
}

extension StopScope {
  /// What is stopped, for people.
  func words(_ items: Items) -> String {
    switch self {
    case .everything: "everything"
    case .platform(let name): "the platform \(name)"
    case .region(let id): "the office \(items.regions[id]?.name ?? id.short)"
    case .channel(let id): "the channel \(items.channels[id]?.name ?? id.short)"
    case .member(let id): "what \(items.members[id]?.name ?? id.short) wrote or approved"
    case .topic(let name): "the campaign \(name)"
    }
  }
}

extension Verb {
  /// What was done, for people: "submitting it".
  var words: String {
    switch self {
    case .composePost: "writing it"
    case .editPost: "changing it"
    case .submitPost: "submitting it"
    case .approvePost: "approving it"
    case .returnPost: "returning it"
    case .withdrawPost: "withdrawing it"
    case .resolveConflict: "choosing what it says"
    default: rawValue
    }
  }
}
