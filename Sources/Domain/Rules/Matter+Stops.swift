/// What may be done to stops: one person on duty may stop their own scope; lifting is a second person's.
extension Matter {
  func placeStop(_ payload: PlaceStop) throws(Refused) -> [Item] {
    try needAbsent("stop")
    let owner = try owner(of: payload.scope)
    guard activity.item.region == owner else { throw Refused(.malformed, "A stop belongs to what it covers.") }
    try needStop(payload.scope, owner: owner)
    switch payload.scope {
    case .platform(let name):
      guard Wording.isPlatform(name) else { throw Refused(.content, "There is no such platform.") }
    case .topic(let name):
      guard !name.allSatisfy(\.isWhitespace) else { throw Refused(.content, "Name the campaign.") }
      try needStopWords(name, "The campaign", atMost: 200)
    case .everything, .region, .channel, .member: break
    }
    guard !payload.reason.allSatisfy(\.isWhitespace) else { throw Refused(.content, "A stop needs a reason.") }
    return [
      .stop(
        StopOrder(
          id: activity.item.id.of(), region: owner, scope: payload.scope, exemptsEmergency: payload.exemptsEmergency,
          reason: payload.reason, placedBy: member.id, placedAt: at, activity: activity.id))
    ]
  }

  func liftStop() throws(Refused) -> [Item] {
    guard var stop = items.stops[activity.item.id.of()], stop.region == activity.item.region else {
      throw noSuch("stop")
    }
    try needStop(stop.scope, owner: stop.region)
    guard stop.stands else { throw Refused(.state, "This stop was lifted already.") }
    guard stop.placedBy != member.id else {
      throw Refused(.secondPerson, "You placed this stop, so a second person must lift it.")
    }
    stop.liftedBy = member.id
    stop.liftedAt = at
    stop.version += 1
    stop.activity = activity.id
    return [.stop(stop)]
  }

  /// The region that owns a stop of this scope.
  private func owner(of scope: StopScope) throws(Refused) -> RegionID {
    switch scope {
    case .everything, .platform, .topic:
      guard let root = items.root else { throw noSuch("centre") }
      return root.id
    case .region(let id):
      guard items.regions[id] != nil else { throw noSuch("office") }
      return id
    case .channel(let id):
      guard let channel = items.channels[id] else { throw noSuch("channel") }
      return channel.region
    case .member(let id):
      guard let covered = items.members[id] else { throw noSuch("member") }
      return covered.home
    }
  }

  private func needStop(_ scope: StopScope, owner: RegionID) throws(Refused) {
    switch scope {
    case .everything, .platform, .topic:
      try need(.dutyEditor, of: standing.tiers(over: owner), to: "place or lift this stop")
    case .channel(let id):
      let reference = ChannelReference(region: owner, channel: id)
      try need(.approver, of: standing.tiers(on: reference), to: "place or lift this stop")
    case .region, .member:
      try need(.approver, of: standing.tiers(over: owner), to: "place or lift this stop")
    }
  }
}
