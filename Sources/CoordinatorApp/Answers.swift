import Console
import Domain

// What commands print with `--json`, apart from the items that lists print as they are. Scripts rely on every name
// here: Tests/CoordinatorAppTests/Snapshots holds one example of each.

/// What became of one act: its id, the verdict, why not, and the id of the item under the item's kind.
struct ActAnswer: Encodable, Hashable, Sendable {
  var ruling: Ruling
  var item: ItemReference

  init(_ ruling: Ruling, on item: ItemReference) {
    self.ruling = ruling
    self.item = item
  }

  func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: Key.self)
    try box.encode(ruling.activity, forKey: "act")
    try box.encode(ruling.verdict, forKey: "verdict")
    try box.encodeIfPresent(ruling.reason, forKey: "reason")
    try box.encodeIfPresent(ruling.sentence, forKey: "sentence")
    try box.encode(item.id, forKey: Key(item.kind.rawValue))
  }

  struct Key: CodingKey, ExpressibleByStringLiteral {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init(stringLiteral name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The fields of every act, for help: after those of the command itself.
  static func fields(_ own: String) -> String {
    """
    --json prints one object: \(own), act (the id of the act), verdict (accepted or merged). What the rules refuse \
    has the verdict refused, with reason (a code) and sentence, and ends with 3, or 4 where it was changed meanwhile.
    """
  }
}

/// `region admit`: with where the bundle is.
struct AdmittedAnswer: Encodable {
  var act: ActAnswer
  var login: String
  var bundle: String
  var fingerprint: String

  enum CodingKeys: String, CodingKey { case login, bundle, fingerprint }

  func encode(to encoder: any Encoder) throws {
    try act.encode(to: encoder)
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(login, forKey: .login)
    try box.encode(bundle, forKey: .bundle)
    try box.encode(fingerprint, forKey: .fingerprint)
  }
}

/// `member add` and `member code`: with the one-time code, and the grant where a tier was given.
struct NewCodeAnswer: Encodable {
  var act: ActAnswer
  var code: String
  var grant: GrantID?

  enum CodingKeys: String, CodingKey { case code, grant }

  func encode(to encoder: any Encoder) throws {
    try act.encode(to: encoder)
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(code, forKey: .code)
    try box.encodeIfPresent(grant, forKey: .grant)
  }
}

/// `channel check`: with the act that noted new limits, where there was one.
struct CheckedAnswer: Encodable {
  var channel: ChannelID
  var limits: ChannelLimits
  var act: ActAnswer?

  enum CodingKeys: String, CodingKey { case channel, limits }

  func encode(to encoder: any Encoder) throws {
    try act?.encode(to: encoder)
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(channel, forKey: .channel)
    try box.encode(limits, forKey: .limits)
  }
}

/// `delivery explain`.
struct ExplainedAnswer: Encodable {
  var delivery: DeliveryID
  var sentences: [String]
}

/// `sign-in`.
struct SignedInAnswer: Encodable {
  var member: MemberID
  var name: String
  var until: Instant
}

/// `sign-out`: whether somebody was signed in.
struct SignedOutAnswer: Encodable {
  var ended: Bool
}

/// `whoami`.
struct WhoAmIAnswer: Encodable {
  var member: MemberID
  var name: String
  var until: Instant
  var tiers: [Tier]
}

/// `thaw`: whether dispatch was frozen before.
struct ThawedAnswer: Encodable {
  var act: ActAnswer
  var thawed: Bool

  enum CodingKeys: String, CodingKey { case thawed }

  func encode(to encoder: any Encoder) throws {
    try act.encode(to: encoder)
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(thawed, forKey: .thawed)
  }
}

/// `init`.
struct InitialisedAnswer: Encodable {
  var region: RegionID
  var member: MemberID
  var code: String
  var fingerprint: String
  var authority: String?
}

/// `migrate`.
struct MigratedAnswer: Encodable {
  var done: Bool
  var steps: [String]
}
