import Foundation

/// Counts calls in fixed windows: a window begins at a multiple of its length.
package struct RateLimiter: Sendable {
  /// What the headers of an answer tell.
  package struct Standing: Sendable, Equatable {
    package var limit: Int
    package var remaining: Int
    /// When the window ends.
    package var reset: Date
    /// How long the window is.
    package var seconds: Double

    /// The three headers of Mastodon.
    package var headers: [String: String] {
      [
        "x-ratelimit-limit": String(limit), "x-ratelimit-remaining": String(remaining),
        "x-ratelimit-reset": timestamp(reset, microseconds: true),
      ]
    }
  }

  private struct Used {
    var window: Int
    var count: Int
  }

  private var used: [String: Used] = [:]

  package init() {}

  /// Counts a call under a name, by its points. Returns the standing after it, and whether the call is allowed.
  package mutating func count(
    _ name: String, _ window: Config.Window, points: Int = 1, at now: Date
  ) -> (Standing, allowed: Bool) {
    let place = Int(now.timeIntervalSince1970 / window.seconds)
    var mine = used[name] ?? Used(window: place, count: 0)
    if mine.window != place { mine = Used(window: place, count: 0) }
    let allowed = mine.count + points <= window.count
    if allowed { mine.count += points }
    used[name] = mine
    let reset = Date(timeIntervalSince1970: Double(place + 1) * window.seconds)
    let standing = Standing(
      limit: window.count, remaining: window.count - mine.count, reset: reset, seconds: window.seconds)
    return (standing, allowed)
  }

  /// Of overlapping limits the one that is nearest to being used up.
  package static func nearest(_ standings: [Standing]) -> Standing? {
    standings.min { $0.remaining < $1.remaining }
  }
}

/// ISO 8601 in UTC with milliseconds, or with microseconds as the reset header has it.
package func timestamp(_ date: Date, microseconds: Bool = false) -> String {
  // The style cuts off instead of rounding; half a millisecond more keeps what was written readable back.
  let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
  let text = (date + 0.000_05).formatted(style)
  return microseconds ? text.dropLast() + "000Z" : text
}
