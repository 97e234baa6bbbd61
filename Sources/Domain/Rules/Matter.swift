/// One act before the rules: who does what, with which rights, to items as they stand.
///
/// `judge` gives the items that the act leaves behind, or says why not. It changes nothing itself.
struct Matter {
  let activity: Activity
  let member: Member
  let standing: Standing
  /// Time of receipt.
  let at: Instant
  let items: Items

  func judge() throws(Refused) -> Judgement {
    if let reason = activity.act.reason { try needReason(reason) }
    if case .editPost(let payload) = activity.act { return try editPost(payload) }
    return Judgement(items: try made())
  }

  private func made() throws(Refused) -> [Item] {
    switch activity.act {
    case .addRegion(let payload): try addRegion(payload)
    case .admitRegion: try changeRegion { _ in }
    case .lockRegion: try changeRegion { $0.state = .locked }
    case .unlockRegion: try changeRegion { $0.state = .active }
    case .revokeRegion: try changeRegion { $0.state = .revoked }
    case .thawDispatch: try thawDispatch()
    case .setPolicy(let payload): try setPolicy(payload)
    case .addMember(let payload): try addMember(payload)
    case .renewCode: try renewCode()
    case .revokeMember(let payload): try revokeMember(payload)
    case .addGrant(let payload): try addGrant(payload)
    case .endGrant: try endGrant()
    case .addChannel(let payload): try addChannel(payload)
    case .connectChannel(let payload): try connectChannel(payload)
    case .pauseChannel(let payload): try pauseChannel(payload)
    case .resumeChannel: try resumeChannel()
    case .removeChannel(let payload): try removeChannel(payload)
    case .composePost(let payload): try composePost(payload)
    case .editPost(let payload): try editPost(payload).items
    case .submitPost(let payload): try submitPost(payload)
    case .approvePost(let payload): try approvePost(payload)
    case .returnPost(let payload): try returnPost(payload)
    case .withdrawPost(let payload): try withdrawPost(payload)
    case .placeStop(let payload): try placeStop(payload)
    case .liftStop: try liftStop()
    case .decideDelivery(let payload): try decideDelivery(payload)
    case .resolveConflict(let payload): try resolveConflict(payload)
    }
  }

  /// Refuses unless one of the tiers is among those held.
  func need(_ any: Tier..., of held: Set<Tier>, to purpose: String) throws(Refused) {
    guard any.contains(where: held.contains) else {
      let names = any.map(\.title).joined(separator: " or ")
      throw Refused(.tier, "To \(purpose) you need to be \(names) here.")
    }
  }

  func needAbsent(_ what: String) throws(Refused) {
    if items.find(activity.item) != nil { throw Refused(.exists, "This \(what) exists already.") }
  }

  func needName(_ name: String, of what: String) throws(Refused) {
    let limit = 200
    guard !name.allSatisfy(\.isWhitespace), name.unicodeScalars.count <= limit, Wording.isSendable(name) else {
      throw Refused(.content, "The name of \(what) must have 1 to \(limit) characters, without control characters.")
    }
  }

  /// A reason may be empty where something is held back: silence must not cost safety.
  /// A stop that somebody needs now does not fail for a pasted character either: whoever shows it tames it.
  func needReason(_ reason: String) throws(Refused) {
    guard case .placeStop = activity.act else { return try needLine(reason, "The reason") }
    try needStopWords(reason, "The reason", atMost: Wording.longestLine)
  }

  /// Words of a stop: bounded, and nothing that the database cannot keep.
  func needStopWords(_ text: String, _ what: String, atMost limit: Int) throws(Refused) {
    guard text.unicodeScalars.count <= limit, !text.unicodeScalars.contains("\0") else {
      throw Refused(.content, "\(what) must have at most \(limit) characters.")
    }
  }

  /// A text that is a label, a reason or a name elsewhere: kept and shown, never sent.
  func needLine(_ text: String, _ what: String, atMost limit: Int = Wording.longestLine) throws(Refused) {
    guard Wording.isSendable(text, atMost: limit) else {
      throw Refused(.content, "\(what) must have at most \(limit) characters, without control characters.")
    }
  }

  func noSuch(_ what: String) -> Refused {
    Refused(.noSuchItem, "There is no such \(what), or it is not to be seen from here.")
  }
}

/// What the rules made of an act that they do not refuse.
struct Judgement {
  /// As the act leaves them behind.
  var items: [Item]
  var verdict = Verdict.accepted
  /// What the member is told, where more came of it than they asked for.
  var sentence: String?
}

extension Tier {
  /// With its article, for sentences.
  package var title: String {
    switch self {
    case .author: "an author"
    case .approver: "an approver"
    case .manager: "a manager"
    case .moderator: "a moderator"
    case .auditor: "an auditor"
    case .dutyEditor: "a duty editor"
    case .administrator: "an administrator"
    }
  }
}
