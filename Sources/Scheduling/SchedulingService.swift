import CentralStore
import Domain
import Foundation
import Logging
import ServiceLifecycle

/// Turns approved posts into deliveries, and shows on deliveries what stops do to them.
///
/// Several may run at once: what one has written the other finds planned. A lost hint costs one poll.
package struct SchedulingService: Service {
  private let store: DispatchStore
  private let grace: LateGrace
  private let editing: Set<String>
  private let poll: Duration
  private let now: @Sendable () -> Instant
  private let logger: Logger
  private let hints: Hints
  private let onPlanned: @Sendable () -> Void
  #if DEBUG
    /// Guards removed, to show that their tests fail: `approval`, `stop`.
    package var sabotage: Set<String> = []
  #endif

  /// - Parameters:
  ///   - editing: platforms that can change a post that is out.
  ///   - poll: the longest wait between looks.
  ///   - hints: rung when posts or stops have changed.
  ///   - onPlanned: told when there may be something new to send.
  package init(
    store: DispatchStore, grace: LateGrace = LateGrace(), editing: Set<String> = [],
    poll: Duration = .milliseconds(500), hints: Hints = Hints(),
    now: @escaping @Sendable () -> Instant = { Instant(Date()) }, logger: Logger,
    onPlanned: @escaping @Sendable () -> Void = {}
  ) {
    self.store = store
    self.grace = grace
    self.editing = editing
    self.poll = poll
    self.hints = hints
    self.now = now
    self.logger = logger
    self.onPlanned = onPlanned
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          if try await step() { continue }
        } catch is CancellationError {
          break
        } catch {
          logger.warning("plans wait", metadata: ["error": "\(error)"])
        }
        await hints.wait(atMost: poll)
      }
    }
  }

  /// Plans what waits, one batch of posts and one of stops. True: there may be more.
  package func step() async throws -> Bool {
    let batch = 200
    let unplanned = try await store.run(LoadPlans(max: batch))
    var changed = 0
    if !unplanned.isEmpty { changed += try await store.run(try WritePlan(makePlan(unplanned))) }
    let stopped = obeysStops ? try await store.run(PlanStops(max: 500)) : 0
    changed += stopped
    if changed > 0 {
      logger.debug("planned", metadata: ["posts": "\(unplanned.count)", "deliveries": "\(changed)"])
      onPlanned()
    }
    return unplanned.count == batch || stopped == 500
  }

  private func makePlan(_ unplanned: [LoadPlans.Unplanned]) -> DeliveryPlan {
    let plan = SchedulePlan(grace: grace, editing: editing, now: now())
    #if DEBUG
      var sabotaged = plan
      sabotaged.ignoresApproval = sabotage.contains("approval")
      return sabotaged.plan(unplanned)
    #else
      return plan.plan(unplanned)
    #endif
  }

  private var obeysStops: Bool {
    #if DEBUG
      if sabotage.contains("stop") { return false }
    #endif
    return true
  }
}
