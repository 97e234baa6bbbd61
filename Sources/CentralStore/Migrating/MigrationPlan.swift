/// What a database has, as far as migrating is concerned.
package struct SchemaState: Hashable, Sendable {
  /// As `server_version_num`: 150018.
  package var serverVersion: Int
  package var encoding: String
  package var isSuperuser: Bool
  /// SHA-256 by name of migration.
  package var migrations: [String: String]
  /// SHA-256 by path of routine, view, policy.
  package var applied: [String: String]

  package init(
    serverVersion: Int, encoding: String, isSuperuser: Bool, migrations: [String: String] = [:],
    applied: [String: String] = [:]
  ) {
    self.serverVersion = serverVersion
    self.encoding = encoding
    self.isSuperuser = isSuperuser
    self.migrations = migrations
    self.applied = applied
  }
}

/// What must be done so that a database is as this program needs it: a pure decision.
package struct MigrationPlan: Hashable, Sendable {
  /// Applied every time; not a difference.
  package var roles: [SQLFile] = []
  package var migrations: [SQLFile] = []
  /// Routines, views and policies that are new or changed, in the order of applying.
  package var replacements: [SQLFile] = []
  /// Paths that the database has a record of and this program has not: a migration has dropped what they made.
  package var forgotten: [String] = []

  /// Whether the database is as it should be.
  package var isEmpty: Bool { migrations.isEmpty && replacements.isEmpty && forgotten.isEmpty }

  /// One line for each difference.
  package var lines: [String] {
    migrations.map { "apply \($0.path)" } + replacements.map { "make anew \($0.path)" }
      + forgotten.map { "forget \($0)" }
  }

  /// - Parameter files: what this program knows; any order.
  /// - Throws: `.serverTooOld`, `.encoding`, `.edited`, `.newer`, `.outOfOrder`.
  package init(files: [SQLFile], state: SchemaState) throws(MigrationError) {
    guard state.serverVersion >= 150_000 else { throw .serverTooOld(state.serverVersion) }
    guard state.encoding == "UTF8" else { throw .encoding(state.encoding) }
    let files = files.sorted(by: SQLFile.precedes)
    let known = files.filter { $0.kind == .migration }
    let unknown = Set(state.migrations.keys).subtracting(known.map(\.name))
    if let newest = unknown.max() { throw .newer(newest) }
    for file in known {
      if let recorded = state.migrations[file.name], recorded != file.sha256 { throw .edited(file.path) }
    }
    roles = files.filter { $0.kind == .role }
    migrations = known.filter { state.migrations[$0.name] == nil }
    if let first = migrations.first, let last = known.last(where: { state.migrations[$0.name] != nil }),
      SQLFile.precedes(first, last)
    {
      throw .outOfOrder(first.path, after: last.path)
    }

    let remade = files.filter { $0.kind > .migration }
    let changed = remade.filter { state.applied[$0.path] != $0.sha256 }
    let allPolicies = changed.contains { $0.kind == .policy } || !migrations.isEmpty
    replacements = remade.filter { changed.contains($0) || ($0.kind == .policy && allPolicies) }
    forgotten = Set(state.applied.keys).subtracting(remade.map(\.path)).sorted()
  }
}
