import Foundation

/// `Tests/Servers/misbehave.py`, started once for all tests of this process; it ends with it.
package final class MisbehavingServer: Sendable {
  package struct Ready: Decodable, Sendable {
    package let ports: [String: Int]
    package let ca: String
  }

  struct Broken: Error, CustomStringConvertible {
    var description: String {
      "The misbehaving server did not start: $CRIER_PYTHON (else python3) needs the package h2."
    }
  }

  package let ready: Ready
  private let process: Process
  private let input: Pipe

  private static let shared = Result { try MisbehavingServer() }

  package static func started() throws -> MisbehavingServer { try shared.get() }

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

  package func authority(_ port: String = "good", host: String = "localhost") throws -> String {
    guard let number = ready.ports[port] else { throw Broken() }
    return "\(host):\(number)"
  }
}
