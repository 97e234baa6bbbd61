import Foundation
import TestKit
import Testing

extension Scenarios {
  /// After a post was sent: does it stand there as approved?
  struct ReadBackTests {
    @Test(.timeLimit(.minutes(15)))
    func whatIsTakenAwayAtThePlatformIsNoticed() async throws {
      try await Centre.with { centre in
        // Slower than in other tests: what it sent must vanish before it is read back.
        let one = try centre.start("one", ["CRIER_TIMES_SCALE": "0.3"])
        try await centre.handIn(try await centre.acts("stays"))
        #expect(await eventually { (try? centre.platform.count("stays")) == 1 }, "\(one.said)")
        #expect(
          try await eventually(within: .seconds(120)) {
            try await centre.count(readBack: "same") == 1
          }, "\(one.said)")

        try await centre.handIn(try await centre.acts("vanishes"))
        #expect(await eventually { (try? centre.platform.count("vanishes")) == 1 })
        let there = try #require(try centre.platform.ledger().first { $0.text == "vanishes" })
        try await centre.platform.deleteThere(there.id)
        #expect(
          try await eventually(within: .seconds(120)) {
            try await centre.count(readBack: "gone") == 1
          }, "\(one.said)")

        let id = try await centre.text(
          "select delivery_id::text from crier.delivery where read_back = 'gone'")
        let told = try await centre.does("delivery", "explain", id)
        #expect(told.contains("no longer there"), "\(told)")
        let fine = try await centre.text(
          "select delivery_id::text from crier.delivery where read_back = 'same'")
        #expect(
          try await centre.does("delivery", "explain", fine).contains("it stood there as approved"))
        #expect(
          try await centre.number(
            "select count(*)::integer from crier.event where verb = 'delivery.read_back'") == 1)
        #expect(await one.terminate().status == 0)
        #expect(try centre.platform.ledger().count { $0.event == "create" } == 2, "it only read")
      }
    }
  }
}
