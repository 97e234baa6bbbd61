import CentralStore
import Domain
import Foundation
import Logging
import ServiceLifecycle

/// Keeps this process alive in the eyes of the others: a session of its own with a lock, a heartbeat, renewed leases.
///
/// Two missed renewals, or a lost session, end all sending until what was under way has ended; then a new life begins
/// under a new name, since the old one counts as gone.
package struct RenewalService: Service {
  private let parts: DispatchParts
  private let open: @Sendable (UUID) async throws -> DispatchSession

  /// - Parameter open: opens the session for an owner, on a connection of its own.
  package init(_ parts: DispatchParts, open: @escaping @Sendable (UUID) async throws -> DispatchSession) {
    self.parts = parts
    self.open = open
  }

  package func run() async throws {
    while !Task.isCancelled {
      do {
        let session = try await open(UUID())
        parts.book.begin(owner: session.owner)
        parts.logger.info("dispatch session", metadata: ["owner": "\(session.owner)"])
        let ended = await live(session)
        parts.book.fence()
        await drained()
        await session.close()
        if ended { return }
      } catch is CancellationError {
        return
      } catch {
        parts.logger.warning("no dispatch session", metadata: ["error": "\(error)"])
        guard await rest(for: .seconds(1)) else { return }
      }
    }
  }

  /// Renews until asked to stop (true) or until the session is no longer to be trusted (false).
  ///
  /// A graceful stop goes on renewing until the lanes are handed back.
  private func live(_ session: DispatchSession) async -> Bool {
    var missed = 0
    var renewal = ContinuousClock.now + parts.timing.renew
    while true {
      guard await rest(for: min(parts.timing.renew, .seconds(1))) else {
        if parts.book.isEmpty { return true }
        try? await Task.sleep(for: .milliseconds(20))
        if Task.isCancelled { return true }
        continue
      }
      // The database has told a claim that it knows no such session.
      if parts.book.owner == nil { return false }
      let before = ContinuousClock.now
      guard before >= renewal else { continue }
      renewal = before + parts.timing.renew
      let asked = parts.book.claims
      do {
        let held = try await within(parts.timing.renew) {
          try await session.renew(lease: parts.timing.lease, channels: Array(asked.keys))
        }
        parts.book.renewed(asked, held: held, until: before + parts.timing.lease)
        missed = 0
      } catch {
        missed += 1
        parts.logger.warning("renewal missed", metadata: ["error": "\(error)", "missed": "\(missed)"])
        // A session that broke has lost its lock at once; a slow one gets a second chance.
        let stands = await session.isAlive()
        if missed >= 2 || !stands { return false }
      }
    }
  }

  /// Waits until nothing of this life is under way.
  private func drained() async {
    while !parts.book.isEmpty, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(20)) }
  }

  /// False: asked to stop meanwhile.
  private func rest(for time: Duration) async -> Bool {
    await cancelWhenGracefulShutdown {
      (try? await Task.sleep(for: time)) != nil
    }
  }
}

/// Runs `body`, but not for longer than `time`: then it is cancelled and `CancellationError` thrown.
func within<T: Sendable>(_ time: Duration, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
  try await withThrowingTaskGroup(of: T.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(for: time)
      throw CancellationError()
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw CancellationError() }
    return first
  }
}
