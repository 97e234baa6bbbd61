import HTTPTypes
import Synchronization
import TestKit
import Testing

@testable import Curl

@Suite("The engine")
struct EngineTests {
  @Test("200 at once stay within the connections allowed", arguments: [false, true])
  func parallel(http2: Bool) async throws {
    var configuration = try Lab.configuration(.started(), http2: http2)
    let allowed = http2 ? 1 : 16
    configuration.connectionsPerHost = allowed
    try await Lab.with(configuration) { lab in
      let start = ContinuousClock.now
      let opened = try await withThrowingTaskGroup(of: CurlResponse.self) { group in
        for index in 0..<200 {
          group.addTask { try await lab.engine.send(lab.post("/ok/parallel/\(index)")) }
        }
        var opened = 0
        for try await answer in group {
          #expect(answer.status == 200)
          if !answer.reused { opened += 1 }
        }
        return opened
      }
      #expect((1...allowed).contains(opened))
      print("200 requests over HTTP/\(http2 ? "2" : "1.1") took \(ContinuousClock.now - start)")
    }
  }

  @Test("100 in flight together share one connection over HTTP/2 unasked")
  func multiplexes() async throws {
    try await Lab.with { lab in
      let opened = try await withThrowingTaskGroup(of: CurlResponse.self) { group in
        for index in 0..<100 {
          group.addTask { try await lab.engine.send(lab.post("/ok/multiplex/\(index)")) }
        }
        return try await group.reduce(into: 0) { $0 += $1.reused ? 0 : 1 }
      }
      #expect(opened == 1)
    }
  }

  @Test("The guard knows the address, on new, kept and shared connections", arguments: [false, true])
  func address(http2: Bool) async throws {
    try await Lab.with(http2: http2) { lab in
      let seen = Mutex<[IPAddress?]>([])
      var post = try lab.post("/ok/address")
      post.onLeave = { _, address in seen.withLock { $0.append(address) } }
      let request = post
      for _ in 0..<2 { _ = try await lab.engine.send(request) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = try await lab.engine.send(request) } }
        try await group.waitForAll()
      }
      let addresses = seen.withLock { $0 }
      #expect(addresses == Array(repeating: IPAddress("127.0.0.1"), count: 22))
    }
  }

  @Test("Requests one after the other share a connection", arguments: [false, true])
  func reuse(http2: Bool) async throws {
    try await Lab.with(http2: http2) { lab in
      #expect(try await !lab.engine.send(try lab.get("/ok")).reused)
      for _ in 0..<3 {
        let answer = try await lab.engine.send(lab.post("/ok/again"))
        #expect(answer.reused)
        #expect(answer.timing.tls == .zero)
      }
    }
  }

  /// libcurl counts idleness in whole seconds: 0 is anything from one second on.
  @Test("A connection that has been idle is too old for a request that acts", arguments: [0, 30])
  func retires(_ seconds: Int) async throws {
    var configuration = try Lab.configuration(.started())
    configuration.idleForActs = .seconds(seconds)
    try await Lab.with(configuration) { lab in
      _ = try await lab.engine.send(lab.get("/ok"))
      try await Lab.with(http2: false) { other in
        _ = try await other.engine.send(other.get("/ok?wait=1500"))
      }
      let post = try await lab.engine.send(lab.post("/ok"))
      #expect(post.reused == (seconds > 0))
    }
  }

  @Test("Cancelling the task ends the transfer at once", arguments: [false, true])
  func cancel(http2: Bool) async throws {
    try await Lab.with(http2: http2) { lab in
      let path = Lab.path("silent")
      let task = Task { try await lab.failure(lab.post(path)) }
      try await lab.received(path)
      let start = ContinuousClock.now
      task.cancel()
      let failure = try await task.value
      #expect(failure.code == .cancelled)
      #expect(failure.bytesMayHaveLeft)
      #expect(.now - start < .seconds(20))
      #expect(try await lab.engine.send(try lab.get("/ok")).status == 200)
    }
  }

  @Test("A task cancelled before sends nothing")
  func cancelledBefore() async throws {
    try await Lab.with { lab in
      let path = Lab.path("ok")
      let gate = AsyncStream<Void>.makeStream()
      let task = Task {
        for await _ in gate.stream {}
        return try await lab.failure(lab.post(path))
      }
      task.cancel()
      gate.continuation.finish()
      let failure = try await task.value
      #expect(failure.code == .cancelled)
      #expect(!failure.bytesMayHaveLeft)
      #expect(try await lab.server.count(path) == 0)
    }
  }

  @Test("A deadline that passes while a transfer waits for a connection ends it unsent")
  func deadlineWhileWaiting() async throws {
    var configuration = try Lab.configuration(.started(), http2: false)
    configuration.connectionsPerHost = 1
    try await Lab.with(configuration) { lab in
      let hog = Lab.path("silent")
      let task = Task { try await lab.failure(lab.get(hog)) }
      try await lab.received(hog)
      var post = try lab.post(Lab.path("ok"))
      post.deadline = .now + .milliseconds(200)
      let failure = try await lab.failure(post)
      #expect(failure.code == .guardRefused)
      #expect(failure.refusal == .deadline)
      #expect(!failure.bytesMayHaveLeft)
      task.cancel()
      #expect(try await task.value.code == .cancelled)
      #expect(try await lab.server.count(try #require(post.head.path)) == 0)
    }
  }

  @Test("Closing ends what is under way, and nothing leaves afterwards")
  func close() async throws {
    try await Lab.with { lab in
      let path = Lab.path("silent")
      let task = Task { try await lab.failure(lab.post(path)) }
      try await lab.received(path)
      await lab.engine.close()
      let failure = try await task.value
      #expect(failure.code == .closed)
      #expect(failure.bytesMayHaveLeft)
      let late = try await lab.failure(lab.post(path))
      #expect(late.code == .closed)
      #expect(!late.bytesMayHaveLeft)
      await lab.engine.close()
    }
  }

  @Test("Every asker is answered, cancelled or not")
  func storm() async throws {
    try await Lab.with(http2: false) { lab in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<100 {
          group.addTask {
            let task = Task { try await lab.engine.send(lab.get("/ok/storm/\(index)")) }
            if index.isMultiple(of: 2) { task.cancel() }
            switch await task.result {
            case .success(let answer): return answer.status == 200
            case .failure(let error as CurlFailure): return error.code == .cancelled
            case .failure: return false
            }
          }
        }
        for try await good in group { #expect(good) }
      }
    }
  }
}
