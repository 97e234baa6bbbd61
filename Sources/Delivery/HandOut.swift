import CentralStore
import Domain

/// Gives each of those whose requests went in one call its own part of the answer: pure.
///
/// A lane that was recalled and claimed again by the same process has two of them for a while, so that a channel or a
/// delivery does not say who is meant; the lane's fence does.
enum HandOut {
  /// A lane as one who settles has it: by the fence of the settlement.
  struct Lane: Hashable {
    var channel: ChannelID
    var fence: Int64
  }

  /// The next work of each lane, to who has the lane as it stands now; nil: none, or the lane is another's.
  static func work(_ work: [DispatchWork], to lanes: [Lane]) -> [DispatchWork?] {
    var next = Dictionary(work.map { (Lane(channel: $0.channel.id, fence: $0.fence), $0) }) { first, _ in first }
    return lanes.map { next.removeValue(forKey: $0) }
  }

  /// Of several asks for one delivery the one of the latest claim: only that can be allowed, with its own bytes.
  static func present(_ asks: [IntendDeliveries.Ask]) -> [IntendDeliveries.Ask] {
    let latest = Dictionary(asks.map { ($0.delivery, $0) }) { $1.fence > $0.fence ? $1 : $0 }
    return asks.filter { latest[$0.delivery] == $0 }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Each verdict, to who asked for it. An intent that is allowed is one try: it goes to the ask whose fence it
  /// follows, and once. Who gets nothing is not allowed.
  static func verdicts(
    _ verdicts: [IntendDeliveries.Verdict], to asks: [IntendDeliveries.Ask]
  ) -> [IntendDeliveries.Verdict] {
    var left = verdicts
    return asks.map { ask in
      let mine =
        left.firstIndex { $0.delivery == ask.delivery && $0.allowed && $0.fence == ask.fence + 1 }
        ?? left.firstIndex { $0.delivery == ask.delivery && !$0.allowed }
      return mine.map { left.remove(at: $0) } ?? .none(ask.delivery)
    }
  }
}
