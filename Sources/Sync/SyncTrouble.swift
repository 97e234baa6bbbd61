import CentralStore
import LocalStore

/// Why nothing goes to the centre or comes from it, with what members are told.
package struct SyncTrouble: Error, Hashable, Sendable {
  package var condition: LineState.Condition
  package var sentence: String

  package init(_ condition: LineState.Condition, _ sentence: String) {
    self.condition = condition
    self.sentence = sentence
  }

  package static let notEnrolled = SyncTrouble(.refused, "This office is not enrolled yet.")
  package static let locked = SyncTrouble(
    .locked, "The centre has locked this office. What you write is kept here and is not sent.")
  package static let otherOffice = SyncTrouble(
    .refused, "The certificate here belongs to another office. Enrol this one again.")
  package static let version = SyncTrouble(
    .refused, "This program and the centre's are of different versions. Install the one that the centre names.")
  static let forked = SyncTrouble(.down, "This store was copied or set back; it goes on under a new name.")
  static let gap = SyncTrouble(.down, "Something was missing in what came; everything is read anew.")
  static func lost(expected: Int64) -> SyncTrouble {
    SyncTrouble(.down, "The centre has lost what was sent; it is sent again.")
  }

  /// Puts any error of a round into a member's words.
  package init(_ error: any Error) {
    switch error {
    case let trouble as SyncTrouble: self = trouble
    case let error as CentralError: self = Self.of(error.trouble)
    case let error as LocalStoreError where error.code == .busy:
      self.init(.down, "Another command is writing at this office; what is new comes after it.")
    case let error as LocalStoreError where error.code == .full || error.code == .disk:
      self.init(.refused, "The disk of this computer takes nothing more: nothing is sent or fetched. Make room.")
    case is LocalStoreError:
      self.init(.refused, "What is stored at this office cannot be read or written. Run: crier-agent doctor")
    default: self.init(.down, "The line to the centre failed. What you do is kept here and sent later.")
    }
  }

  private static func of(_ trouble: LineTrouble) -> SyncTrouble {
    switch trouble {
    case .line, .cancelled:
      SyncTrouble(.down, "The centre cannot be reached. What you do is kept here and sent when the line is back.")
    case .certificate:
      SyncTrouble(
        .refused,
        "The centre and this office do not accept each other's certificates; they may have run out, "
          + "or this computer's clock is wrong. Run: crier-agent doctor")
    case .login: SyncTrouble(.refused, "The centre does not let this office in. Ask the centre whether it was revoked.")
    case .locked: locked
    case .restored: SyncTrouble(.down, "The centre was restored from a backup; everything is compared anew.")
    case .startAgain: SyncTrouble(.down, "What is stored here is out of date; everything is read anew.")
    case .version: version
    case .malformed, .notYours, .code, .quota, .other:
      SyncTrouble(.refused, "The centre does not take what this office sends. Run: crier-agent doctor")
    }
  }
}
