import HTTPTypes
import TestKit
import Testing

@testable import Curl

/// What a server may do to a request that it has read, on a connection that was used before.
struct Mishap: Sendable, CustomTestStringConvertible {
  var kind: String
  var http2: Bool
  var together: Int
  /// For how many requests of one path the server misbehaves.
  var times = 1
  /// Whether libcurl, left alone, sends again.
  var resent = true

  var testDescription: String {
    "\(kind)\(times > 1 ? " repeated" : "") over HTTP/\(http2 ? "2" : "1.1"), \(together) in flight"
  }

  static let all: [Mishap] = [1, 2].flatMap { together in
    [
      Mishap(kind: "rst", http2: false, together: together),
      Mishap(kind: "close", http2: false, together: together),
      Mishap(kind: "rst", http2: true, together: together),
      Mishap(kind: "close", http2: true, together: together, resent: false),
      Mishap(kind: "refused", http2: true, together: together),
      Mishap(kind: "refused", http2: true, together: together, times: 100),
      Mishap(kind: "http11", http2: true, together: together),
      Mishap(kind: "internal", http2: true, together: together, resent: false),
      Mishap(kind: "goaway-at", http2: true, together: together),
      Mishap(kind: "goaway-below", http2: true, together: together, resent: false),
    ]
  }

  /// Sends as many posts as are to be in flight together, over connections used before.
  func suffer(_ configuration: CurlConfiguration) async throws -> [(received: Int, failure: CurlFailure?)] {
    var configuration = configuration
    configuration.http2 = http2
    return try await Lab.with(configuration) { lab in
      try await withThrowingTaskGroup(of: CurlResponse.self) { group in
        for _ in 0..<together {
          group.addTask { try await lab.engine.send(lab.get("\(Lab.path("ok"))?wait=300")) }
        }
        for try await warm in group { #expect(warm.status == 200) }
      }
      return try await withThrowingTaskGroup(of: (received: Int, failure: CurlFailure?).self) { group in
        for _ in 0..<together {
          group.addTask {
            let path = Lab.path(kind)
            let post = try lab.post("\(path)?times=\(times)&with=\(together)")
            var failure: CurlFailure?
            do {
              _ = try await lab.engine.send(post)
            } catch let caught as CurlFailure {
              failure = caught
            }
            return (try await lab.server.count(path), failure)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
    }
  }
}

@Suite("A request that acts leaves at most once")
struct OnceTests {
  @Test("The server receives exactly one", arguments: Mishap.all)
  func once(_ mishap: Mishap) async throws {
    for outcome in try await mishap.suffer(Lab.configuration(.started())) {
      #expect(outcome.received == 1)
      let failure = try #require(outcome.failure)
      #expect(failure.bytesMayHaveLeft)
      // Of two in flight libcurl may want to send only one again.
      if mishap.resent && mishap.together == 1 {
        #expect(failure.code == .guardRefused)
        #expect(failure.refusal == .repeated)
        #expect(failure.curlCode == 42)
      } else {
        #expect([.guardRefused, .http2, .receive].contains(failure.code), "\(failure)")
      }
    }
  }

  #if DEBUG
    /// Shows that the test above can fail: without the guard libcurl does send again.
    @Test("Without the guard it receives more", arguments: Mishap.all.filter(\.resent))
    func control(_ mishap: Mishap) async throws {
      var configuration = try Lab.configuration(.started())
      configuration.sabotagePrereq = true
      let outcomes = try await mishap.suffer(configuration)
      #expect(outcomes.map(\.received).reduce(0, +) > mishap.together, "\(outcomes)")
      // The worst of it: libcurl reports success.
      if mishap.times == 1 { #expect(outcomes.contains { $0.failure == nil && $0.received > 1 }) }
    }
  #endif

  @Test("A request that does not act is sent again", arguments: [false, true])
  func readIsRepeated(http2: Bool) async throws {
    try await Lab.with(http2: http2) { lab in
      _ = try await lab.engine.send(lab.get("/ok"))
      let path = Lab.path("rst")
      let answer = try await lab.engine.send(lab.get("\(path)?times=1"))
      #expect(answer.status == 200)
      #expect(try await lab.server.count(path) == 2)
    }
  }

  @Test("Nothing leaves past the deadline", arguments: [false, true])
  func deadline(acts: Bool) async throws {
    try await Lab.with { lab in
      var post = try lab.post(Lab.path("ok"))
      post.acts = acts
      post.deadline = .now
      let failure = try await lab.failure(post)
      #expect(failure.code == .guardRefused)
      #expect(!failure.bytesMayHaveLeft)
      #expect(try await lab.server.count(try #require(post.head.path)) == 0)
    }
  }

  @Test("Nothing leaves when the asker says no at the last instant", arguments: [false, true])
  func veto(http2: Bool) async throws {
    try await Lab.with(http2: http2) { lab in
      var post = try lab.post(Lab.path("ok"))
      post.mayLeave = { false }
      let failure = try await lab.failure(post)
      #expect(failure.code == .guardRefused)
      #expect(failure.refusal == .veto)
      #expect(!failure.bytesMayHaveLeft)
      #expect(try await lab.server.count(try #require(post.head.path)) == 0)
      post.mayLeave = { true }
      #expect(try await lab.engine.send(post).status == 200)
      #expect(try await lab.server.count(try #require(post.head.path)) == 1)
    }
  }
}
