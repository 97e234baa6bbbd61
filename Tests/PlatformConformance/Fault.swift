/// What goes wrong with one acting request.
package enum Fault: Hashable, Sendable, CustomStringConvertible {
  case none
  /// The connection is refused: not one byte left.
  case refused
  /// The request is lost on its way; nobody here can tell.
  case lost
  /// The platform acts, then the connection breaks.
  case actThenClose
  /// Something answers with this status instead of the platform.
  case answerInstead(Int)
  /// The platform acts, then answers with this status.
  case actThenAnswer(Int)
  /// The platform acts, and its answer arrives as other bytes.
  case actThenGarble(String)

  package var description: String {
    switch self {
    case .none: "no fault"
    case .refused: "connection refused"
    case .lost: "lost before the platform acted"
    case .actThenClose: "acted, then closed"
    case .answerInstead(let status): "answered \(status) without acting"
    case .actThenAnswer(let status): "acted, then answered \(status)"
    case .actThenGarble(let body): "acted, then answered 200 “\(body.prefix(20))”"
    }
  }

  /// Each way in which a try can fail so that nobody knows whether it acted, and those that surely did not.
  package static let all: [Fault] = [
    .none, .refused, .lost, .actThenClose, .answerInstead(408), .answerInstead(429), .answerInstead(500),
    .answerInstead(502), .answerInstead(503), .actThenAnswer(408), .actThenAnswer(500), .actThenAnswer(502),
    .actThenAnswer(503), .actThenAnswer(504), .actThenAnswer(301), .actThenGarble(""), .actThenGarble("<html>"),
    .actThenGarble("{\"id\":"), .actThenGarble("[]"), .actThenGarble("null"),
  ]
}
