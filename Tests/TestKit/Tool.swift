import Foundation

/// Runs one of the scripts in `ops`.
enum Tool {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// - Throws: `Failure` with what the script said.
  static func run(_ name: String, _ arguments: [String]) async throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../ops/\(name)")
    let said = FileManager.default.temporaryDirectory.appending(path: "crier-\(UUID().uuidString)").path()
    _ = FileManager.default.createFile(atPath: said, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: said) }
    let process = Process()
    process.executableURL = script.standardized
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    // A file, not a pipe: a server that the script leaves behind would hold a pipe open.
    process.standardError = FileHandle(forWritingAtPath: said)
    let status: Int32 = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    guard status == 0 else {
      let words = try? String(contentsOfFile: said, encoding: .utf8)
      throw Failure(description: "ops/\(name) failed: \(words ?? "")")
    }
  }
}
