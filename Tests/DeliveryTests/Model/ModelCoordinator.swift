import CentralStore
import Delivery
import Domain
import Foundation
import Platforms

/// One coordinator's process: the machines are the real ones, driven step by step as `LaneRunner`, `ResolveService` and
/// `RenewalService` drive them.
struct ModelCoordinator {
  /// The work on one lane.
  struct Task {
    enum Stage {
      case begin
      case preparing(PlatformRequest)
      case keeping(DeliveryProgress)
      case asking(PlatformRequest)
      /// The intent is written; its answer is on its way.
      case intended(PlatformRequest, ModelVerdict, askedAt: Instant)
      case acting(PlatformRequest, askedAt: Instant)
      /// The connection stands: right before the first byte it is asked once more.
      case connected(PlatformRequest, askedAt: Instant)
      /// It said yes; the first byte follows.
      case leaving(PlatformRequest, askedAt: Instant)
      case answering(ExchangeResult)
      case settling(Settlement, goOn: Bool)
    }

    var work: DispatchWork
    /// What the claim began with.
    var first: DispatchWork
    var owner: UUID
    var lane: Int
    var machine: DeliveryMachine
    var stage = Stage.begin
  }

  /// One look-up.
  struct Look {
    var one: LookAtUnknown.Case
    var lane: Int
    var machine: LookUpMachine
    var move: LookUpMachine.Move
    var endsAt: Instant
  }

  var book = LeaseBook()
  var tasks: [Task] = []
  var looks: [Look] = []
  var isAlive = false
  var isFrozen = false
  var isLeaving = false
  /// Of the present life.
  var owner: UUID?
  var sessionStands = false
  var missed = 0
  /// Seconds by which its clock is wrong.
  var skew: Int64

  var acts: Bool { isAlive && !isFrozen }

  /// Real instants, far from now: what the book takes for "now" when it lets go lies before all of them.
  private static let zero = ContinuousClock.now + .seconds(1_000_000)

  static func monotonic(_ now: Instant) -> ContinuousClock.Instant {
    zero + .microseconds(now.microseconds - ModelWorld<ModelDatabase>.start.microseconds)
  }

  /// Whether a request may leave: within two seconds of its intent, while the lane is ours.
  func mayLeave(_ task: Task, askedAt: Instant, now: Instant, _ timing: ModelTiming) -> Bool {
    now < askedAt.adding(seconds: timing.start)
      && book.holds(task.work.channel.id, as: task.owner, at: Self.monotonic(now))
  }
}

/// `Timing`, in seconds.
struct ModelTiming: Sendable {
  let lease, intent, publish, quiet, look, start: Int64

  init(_ timing: Timing = Timing()) {
    lease = timing.lease.components.seconds
    intent = timing.intent.components.seconds
    publish = timing.publish.components.seconds
    quiet = timing.quiet.components.seconds
    look = timing.look.components.seconds
    start = timing.start.components.seconds
  }
}
