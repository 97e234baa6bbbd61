import Console
import Foundation
import Testing

/// What a command prints with `--json`, compared byte for byte with a committed file.
enum Snapshot {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

  /// Fails where the file is missing or holds anything else; writes it where `CRIER_WRITE_SNAPSHOTS` is 1.
  static func check(_ name: String, _ value: some Encodable) throws {
    let file = folder.appending(path: name + ".json")
    let text = try Output.jsonText(value) + "\n"
    if ProcessInfo.processInfo.environment["CRIER_WRITE_SNAPSHOTS"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let committed = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
    #expect(
      committed == text,
      """
      Tests/CoordinatorAppTests/Snapshots/\(name).json \(committed == nil ? "is missing" : "differs"). Scripts rely on \
      this shape: if it is meant to change, say so in CHANGELOG.md and renew the files with \
      CRIER_WRITE_SNAPSHOTS=1 ops/test --filter SnapshotTests
      """)
  }

  /// The names of the files that are there.
  static var committed: Set<String> {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
    return Set(names.map { String($0.dropLast(5)) })
  }
}
