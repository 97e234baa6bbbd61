/// An order that nothing it covers goes out. Lifting it is a second person's.
package struct StopOrder: Hashable, Sendable, Codable {
  package var id: StopID
  /// The centre for everything, a platform, a topic; else the region that is covered or owns what is covered.
  package var region: RegionID
  package var scope: StopScope
  package var exemptsEmergency: Bool
  package var reason: String
  package var placedBy: MemberID
  package var placedAt: Instant
  package var liftedBy: MemberID?
  package var liftedAt: Instant?
  package var version: Int64
  package var activity: ActivityID

  package init(
    id: StopID, region: RegionID, scope: StopScope, exemptsEmergency: Bool, reason: String, placedBy: MemberID,
    placedAt: Instant, liftedBy: MemberID? = nil, liftedAt: Instant? = nil, version: Int64 = 1, activity: ActivityID
  ) {
    self.id = id
    self.region = region
    self.scope = scope
    self.exemptsEmergency = exemptsEmergency
    self.reason = reason
    self.placedBy = placedBy
    self.placedAt = placedAt
    self.liftedBy = liftedBy
    self.liftedAt = liftedAt
    self.version = version
    self.activity = activity
  }

  package var stands: Bool { liftedAt == nil }
}

/// What a stop covers.
package enum StopScope: Hashable, Sendable {
  case everything
  case platform(String)
  /// The region and those below it: its posts and its channels.
  case region(RegionID)
  case channel(ChannelID)
  /// What the member wrote, edited or approved.
  case member(MemberID)
  /// A campaign.
  case topic(String)

  package var name: String {
    switch self {
    case .everything: "everything"
    case .platform: "platform"
    case .region: "region"
    case .channel: "channel"
    case .member: "member"
    case .topic: "topic"
    }
  }
}

extension StopOrder {
  enum CodingKeys: String, CodingKey {
    case id = "stop_id"
    case region = "region_id"
    case scope
    case targetPlatform = "target_platform"
    case targetID = "target_id"
    case targetTopic = "target_topic"
    case exemptsEmergency = "exempt_emergency"
    case reason
    case placedBy = "placed_by"
    case placedAt = "placed_at"
    case liftedBy = "lifted_by"
    case liftedAt = "lifted_at"
    case version
    case activity = "activity_id"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(StopID.self, forKey: .id)
    region = try values.decode(RegionID.self, forKey: .region)
    scope = try StopScope(
      name: try values.decode(String.self, forKey: .scope),
      platform: try values.decodeIfPresent(String.self, forKey: .targetPlatform),
      id: try values.decodeIfPresent(String.self, forKey: .targetID),
      topic: try values.decodeIfPresent(String.self, forKey: .targetTopic), path: decoder.codingPath)
    exemptsEmergency = try values.decode(Bool.self, forKey: .exemptsEmergency)
    reason = try values.decode(String.self, forKey: .reason)
    placedBy = try values.decode(MemberID.self, forKey: .placedBy)
    placedAt = try values.decode(Instant.self, forKey: .placedAt)
    liftedBy = try values.decodeIfPresent(MemberID.self, forKey: .liftedBy)
    liftedAt = try values.decodeIfPresent(Instant.self, forKey: .liftedAt)
    version = try values.decode(Int64.self, forKey: .version)
    activity = try values.decode(ActivityID.self, forKey: .activity)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(id, forKey: .id)
    try values.encode(region, forKey: .region)
    try values.encode(scope.name, forKey: .scope)
    try values.encode(scope.platform, forKey: .targetPlatform)
    try values.encode(scope.targetID, forKey: .targetID)
    try values.encode(scope.topic, forKey: .targetTopic)
    try values.encode(exemptsEmergency, forKey: .exemptsEmergency)
    try values.encode(reason, forKey: .reason)
    try values.encode(placedBy, forKey: .placedBy)
    try values.encode(placedAt, forKey: .placedAt)
    try values.encode(liftedBy, forKey: .liftedBy)
    try values.encode(liftedAt, forKey: .liftedAt)
    try values.encode(version, forKey: .version)
    try values.encode(activity, forKey: .activity)
  }
}

extension StopScope {
  package var platform: String? { if case .platform(let name) = self { name } else { nil } }
  package var topic: String? { if case .topic(let name) = self { name } else { nil } }
  package var targetID: String? {
    switch self {
    case .region(let id): id.text
    case .channel(let id): id.text
    case .member(let id): id.text
    case .everything, .platform, .topic: nil
    }
  }

  init(name: String, platform: String?, id: String?, topic: String?, path: [any CodingKey]) throws {
    switch (name, platform, id, topic) {
    case ("everything", nil, nil, nil): self = .everything
    case ("platform", let platform?, nil, nil): self = .platform(platform)
    case ("topic", nil, nil, let topic?): self = .topic(topic)
    case ("region", nil, let id?, nil):
      guard let region = RegionID(text: id) else { throw Self.misfit(path) }
      self = .region(region)
    case ("channel", nil, let id?, nil):
      guard let channel = ChannelID(text: id) else { throw Self.misfit(path) }
      self = .channel(channel)
    case ("member", nil, let id?, nil):
      guard let member = MemberID(text: id) else { throw Self.misfit(path) }
      self = .member(member)
    default: throw Self.misfit(path)
    }
  }

  private static func misfit(_ path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(.init(codingPath: path, debugDescription: "the scope of a stop and its target do not fit"))
  }
}

extension StopScope: Codable {
  enum CodingKeys: String, CodingKey {
    case scope, platform, id, topic
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      name: try values.decode(String.self, forKey: .scope),
      platform: try values.decodeIfPresent(String.self, forKey: .platform),
      id: try values.decodeIfPresent(String.self, forKey: .id),
      topic: try values.decodeIfPresent(String.self, forKey: .topic), path: decoder.codingPath)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .scope)
    try values.encodeIfPresent(platform, forKey: .platform)
    try values.encodeIfPresent(targetID, forKey: .id)
    try values.encodeIfPresent(topic, forKey: .topic)
  }
}
