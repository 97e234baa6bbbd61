import Foundation
import Synchronization

/// A program of ours as a process of its own, with its output in files.
final class Program: Sendable {
  private let process: Mutex<Process>
  let log: URL
  private let ended: AsyncStream<Void>

  /// - Parameter name: as in the folder of built products; `$CRIER_BIN` names it, else the debug build of this tree.
  init(_ name: String, _ arguments: [String], environment: [String: String], log: URL) throws {
    self.log = log
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    ended = stream
    let made = Process()
    made.executableURL = Self.folder.appending(path: name)
    made.arguments = arguments
    made.environment = Self.clean.merging(environment) { _, new in new }
    made.standardInput = FileHandle.nullDevice
    let file = try Self.file(log)
    (made.standardOutput, made.standardError) = (file, file)
    made.terminationHandler = { _ in continuation.finish() }
    try made.run()
    process = Mutex(made)
  }

  var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
  var isRunning: Bool { process.withLock(\.isRunning) }

  /// Asks it to end, as a supervisor does, and waits; its exit status and how long it took.
  func terminate() async -> (status: Int32, took: Duration) {
    let began = ContinuousClock.now
    process.withLock { $0.terminate() }
    for await _ in ended {}
    return (process.withLock(\.terminationStatus), .now - began)
  }

  func kill() async {
    let id = process.withLock { $0.isRunning ? $0.processIdentifier : 0 }
    guard id > 0 else { return }
    Foundation.kill(id, SIGKILL)
    for await _ in ended {}
  }

  /// Runs a command to its end.
  static func call(
    _ name: String, _ arguments: [String], environment: [String: String] = [:], given: String = "",
    in folder: URL
  ) async throws -> String {
    let process = Process()
    process.executableURL =
      name.contains("/") ? URL(filePath: name) : Self.folder.appending(path: name)
    process.arguments = arguments
    process.environment = clean.merging(environment) { _, new in new }
    let input = folder.appending(path: "given-\(UUID().uuidString)")
    try given.write(to: input, atomically: true, encoding: .utf8)
    let (out, complaint) = (
      input.appendingPathExtension("out"), input.appendingPathExtension("err")
    )
    process.standardInput = try FileHandle(forReadingFrom: input)
    process.standardOutput = try file(out)
    process.standardError = try file(complaint)
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    let said = try String(contentsOf: out, encoding: .utf8)
    guard status == 0 else {
      let complaint = try String(contentsOf: complaint, encoding: .utf8)
      throw Failed(
        what:
          "\(name) \(arguments.prefix(3).joined(separator: " ")) (\(status)): \(complaint)\(said)")
    }
    return said
  }

  struct Failed: Error, CustomStringConvertible {
    var what: String
    var description: String { what }
  }

  /// The source tree.
  static var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
  }

  private static var folder: URL {
    ProcessInfo.processInfo.environment["CRIER_BIN"].map { URL(filePath: $0) }
      ?? root.appending(path: ".build/debug")
  }

  /// What we were started with, without settings of Crier that would lead elsewhere.
  private static var clean: [String: String] {
    ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("CRIER_") && !$0.key.hasPrefix("PG")
    }
  }

  private static func file(_ url: URL) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: url.path(), contents: nil)
    return try FileHandle(forWritingTo: url)
  }
}
