import CentralStore
import Foundation
import Postgres
import TestKit

extension ScratchTemplate {
  /// A database as `migrate` leaves it, empty of a body.
  static let central = ScratchTemplate(name: "central") { configuration in
    _ = try await Migrator(folder: try SQLFolder(path: SourceTree.sql)).apply(configuration)
  }

  /// The small body of the auditors' questions, whose story is known to the minute (`sql/tests/fixture/known.sql`).
  static let known = ScratchTemplate(name: "known") { configuration in
    _ = try await Migrator(folder: try SQLFolder(path: SourceTree.sql)).apply(configuration)
    let story = try String(contentsOfFile: SourceTree.sql + "/tests/fixture/known.sql", encoding: .utf8)
    let connection = try await PostgresConnection.connect(configuration)
    try await connection.execute(story)
    await connection.close()
  }
}

/// Where this source tree is.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
  static var sql: String { root.appending(path: "sql").path() }
}
