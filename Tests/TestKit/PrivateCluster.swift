import Foundation
import Postgres

/// A cluster of one test alone, for what would disturb others: to stop it, or to change its settings.
package struct PrivateCluster: Sendable {
  package let cluster: ScratchCluster
  private let folder: String

  /// Lends a fresh cluster to `body`; starting it takes seconds.
  package static func with<T>(_ body: (PrivateCluster) async throws -> T) async throws -> T {
    // Where ops/test looks for what an aborted run leaves behind, and where the system user of the server may come.
    let folder = FileManager.default.temporaryDirectory
      .appending(path: ScratchDatabase.uniqueName("crier_cluster")).path()
    let result: Result<T, any Error>
    do {
      try await Tool.run("cluster", ["start", folder, "--fast"])
      let cluster = try ScratchCluster(environment: environment(folder))
      result = .success(try await body(PrivateCluster(cluster: cluster, folder: folder)))
    } catch {
      result = .failure(error)
    }
    try await Tool.run("cluster", ["stop", folder, "--immediate", "--remove"])
    return try result.get()
  }

  /// Starts the server again, at the same port.
  package func start() async throws { try await Tool.run("cluster", ["start", folder, "--fast"]) }

  /// Stops the server, as in a crash.
  package func crash() async throws { try await Tool.run("cluster", ["stop", folder, "--immediate"]) }

  private static func environment(_ folder: String) throws -> [String: String] {
    let lines = try String(contentsOfFile: "\(folder)/env", encoding: .utf8).split(separator: "\n")
    return Dictionary(
      lines.map { line in
        let parts = line.split(separator: "=", maxSplits: 1)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
      }, uniquingKeysWith: { first, _ in first })
  }
}
