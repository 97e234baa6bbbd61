/// How long to wait between tries to connect: doubling, with chance, so that many do not come back at once. Pure.
package struct PostgresBackoff: Sendable, Hashable {
  package var first: Duration
  package var longest: Duration

  package init(first: Duration = .milliseconds(50), longest: Duration = .seconds(5)) {
    self.first = first
    self.longest = longest
  }

  /// The wait after the failed try of this number, counted from 0.
  ///
  /// - Parameter chance: from 0 up to 1; the wait lies between half and the whole of its full length.
  package func delay(after attempt: Int, chance: Double) -> Duration {
    let full = min(longest, first * (1 << min(max(attempt, 0), 20)))
    return full * (0.5 + chance / 2)
  }
}
