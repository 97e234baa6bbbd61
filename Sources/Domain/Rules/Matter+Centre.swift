/// What may be done to regions, members, grants and policies.
extension Matter {
  func addRegion(_ payload: AddRegion) throws(Refused) -> [Item] {
    try needAbsent("office")
    guard activity.item.region.uuid == activity.item.id.uuid else {
      throw Refused(.malformed, "An office owns itself.")
    }
    guard activity.item.region != .common else { throw Refused(.malformed, "This id is nobody's to take.") }
    guard let parent = items.regions[payload.parent], parent.state != .revoked else { throw noSuch("office") }
    try need(.administrator, of: standing.tiers(over: parent.id), to: "add an office")
    try needName(payload.name, of: "an office")
    try needLanguages(payload.languages)
    guard Wording.isZone(payload.zone) else {
      throw Refused(.content, "Name a time zone as Europe/London or UTC.")
    }
    return [
      .region(
        Region(
          id: activity.item.id.of(), parent: parent.id, name: payload.name, zone: payload.zone,
          languages: payload.languages, activity: activity.id))
    ]
  }

  func changeRegion(_ change: (inout Region) -> Void) throws(Refused) -> [Item] {
    guard activity.item.region.uuid == activity.item.id.uuid, var region = items.regions[activity.item.region] else {
      throw noSuch("office")
    }
    try need(.administrator, of: standing.tiers(over: region.id), to: "change an office")
    guard region.state != .revoked else { throw Refused(.state, "\(region.name) is closed for good.") }
    change(&region)
    if region.parent == nil, region.state != .active {
      throw Refused(.state, "The centre cannot be locked or closed; place a stop on everything instead.")
    }
    region.version += 1
    region.activity = activity.id
    return [.region(region)]
  }

  /// After a restore an operator lets sending go on. No item changes: what is frozen is the machinery.
  func thawDispatch() throws(Refused) -> [Item] {
    guard let centre = items.regions[activity.item.region], centre.parent == nil,
      activity.item.region.uuid == activity.item.id.uuid
    else { throw Refused(.malformed, "Sending is the centre's to release.") }
    try need(.administrator, of: standing.tiers(over: centre.id), to: "let sending go on")
    return []
  }

  func setPolicy(_ payload: SetPolicy) throws(Refused) -> [Item] {
    let region = activity.item.region
    guard items.regions[region] != nil else { throw noSuch("office") }
    try need(.manager, of: standing.tiers(over: region), to: "set a policy")
    let id = Policy.id(region: region, postClass: payload.postClass)
    guard activity.item.id.uuid == id.uuid else { throw Refused(.malformed, "A policy is named by office and class.") }
    guard (1...5).contains(payload.approvals) else {
      throw Refused(.content, "A policy asks for one to five approvals.")
    }
    guard [.approver, .manager, .dutyEditor, .administrator].contains(payload.tier) else {
      throw Refused(.content, "A policy names approver, manager, duty editor or administrator.")
    }
    let version = (items.policies[id]?.version ?? 0) + 1
    return [
      .policy(
        Policy(
          region: region, postClass: payload.postClass, approvals: payload.approvals, tier: payload.tier,
          version: version, activity: activity.id))
    ]
  }

  func addMember(_ payload: AddMember) throws(Refused) -> [Item] {
    try needAbsent("member")
    guard let home = items.regions[activity.item.region], home.state != .revoked else { throw noSuch("office") }
    try need(.manager, of: standing.tiers(over: home.id), to: "add a member")
    try needName(payload.name, of: "a member")
    return [.member(Member(id: activity.item.id.of(), home: home.id, name: payload.name, activity: activity.id))]
  }

  /// A new one-time code for a member's sign-in: whoever has it can act as them, so it is an act of its own. The code
  /// itself is in none.
  func renewCode() throws(Refused) -> [Item] {
    guard let holder = items.members[activity.item.id.of()], holder.home == activity.item.region else {
      throw noSuch("member")
    }
    let isOfTheCentre = items.regions[holder.home]?.parent == nil
    try need(
      isOfTheCentre ? .administrator : .manager, of: standing.tiers(over: holder.home), to: "give out a sign-in code")
    guard holder.state == .active else { throw Refused(.member, "\(holder.name) is no longer a member.") }
    return []
  }

  /// Unsent posts that the member wrote, changed or approved are stopped, and their approvals fall.
  func revokeMember(_ payload: Reason) throws(Refused) -> [Item] {
    guard var gone = items.members[activity.item.id.of()], gone.home == activity.item.region else {
      throw noSuch("member")
    }
    try need(.manager, of: standing.tiers(over: gone.home), to: "revoke a member")
    guard gone.state == .active else { throw Refused(.state, "\(gone.name) is revoked already.") }
    guard gone.id != member.id else { throw Refused(.secondPerson, "Nobody revokes themselves: ask another.") }
    gone.state = .revoked
    gone.version += 1
    gone.activity = activity.id
    let ended = items.grants(of: gone.id).filter { $0.endedAt == nil }.map { grant in
      var grant = grant
      grant.endedAt = at
      grant.version += 1
      grant.activity = activity.id
      return grant
    }
    let touched = items.posts.values.filter { $0.isTouched(by: gone.id) && !items.isDone(with: $0) }
    let stopped = touched.map { post in
      var post = post
      post.state = .stopped
      post.reason = "\(gone.name), who had a hand in it, is no longer a member. \(payload.reason)"
      post.approvals = []
      post.version += 1
      post.activity = activity.id
      return post
    }
    return [.member(gone)] + ended.sorted { $0.id < $1.id }.map(Item.grant)
      + stopped.sorted { $0.id < $1.id }.map(Item.post)
  }

  func addGrant(_ payload: AddGrant) throws(Refused) -> [Item] {
    try needAbsent("grant")
    let region = activity.item.region
    guard items.regions[region] != nil else { throw noSuch("office") }
    if payload.tier.isOfTheCentre {
      guard items.regions[region]?.parent == nil, payload.channel == nil else {
        throw Refused(.content, "\(payload.tier.title.capitalizedFirst) is a tier of the centre.")
      }
      try need(.administrator, of: standing.tiers(over: region), to: "give this tier")
    } else {
      try need(.manager, of: standing.tiers(over: region), to: "give this tier")
    }
    guard let holder = items.members[payload.member], holder.home == payload.memberHome else { throw noSuch("member") }
    guard holder.state == .active else { throw Refused(.member, "\(holder.name) is no longer a member.") }
    if let id = payload.channel {
      guard let channel = items.channels[id], channel.region == region else { throw noSuch("channel") }
    }
    // Nobody is made to have held a right before it was given: auditors ask who could have published when.
    let from = max(payload.from ?? at, at)
    if let until = payload.until, until <= from { throw Refused(.content, "The grant would end before it begins.") }
    return [
      .grant(
        Grant(
          id: activity.item.id.of(), region: region, member: holder.id, memberHome: holder.home, tier: payload.tier,
          channel: payload.channel, from: from, until: payload.until, activity: activity.id))
    ]
  }

  func endGrant() throws(Refused) -> [Item] {
    guard var grant = items.grants[activity.item.id.of()], grant.region == activity.item.region else {
      throw noSuch("grant")
    }
    let needed: Tier = grant.tier.isOfTheCentre ? .administrator : .manager
    try need(needed, of: standing.tiers(over: grant.region), to: "end this grant")
    guard grant.endedAt == nil else { throw Refused(.state, "This grant has ended already.") }
    grant.endedAt = at
    grant.version += 1
    grant.activity = activity.id
    return [.grant(grant)]
  }

  func needLanguages(_ languages: [String]) throws(Refused) {
    guard (1...Wording.mostLanguages).contains(languages.count), languages.allSatisfy(Wording.isLanguage),
      Set(languages).count == languages.count
    else {
      throw Refused(.content, "Name at least one language by its tag (en, cy), each once.")
    }
  }
}

extension Items {
  /// Whether nothing of a post can still go out: the words that it has now were let out, and each of its deliveries has
  /// come to its end. What was written since is still to come, whatever became of the words before.
  func isDone(with post: Post) -> Bool {
    let deliveries = deliveries(of: post.id)
    return post.state == .approved && deliveries.allSatisfy(\.state.isFinal)
      && deliveries.contains { $0.revision == post.revision }
  }
}

extension Post {
  /// Waits to go out and the member had a hand in it.
  func isTouched(by member: MemberID) -> Bool {
    [.draft, .submitted, .approved].contains(state)
      && (writers.contains(member) || approvals.contains { $0.member == member })
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
