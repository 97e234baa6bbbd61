import Foundation
import TestKit
import Testing

extension Scenarios {
  /// How a coordinator ends.
  struct ShutdownTests {
    @Test(.timeLimit(.minutes(15)))
    func askedToStopItSettlesWhatIsOnTheWireAndHandsTheRestBack() async throws {
      try await Centre.with { centre in
        // Slower than in other tests: it must still wait for the answer when it is asked to stop.
        let one = try centre.start("one", ["CRIER_TIMES_SCALE": "0.5"])
        #expect(await eventually { one.said.contains("dispatch session") })
        try await centre.platform.fault("hang_after_acting")
        try await centre.handIn(try await centre.acts("on the wire"))
        #expect(try await eventually { try await centre.platform.hanging() == 1 })
        try await centre.handIn(try await centre.acts("next"))
        #expect(try await eventually { try await centre.states()["waiting"] == 1 })

        async let ending = one.terminate()
        #expect(await eventually { one.said.contains("sending ends") })
        #expect(one.isRunning, "it waits for the answer")
        try await centre.platform.release()
        let (status, took) = await ending
        #expect(status == 0 && took < .seconds(25), "\(status) after \(took): \(one.said)")
        #expect(
          try await centre.states() == ["sent": 1, "waiting": 1], "settled, and nothing new begun")
        #expect(
          try await centre.number(
            "select count(*)::integer from crier.lane where owner is not null") == 0)

        // Nobody waits for a lease to end: another goes on at once.
        let began = ContinuousClock.now
        let two = try centre.start("one")
        #expect(await eventually { (try? centre.platform.count("next")) == 1 }, "\(two.said)")
        #expect(.now - began < .seconds(20))
        #expect(await two.terminate().status == 0)
        #expect(try centre.platform.ledger().map(\.text).sorted() == ["next", "on the wire"])
      }
    }

    @Test(.timeLimit(.minutes(15)))
    func aSilentPlatformDoesNotHoldItUp() async throws {
      try await Centre.with { centre in
        let one = try centre.start("one")
        #expect(await eventually { one.said.contains("dispatch session") })
        try await centre.platform.fault("hang_after_acting")
        try await centre.handIn(try await centre.acts("unanswered"))
        #expect(try await eventually { try await centre.platform.hanging() == 1 })
        let (status, took) = await one.terminate()
        #expect(status == 0 && took < .seconds(25), "\(status) after \(took): \(one.said)")
        #expect(try await centre.states() == ["unknown": 1])
        let two = try centre.start("one")
        #expect(
          try await eventually(within: .seconds(40)) { try await centre.states() == ["sent": 1] },
          "\(two.said)")
        #expect(try centre.platform.count("unanswered") == 1)
        #expect(await two.terminate().status == 0)
      }
    }
  }
}
