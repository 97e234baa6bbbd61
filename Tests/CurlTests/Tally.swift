import Foundation
import TestKit

@testable import Curl

extension MisbehavingServer {
  /// How many requests came in for a path.
  func count(_ path: String) async throws -> Int { try await tally().counts[path] ?? 0 }

  struct Tally: Decodable {
    let counts: [String: Int]
    let connections: [String: Int]
  }

  /// Asked with an engine of its own, over HTTP/1.1.
  func tally() async throws -> Tally {
    try await Lab.with(Lab.configuration(self, http2: false)) { lab in
      let answer = try await lab.engine.send(lab.get("/counts"))
      return try JSONDecoder().decode(Tally.self, from: Data(answer.body))
    }
  }
}
