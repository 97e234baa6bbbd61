import Foundation

/// A client's certificate on disk.
package struct ClientCertificate: Sendable, Hashable {
  package let path: String
  package let keyPath: String
}

/// Makes client certificates by `ops/tls`, once per login and process, in a temporary folder that `ops/test` removes.
package actor ClientCertificates {
  package static let shared = ClientCertificates()

  private var made: [String: Task<ClientCertificate, any Error>] = [:]
  private var stranger: Task<String, any Error>?
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "crier-test-certificates-\(ProcessInfo.processInfo.processIdentifier)")

  /// - Parameter days: how long it is valid; negative is expired already.
  package func certificate(
    of login: String, authority: String, days: Int = 825
  ) async throws -> ClientCertificate {
    let key = "\(authority)|\(login)|\(days)"
    if let known = made[key] { return try await known.value }
    let prefix = folder.appending(path: "\(made.count)").path()
    let folder = folder
    let task = Task {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try await Tool.run("tls", ["client", "--days", String(days), authority, login, prefix])
      return ClientCertificate(path: "\(prefix).pem", keyPath: "\(prefix).key")
    }
    made[key] = task
    return try await task.value
  }

  /// Another authority, which no server of ours knows; gives its folder, with `ca.pem` in it.
  package func strangerAuthority() async throws -> String {
    if let stranger { return try await stranger.value }
    let place = folder.appending(path: "stranger").path()
    let task = Task {
      try await Tool.run("tls", [place])
      return place
    }
    stranger = task
    return try await task.value
  }
}
