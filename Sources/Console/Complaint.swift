/// How a command ends. Documented in `--help`, relied on by scripts.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  case done = 0
  /// Something of ours went wrong.
  case failed = 1
  /// The command's words are off, or what it was given cannot be.
  case usage = 2
  /// The rules say no.
  case refused = 3
  /// Somebody else changed it meanwhile.
  case conflict = 4
  /// The centre, a server or a file is not to be reached.
  case unreachable = 5
  /// A store or file is damaged.
  case damaged = 6
}

/// What a command says when it cannot do what was asked: one sentence, and what to do about it. Never a secret.
package struct Complaint: Error, Hashable, Sendable {
  package var status: ExitStatus
  package var sentence: String
  package var remedy: String?

  package init(_ status: ExitStatus, _ sentence: String, remedy: String? = nil) {
    self.status = status
    self.sentence = sentence
    self.remedy = remedy
  }
}

extension Complaint: CustomStringConvertible {
  package var description: String { remedy.map { "\(sentence)\n  \($0)" } ?? sentence }
}

/// An error that knows what to tell the person at the command line.
package protocol Complaining: Error {
  var complaint: Complaint { get }
}
