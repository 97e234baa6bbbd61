/// How dispatch keeps its time. Everything is configuration; `refusals` says what cannot be.
package struct Timing: Hashable, Sendable {
  /// A lane's lease: after it another coordinator may take the lane.
  package var lease: Duration = .seconds(60)
  /// Between renewals; two missed ones end all sending.
  package var renew: Duration = .seconds(15)
  /// From the intent to its deadline.
  package var intent: Duration = .seconds(30)
  /// At most for one publishing request.
  package var publish: Duration = .seconds(20)
  /// After the deadline, before silence counts as unknown and absence as absence.
  package var quiet: Duration = .seconds(40)
  /// Between two looks at one delivery.
  package var look: Duration = .seconds(30)
  /// Between two questions to one account whether its posts stand as sent.
  package var readBack: Duration = .seconds(60)
  /// From the commit of an intent until the request must have left. Not scaled: a stop is obeyed within it.
  package var start: Duration = .seconds(2)
  /// The longest wait between looks for work.
  package var poll: Duration = .milliseconds(500)
  /// At most for what is on the wire when it is asked to stop.
  package var farewell: Duration = .seconds(25)
  /// After so long without running a process must be ended, never to wake: by then it may count as gone, and a request
  /// that has passed its last check could leave after another has sent the post. It is counted from the last moment at
  /// which a request may pass that check to the first at which absence lets another send.
  package var still: Duration { min(lease, intent + quiet + look - start) }
  /// By how much all but `start` and `poll` were scaled.
  package private(set) var scale = 1.0

  package init() {}

  /// The same with everything but `start` and `poll` made longer or shorter by one factor.
  package func scaled(by factor: Double) -> Timing {
    var timing = self
    timing.lease = timing.lease * factor
    timing.renew = timing.renew * factor
    timing.intent = timing.intent * factor
    timing.publish = timing.publish * factor
    timing.quiet = timing.quiet * factor
    timing.look = timing.look * factor
    timing.readBack = timing.readBack * factor
    timing.scale *= factor
    return timing
  }

  /// Why these times cannot be; empty when they can.
  package var refusals: [String] {
    var found: [String] = []
    if publish >= intent { found.append("publish (\(publish)) must be shorter than intent (\(intent))") }
    if intent >= lease { found.append("intent (\(intent)) must be shorter than lease (\(lease))") }
    if quiet < publish * 2 { found.append("quiet (\(quiet)) must be at least twice publish (\(publish))") }
    if renew * 3 > lease { found.append("renew (\(renew)) must be at most a third of lease (\(lease))") }
    if still <= poll { found.append("intent, quiet and look together must be longer than start (\(start)) by far") }
    let all = [lease, renew, intent, publish, quiet, look, readBack, start, poll, farewell]
    if all.contains(where: { $0 <= .zero }) { found.append("every time must be longer than nothing") }
    return found
  }
}
