import CentralStore
import Domain
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Rules on activities, one coordinator at a time, under a fenced lease.
package final class ReconciliationService: Service {
  /// How the service keeps its time.
  package struct Pace: Sendable {
    /// Without renewal another coordinator takes over after this long.
    package var lease: Duration = .seconds(1)
    /// Between looks at the inbox while anything came in the last minute.
    package var busy: Duration = .milliseconds(10)
    /// The longest wait between looks.
    package var idle: Duration = .milliseconds(500)
    /// Acts looked at together, at most.
    package var batch = 500
    /// Acts in one transaction, at most.
    package var part = 125
    /// How often an act that takes the database too long by itself is tried.
    package var tries = 3
    /// Between looks whether deferred acts have got their images.
    package var release: Duration = .milliseconds(500)

    package init() {}
  }

  private let database: CentralDatabase
  private let owner: UUID
  private let pace: Pace
  private let clock: @Sendable () -> Instant
  private let lease = Mutex<Held?>(nil)
  private let released = Mutex<ContinuousClock.Instant?>(nil)
  private let slow = Mutex<Slow?>(nil)
  private let logger: Logger
  /// Told after each batch: posts may wait to be planned.
  private let onRulings: @Sendable (Int) -> Void

  package init(
    database: CentralDatabase, owner: UUID, pace: Pace = Pace(), logger: Logger,
    clock: @escaping @Sendable () -> Instant = { Instant(Date()) },
    onRulings: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.database = database
    self.owner = owner
    self.pace = pace
    self.logger = logger
    self.clock = clock
    self.onRulings = onRulings
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown { await self.rule() }
    await release()
  }

  /// Hands the lease back.
  package func release() async {
    try? await database.run(ReleaseReconciler(owner: owner))
  }

  /// Looks at the inbox until cancelled.
  private func rule() async {
    var quiet = Duration.zero
    while !Task.isCancelled {
      do {
        if try await step() > 0 {
          quiet = .zero
          continue
        }
      } catch {
        guard !Task.isCancelled else { return }
        lease.withLock { $0 = nil }
        logger.warning("rulings wait", metadata: ["error": "\(error)"])
        quiet = .seconds(60)
      }
      let wait = quiet < .seconds(60) ? pace.busy : pace.idle
      try? await Task.sleep(for: wait)
      quiet += wait
    }
  }

  /// Rules on what waits, one batch. Returns how many acts were ruled or deferred; 0 also while another coordinator
  /// rules.
  package func step() async throws -> Int {
    guard let fence = try await fence() else { return 0 }
    try await release(atMostEvery: pace.release)
    let acts = try await database.run(LoadInbox(max: slow.withLock { $0?.most } ?? pace.batch))
    guard !acts.isEmpty else { return 0 }
    // What holds something back waits for nobody: it is written before the others are looked at.
    let urgent = acts.prefix { $0.received.act.restrictive }
    // A large batch may take longer than the lease lasts.
    async let _ = keepLease()
    var ruled = 0
    for batch in [urgent, acts[urgent.endIndex...]] where !batch.isEmpty {
      let done = try await settle(batch, fence: fence)
      ruled += done
      onRulings(ruled)
      // What holds something back is looked for before the rest of this.
      guard done == batch.count else { break }
    }
    return ruled
  }

  /// Puts deferred acts whose images have come among those that wait for their ruling.
  private func release(atMostEvery pause: Duration) async throws {
    let now = ContinuousClock.now
    guard released.withLock({ $0 }).map({ now >= $0 + pause }) ?? true else { return }
    _ = try await database.run(ReleaseDeferred(at: clock(), patience: ReconcilePlan.patience))
    released.withLock { $0 = now }
  }

  /// Renews the lease until cancelled, while a batch is at work. Whether it still was ours is for the write to say.
  private func keepLease() async {
    while !Task.isCancelled {
      do {
        try await Task.sleep(for: pace.lease / 3)
        _ = try await database.run(TakeReconciler(owner: owner, lease: pace.lease))
      } catch {
        return
      }
    }
  }

  /// The fence while the lease is ours; renewed when a third of it has passed. The clock only ever shortens our trust.
  private func fence() async throws -> Int64? {
    let now = ContinuousClock.now
    if let held = lease.withLock({ $0 }), now < held.taken + pace.lease / 3 { return held.fence }
    let fence = try await database.run(TakeReconciler(owner: owner, lease: pace.lease))
    lease.withLock { $0 = fence.map { Held(fence: $0, taken: now) } }
    return fence
  }

  /// A lease as it was taken.
  private struct Held {
    var fence: Int64
    var taken: ContinuousClock.Instant
  }

  /// Rules on a batch and writes it, in parts: while one is written, the next is ruled on. What the database refuses,
  /// or what cannot be read, is tried by halves, so that one bad act never blocks the others; what takes it too long,
  /// in later looks. When what the rules looked at has moved on, they look again, some times. Returns how many acts
  /// were ruled: the first of them, in order.
  private func settle(_ acts: ArraySlice<WaitingAct>, fence: Int64, again: Int = 5) async throws -> Int {
    var written = 0
    do {
      var plan = ReconcilePlan(on: try await database.run(try LoadContext(ReconcilePlan.wanted(by: acts))))
      var next = (acts: acts.prefix(pace.part), batch: plan.rule(acts.prefix(pace.part)))
      while !next.acts.isEmpty {
        let (part, batch) = next
        async let writing: Void = write(batch, fence: fence)
        next.acts = acts[part.endIndex...].prefix(pace.part)
        next.batch = plan.rule(next.acts)
        try await writing
        written += part.count
      }
    } catch is CentralError where written > 0 {
      // Whatever hinders the next part will hinder it again as the first one.
      return written
    } catch let error as CentralError where error.hasMovedOn && again > 0 {
      return try await settle(acts, fence: fence, again: again - 1)
    } catch let error as CentralError where error.tookTooLong && !isHopeless(acts) {
      return 0
    } catch let error as CentralError where error.isOfContent || error.hasMovedOn || error.tookTooLong {
      return try await settleLess(acts, because: error.obstacle, fence: fence)
    } catch is DecodingError {
      return try await settleLess(acts, because: "unreadable", fence: fence)
    }
    slow.withLock { $0 = $0.flatMap { $0.most * 2 < pace.batch ? Slow(most: $0.most * 2) : nil } }
    return acts.count
  }

  /// Something took the database too long: fewer acts are looked at together until that goes well again. True: it is
  /// one act by itself, and that has been so for some tries; once may be the hour's fault.
  private func isHopeless(_ acts: ArraySlice<WaitingAct>) -> Bool {
    slow.withLock { slow in
      guard let act = acts.first?.received.act.id, acts.count == 1 else {
        slow = Slow(most: max(1, min(acts.count, pace.part) / 2))
        return false
      }
      let tries = (slow?.act == act ? slow?.tries ?? 0 : 0) + 1
      slow = Slow(most: 1, act: act, tries: tries)
      // More of them: to write that it is refused has failed too.
      return tries >= pace.tries
    }
  }

  /// What took the database too long lately.
  private struct Slow {
    /// Acts looked at together, at most.
    var most: Int
    /// The one that did so by itself, and how often.
    var act: ActivityID?
    var tries = 0
  }

  private func settleLess(_ acts: ArraySlice<WaitingAct>, because obstacle: String, fence: Int64) async throws -> Int {
    guard acts.count <= 1 else {
      return try await settle(acts.prefix(max(1, min(acts.count, pace.part) / 2)), fence: fence)
    }
    try await refuse(acts, because: obstacle, fence: fence)
    return acts.count
  }

  /// Writes under the fence; renews the lease before, since ruling on a long batch may have taken most of it.
  private func write(_ batch: RulingBatch, fence: Int64) async throws {
    guard try await self.fence() == fence else { throw LeaseLost() }
    _ = try await database.run(try WriteRulings(owner: owner, fence: fence, batch: batch))
  }

  /// Another coordinator rules now; nothing was written.
  package struct LeaseLost: Error {
    package init() {}
  }

  private func refuse(_ acts: ArraySlice<WaitingAct>, because obstacle: String, fence: Int64) async throws {
    logger.error("the database refused an act that the rules accept", metadata: ["obstacle": "\(obstacle)"])
    var batch = RulingBatch()
    for act in acts {
      let ruling = Ruling(
        activity: act.received.act.id, verdict: .refused, reason: .malformed,
        sentence: "The central database did not take this (\(obstacle)).")
      batch.add(ruling, of: act, by: nil, changes: [])
    }
    try await write(batch, fence: fence)
  }
}
