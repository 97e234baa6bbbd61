import CentralStore
import Logging
import ServiceLifecycle

/// Looks after what time has passed over: tries whose sender fell silent, and posts that are too late.
package struct SweepService: Service {
  private let parts: DispatchParts

  package init(_ parts: DispatchParts) {
    self.parts = parts
  }

  package func run() async throws {
    let pause = min(Duration.seconds(1), parts.timing.quiet / 8)
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await step()
        } catch is CancellationError {
          break
        } catch {
          parts.logger.warning("the sweep waits", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: pause)
      }
    }
  }

  /// One sweep.
  package func step() async throws {
    let swept = try await parts.store.run(SweepDeliveries(quiet: parts.timing.quiet))
    if swept.unknown > 0 {
      parts.logger.warning("senders fell silent", metadata: ["deliveries": "\(swept.unknown)"])
    }
    for _ in 0..<swept.unknown { parts.onOutcome("unknown") }
    for _ in 0..<swept.missed { parts.onOutcome("missed") }
  }
}
