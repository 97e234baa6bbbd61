import Foundation
import TestKit
import Testing

extension Scenarios {
  /// The stop button, tried without holding anything back.
  struct DrillTests {
    private struct Report: Decodable {
      struct Flight: Decodable {
        var channel: String
        var state: String
        var settled_milliseconds: Int?
      }
      var stop: String
      var commit_milliseconds: Int
      var last_milliseconds: Int?
      var flights: [Flight]
    }

    @Test(.timeLimit(.minutes(15)))
    func aDrillMeasuresAndHoldsNothingBack() async throws {
      try await Centre.with { centre in
        // Slower than in other tests: it must still wait for the answer while the drill looks at it.
        let one = try centre.start("one", ["CRIER_TIMES_SCALE": "0.5"])
        #expect(await eventually { one.said.contains("dispatch session") })
        let idle = try JSONDecoder().decode(
          Report.self, from: Data(try await centre.does("stop", "drill", "--json").utf8))
        #expect(idle.flights.isEmpty && idle.last_milliseconds == nil)
        #expect(idle.commit_milliseconds > 0)

        try await centre.platform.fault("hang_after_acting")
        try await centre.handIn(try await centre.acts("on the wire"))
        #expect(try await eventually { try await centre.platform.hanging() == 1 })
        async let drilling = centre.does("stop", "drill", "--json", "--reason", "monthly drill")
        #expect(
          try await eventually {
            try await centre.number(
              "select count(*)::integer from crier.stop where reason = 'monthly drill'") == 1
          })
        try await centre.platform.release()
        let report = try JSONDecoder().decode(Report.self, from: Data(try await drilling.utf8))
        #expect(
          report.flights.map(\.channel) == ["Press"] && report.flights.map(\.state) == ["sent"],
          "\(report)")
        #expect(try #require(report.last_milliseconds) >= report.commit_milliseconds)

        // The stops of both drills stand, and posts go out all the same.
        #expect(
          try await centre.number(
            "select count(*)::integer from crier.stop where lifted_at is null") == 2)
        try await centre.handIn(try await centre.acts("during the drill"))
        #expect(
          await eventually { (try? centre.platform.count("during the drill")) == 1 }, "\(one.said)")
        #expect(await one.terminate().status == 0)
      }
    }
  }
}
