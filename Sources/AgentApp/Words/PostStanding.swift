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

  init(_ post: Post, items: Items, unruled: [KeptAct], refused: [KeptAct], at now: Instant) {
    let deliveries = items.deliveries(of: post.id).sorted { $0.id < $1.id }
    word = Self.word(post, deliveries)
    next = nil
    why = []
    if !unruled.isEmpty { why.append(Self.waiting(unruled)) }
    for act in refused.suffix(3) {
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
      next = "The centre decides what becomes of it."
      why.append("It was stopped: \(post.reason ?? "no reason given")")
    case .approved: approved(post, deliveries, items, now)
    }
  }

  private static func word(_ post: Post, _ deliveries: [DeliveryItem]) -> String {
    let states = Set(deliveries.filter { $0.kind == .publish }.map(\.state))
    guard post.state == .approved, !states.isEmpty else { return post.state.rawValue }
    if states == [.sent] { return "sent" }
    if states == [.waiting] { return "approved" }
    if states.contains(.sent) { return "partly sent" }
    return states.map(\.rawValue).sorted().joined(separator: ", ")
  }

  private static func waiting(_ acts: [KeptAct]) -> String {
    let here = acts.filter { $0.state == .pending }.count
    return here > 0
      ? "What was done here is not yet at the centre (\(Say.count(here, "step")))."
      : "The centre has not decided yet (\(Say.count(acts.count, "step")))."
  }

  private mutating func approved(_ post: Post, _ deliveries: [DeliveryItem], _ items: Items, _ now: Instant) {
    for reference in post.content.channels {
      let channel = items.channels[reference.channel]
      let name = channel?.name ?? "channel \(reference.channel.short)"
      let delivery = deliveries.first { $0.channel == reference.channel && $0.kind == .publish }
      why.append("\(name): \(Self.became(of: delivery, post, channel, items, now))")
      let isOpen = delivery.map { [.waiting, .stopped, .missed].contains($0.state) } ?? true
      if isOpen {
        let stops = items.stops.values.filter { $0.covers(post, on: reference, channel: channel, in: items) }
        for stop in stops.sorted(by: { $0.id < $1.id }) {
          why.append("\(name): held by the stop on \(stop.scope.words(items)): \(stop.reason)")
          next = "Somebody other than who placed the stop lifts it."
        }
      }
      if delivery?.state == .missed || delivery?.state == .parked {
        next = "An approver decides what becomes of it: crier-coordinator delivery decide"
      }
    }
  }

  private static func became(
    of delivery: DeliveryItem?, _ post: Post, _ channel: Channel?, _ items: Items, _ now: Instant
  ) -> String {
    let detail = delivery?.sentence.map { " \($0)" } ?? ""
    guard let delivery else {
      return "approved; the centre plans it."
    }
    switch delivery.state {
    case .waiting:
      if let channel, channel.state == .paused { return "waits, the channel is paused: \(channel.reason ?? "")" }
      if let channel, channel.credential == nil { return "waits, the channel is not connected." }
      if delivery.dueAt > now, let due = post.due { return "goes out at \(due.wall) (\(due.zone))." }
      return "is due and goes out in turn." + detail
    case .sending: return "is being sent."
    case .unknown: return "was sent, but the platform's answer got lost; this is being looked up." + detail
    case .parked: return "nobody can tell by machine whether it is out." + detail
    case .sent:
      let readBack = [nil, .same].contains(delivery.readBack) ? "" : detail
      return "is out" + (delivery.remoteURL.map { ": \($0)" } ?? ".") + readBack
    case .rejected: return "the platform refused it." + detail
    case .missed: return "was not sent in time." + detail
    case .withdrawn: return "was taken back before it went out." + detail
    case .stopped: return "is stopped." + detail
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
    default: rawValue
    }
  }
}
