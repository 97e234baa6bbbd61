/// Decides, at the last instant before a request leaves, whether it may. libcurl sends a request again
/// by itself when a kept connection dies under it; for a request that acts this says yes once only.
package struct LeaveGuard: Sendable {
  /// What the answer was no to.
  package enum Refusal: String, Sendable, Equatable {
    case repeated, deadline, cancelled, closed, address, veto
  }

  /// What is known at that instant.
  package struct Situation: Sendable {
    package var now: ContinuousClock.Instant
    package var cancelled: Bool
    package var closed: Bool
    /// The address is forbidden, or unknown, and configuration does not name the host.
    package var addressForbidden: Bool

    package init(now: ContinuousClock.Instant, cancelled: Bool, closed: Bool, addressForbidden: Bool) {
      self.now = now
      self.cancelled = cancelled
      self.closed = closed
      self.addressForbidden = addressForbidden
    }
  }

  package let acts: Bool
  package let deadline: ContinuousClock.Instant
  /// How many times it said yes: how many times the request may have left.
  package private(set) var departures = 0
  package private(set) var refusal: Refusal?

  package init(acts: Bool, deadline: ContinuousClock.Instant) {
    self.acts = acts
    self.deadline = deadline
  }

  /// True: the request may leave now. `mayLeave` is asked last, and only if all else agrees. After one
  /// no, every answer is no.
  package mutating func ask(_ situation: Situation, mayLeave: () -> Bool) -> Bool {
    if refusal == nil { refusal = reason(situation, mayLeave) }
    guard refusal == nil else { return false }
    departures += 1
    return true
  }

  /// True when nothing has left and the deadline has come: then nothing will.
  package mutating func lapses(at now: ContinuousClock.Instant) -> Bool {
    guard departures == 0, now >= deadline else { return false }
    refusal = refusal ?? .deadline
    return true
  }

  private func reason(_ situation: Situation, _ mayLeave: () -> Bool) -> Refusal? {
    if acts && departures > 0 { return .repeated }
    if situation.closed { return .closed }
    if situation.cancelled { return .cancelled }
    if situation.now >= deadline { return .deadline }
    if situation.addressForbidden { return .address }
    return mayLeave() ? nil : .veto
  }
}
