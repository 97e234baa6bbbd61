/// Two changes of one field of a post that no rule may settle: a person must. Also, settled from the start, what a rule
/// decided, so that nothing that somebody typed is lost unseen.
package struct Conflict: Hashable, Sendable {
  /// How many of one post may wait for a person at once.
  package static let most = 100

  package var id: ConflictID
  /// The post's office.
  package var region: RegionID
  package var post: PostID
  package var field: PostField
  /// What both began with; nil: not told.
  package var base: FieldValue?
  package var centre: Side
  package var theirs: Side
  /// Values that stood on one of the sides before, oldest first.
  package var earlier: [Side]
  /// Nil: open.
  package var resolution: Resolution?
  package var version: Int64
  package var activity: ActivityID

  /// A value, and who wanted it when.
  package struct Side: Hashable, Sendable, Codable {
    package var value: FieldValue
    package var touch: Touch

    package init(value: FieldValue, touch: Touch) {
      self.value = value
      self.touch = touch
    }
  }

  /// What was chosen, by whom.
  package struct Resolution: Hashable, Sendable {
    package var choice: Choice
    /// Nil where there is none: the post was withdrawn.
    package var taken: FieldValue?
    /// Of a rule: whose act brought it about. Times are those of receipt.
    package var touch: Touch

    package init(choice: Choice, taken: FieldValue?, touch: Touch) {
      self.choice = choice
      self.taken = taken
      self.touch = touch
    }
  }

  package enum Choice: String, Hashable, Sendable, Codable, CaseIterable {
    case centre, theirs
    /// A third value.
    case value
    /// No person was needed.
    case rule
    /// The post was withdrawn.
    case withdrawn
  }

  package init(
    post: Post, field: PostField, base: FieldValue?, centre: Side, theirs: Side, activity: ActivityID
  ) {
    id = Self.id(activity: activity, field: field)
    region = post.region
    self.post = post.id
    self.field = field
    self.base = base
    self.centre = centre
    self.theirs = theirs
    earlier = []
    version = 1
    self.activity = activity
  }

  package var isOpen: Bool { resolution == nil }

  /// The id follows from the act and the field, so that the same act offered again arrives at the same name.
  package static func id(activity: ActivityID, field: PostField) -> ConflictID {
    .derived("conflict", activity.text, field.name)
  }

  /// Names the two values between which somebody chooses: a choice is about exactly these.
  package var seen: Digest { Digest.of(centre.value.form + theirs.value.form) }

  /// A newer value of their side; the one before stays on record.
  mutating func join(_ side: Side) {
    earlier.append(theirs)
    theirs = side
  }

  /// A newer value of the centre's side; the one before stays on record.
  mutating func replace(_ side: Side) {
    earlier.append(centre)
    centre = side
  }
}

extension Conflict: Codable {
  enum CodingKeys: String, CodingKey {
    case id = "conflict_id"
    case region = "region_id"
    case kind
    case post = "item_id"
    case field, base, centre, theirs
    case centreMember = "centre_member_id"
    case centreName = "centre_member_name"
    case centreActivity = "centre_activity_id"
    case centreAt = "centre_at"
    case theirMember = "their_member_id"
    case theirName = "their_member_name"
    case theirActivity = "their_activity_id"
    case theirAt = "their_at"
    case earlier, choice, taken
    case resolvedBy = "resolved_by"
    case resolvedName = "resolved_name"
    case resolvedActivity = "resolved_activity_id"
    case resolvedAt = "resolved_at"
    case version
    case activity = "activity_id"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(ConflictID.self, forKey: .id)
    region = try values.decode(RegionID.self, forKey: .region)
    post = try values.decode(PostID.self, forKey: .post)
    guard let field = PostField(name: try values.decode(String.self, forKey: .field)) else {
      throw DecodingError.dataCorruptedError(forKey: .field, in: values, debugDescription: "a field that is not known")
    }
    self.field = field
    base = try values.decodeIfPresent(FieldValue.self, forKey: .base)
    centre = Side(
      value: try values.decode(FieldValue.self, forKey: .centre),
      touch: Touch(
        member: try values.decode(MemberID.self, forKey: .centreMember),
        memberName: try values.decode(String.self, forKey: .centreName),
        activity: try values.decode(ActivityID.self, forKey: .centreActivity),
        at: try values.decode(Instant.self, forKey: .centreAt)))
    theirs = Side(
      value: try values.decode(FieldValue.self, forKey: .theirs),
      touch: Touch(
        member: try values.decode(MemberID.self, forKey: .theirMember),
        memberName: try values.decode(String.self, forKey: .theirName),
        activity: try values.decode(ActivityID.self, forKey: .theirActivity),
        at: try values.decode(Instant.self, forKey: .theirAt)))
    earlier = try values.decodeIfPresent([Side].self, forKey: .earlier) ?? []
    if let choice = try values.decodeIfPresent(Choice.self, forKey: .choice) {
      resolution = Resolution(
        choice: choice, taken: try values.decodeIfPresent(FieldValue.self, forKey: .taken),
        touch: Touch(
          member: try values.decode(MemberID.self, forKey: .resolvedBy),
          memberName: try values.decode(String.self, forKey: .resolvedName),
          activity: try values.decode(ActivityID.self, forKey: .resolvedActivity),
          at: try values.decode(Instant.self, forKey: .resolvedAt)))
    }
    version = try values.decode(Int64.self, forKey: .version)
    activity = try values.decode(ActivityID.self, forKey: .activity)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(id, forKey: .id)
    try values.encode(region, forKey: .region)
    try values.encode(ItemKind.post, forKey: .kind)
    try values.encode(post, forKey: .post)
    try values.encode(field.name, forKey: .field)
    try values.encodeIfPresent(base, forKey: .base)
    try values.encode(centre.value, forKey: .centre)
    try values.encode(centre.touch.member, forKey: .centreMember)
    try values.encode(centre.touch.memberName, forKey: .centreName)
    try values.encode(centre.touch.activity, forKey: .centreActivity)
    try values.encode(centre.touch.at, forKey: .centreAt)
    try values.encode(theirs.value, forKey: .theirs)
    try values.encode(theirs.touch.member, forKey: .theirMember)
    try values.encode(theirs.touch.memberName, forKey: .theirName)
    try values.encode(theirs.touch.activity, forKey: .theirActivity)
    try values.encode(theirs.touch.at, forKey: .theirAt)
    try values.encode(earlier, forKey: .earlier)
    try values.encodeIfPresent(resolution?.choice, forKey: .choice)
    try values.encodeIfPresent(resolution?.taken, forKey: .taken)
    try values.encodeIfPresent(resolution?.touch.member, forKey: .resolvedBy)
    try values.encodeIfPresent(resolution?.touch.memberName, forKey: .resolvedName)
    try values.encodeIfPresent(resolution?.touch.activity, forKey: .resolvedActivity)
    try values.encodeIfPresent(resolution?.touch.at, forKey: .resolvedAt)
    try values.encode(version, forKey: .version)
    try values.encode(activity, forKey: .activity)
  }
}
