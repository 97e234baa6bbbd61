import Foundation
import Synchronization

/// The file of what the public would see: one JSON object per line and visible effect, flushed before the call
/// that caused it is answered. One ledger serves all servers of a process.
package final class Ledger: Sendable {
  private struct State: ~Copyable {
    let file: FileHandle?
    var lines: [JSON] = []
    var number = 0
  }

  private let state: Mutex<State>

  /// Opens a file for appending, creating it when absent; numbers go on where the file ends. Without a path the
  /// ledger is kept in memory alone.
  package init(path: String?) throws(ConfigProblem) {
    guard let path else {
      state = Mutex(State(file: nil))
      return
    }
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    guard let file = FileHandle(forWritingAtPath: path), let content = FileManager.default.contents(atPath: path)
    else { throw ConfigProblem(text: "The ledger file cannot be written: \(path)") }
    do {
      try file.seekToEnd()
    } catch {
      throw ConfigProblem(text: "The ledger file cannot be written: \(path)")
    }
    state = Mutex(State(file: file, number: content.count { $0 == UInt8(ascii: "\n") }))
  }

  /// Writes effects down, in order.
  package func append(_ effects: [Effect], server: String, platform: String) throws {
    guard !effects.isEmpty else { return }
    try state.withLock { state in
      for effect in effects {
        state.number += 1
        let line = effect.json(server: server, platform: platform, number: state.number)
        state.lines.append(line)
        try state.file?.write(contentsOf: Data(line.bytes + [UInt8(ascii: "\n")]))
      }
    }
  }

  /// What this process wrote, in order.
  package var lines: [JSON] { state.withLock { $0.lines } }
}
