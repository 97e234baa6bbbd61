/// What a team wants said.
package struct Post: Hashable, Sendable, Codable {
  package var id: PostID
  /// The author's office.
  package var region: RegionID
  package var author: MemberID
  package var state: PostState
  package var postClass: PostClass
  /// Counts the contents that the post has had, from 1.
  package var revision: Int
  /// Of the current revision.
  package var digest: Digest
  package var content: PostContent
  package var due: Due?
  /// Never sent later than this.
  package var notAfter: Instant?
  package var campaign: String?
  /// The office's own name for it in its calendar.
  package var reference: String?
  /// Of a return, withdrawal or stop.
  package var reason: String?
  /// Every member who wrote a revision: none of them may approve.
  package var writers: [MemberID]
  /// Consents that stand for the current revision.
  package var approvals: [Approval]
  package var version: Int64
  package var activity: ActivityID
  package var createdAt: Instant
  /// Every revision so far, the current one last.
  package var history: [Revision]
  /// Who last changed each field since the post was written, by the field's name.
  package var touched: [String: Touch] = [:]

  package init(
    id: PostID, region: RegionID, author: Member, postClass: PostClass, content: PostContent,
    due: Due?, notAfter: Instant?, campaign: String?, reference: String?, activity: ActivityID, createdAt: Instant
  ) {
    self.id = id
    self.region = region
    self.author = author.id
    self.state = .draft
    self.postClass = postClass
    self.revision = 1
    self.content = content
    self.digest = content.digest(post: id)
    self.due = due
    self.notAfter = notAfter
    self.campaign = campaign
    self.reference = reference
    self.reason = nil
    self.writers = [author.id]
    self.approvals = []
    self.version = 1
    self.activity = activity
    self.createdAt = createdAt
    self.history = [
      Revision(
        revision: 1, digest: digest, content: content, member: author.id, memberName: author.name, activity: activity,
        writtenAt: createdAt)
    ]
  }

  /// Takes a new content as the next revision; every approval falls, also when the text goes back to an earlier one.
  package mutating func revise(_ content: PostContent, by member: Member, activity: ActivityID, at time: Instant) {
    revision += 1
    self.content = content
    digest = content.digest(post: id)
    approvals = []
    if !writers.contains(member.id) { writers.append(member.id) }
    history.append(
      Revision(
        revision: revision, digest: digest, content: content, member: member.id, memberName: member.name,
        activity: activity, writtenAt: time))
  }
}

/// Where a post stands. That it was sent is a fact of its deliveries, not a state.
package enum PostState: String, Sendable, Codable, CaseIterable {
  case draft, submitted, approved, returned, withdrawn, stopped

  /// The fixed order of safety: a merge never moves towards speaking. Higher is safer.
  package var safety: Int {
    switch self {
    case .withdrawn: 5
    case .returned: 4
    case .stopped: 3
    case .draft: 2
    case .submitted: 1
    case .approved: 0
    }
  }

  /// Of two the one that is further from speaking.
  package func safer(_ other: PostState) -> PostState { safety < other.safety ? other : self }
}

/// Late handling, policy and priority follow from it.
package enum PostClass: String, Sendable, Codable, CaseIterable {
  case routine, event, emergency

  /// Lower goes first.
  package var priority: Int {
    switch self {
    case .emergency: 0
    case .event: 5
    case .routine: 9
    }
  }
}

/// When a post is to go out: the instant, and what was typed.
package struct Due: Hashable, Sendable, Codable {
  package var at: Instant
  /// Time zone by name.
  package var zone: String
  /// `YYYY-MM-DD HH:MM` as typed.
  package var wall: String

  package init(at: Instant, zone: String, wall: String) {
    self.at = at
    self.zone = zone
    self.wall = wall
  }
}

/// A member's consent to one revision.
package struct Approval: Hashable, Sendable, Codable {
  package var revision: Int
  package var member: MemberID
  package var memberHome: RegionID
  /// As it was then.
  package var memberName: String
  package var tier: Tier
  package var activity: ActivityID
  /// Time of receipt.
  package var at: Instant
  /// The post's version with it; nil: not told.
  package var version: Int64?

  package init(
    revision: Int, member: Member, tier: Tier, activity: ActivityID, at: Instant, version: Int64? = nil
  ) {
    self.revision = revision
    self.member = member.id
    self.memberHome = member.home
    self.memberName = member.name
    self.tier = tier
    self.activity = activity
    self.at = at
    self.version = version
  }

  enum CodingKeys: String, CodingKey {
    case revision, version
    case member = "member_id"
    case memberHome = "member_region_id"
    case memberName = "member_name"
    case tier
    case activity = "activity_id"
    case at = "approved_at"
  }
}

/// One content that a post has had.
package struct Revision: Hashable, Sendable, Codable {
  package var revision: Int
  package var digest: Digest
  package var content: PostContent
  package var member: MemberID
  /// As it was then.
  package var memberName: String
  package var activity: ActivityID
  /// The office's clock.
  package var writtenAt: Instant

  package init(
    revision: Int, digest: Digest, content: PostContent, member: MemberID, memberName: String, activity: ActivityID,
    writtenAt: Instant
  ) {
    self.revision = revision
    self.digest = digest
    self.content = content
    self.member = member
    self.memberName = memberName
    self.activity = activity
    self.writtenAt = writtenAt
  }

  enum CodingKeys: String, CodingKey {
    case revision, digest, content
    case member = "member_id"
    case memberName = "member_name"
    case activity = "activity_id"
    case writtenAt = "written_at"
  }
}
