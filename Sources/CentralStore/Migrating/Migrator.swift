import Postgres

/// Brings a database to the state that this program needs: one transaction, one at a time, all or nothing.
///
/// `plan` serves `--dry-run` and `--check` (differences when not empty); `apply` does it.
package struct Migrator: Sendable {
  private let folder: SQLFolder

  package init(folder: SQLFolder) {
    self.folder = folder
  }

  /// What `apply` would do now.
  ///
  /// - Throws: `MigrationError`, `PostgresError`.
  package func plan(_ configuration: PostgresConfiguration) async throws -> MigrationPlan {
    try await connected(configuration) { connection in
      try connection.transaction(isolation: .repeatableRead, readOnly: true) { connection in
        try MigrationPlan(files: folder.files, state: connection.schemaState())
      }
    }
  }

  /// Applies what is missing or changed, and tells what that was.
  ///
  /// Waits for another one that is at work; gives up when somebody holds a table for more than ten seconds.
  ///
  /// - Parameter progress: told of each step as it is begun, in words.
  /// - Throws: `MigrationError`, `PostgresError`; then nothing was changed.
  package func apply(
    _ configuration: PostgresConfiguration, progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> MigrationPlan {
    try await connected(configuration) { connection in
      try connection.transaction { connection in
        _ = try connection.query(Self.lock)
        let state = try connection.schemaState()
        let plan = try MigrationPlan(files: folder.files, state: state)
        guard state.isSuperuser else { throw MigrationError.notSuperuser }
        // Roles are the whole cluster's: another database's migration is waited for.
        for file in plan.roles {
          progress("apply \(file.path)")
          try apply(file, connection)
        }
        try connection.execute("set local lock_timeout = '10s'")
        for file in plan.migrations {
          progress("apply \(file.path)")
          try connection.execute("set local role crier_owner")
          try apply(file, connection)
          _ = try connection.query(Self.recordMigration, [.text(file.name), .text(file.sha256)])
          try connection.execute("reset role")
        }
        for file in plan.replacements {
          progress("make anew \(file.path)")
          try apply(file, connection)
          _ = try connection.query(Self.recordApplied, [.text(file.path), .text(file.sha256)])
        }
        for path in plan.forgotten {
          progress("forget \(path)")
          _ = try connection.query(Self.forget, [.text(path)])
        }
        return plan
      }
    }
  }

  private func apply(_ file: SQLFile, _ connection: isolated PostgresConnection) throws {
    do {
      try connection.execute(folder.text(of: file))
    } catch {
      throw MigrationError.refused(file.path, error)
    }
  }

  /// A connection of its own: a migration takes the time that it takes.
  private func connected<T: Sendable>(
    _ configuration: PostgresConfiguration, _ body: @Sendable (isolated PostgresConnection) throws -> T
  ) async throws -> T {
    var configuration = configuration
    configuration.statementTimeout = nil
    configuration.applicationName = "crier migrate"
    let connection = try await PostgresConnection.connect(configuration)
    let result: Result<T, any Error>
    do { result = .success(try await connection.perform(body)) } catch { result = .failure(error) }
    await connection.close()
    return try result.get()
  }
}

extension Migrator {
  /// The lock's number is ours alone; it ends with the transaction.
  private static let lock = PostgresStatement(
    "select pg_catalog.pg_advisory_xact_lock(4711000)", name: "migrate_lock")

  private static let recordMigration = PostgresStatement(
    "insert into crier.migration (name, sha256) values ($1, pg_catalog.decode($2, 'hex'))",
    name: "migrate_record_migration")

  private static let recordApplied = PostgresStatement(
    """
    insert into crier.applied (path, sha256) values ($1, pg_catalog.decode($2, 'hex'))
    on conflict (path) do update set sha256 = excluded.sha256, applied_at = pg_catalog.clock_timestamp()
    """, name: "migrate_record_applied")

  private static let forget = PostgresStatement(
    "delete from crier.applied where path = $1", name: "migrate_forget")
}

extension PostgresConnection {
  /// What the catalogue and our own records say.
  fileprivate func schemaState() throws -> SchemaState {
    let server = PostgresStatement(
      """
      select pg_catalog.current_setting('server_version_num')::integer as version,
        pg_catalog.current_setting('server_encoding') as encoding,
        (select r.rolsuper from pg_catalog.pg_roles r where r.rolname = current_user) as superuser,
        pg_catalog.to_regclass('crier.migration') is not null as known
      """, name: "migrate_server")
    let rows = try query(server)
    guard let row = rows.first else { throw PostgresError(.protocol, "no answer about the server") }
    var state = SchemaState(
      serverVersion: Int(try row.int("version")), encoding: try row.text("encoding"),
      isSuperuser: try row.bool("superuser"))
    guard try row.bool("known") else { return state }
    state.migrations = try digests(
      PostgresStatement(
        "select name as key, pg_catalog.encode(sha256, 'hex') as sha256 from crier.migration",
        name: "migrate_migrations"))
    state.applied = try digests(
      PostgresStatement(
        "select path as key, pg_catalog.encode(sha256, 'hex') as sha256 from crier.applied",
        name: "migrate_applied"))
    return state
  }

  private func digests(_ statement: PostgresStatement) throws -> [String: String] {
    var found: [String: String] = [:]
    for row in try query(statement) {
      found[try row.text("key")] = try row.text("sha256")
    }
    return found
  }
}
