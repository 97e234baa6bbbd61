/// The coordinator's verdict on one act.
///
/// Read with forbearance: the centre may be newer than the office. A verdict that is not known here reads as refused,
/// so that nobody counts on the act; a reason that is not known leaves the sentence.
package struct Ruling: Hashable, Sendable, Codable {
  package var activity: ActivityID
  package var verdict: Verdict
  /// Why not, as a code; nil when accepted.
  package var reason: Refusal?
  /// The same for the member.
  package var sentence: String?

  package init(activity: ActivityID, verdict: Verdict, reason: Refusal? = nil, sentence: String? = nil) {
    self.activity = activity
    self.verdict = verdict
    self.reason = reason
    self.sentence = sentence
  }

  enum CodingKeys: String, CodingKey {
    case activity = "activity_id"
    case verdict, reason, sentence
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    activity = try values.decode(ActivityID.self, forKey: .activity)
    verdict = Verdict(rawValue: try values.decode(String.self, forKey: .verdict)) ?? .refused
    reason = try values.decodeIfPresent(String.self, forKey: .reason).flatMap(Refusal.init(rawValue:))
    sentence = try values.decodeIfPresent(String.self, forKey: .sentence)
  }
}

package enum Verdict: String, Sendable, Codable, CaseIterable {
  case accepted, merged, refused, conflicted
}

/// Why an act was refused.
package enum Refusal: String, Sendable, Codable, CaseIterable {
  /// The body cannot be read.
  case malformed
  /// The signature is not the member's.
  case signature
  /// Signed for another office than the one that brought it.
  case wrongOffice = "wrong_office"
  /// No such item, or it is not to be seen from here.
  case noSuchItem = "no_such_item"
  /// There is one already.
  case exists
  /// The member is revoked or never signed in.
  case member
  /// The office is locked or revoked.
  case office
  /// No tier that allows it.
  case tier
  /// A post may not be approved by one who wrote it.
  case ownPost = "own_post"
  /// Approved already by this member.
  case twice
  /// It stands where this may not be done.
  case state
  /// It changed since the member saw it.
  case changedMeanwhile = "changed_meanwhile"
  /// Two changes of one field wait for a person to choose.
  case openConflict = "open_conflict"
  /// Says something that cannot be: an unknown language, no channel, a text too long, a time that does not exist.
  case content
  /// An image that it names never came.
  case media
  /// A channel that the author holds no grant on.
  case channel
  /// Lifting is a second person's.
  case secondPerson = "second_person"
}
