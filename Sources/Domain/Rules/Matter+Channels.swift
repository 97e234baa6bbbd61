/// What may be done to channels and their deliveries.
extension Matter {
  func addChannel(_ payload: AddChannel) throws(Refused) -> [Item] {
    try needAbsent("channel")
    let region = activity.item.region
    guard items.regions[region] != nil else { throw noSuch("office") }
    try need(.manager, of: standing.tiers(over: region), to: "add a channel")
    try needName(payload.name, of: "a channel")
    try needLanguages(payload.languages)
    guard Wording.isAddress(payload.address) else {
      throw Refused(.content, "The address of a platform is https:// and a host, without a path.")
    }
    guard Wording.isPlatform(payload.platform) else {
      throw Refused(.content, "The platform is named in small letters, as mastodon.")
    }
    guard !payload.handle.allSatisfy(\.isWhitespace) else { throw Refused(.content, "Name the account.") }
    try needLine(payload.handle, "The account's name", atMost: 200)
    guard (0...10_000).contains(payload.ceilingPerHour) else {
      throw Refused(.content, "The ceiling is 0 to 10000 posts an hour.")
    }
    return [
      .channel(
        Channel(
          id: activity.item.id.of(), region: region, platform: payload.platform, address: payload.address,
          handle: payload.handle, name: payload.name, languages: payload.languages,
          ceilingPerHour: payload.ceilingPerHour, activity: activity.id))
    ]
  }

  func connectChannel(_ payload: ConnectChannel) throws(Refused) -> [Item] {
    guard payload.limits.areSane else { throw Refused(.content, "The platform's limits cannot be so.") }
    return try changeChannel(as: .manager, to: "connect a channel") { channel in
      channel.credential = HexBytes(payload.credential.bytes)
      channel.limits = payload.limits
    }
  }

  func pauseChannel(_ payload: Reason) throws(Refused) -> [Item] {
    try changeChannel(as: .approver, to: "pause a channel") { channel in
      channel.state = .paused
      channel.reason = payload.reason
    }
  }

  func resumeChannel() throws(Refused) -> [Item] {
    try changeChannel(as: .manager, to: "resume a channel") { channel in
      channel.state = .active
      channel.reason = nil
    }
  }

  func removeChannel(_ payload: Reason) throws(Refused) -> [Item] {
    try changeChannel(as: .manager, to: "remove a channel") { channel in
      channel.state = .removed
      channel.reason = payload.reason
      channel.credential = nil
    }
  }

  private func changeChannel(
    as tier: Tier, to purpose: String, _ change: (inout Channel) -> Void
  ) throws(Refused) -> [Item] {
    guard var channel = items.channels[activity.item.id.of()], channel.region == activity.item.region else {
      throw noSuch("channel")
    }
    try need(tier, .dutyEditor, of: standing.tiers(on: channel.reference), to: purpose)
    guard channel.state != .removed else { throw Refused(.state, "The channel \(channel.name) was removed.") }
    // What was read from a platform belongs to the credential that read it.
    if case .connectChannel = activity.act, let base = activity.base, base != channel.version {
      throw Refused(.changedMeanwhile, "The channel \(channel.name) was changed meanwhile.")
    }
    change(&channel)
    channel.version += 1
    channel.activity = activity.id
    return [.channel(channel)]
  }

  func decideDelivery(_ payload: DecideDelivery) throws(Refused) -> [Item] {
    guard var delivery = items.deliveries[activity.item.id.of()], delivery.region == activity.item.region else {
      throw noSuch("delivery")
    }
    let reference = ChannelReference(region: delivery.region, channel: delivery.channel)
    try need(.approver, .dutyEditor, of: standing.tiers(on: reference), to: "decide this delivery")
    if delivery.cannotEdit, payload.decision == .send {
      throw Refused(.state, "This platform cannot change a post that is out: take it down, or leave it as it is.")
    }
    switch (payload.decision, delivery.state) {
    case (.isThere, .parked), (.isThere, .unknown): delivery.state = .sent
    case (.send, .parked), (.send, .missed), (.send, .stopped): delivery.state = .waiting
    case (.drop, .parked), (.drop, .missed), (.drop, .stopped), (.drop, .waiting): delivery.state = .withdrawn
    default:
      throw Refused(.state, "This delivery is \(delivery.state.rawValue); that cannot be decided now.")
    }
    if case .isThere(let remoteID, let url) = payload.decision {
      guard !remoteID.isEmpty, Wording.isSendable(remoteID, atMost: 500) else {
        throw Refused(.content, "Name the id of the post on the platform.")
      }
      guard url.map({ $0.hasPrefix("https://") && Wording.isSendable($0, atMost: Wording.longestLine) }) ?? true else {
        throw Refused(.content, "The address of the post begins with https://.")
      }
      delivery.remoteID = remoteID
      delivery.remoteURL = url
    }
    delivery.sentence = payload.reason
    delivery.version += 1
    return [.delivery(delivery)]
  }
}

extension ChannelLimits {
  /// Whether an adapter can reckon with them.
  fileprivate var areSane: Bool {
    (1...1_000_000).contains(maxCharacters ?? 1) && (0...10_000).contains(charactersPerLink ?? 0)
      && (0...1000).contains(maxImages ?? 0) && (1...1_000_000).contains(maxAlternative ?? 1)
      && (1...1_000_000_000_000).contains(maxImageOctets ?? 1)
      && (1...1_000_000_000_000).contains(maxImagePixels ?? 1) && (imageTypes ?? []).count <= 100
      && ([accountID, software].compactMap { $0 } + (imageTypes ?? []))
        .allSatisfy { Wording.isSendable($0, atMost: 500) }
  }
}
