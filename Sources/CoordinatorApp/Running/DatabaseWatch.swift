import CentralStore
import Logging

/// Looks whether the database is still the one that this machine knows, and has lost nothing: at the start, before a
/// session for sending begins, and every second. Where it may have lost something, the epoch changes and dispatch waits
/// for an operator.
struct DatabaseWatch: Sendable {
  let database: CentralDatabase
  let mark: HighWaterMark
  let logger: Logger

  /// One look. The note is read first: what is there now then never seems older than a note that was made meanwhile.
  func look() async throws {
    let seen = mark.read()
    let now = try await database.run(ReadIdentity(since: seen))
    if case .mayHaveLost(let reason) = HighWaterMark.judge(seen: seen, now: now) {
      _ = try await database.run(ChangeEpoch(reason: reason))
      logger.critical("dispatch waits for an operator", metadata: ["reason": "\(reason)"])
    }
    try mark.write(now)
  }
}
