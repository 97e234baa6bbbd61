/// A tier that a member holds at a region (and those below it) or at one channel, from, until.
package struct Grant: Hashable, Sendable, Codable {
  package var id: GrantID
  /// Where the right is held; of a channel's grant, the channel's region.
  package var region: RegionID
  package var member: MemberID
  package var memberHome: RegionID
  package var tier: Tier
  package var channel: ChannelID?
  package var from: Instant
  package var until: Instant?
  package var endedAt: Instant?
  package var version: Int64
  package var activity: ActivityID

  package init(
    id: GrantID, region: RegionID, member: MemberID, memberHome: RegionID, tier: Tier, channel: ChannelID? = nil,
    from: Instant, until: Instant? = nil, endedAt: Instant? = nil, version: Int64 = 1, activity: ActivityID
  ) {
    self.id = id
    self.region = region
    self.member = member
    self.memberHome = memberHome
    self.tier = tier
    self.channel = channel
    self.from = from
    self.until = until
    self.endedAt = endedAt
    self.version = version
    self.activity = activity
  }

  /// Whether the grant holds at a time. Its end counts as no longer held.
  package func holds(at time: Instant) -> Bool {
    time >= from && time < (until ?? .distantFuture) && time < (endedAt ?? .distantFuture)
  }

  enum CodingKeys: String, CodingKey {
    case id = "grant_id"
    case region = "region_id"
    case member = "member_id"
    case memberHome = "member_region_id"
    case tier
    case channel = "channel_id"
    case from = "from_at"
    case until = "until_at"
    case endedAt = "ended_at"
    case version
    case activity = "activity_id"
  }
}

extension Instant {
  package static let distantFuture = Instant(microseconds: .max)
}

/// What a member may do. `author` < `approver` < `manager` is a ladder; the others stand beside it.
package enum Tier: String, Sendable, Codable, CaseIterable {
  case author, approver, manager, moderator, auditor
  /// At the root only: approves across regions.
  case dutyEditor = "duty_editor"
  /// At the root only.
  case administrator

  /// What holding this tier includes.
  package var includes: Set<Tier> {
    switch self {
    case .author: [.author]
    case .approver: [.author, .approver]
    case .manager: [.author, .approver, .manager]
    case .moderator: [.moderator]
    case .auditor: [.auditor]
    case .dutyEditor: [.author, .approver, .dutyEditor]
    case .administrator: [.author, .approver, .manager, .dutyEditor, .administrator]
    }
  }

  /// Whether the tier may only be held at the centre.
  package var isOfTheCentre: Bool { self == .dutyEditor || self == .administrator }
}
