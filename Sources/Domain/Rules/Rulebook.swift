/// What an act does to the items: one implementation, run by the agent for what it shows at once,
/// and by the coordinator for the ruling. Never reads a clock; the same acts in the same order give the same rulings.
package struct Rulebook: Sendable {
  package var items: Items
  /// What accepted acts did, in order.
  package private(set) var changes: [Change] = []

  package init(items: Items) {
    self.items = items
  }

  /// One item before and after one act.
  package struct Change: Hashable, Sendable {
    package var activity: Activity
    package var before: Item?
    package var after: Item
  }

  /// An act as received.
  package struct Received: Hashable, Sendable {
    package let act: SignedActivity
    /// What its body says, read once and not believed; nil where it cannot be read.
    package let activity: Activity?
    /// The region of the login that brought it.
    package let login: RegionID
    package let at: Instant

    package init(act: SignedActivity, login: RegionID, at: Instant) {
      self.act = act
      activity = try? act.activity()
      self.login = login
      self.at = at
    }
  }

  /// Rules on one act. The items change only when it is accepted.
  package mutating func rule(_ received: Received) -> Ruling {
    let id = received.act.id
    do throws(Refused) {
      guard let activity = received.activity, activity.id == id,
        activity.act.isRestrictive || !received.act.restrictive
      else { throw Refused(.malformed, "This act cannot be read; nothing was changed.") }
      guard let signer = items.members[activity.member], let key = signer.publicKey else {
        throw Refused(.member, "The person who signed this is not known here, or has never signed in.")
      }
      guard received.act.isSigned(by: key) else {
        throw Refused(.signature, "The signature is not that of the person named.")
      }
      guard activity.region == received.login else {
        throw Refused(.wrongOffice, "This was signed for another office than the one that sent it.")
      }
      let played = try play(activity, by: signer, receivedAt: received.at)
      return Ruling(activity: id, verdict: played.verdict, sentence: played.sentence)
    } catch {
      return Ruling(activity: id, verdict: .refused, reason: error.reason, sentence: error.sentence)
    }
  }

  /// Plays an act whose signature is known to be good: an agent's own unruled act, or one just checked. Says whether it
  /// stands as it was meant, and what the member is told if not.
  @discardableResult
  package mutating func play(
    _ activity: Activity, by member: Member, receivedAt time: Instant
  ) throws(Refused) -> (verdict: Verdict, sentence: String?) {
    guard member.state == .active else {
      throw Refused(.member, "The person who signed this is no longer a member.")
    }
    if let office = items.regions[activity.region], office.state != .active {
      throw Refused(.office, "\(office.name) is \(office.state == .locked ? "locked" : "closed").")
    }
    let matter = Matter(
      activity: activity, member: member,
      standing: Standing(of: member, through: activity.region, at: time, in: items), at: time, items: items)
    let judgement = try matter.judge()
    for item in judgement.items {
      changes.append(Change(activity: activity, before: items.find(item.reference), after: item))
      items.take(item)
    }
    return (judgement.verdict, judgement.sentence)
  }

  /// Takes out what has been recorded so far.
  package mutating func takeChanges() -> [Change] {
    defer { changes = [] }
    return changes
  }
}

/// Why an act may not be done: a code, and a sentence for the member.
package struct Refused: Error, Hashable, Sendable {
  package let reason: Refusal
  package let sentence: String

  package init(_ reason: Refusal, _ sentence: String) {
    self.reason = reason
    self.sentence = sentence
  }
}
