extension Post {
  enum CodingKeys: String, CodingKey {
    case id = "post_id"
    case region = "region_id"
    case author = "member_id"
    case state
    case postClass = "class"
    case revision, digest, content
    case dueAt = "due_at"
    case dueZone = "due_zone"
    case dueWall = "due_wall"
    case notAfter = "not_after"
    case campaign, reference, reason, writers, approvals, version
    case activity = "activity_id"
    case createdAt = "created_at"
    case history, touched
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(PostID.self, forKey: .id)
    region = try values.decode(RegionID.self, forKey: .region)
    author = try values.decode(MemberID.self, forKey: .author)
    // A state that this version does not know reads as stopped: in doubt it does not speak.
    state = PostState(rawValue: try values.decode(String.self, forKey: .state)) ?? .stopped
    postClass = try values.decode(PostClass.self, forKey: .postClass)
    revision = try values.decode(Int.self, forKey: .revision)
    digest = try values.decode(Digest.self, forKey: .digest)
    content = try values.decode(PostContent.self, forKey: .content)
    if let at = try values.decodeIfPresent(Instant.self, forKey: .dueAt) {
      due = Due(
        at: at, zone: try values.decode(String.self, forKey: .dueZone),
        wall: try values.decode(String.self, forKey: .dueWall))
    } else {
      due = nil
    }
    notAfter = try values.decodeIfPresent(Instant.self, forKey: .notAfter)
    campaign = try values.decodeIfPresent(String.self, forKey: .campaign)
    reference = try values.decodeIfPresent(String.self, forKey: .reference)
    reason = try values.decodeIfPresent(String.self, forKey: .reason)
    writers = try values.decode([MemberID].self, forKey: .writers)
    approvals = try values.decode([Approval].self, forKey: .approvals)
    version = try values.decode(Int64.self, forKey: .version)
    activity = try values.decode(ActivityID.self, forKey: .activity)
    createdAt = try values.decode(Instant.self, forKey: .createdAt)
    history = try values.decodeIfPresent([Revision].self, forKey: .history) ?? []
    touched = try values.decodeIfPresent([String: Touch].self, forKey: .touched) ?? [:]
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(id, forKey: .id)
    try values.encode(region, forKey: .region)
    try values.encode(author, forKey: .author)
    try values.encode(state, forKey: .state)
    try values.encode(postClass, forKey: .postClass)
    try values.encode(revision, forKey: .revision)
    try values.encode(digest, forKey: .digest)
    try values.encode(content, forKey: .content)
    try values.encode(due?.at, forKey: .dueAt)
    try values.encode(due?.zone, forKey: .dueZone)
    try values.encode(due?.wall, forKey: .dueWall)
    try values.encode(notAfter, forKey: .notAfter)
    try values.encode(campaign, forKey: .campaign)
    try values.encode(reference, forKey: .reference)
    try values.encode(reason, forKey: .reason)
    try values.encode(writers, forKey: .writers)
    try values.encode(approvals, forKey: .approvals)
    try values.encode(version, forKey: .version)
    try values.encode(activity, forKey: .activity)
    try values.encode(createdAt, forKey: .createdAt)
    try values.encode(history, forKey: .history)
    try values.encode(touched, forKey: .touched)
  }
}
