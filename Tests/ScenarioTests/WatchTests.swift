import Foundation
import TestKit
import Testing

extension Scenarios {
  /// What a supervisor and Prometheus are told.
  struct WatchTests {
    @Test(.timeLimit(.minutes(15)))
    func healthAndMetricsTellHowItIs() async throws {
      try await Centre.with { centre in
        let one = try centre.start("one", ["CRIER_HEALTH_PORT": "0"])
        #expect(await eventually { one.said.contains("dispatch session") && port(of: one) != nil })
        let place = try #require(port(of: one))
        #expect(try await get("health", place, centre) == "200 ok\n")
        try await centre.handIn(try await centre.acts("counted"))
        #expect(await eventually { (try? centre.platform.count("counted")) == 1 })
        #expect(
          try await eventually {
            let metrics = try await get("metrics", place, centre)
            return [
              "crier_attempts_total{of=\"sent\"} 1", "crier_rulings_total ", "crier_oldest_due_seconds 0",
              "# TYPE crier_rulings_total counter", "crier_dispatch_frozen 0",
            ].allSatisfy(metrics.contains)
          })
        // While an account's outcome is not known, what waits behind it is not forgotten.
        try await centre.platform.fault("hang_after_acting")
        try await centre.handIn(try await centre.acts("hangs"))
        #expect(try await eventually { try await centre.platform.hanging() == 1 })
        try await centre.handIn(try await centre.acts("waits"))
        #expect(
          try await eventually {
            let metrics = try await get("metrics", place, centre)
            let oldest = metrics.split(separator: "\n").first { $0.hasPrefix("crier_oldest_due_seconds ") }
            return (oldest?.split(separator: " ").last.flatMap { Double($0) } ?? 0) > 0
          })
        try await centre.platform.release()
        try await centre.does("stop", "place", "--everything", "--reason", "watched")
        #expect(try await eventually { try await get("metrics", place, centre).contains("crier_stops_standing 1") })
        #expect(await one.terminate().status == 0)
      }
    }

    /// The port that it says it listens on.
    private func port(of program: Program) -> Int? {
      guard let place = program.said.range(of: "127.0.0.1:") else { return nil }
      return Int(program.said[place.upperBound...].prefix(while: \.isNumber))
    }

    private func get(_ path: String, _ port: Int, _ centre: Centre) async throws -> String {
      let answer = try await Program.call(
        "/usr/bin/env", ["curl", "-s", "-w", "%{http_code} ", "http://127.0.0.1:\(port)/\(path)", "-o", "-"],
        in: centre.folder)
      // Written after the body: put in front.
      let code = answer.suffix(4).prefix(3)
      return "\(code) \(answer.dropLast(4))"
    }
  }
}
