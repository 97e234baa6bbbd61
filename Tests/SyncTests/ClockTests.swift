import CentralStore
import Domain
import Foundation
import LocalStore
import Sync
import Synchronization
import TestKit
import Testing

/// An agent whose computer's clock is wrong, or is set while it runs.
@Suite struct ClockTests {
  /// A clock that can be set.
  final class WallClock: Sendable {
    private let ahead = Mutex<Int64>(0)

    func set(ahead seconds: Int64) {
      ahead.withLock { $0 = seconds }
    }

    var now: Instant { Instant(Date()).adding(seconds: ahead.withLock { $0 }) }
  }

  @Test("a clock that is set while the agent runs is compared anew, and told", arguments: [3 * 3600, -3 * 3600])
  func jump(_ seconds: Int64) async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let clock = WallClock()
      var pace = SyncPace()
      pace.idle = .milliseconds(100)
      let sync = try SyncService(
        database: office.pool, store: office.store, folder: office.folder, version: "one", pace: pace, logger: .quiet,
        clock: { clock.now })
      try await withThrowingTaskGroup { group in
        group.addTask { try await sync.run() }
        #expect(await eventually { (try? office.store.lineState()?.clock) != nil })
        let right = try #require(try office.store.lineState()?.clock)
        #expect(abs(right.ahead(at: clock.now)) < 60)
        clock.set(ahead: seconds)
        #expect(
          await eventually {
            guard let read = try? office.store.lineState()?.clock else { return false }
            return abs(read.here.seconds(since: read.centre) - Double(seconds)) < 60
          })
        #expect(try office.store.lineState()?.condition == .up, "the line bears it")
        group.cancelAll()
      }
      await office.end()
    }
  }

  @Test("how far a clock is off, by what was heard last and by what it says now")
  func skew() {
    let centre = Instant(microseconds: 1_795_424_400_000_000)
    let ahead = ClockState(centre: centre, here: centre.adding(seconds: 7200))
    #expect(ahead.ahead(at: centre.adding(seconds: 9000)) == 7200)
    let right = ClockState(centre: centre, here: centre)
    #expect(right.ahead(at: centre.adding(seconds: 500)) == 0)
    #expect(right.ahead(at: centre.adding(seconds: -500)) == -500, "time does not go back: the clock was set back")
    let behind = ClockState(centre: centre, here: centre.adding(seconds: -100))
    #expect(behind.ahead(at: centre) == -100)
  }
}
