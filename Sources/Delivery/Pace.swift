import Domain

/// When to try again: full jitter over a growing time, or what the platform said.
package struct Pace: Hashable, Sendable {
  /// Seconds.
  package var base = 5.0
  package var cap = 900.0
  /// At most so long a platform may be at work on what was prepared.
  package var patience = 3600.0

  package init() {}

  /// Seconds until the next try after `attempts` tries; `chance` from 0 up to 1.
  package func backoff(attempts: Int, chance: Double) -> Double {
    let ceiling = min(cap, base * Double(1 << min(max(attempts - 1, 0), 20)))
    return max(1, ceiling * chance)
  }

  /// Seconds until the time that the platform named: from 1 second to a day, and up to a tenth more by chance.
  package func wait(until time: Instant, now: Instant, chance: Double) -> Double {
    min(max(time.seconds(since: now), 1), 86_400) * (1 + chance / 10)
  }
}
