import Postgres

/// What keeps an office from the centre, told apart by what can be done about it.
package enum LineTrouble: Hashable, Sendable {
  /// Nobody answers, or the line broke: it may come back by itself.
  case line
  /// The two sides do not accept each other's certificates; or the clock is wrong.
  case certificate
  /// The centre does not know this login, or no longer.
  case login
  /// The office is locked.
  case locked
  /// The centre was restored: what it said before no longer holds.
  case restored
  /// What is stored here is too old, or newer than what the centre has.
  case startAgain
  /// This program is too old for the centre, or the centre for it.
  case version
  /// A batch that the centre cannot take.
  case malformed
  /// Not this office's.
  case notYours
  /// A one-time code that has run out or was used.
  case code
  /// More images than an office may store in a day.
  case quota
  /// Our own task was ended.
  case cancelled
  /// Anything else; see the message.
  case other(String)
}

extension CentralError {
  package var trouble: LineTrouble {
    switch routineCode {
    case "CR001": return .restored
    case "CR002": return .locked
    case "CR003": return .login
    case "CR004", "CR005": return .startAgain
    case "CR006": return .notYours
    case "CR008": return .code
    case "CR009": return .malformed
    case "CR012": return .version
    case "CR013": return .quota
    default: break
    }
    switch code {
    case .unreachable, .lost, .outcomeUnknown, .timeout, .closed: return .line
    case .tls: return .certificate
    case .authentication: return .login
    case .cancelled: return .cancelled
    // 42883, 3F000: the routine or its schema is not there; 42501: this login may not call it.
    case .server where sqlstate == "42883" || sqlstate == "3F000": return .version
    case .server where sqlstate == "42501": return .login
    case .server, .decoding, .protocol, .misuse: return .other(message)
    }
  }
}
