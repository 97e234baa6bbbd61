import CentralStore
import Domain
import Foundation
import Scheduling

/// What dispatch asks of the database, each call one transaction: of `ModelDatabase`, which keeps it in memory, or of
/// `SQLDatabase`, the routines themselves, so that both can be held against each other.
protocol DispatchDatabase {
  /// The database's clock.
  var now: Instant { get set }

  // What coordinators ask, in the order of a delivery's life.
  mutating func begin(_ owner: UUID)
  /// The session of an owner ends, and its lock with it.
  mutating func end(_ owner: UUID)
  /// Whether the session of an owner stands.
  func knows(_ owner: UUID) -> Bool
  /// Nil: the database knows no session of this owner.
  mutating func claim(_ owner: UUID, max: Int, lease: Int64, urgentOnly: Bool) -> [DispatchWork]?
  mutating func keep(_ owner: UUID, _ work: DispatchWork, _ progress: [String: String]) -> Bool
  mutating func intend(_ owner: UUID, _ ask: IntendDeliveries.Ask, timeout: Int64) -> ModelVerdict
  mutating func settle(_ owner: UUID, _ settlement: Settlement, goOn: Bool) -> DispatchWork?
  mutating func sweep(quiet: Int64)
  mutating func look(every: Int64) -> [LookAtUnknown.Case]
  mutating func resolve(_ finding: Finding, quiet: Int64, every: Int64)
  mutating func renew(_ owner: UUID, lease: Int64, channels: [ChannelID]) -> [ChannelID]
  mutating func release(_ owner: UUID)

  // What the stations before dispatch write.
  mutating func write(_ post: Post)
  mutating func unplanned() -> [LoadPlans.Unplanned]
  mutating func write(_ plan: DeliveryPlan)
  mutating func place(_ stop: ModelStop)
  mutating func lift(_ stop: StopID)
  mutating func planStops()
  mutating func revoke(_ member: MemberID)
  mutating func decide(_ delivery: DeliveryID, _ decision: DeliveryDecision)

  /// Every delivery as it stands, in the order of its making.
  var deliveries: [ModelDelivery] { get }
  /// The next moment, after now, at which something may be due by itself; nil: none.
  var nextMoment: Instant? { get }
}

/// An intent's answer.
struct ModelVerdict: Hashable, Sendable {
  var fence: Int64?
  var intentAt: Instant?
  var lastKnown: String?
  /// Why not; nil where it is allowed.
  var reason: String?

  var isAllowed: Bool { fence != nil }
}

/// A stop on everything, or on one channel.
struct ModelStop: Hashable, Sendable {
  var id: StopID
  var channel: ChannelID?
  var exemptsEmergency: Bool
  var stands = true
  /// Deliveries show it.
  var isPlanned = false

  func covers(_ delivery: DeliveryItem) -> Bool {
    stands && (channel == nil || channel == delivery.channel)
      && !(exemptsEmergency && delivery.postClass == .emergency)
  }
}

/// A row of `crier.delivery`.
struct ModelDelivery: Hashable, Sendable {
  var item: DeliveryItem
  var priority: Int
  var key: String
  var keyAt: Instant?
  var fence: Int64?
  var owner: UUID?
  var intentAt: Instant?
  var deadline: Instant?
  var notBefore = Instant.longAgo
  var progress: [String: String] = [:]
  var lastKnown: String?
  var looks = 0
  var lookAt: Instant?
  var lookFails = 0
  var stop: StopID?
  var intentsWithoutOutcome = 0
  var editWaits = false

  var readyAt: Instant { max(item.dueAt, notBefore) }

  var dispatch: DispatchDelivery {
    DispatchDelivery(
      item: item, idempotencyKey: key, progress: progress, lastKnown: lastKnown, fence: fence, intentAt: intentAt,
      keyAt: keyAt, deadline: deadline)
  }
}

extension Instant {
  static let longAgo = Instant(microseconds: -1)
  static let never = Instant(microseconds: 4_000_000_000_000_000)

  func adding(_ seconds: Double) -> Instant { Instant(microseconds: microseconds + Int64(seconds * 1_000_000)) }
}
