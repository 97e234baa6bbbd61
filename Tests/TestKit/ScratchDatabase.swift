import Foundation
import Postgres

/// A database of one test alone, cloned from a template and dropped when the test is over.
package struct ScratchDatabase: Sendable {
  package let cluster: ScratchCluster
  package let name: String

  /// The superuser, over the socket.
  package var superuser: PostgresConfiguration { cluster.configuration(database: name) }

  /// A login over TLS, with a certificate made for it. The login itself must exist.
  package func login(_ login: String) async throws -> PostgresConfiguration {
    try await cluster.configuration(database: name, login: login)
  }

  /// Lends a fresh database to `body`.
  ///
  /// - Parameter template: what to clone; without one, an empty database.
  package static func with<T>(
    template: ScratchTemplate? = nil, _ body: (ScratchDatabase) async throws -> T
  ) async throws -> T {
    let cluster = try ScratchCluster()
    let source = try await ScratchTemplates.shared.database(template, cluster)
    let database = ScratchDatabase(cluster: cluster, name: uniqueName("crier_test"))
    try await ScratchTemplates.administer(cluster) { connection in
      try connection.execute("create database \(database.name) template \(source)")
    }
    let result: Result<T, any Error>
    do { result = .success(try await body(database)) } catch { result = .failure(error) }
    // Dropped from a task of its own, so that a cancelled test tidies up as well.
    let name = database.name
    try await Task {
      try await ScratchTemplates.administer(cluster) { connection in
        try connection.execute("drop database if exists \(name) with (force)")
      }
    }.value
    return try result.get()
  }

  /// A name that nobody else has, as databases and logins need, which a cluster shares.
  package static func uniqueName(_ prefix: String) -> String {
    "\(prefix)_\(UUID().uuidString.lowercased().replacing("-", with: "").prefix(16))"
  }
}

/// How a template is made: once per process and name.
package struct ScratchTemplate: Sendable {
  package let name: String
  package let make: @Sendable (PostgresConfiguration) async throws -> Void

  /// - Parameter make: fills the empty database that it is given as superuser; must close its connections.
  package init(name: String, make: @escaping @Sendable (PostgresConfiguration) async throws -> Void) {
    self.name = name
    self.make = make
  }
}

/// The templates that this process has made.
actor ScratchTemplates {
  static let shared = ScratchTemplates()

  private var made: [String: Task<String, any Error>] = [:]

  /// The name of the database to clone.
  func database(_ template: ScratchTemplate?, _ cluster: ScratchCluster) async throws -> String {
    guard let template else { return "template0" }
    if let known = made[template.name] { return try await known.value }
    let name = "crier_template_\(ProcessInfo.processInfo.processIdentifier)_\(template.name)"
    let task = Task {
      try await Self.administer(cluster) { connection in
        try connection.execute("drop database if exists \(name) with (force)")
        try connection.execute("create database \(name) template template0")
      }
      try await template.make(cluster.configuration(database: name))
      // A database that somebody is in cannot be cloned: nobody may come in any more.
      try await Self.administer(cluster) { connection in
        try connection.execute("alter database \(name) with allow_connections false")
        let end = PostgresStatement(
          "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1",
          name: "end_template")
        _ = try connection.query(end, [.text(name)])
      }
      return name
    }
    made[template.name] = task
    return try await task.value
  }

  static func administer(
    _ cluster: ScratchCluster, _ body: @Sendable (isolated PostgresConnection) throws -> Void
  ) async throws {
    var configuration = cluster.configuration(database: "postgres")
    // Making and dropping databases waits for checkpoints, long on a busy machine.
    configuration.statementTimeout = .seconds(300)
    let connection = try await PostgresConnection.connect(configuration)
    try await connection.perform(body)
    await connection.close()
  }
}
