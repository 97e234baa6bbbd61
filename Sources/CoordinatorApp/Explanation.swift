import CentralStore
import Domain

/// Says in sentences why a delivery is not out yet, or what happened to it. Pure.
enum Explanation {
  static func sentences(_ facts: ExplainDelivery.Facts) -> [String] {
    let item = facts.delivery.item
    var said = ["\(kind(item.kind)) on \(facts.channel.name), \(item.postClass.rawValue), due \(item.dueAt)."]
    said.append(standing(item, facts))
    if let stop = facts.stop, stop.stands { said.append("A stop covers it: \(stop.reason)") }
    if let frozen = facts.frozenReason { said.append("All dispatch waits for an operator: \(frozen).") }
    for attempt in facts.attempts { said.append("  \(attempt.at)  \(line(attempt))") }
    return said
  }

  private static func kind(_ kind: DeliveryKind) -> String {
    switch kind {
    case .publish: "Publishing"
    case .edit: "Changing"
    case .takeDown: "Taking down"
    }
  }

  private static func standing(_ item: DeliveryItem, _ facts: ExplainDelivery.Facts) -> String {
    let why = item.sentence ?? ""
    switch item.state {
    case .waiting where item.dueAt > facts.now: return "It is not due yet."
    case .waiting:
      guard let sentence = facts.judged.sentence ?? item.sentence else { return "It is due and goes out next." }
      return "It waits: \(sentence)" + (facts.judged.until.map { " Not before \($0)." } ?? "")
    case .sending: return "It is on the wire now."
    case .unknown: return "It was sent, and whether the platform took it is not known yet; it is being looked up. \(why)"
    case .parked: return "Nobody can tell from here whether it is out: a person must look and decide. \(why)"
    case .sent:
      let place = item.remoteURL ?? item.remoteID ?? "the platform gave no address"
      return "It is out: \(place). \(readBack(item))"
    case .rejected: return "The platform said no. \(why)"
    case .missed: return "It was not sent in time and asks again: decide whether it still goes out. \(why)"
    case .withdrawn: return "It does not go out. \(why)"
    case .stopped: return "It is stopped. \(why)"
    }
  }

  private static func readBack(_ item: DeliveryItem) -> String {
    switch item.readBack {
    case nil: "It has not been read back."
    case .same: "Read back, it stood there as approved."
    case .differs, .gone: item.sentence ?? "Read back, it did not stand there as approved."
    }
  }

  private static func line(_ attempt: ExplainDelivery.Attempt) -> String {
    let outcome = attempt.outcome.map { ": \($0)" } ?? ""
    let status = attempt.status.map { " (HTTP \($0))" } ?? ""
    let detail = attempt.detail.map { " – \($0)" } ?? ""
    return attempt.kind + outcome + status + detail
  }
}
