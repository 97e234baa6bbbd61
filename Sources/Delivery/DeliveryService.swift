import CentralStore
import Domain
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// Claims lanes and sends what is due: claim, render, intent, request, settlement. Never inside a transaction.
///
/// Asked to stop, it claims no more, settles what is on the wire and hands its leases back.
package struct DeliveryService: Service {
  /// How much at a time.
  package struct Width: Hashable, Sendable {
    /// Lanes at once.
    package var lanes = 256
    /// Beyond them, for emergencies and take-downs only.
    package var urgent = 16
    /// Lanes in one claim.
    package var claim = 32
    /// Intents or settlements in one call.
    package var batch = 64
    /// Calls at once, of each.
    package var calls = 2

    package init() {}
  }

  private let parts: DispatchParts
  private let width: Width
  private let hints: Hints
  private let intents: Gatherer<LaneRunner.IntentRequest, LaneRunner.IntentAnswer>
  private let settlements: Gatherer<LaneRunner.SettleRequest, DispatchWork?>

  /// - Parameter hints: rung when there may be something new to send.
  package init(_ parts: DispatchParts, width: Width = Width(), hints: Hints = Hints()) {
    self.parts = parts
    self.width = width
    self.hints = hints
    intents = Gatherer(limit: width.batch, width: width.calls) { try await Self.intend($0, parts) }
    settlements = Gatherer(limit: width.batch, width: width.calls) { try await Self.settle($0, parts) }
  }

  package func run() async throws {
    let busy = Slots()
    await withDiscardingTaskGroup { lanes in
      while !Task.isShuttingDownGracefully, !Task.isCancelled {
        let claimed = await cancelWhenGracefulShutdown { await claim(busy) }
        for work in claimed.work {
          busy.take()
          lanes.addTask { await begin(work, claimed.owner, busy) }
        }
        await cancelWhenGracefulShutdown { await hints.wait(atMost: claimed.pause) }
      }
      parts.logger.info("sending ends", metadata: ["lanes": "\(busy.count)"])
    }
    // What is left was never begun: hand it back, so that nobody waits for the lease to end.
    if let owner = parts.book.owner { _ = try? await parts.store.run(ReleaseLanes(owner: owner)) }
    parts.book.forgetAll()
  }

  /// What was claimed, and how long to wait before the next look.
  private struct Claimed: Sendable {
    var owner = UUID()
    var work: [DispatchWork] = []
    var pause: Duration
  }

  /// Claims what is due now, as much as there are hands for.
  private func claim(_ busy: Slots) async -> Claimed {
    let poll = parts.timing.poll
    guard let owner = parts.book.owner else { return Claimed(pause: poll) }
    let free = width.lanes - busy.count
    let urgentOnly = free <= 0
    let max = min(width.claim, urgentOnly ? free + width.urgent : free)
    guard max > 0 else { return Claimed(pause: poll) }
    do {
      let before = ContinuousClock.now
      let claim = try await parts.store.run(
        ClaimLanes(owner: owner, max: max, lease: parts.timing.lease, urgentOnly: urgentOnly))
      if claim.gone == true { parts.book.fence(owner) }
      parts.book.hold(claim.work, until: before + parts.timing.lease)
      let next = claim.nextIn.map { Duration.seconds($0) } ?? poll
      return Claimed(owner: owner, work: claim.work, pause: claim.work.count == max ? .zero : min(poll, next))
    } catch {
      if !(error is CancellationError) { parts.logger.warning("claims wait", metadata: ["error": "\(error)"]) }
      return Claimed(pause: poll)
    }
  }

  private func begin(_ work: DispatchWork, _ owner: UUID, _ busy: Slots) async {
    let runner = LaneRunner(
      parts: parts, owner: owner, intents: intents, settlements: settlements,
      goesOn: { !Task.isCancelled && !Task.isShuttingDownGracefully })
    let wasRefused = await runner.run(work)
    // A slot is free again, or the lane may have something else to do now.
    if busy.giveBack() >= width.lanes || wasRefused { hints.ring() }
  }

  /// One call for many intents.
  private static func intend(
    _ requests: [LaneRunner.IntentRequest], _ parts: DispatchParts
  ) async throws -> [LaneRunner.IntentAnswer] {
    let askedAt = ContinuousClock.now
    var answers = Array(repeating: LaneRunner.IntentAnswer?.none, count: requests.count)
    for (owner, batch) in Dictionary(grouping: requests.indices, by: { requests[$0].owner }) {
      let asks = batch.map { requests[$0].ask }
      let statement = try IntendDeliveries(
        owner: owner, asks: HandOut.present(asks), timeout: parts.timing.intent)
      let verdicts = HandOut.verdicts(try await parts.store.runWithoutWarning(statement), to: asks)
      for (index, verdict) in zip(batch, verdicts) { answers[index] = .init(verdict: verdict, askedAt: askedAt) }
    }
    return answers.compactMap(\.self)
  }

  /// One call for many outcomes. Each is answered with what its lane does next.
  private static func settle(
    _ requests: [LaneRunner.SettleRequest], _ parts: DispatchParts
  ) async throws -> [DispatchWork?] {
    var next = Array(repeating: DispatchWork?.none, count: requests.count)
    for (key, batch) in Dictionary(grouping: requests.indices, by: { requests[$0].key }) {
      let statement = try SettleDeliveries(
        owner: key.owner, settlements: batch.map { requests[$0].settlement }, goOn: key.goesOn)
      let output = try await parts.store.run(statement)
      let lanes = batch.map { HandOut.Lane(channel: requests[$0].channel, fence: requests[$0].settlement.fence) }
      for (index, work) in zip(batch, HandOut.work(output.work, to: lanes)) { next[index] = work }
      if !output.late.isEmpty {
        parts.logger.warning("outcomes came late", metadata: ["deliveries": "\(output.late.count)"])
      }
    }
    return next
  }
}

/// How many lanes are at work.
private final class Slots: Sendable {
  private let taken = Mutex(0)

  var count: Int { taken.withLock { $0 } }

  func take() { taken.withLock { $0 += 1 } }

  /// Returns how many were taken before.
  func giveBack() -> Int {
    taken.withLock { taken in
      taken -= 1
      return taken + 1
    }
  }
}
