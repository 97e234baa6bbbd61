/// Why: required wherever something is taken back, stopped or ended.
package struct Reason: Hashable, Sendable, Codable {
  package var reason: String

  package init(_ reason: String) {
    self.reason = reason
  }
}

package struct AddRegion: Hashable, Sendable, Codable {
  package var parent: RegionID
  package var name: String
  package var zone: String
  package var languages: [String]

  package init(parent: RegionID, name: String, zone: String, languages: [String]) {
    self.parent = parent
    self.name = name
    self.zone = zone
    self.languages = languages
  }
}

/// Says which login and certificate an office came in by; the login itself is made beside the log.
package struct AdmitRegion: Hashable, Sendable, Codable {
  package var login: String
  package var certificate: Digest

  package init(login: String, certificate: Digest) {
    self.login = login
    self.certificate = certificate
  }
}

package struct SetPolicy: Hashable, Sendable, Codable {
  package var postClass: PostClass
  package var approvals: Int
  package var tier: Tier

  package init(postClass: PostClass, approvals: Int, tier: Tier) {
    self.postClass = postClass
    self.approvals = approvals
    self.tier = tier
  }

  enum CodingKeys: String, CodingKey {
    case postClass = "class"
    case approvals, tier
  }
}

package struct AddMember: Hashable, Sendable, Codable {
  package var name: String

  package init(name: String) {
    self.name = name
  }
}

package struct AddGrant: Hashable, Sendable, Codable {
  package var member: MemberID
  package var memberHome: RegionID
  package var tier: Tier
  package var channel: ChannelID?
  /// Nil: from the time of receipt.
  package var from: Instant?
  package var until: Instant?

  package init(
    member: MemberID, memberHome: RegionID, tier: Tier, channel: ChannelID? = nil, from: Instant? = nil,
    until: Instant? = nil
  ) {
    self.member = member
    self.memberHome = memberHome
    self.tier = tier
    self.channel = channel
    self.from = from
    self.until = until
  }

  enum CodingKeys: String, CodingKey {
    case member
    case memberHome = "member_home"
    case tier, channel, from, until
  }
}

package struct AddChannel: Hashable, Sendable, Codable {
  package var platform: String
  package var address: String
  package var handle: String
  package var name: String
  package var languages: [String]
  package var ceilingPerHour: Int

  package init(
    platform: String, address: String, handle: String, name: String, languages: [String], ceilingPerHour: Int = 60
  ) {
    self.platform = platform
    self.address = address
    self.handle = handle
    self.name = name
    self.languages = languages
    self.ceilingPerHour = ceilingPerHour
  }

  enum CodingKeys: String, CodingKey {
    case platform, address, handle, name, languages
    case ceilingPerHour = "ceiling_per_hour"
  }
}

/// A credential was stored beside the log, and the platform told these limits. Only the credential's SHA-256 is named.
package struct ConnectChannel: Hashable, Sendable, Codable {
  package var credential: Digest
  package var limits: ChannelLimits

  package init(credential: Digest, limits: ChannelLimits) {
    self.credential = credential
    self.limits = limits
  }
}

package struct ComposePost: Hashable, Sendable {
  package var postClass: PostClass
  package var content: PostContent
  package var due: Due?
  package var notAfter: Instant?
  package var campaign: String?
  package var reference: String?

  package init(
    postClass: PostClass, content: PostContent, due: Due? = nil, notAfter: Instant? = nil, campaign: String? = nil,
    reference: String? = nil
  ) {
    self.postClass = postClass
    self.content = content
    self.due = due
    self.notAfter = notAfter
    self.campaign = campaign
    self.reference = reference
  }
}

extension ComposePost: Codable {
  enum CodingKeys: String, CodingKey {
    case postClass = "class"
    case content, due
    case notAfter = "not_after"
    case campaign, reference
  }
}

/// What an edit changes, field by field, with the values it started from.
package struct EditPost: Hashable, Sendable, Codable {
  package var base: PostFields
  package var changes: PostFields

  package init(base: PostFields, changes: PostFields) {
    self.base = base
    self.changes = changes
  }
}

/// Fields of a post; nil means: not spoken of.
package struct PostFields: Hashable, Sendable, Codable {
  /// By language; an empty text removes the language.
  package var texts: [String: String]?
  /// Empty: none.
  package var contentWarning: String?
  package var visibility: Visibility?
  package var media: [MediaReference]?
  package var channels: [ChannelReference]?
  package var postClass: PostClass?
  package var due: DueChange?
  package var notAfter: NotAfterChange?
  /// Empty: none.
  package var campaign: String?

  package init() {}

  package var isEmpty: Bool { self == PostFields() }

  enum CodingKeys: String, CodingKey {
    case texts
    case contentWarning = "content_warning"
    case visibility, media, channels
    case postClass = "class"
    case due
    case notAfter = "not_after"
    case campaign
  }
}

/// A due time set, or taken away.
package enum DueChange: Hashable, Sendable, Codable {
  case at(Due)
  case none
}

/// A "not after" set, or taken away.
package enum NotAfterChange: Hashable, Sendable, Codable {
  case at(Instant)
  case none
}

/// Names one revision by number and digest: submit and approve are about exactly these words.
package struct RevisionNamed: Hashable, Sendable, Codable {
  package var revision: Int
  package var digest: Digest

  package init(revision: Int, digest: Digest) {
    self.revision = revision
    self.digest = digest
  }
}

package struct PlaceStop: Hashable, Sendable, Codable {
  package var scope: StopScope
  package var exemptsEmergency: Bool
  package var reason: String

  package init(scope: StopScope, exemptsEmergency: Bool, reason: String) {
    self.scope = scope
    self.exemptsEmergency = exemptsEmergency
    self.reason = reason
  }

  enum CodingKeys: String, CodingKey {
    case scope
    case exemptsEmergency = "exempt_emergency"
    case reason
  }
}

/// A person's word on a delivery that no rule may settle.
package struct DecideDelivery: Hashable, Sendable, Codable {
  package var decision: DeliveryDecision
  package var reason: String

  package init(decision: DeliveryDecision, reason: String) {
    self.decision = decision
    self.reason = reason
  }
}

package enum DeliveryDecision: Hashable, Sendable, Codable {
  /// It stands on the platform: its id there, and its address for people.
  case isThere(remoteID: String, url: String?)
  /// It is not there, or was missed or stopped: send it now.
  case send
  /// It is not to go out.
  case drop
}

/// A person's choice between two values of a field.
package struct ResolveConflict: Hashable, Sendable, Codable {
  package var post: PostID
  package var take: Take
  /// Names the two values that were looked at: see `Conflict.seen`.
  package var seen: Digest

  package enum Take: Hashable, Sendable, Codable {
    case centre, theirs
    /// A third one.
    case value(FieldValue)
  }

  package init(post: PostID, take: Take, seen: Digest) {
    self.post = post
    self.take = take
    self.seen = seen
  }
}
