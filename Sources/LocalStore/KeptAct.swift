import Domain
import Foundation
import GRDB

/// An act of this office, with what has become of it.
package struct KeptAct: Hashable, Sendable {
  package enum State: String, Sendable, Codable {
    /// Only here.
    case pending
    /// The centre has it.
    case received
    /// The centre has decided.
    case ruled
  }

  package var signed: SignedActivity
  package var activity: Activity
  package var incarnation: Int
  package var sequence: Int64
  package var state: State
  /// Once ruled.
  package var ruling: Ruling?

  package init(
    signed: SignedActivity, activity: Activity, incarnation: Int, sequence: Int64, state: State, ruling: Ruling? = nil
  ) {
    self.signed = signed
    self.activity = activity
    self.incarnation = incarnation
    self.sequence = sequence
    self.state = state
    self.ruling = ruling
  }

  package var isRefused: Bool { ruling?.verdict == .refused || ruling?.verdict == .conflicted }
}

extension KeptAct {
  init(_ row: Row) throws {
    let id: String = row["id"]
    guard let activityID = ActivityID(text: id), let state = State(rawValue: row["state"]) else {
      throw LocalStoreError(.damaged, "an act has no id")
    }
    // `restrictive` is the lane that the act was put in, which its signature does not cover.
    signed = SignedActivity(
      id: activityID, body: row["body"], signature: Array(row["signature"] as Data),
      restrictive: row["restrictive"])
    activity = try signed.activity()
    incarnation = row["incarnation"]
    sequence = row["sequence"]
    self.state = state
    if let verdict = (row["verdict"] as String?).flatMap(Verdict.init) {
      ruling = Ruling(
        activity: activityID, verdict: verdict, reason: (row["reason"] as String?).flatMap(Refusal.init),
        sentence: row["sentence"])
    }
  }
}
