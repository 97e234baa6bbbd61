/// Decides, while an answer is out, whether to go on waiting, to ask the server to cancel, or to give up. Pure.
struct AnswerWatch {
  enum Step: Equatable {
    case wait
    case cancel
    case giveUp
  }

  /// A request to cancel can get lost on its way: it is repeated.
  private static let cancelInterval = Duration.seconds(1)

  /// When the server was last heard: a long answer over a slow line is no silence.
  private var lastHeard: ContinuousClock.Instant
  private let limit: Duration?
  private let grace: Duration
  private let heedsCancellation: Bool
  private var cancelledSince: ContinuousClock.Instant?
  private var lastCancel: ContinuousClock.Instant?

  /// - Parameters:
  ///   - started: when the server has the statement, which may be yet to come.
  ///   - limit: the server's own limit for a statement, in silence; `nil` is none.
  ///   - grace: how much longer than the limit, or than a request to cancel, to wait for the answer.
  ///   - heedsCancellation: false for a rollback: its answer is waited for all the same.
  init(started: ContinuousClock.Instant, limit: Duration?, grace: Duration, heedsCancellation: Bool = true) {
    lastHeard = started
    self.limit = limit.map { $0 + grace }
    self.grace = grace
    self.heedsCancellation = heedsCancellation
  }

  /// Something of the answer has come.
  mutating func heard(at now: ContinuousClock.Instant) {
    lastHeard = max(lastHeard, now)
  }

  var cancelWasSent: Bool { lastCancel != nil }

  mutating func step(now: ContinuousClock.Instant, isCancelled: Bool) -> Step {
    if let limit, now - lastHeard > limit { return .giveUp }
    guard heedsCancellation, isCancelled || cancelledSince != nil else { return .wait }
    let since = cancelledSince ?? now
    cancelledSince = since
    if now - since > grace { return .giveUp }
    if let lastCancel, now - lastCancel < Self.cancelInterval { return .wait }
    lastCancel = now
    return .cancel
  }
}
