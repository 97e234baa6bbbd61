import CentralStore
import Domain

/// Why a delivery is not out yet, or what happened to it, in sentences: pure.
package struct Explanation: Hashable, Sendable {
  /// The first says where it stands; the others why, and what came before.
  package let sentences: [String]

  package init(_ facts: ExplainDelivery.Facts) {
    var sentences = [Self.standing(facts)]
    if facts.delivery.item.state == .waiting {
      if let frozen = facts.frozenReason { sentences.append("Sending is frozen: \(frozen).") }
      let momentary = facts.judged.sentence ?? facts.judged.reason.flatMap(Self.momentary)
      if let reason = momentary ?? facts.delivery.item.sentence { sentences.append(reason) }
      if let until = facts.judged.until, until > facts.now { sentences.append("Not before \(until).") }
    } else if let sentence = facts.delivery.item.sentence {
      sentences.append(sentence)
    }
    if let address = facts.delivery.item.remoteURL { sentences.append("Its address is \(address)") }
    if facts.delivery.item.readBack == .same { sentences.append("Read back, it stood there as approved.") }
    if let stop = facts.stop { sentences.append("The stop says: \(stop.reason)") }
    sentences += facts.attempts.map(Self.attempt)
    self.sentences = sentences
  }

  private static func standing(_ facts: ExplainDelivery.Facts) -> String {
    let item = facts.delivery.item
    let what = item.kind == .takeDown ? "Its taking down" : item.kind == .edit ? "Its change" : "It"
    let place = facts.channel.handle
    switch item.state {
    case .waiting where item.dueAt > facts.now: return "\(what) waits on \(place) until it is due, \(item.dueAt)."
    case .waiting: return "\(what) is due on \(place) since \(item.dueAt)."
    case .sending: return "\(what) is being sent on \(place) now."
    case .unknown: return "\(what) may or may not be out on \(place); that is looked up."
    case .parked where item.cannotEdit: return "\(what) does not go out on \(place) by itself; a person must decide."
    case .parked: return "\(what) may or may not be out on \(place); a person must decide."
    case .sent where item.kind == .takeDown: return "\(what) is done on \(place) since \(item.sentAt ?? item.dueAt)."
    case .sent where item.kind == .edit: return "It was changed on \(place) at \(item.sentAt ?? item.dueAt)."
    case .sent: return "It is out on \(place) since \(item.sentAt ?? item.dueAt)."
    case .rejected: return "\(place) said no."
    case .missed: return "\(what) missed its time on \(place), \(item.dueAt); a person must decide."
    case .withdrawn: return "\(what) does not go out on \(place) any more."
    case .stopped: return "\(what) is held back on \(place)."
    }
  }

  /// Codes that mean a moment's patience.
  private static func momentary(_ reason: String) -> String? {
    switch reason {
    case "not_due": nil
    case "lease_lost": "A coordinator has it in hand."
    default: "Held back: \(reason)."
    }
  }

  private static func attempt(_ attempt: ExplainDelivery.Attempt) -> String {
    let detail = attempt.detail.map { ": \($0)" } ?? ""
    let status = attempt.status.map { " (HTTP \($0))" } ?? ""
    let what =
      switch attempt.kind {
      case "intent": "sending was begun"
      case "outcome": "the outcome was \(attempt.outcome ?? "unknown")"
      case "late": "an answer came late, \(attempt.outcome ?? "unknown")"
      case "look": "it was looked up and found \(attempt.outcome ?? "unclear")"
      case "sweep": "its sender had fallen silent"
      case "person": "a person decided: \(attempt.outcome ?? "")"
      default: attempt.kind
      }
    return "\(attempt.at): \(what)\(status)\(detail)"
  }
}
