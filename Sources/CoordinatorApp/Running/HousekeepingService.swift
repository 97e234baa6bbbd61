import CentralStore
import Foundation
import Logging
import ServiceLifecycle

/// What a running coordinator does beside ruling and sending: carries feeds up, rings desks, watches and notes how far
/// the database has come, takes back what was lent, forgets what is old, ends transactions that stall.
struct HousekeepingService: Service {
  let database: CentralDatabase
  let watch: DatabaseWatch
  let logger: Logger

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await every(.milliseconds(25), "feeds are not carried up") { try await carry() } }
      group.addTask { await every(.seconds(1), "the note is not written") { try await watch.look() } }
      group.addTask {
        await every(.seconds(15), "what was lent or left behind is not taken back") {
          _ = try await database.run(EndShares())
          _ = try await database.run(ForgetCredentials())
        }
      }
      group.addTask {
        await every(.seconds(3600), "images that nobody names are not deleted") {
          _ = try await database.run(ForgetMedia())
        }
      }
      group.addTask {
        await every(.seconds(60), "old rows of feeds are not forgotten") {
          while try await database.run(TrimFeeds(max: 1000)) > 0 { try await Task.sleep(for: .milliseconds(100)) }
        }
      }
      group.addTask {
        await every(.seconds(5), "stalled transactions are not ended") { _ = try await database.run(WatchLogins()) }
      }
      try await group.waitForAll()
    }
  }

  /// Carries what is new to the regions above, then wakes the desks that have something to fetch.
  private func carry() async throws {
    while try await database.run(FanOut(max: 500)) > 0 {}
    _ = try await database.run(RingDesks())
  }

  /// Does the work again and again until shutdown; a failure is told and the next round tries anew.
  private func every(
    _ pause: Duration, _ complaint: Logger.Message, _ work: @escaping @Sendable () async throws -> Void
  ) async {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await work()
          try await Task.sleep(for: pause)
        } catch {
          guard !Task.isCancelled else { return }
          logger.warning(complaint, metadata: ["error": "\(error)"])
          try? await Task.sleep(for: .seconds(1))
        }
      }
    }
  }
}
