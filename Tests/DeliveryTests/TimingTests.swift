import Delivery
import Domain
import Testing

/// The times that dispatch keeps.
struct TimingTests {
  @Test func theDefaultsHoldAtEveryScale() {
    for scale in [0.05, 0.1, 1, 3] { #expect(Timing().scaled(by: scale).refusals.isEmpty) }
    #expect(Timing().scaled(by: 0.1).lease == .seconds(6))
    #expect(Timing().still == .seconds(60), "by the lease, where the times of a try are long")
    #expect(Timing().scaled(by: 0.05).still == .seconds(3), "else before absence may count")
    #expect(!Timing().scaled(by: 0.02).refusals.isEmpty, "no time is left to notice that a process is frozen")
    #expect(Timing().scaled(by: 0.1).start == .seconds(2), "a stop is obeyed as fast at every scale")
  }

  @Test func whatCannotBeIsRefused() {
    var timing = Timing()
    timing.publish = timing.intent
    #expect(timing.refusals.contains { $0.hasPrefix("publish") })
    timing = Timing()
    timing.intent = timing.lease
    #expect(timing.refusals.count == 1)
    timing = Timing()
    timing.quiet = .seconds(39)
    #expect(timing.refusals.count == 1)
    timing = Timing()
    timing.renew = .seconds(21)
    #expect(timing.refusals.count == 1)
  }

  @Test func backoffGrowsToItsCap() {
    let pace = Pace()
    #expect(pace.backoff(attempts: 1, chance: 0.999) <= 5)
    #expect(pace.backoff(attempts: 3, chance: 0.999) > 15)
    #expect(pace.backoff(attempts: 60, chance: 0.999) <= 900)
    #expect(pace.backoff(attempts: 9, chance: 0) == 1, "never at once")
  }

  @Test func thePlatformsTimeWins() {
    let pace = Pace()
    let now = Instant(microseconds: 0)
    #expect(pace.wait(until: now.adding(seconds: 100), now: now, chance: 0) == 100)
    #expect(pace.wait(until: now.adding(seconds: -5), now: now, chance: 0) == 1)
    #expect(pace.wait(until: now.adding(seconds: 1_000_000), now: now, chance: 0) == 86_400)
  }
}
