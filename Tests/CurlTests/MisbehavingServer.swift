import Foundation
import Testing

@testable import Curl

/// `Tests/Servers/misbehave.py`, started once for all tests of this process; it ends with it.
final class MisbehavingServer: Sendable {
  struct Ready: Decodable {
    let ports: [String: Int]
    let ca: String
  }

  struct Broken: Error, CustomStringConvertible {
    var description: String {
      "The misbehaving server did not start: $CRIER_PYTHON (else python3) needs the package h2."
    }
  }

  let ready: Ready
  private let process: Process
  private let input: Pipe

  private static let shared = Result { try MisbehavingServer() }

  static func started() throws -> MisbehavingServer { try shared.get() }

  private init() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Servers/misbehave.py")
    let python = ProcessInfo.processInfo.environment["CRIER_PYTHON"] ?? "python3"
    process = Process()
    input = Pipe()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, script.path()]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while !line.contains(UInt8(ascii: "\n")) {
      let more = output.fileHandleForReading.availableData
      guard !more.isEmpty else { throw Broken() }
      line += more
    }
    ready = try JSONDecoder().decode(Ready.self, from: line)
  }

  func authority(_ port: String = "good", host: String = "localhost") throws -> String {
    "\(host):\(try #require(ready.ports[port]))"
  }

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
