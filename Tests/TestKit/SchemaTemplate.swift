import Foundation
import Postgres

extension ScratchTemplate {
  /// Our whole schema, as the files in `sql/` make it.
  package static let schema = ScratchTemplate(name: "schema") { configuration in
    let connection = try await PostgresConnection.connect(configuration)
    try await connection.execute("begin")
    for file in try SchemaFiles.all("roles") { try await connection.execute(file.text) }
    try await connection.execute("set local role crier_owner")
    for file in try SchemaFiles.all("migrations") { try await connection.execute(file.text) }
    try await connection.execute("reset role")
    for folder in ["routines", "views", "policies"] {
      for file in try SchemaFiles.all(folder) { try await connection.execute(file.text) }
    }
    try await connection.execute("commit")
    await connection.close()
  }
}

/// The files below `sql/` of this source tree.
package enum SchemaFiles {
  /// One of them.
  package struct File: Sendable {
    /// Without the folder and `.sql`.
    package let name: String
    package let text: String
  }

  /// What is in a folder of `sql/`, in the order of applying.
  package static func all(_ folder: String) throws -> [File] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../sql/\(folder)").standardized
    let paths = FileManager.default.enumerator(atPath: root.path())?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".sql") }.sorted().map { path in
      File(
        name: String(path.dropLast(4)),
        text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
    }
  }
}
