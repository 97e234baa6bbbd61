import Domain

/// One audit event, as `admin.event_write_v1` takes it.
package struct EventRow: Sendable, Encodable {
  let act: WaitingAct
  let activity: Activity?
  let ruling: Ruling
  let signer: Member?
  let change: Rulebook.Change?

  init(act: WaitingAct, activity: Activity?, ruling: Ruling, signer: Member?, change: Rulebook.Change? = nil) {
    self.act = act
    self.activity = activity
    self.ruling = ruling
    self.signer = signer
    self.change = change
  }

  enum CodingKeys: String, CodingKey {
    case officeAt = "office_at"
    case region = "region_id"
    case actingRegion = "acting_region_id"
    case member = "member_id"
    case memberKey = "member_key"
    case login, address, verb, kind
    case item = "item_id"
    case itemVersion = "item_version"
    case activity = "activity_id"
    case verdict, reason, before, after
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    let reference = change?.after.reference ?? activity?.item
    try values.encode(activity?.at, forKey: .officeAt)
    try values.encode(reference?.region ?? act.received.login, forKey: .region)
    try values.encode(act.received.login, forKey: .actingRegion)
    // Only a checked signature says who it was.
    let isSigned = ruling.reason != .signature && ruling.reason != .malformed
    let key = isSigned ? signer?.publicKey : nil
    try values.encode(key == nil ? nil : activity?.member, forKey: .member)
    try values.encode(key.map { "\\x" + Hex.text($0.bytes) }, forKey: .memberKey)
    try values.encode(act.loginName, forKey: .login)
    try values.encode(act.address, forKey: .address)
    try values.encode(activity?.act.verb.rawValue ?? "unreadable", forKey: .verb)
    try values.encode(reference?.kind.rawValue ?? "activity", forKey: .kind)
    try values.encode(reference?.id.text ?? act.received.act.id.text, forKey: .item)
    try values.encode(change?.after.version, forKey: .itemVersion)
    try values.encode(act.received.act.id, forKey: .activity)
    try values.encode(ruling.verdict, forKey: .verdict)
    try values.encode(ruling.reason, forKey: .reason)
    try values.encode(change?.before.map(\.forAudit), forKey: .before)
    try values.encode(change.map(\.after.forAudit), forKey: .after)
  }
}

extension Item {
  /// Without what is kept as rows of its own.
  var forAudit: Item {
    if case .post(let post) = self { return .post(post.withoutHistory) }
    return self
  }
}
