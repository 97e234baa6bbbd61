import CentralStore
import Domain
import Foundation
import Logging
import Postgres
import ServiceLifecycle

/// Rules on activities, one coordinator at a time, under a fenced lease.
package struct ReconciliationService: Service {
  /// How the service keeps its time.
  package struct Pace: Sendable {
    /// Without renewal another coordinator takes over after this long.
    package var lease: Duration = .seconds(1)
    /// Between looks at the inbox while anything came in the last minute.
    package var busy: Duration = .milliseconds(10)
    /// The longest wait between looks.
    package var idle: Duration = .milliseconds(500)
    /// Acts in one transaction, at most.
    package var batch = 500

    package init() {}
  }

  private let pool: PostgresPool
  private let owner: UUID
  private let pace: Pace
  private let logger: Logger
  /// Told after each batch: posts may wait to be planned.
  private let onRulings: @Sendable (Int) -> Void

  package init(
    pool: PostgresPool, owner: UUID, pace: Pace = Pace(), logger: Logger,
    onRulings: @escaping @Sendable (Int) -> Void = { _ in }
  ) {
    self.pool = pool
    self.owner = owner
    self.pace = pace
    self.logger = logger
    self.onRulings = onRulings
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      var quiet = Duration.zero
      while !Task.isCancelled {
        do {
          let ruled = try await step()
          quiet = ruled > 0 ? .zero : quiet
          if ruled == 0 { quiet += try await pause(after: quiet) }
        } catch is CancellationError {
          break
        } catch {
          logger.warning("rulings wait", metadata: ["error": "\(error)"])
          quiet += (try? await pause(after: .seconds(60))) ?? .zero
        }
      }
    }
    try? await pool.run(ReleaseReconciler(owner: owner))
  }

  /// Rules on what waits, one batch. Returns how many acts were ruled; 0 also while another coordinator rules.
  package func step() async throws -> Int {
    guard let fence = try await pool.run(TakeReconciler(owner: owner, lease: pace.lease)) else { return 0 }
    let acts = try await pool.run(LoadInbox(max: pace.batch))
    guard !acts.isEmpty else { return 0 }
    let items = try await pool.run(try LoadContext(ReconcilePlan.wanted(by: acts)))
    try await write(acts, on: items, fence: fence)
    onRulings(acts.count)
    return acts.count
  }

  /// Writes a batch. What the database refuses is tried act by act, so that one bad act never blocks the others.
  private func write(_ acts: [WaitingAct], on items: Items, fence: Int64) async throws {
    do {
      let batch = ReconcilePlan.rule(acts, on: items)
      _ = try await pool.run(try WriteRulings(owner: owner, fence: fence, batch: batch))
    } catch let error as PostgresError where error.isOfContent {
      guard let first = acts.first, acts.count > 1 else {
        return try await refuse(acts, because: error, fence: fence)
      }
      try await write([first], on: items, fence: fence)
    }
  }

  private func refuse(_ acts: [WaitingAct], because error: PostgresError, fence: Int64) async throws {
    logger.error("the database refused an act that the rules accept", metadata: ["error": "\(error)"])
    var batch = RulingBatch()
    for act in acts {
      let ruling = Ruling(
        activity: act.received.act.id, verdict: .refused, reason: .malformed,
        sentence: "The central database did not take this (\(error.constraint ?? error.sqlstate ?? "unknown")).")
      batch.add(ruling, of: act, by: nil, changes: [])
    }
    _ = try await pool.run(try WriteRulings(owner: owner, fence: fence, batch: batch))
  }

  private func pause(after quiet: Duration) async throws -> Duration {
    let wait = quiet < .seconds(60) ? pace.busy : pace.idle
    try await Task.sleep(for: wait)
    return wait
  }
}

extension PostgresError {
  /// The content of a statement is at fault, not the line: the same again would fail the same.
  var isOfContent: Bool {
    guard let sqlstate else { return false }
    return ["22", "23"].contains(sqlstate.prefix(2))
  }
}
