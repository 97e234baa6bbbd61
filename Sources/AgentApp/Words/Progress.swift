import Console

/// Says on standard error how far something long has come: once a second, and nothing of what is quick.
struct Progress {
  private let clock: () -> ContinuousClock.Instant
  private let say: (String) -> Void
  private var last: ContinuousClock.Instant
  private(set) var hasSpoken = false

  init(
    clock: @escaping () -> ContinuousClock.Instant = { .now }, say: @escaping (String) -> Void = Output.errorLine
  ) {
    self.clock = clock
    self.say = say
    last = clock()
  }

  /// So many are done of them all: `at(250, of: 1000, "rows read")`.
  mutating func at(_ done: Int, of total: Int, _ what: String) {
    tell("\(done) of \(total) \(what)")
  }

  /// So many are done, of nobody knows how many.
  mutating func at(_ done: Int, _ what: String) {
    tell("\(done) \(what)")
  }

  private mutating func tell(_ sentence: String) {
    let now = clock()
    guard now - last >= .seconds(1) else { return }
    last = now
    hasSpoken = true
    say(sentence)
  }

  /// A next step begins. Said only after something else was, so that quick commands say nothing.
  mutating func begin(_ sentence: String) {
    guard hasSpoken else { return }
    last = clock()
    say(sentence)
  }
}
