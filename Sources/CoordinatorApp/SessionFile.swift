import Console
import Domain
import Foundation

/// The file that carries a session's token: `$CRIER_SESSION`, else under the XDG state folder; mode 0600.
struct SessionFile {
  let path: String

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    if let path = environment["CRIER_SESSION"], !path.isEmpty {
      self.path = path
    } else {
      let state = environment["XDG_STATE_HOME"] ?? NSString(string: "~/.local/state").expandingTildeInPath
      path = state + "/crier-coordinator/session"
    }
  }

  func read() -> SessionToken? {
    FileManager.default.contents(atPath: path).flatMap { SessionToken(text: String(decoding: $0, as: UTF8.self)) }
  }

  func write(_ token: SessionToken) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try PrivateFile.write(token.text + "\n", to: path)
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
