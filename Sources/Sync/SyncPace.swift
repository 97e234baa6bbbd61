import Domain

/// How long to wait between rounds. Pure: time and chance are passed in.
package struct SyncPace: Hashable, Sendable {
  /// While a member gave a command lately.
  package var inUse: Duration = .seconds(1)
  /// Otherwise; half as long to one and a half times as long, by chance.
  package var idle: Duration = .seconds(15)
  /// The longest wait while the line is down.
  package var longest: Duration = .seconds(300)
  /// How long after a command an office counts as in use, in seconds.
  package var useLasts: Double = 300
  /// How often to look whether a command has written something.
  package var lookInUse: Duration = .milliseconds(10)
  package var lookIdle: Duration = .milliseconds(200)

  package init() {}

  package func isInUse(lastUse: Instant?, now: Instant) -> Bool {
    // A clock that was set far back must not make an office count as in use for years: the next command says so anew.
    lastUse.map { abs(now.seconds(since: $0)) < useLasts } ?? false
  }

  /// - Parameters:
  ///   - failures: rounds that failed one after the other.
  ///   - chance: from 0 up to 1.
  package func wait(isInUse: Bool, failures: Int, chance: Double) -> Duration {
    guard failures > 0 else { return isInUse ? inUse : idle * (0.5 + chance) }
    let doubled = Duration.seconds(1) * (1 << min(failures - 1, 12))
    return min(doubled, isInUse ? idle : longest) * (0.5 + chance / 2)
  }
}
