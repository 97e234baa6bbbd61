import CentralStore
import Console
import Domain
import LocalStore
import Sync

extension LocalStoreError: Complaining {
  package var complaint: Complaint {
    switch code {
    case .unreachable:
      Complaint(.unreachable, "What is stored at this office cannot be opened.", remedy: "Look at the folder's rights.")
    case .busy:
      Complaint(.unreachable, "Another command is writing just now.", remedy: "Try again.")
    case .full:
      Complaint(
        .unreachable, "There is no room left on the disk. Nothing was changed, and nothing that was done is lost.",
        remedy: "Make room, then do it again. post list, post show and status work meanwhile.")
    case .disk:
      Complaint(
        .unreachable,
        "The disk does not take or give what is stored here (\(message)). Nothing was changed.",
        remedy: "Look at the disk: its health, its cable, your share of it. Then do it again.")
    case .newer:
      Complaint(
        .unreachable, "What is stored at this office was written by a newer crier-agent.",
        remedy: "Install that version or a newer one. Nothing was changed.")
    case .damaged:
      Complaint(
        .damaged, "What is stored at this office is damaged (\(message)).",
        remedy: "Copy the folder away first: what was not yet sent is only there. Then enrol the office anew. "
          + "What the centre has is safe.")
    case .failed: Complaint(.failed, "The office's store failed: \(message).")
    }
  }
}

extension Refused: Complaining {
  package var complaint: Complaint {
    Complaint([.changedMeanwhile, .openConflict].contains(reason) ? .conflict : .refused, sentence)
  }
}

extension CentralError: Complaining {
  /// In a member's words.
  package var complaint: Complaint {
    let told = SyncTrouble(self)
    switch trouble {
    case .line, .cancelled, .restored, .startAgain:
      return Complaint(.unreachable, "The centre cannot be reached.", remedy: "Try again when the line is up.")
    case .certificate, .login, .version:
      return Complaint(.unreachable, told.sentence)
    case .locked, .notYours: return Complaint(.refused, told.sentence)
    case .code:
      return Complaint(
        .refused, "This code has run out, was used, or was tried wrongly too often.",
        remedy: "Ask the centre for a new one.")
    case .malformed, .quota, .other: return Complaint(.failed, told.sentence)
    }
  }
}

extension SyncTrouble: Complaining {
  package var complaint: Complaint {
    Complaint(condition == .down ? .unreachable : .refused, sentence)
  }
}
