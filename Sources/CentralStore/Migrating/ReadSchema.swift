import Postgres

/// What a database has had of migrations, routines, views and policies, as any login of the centre may ask.
package struct ReadSchema: CentralStatement {
  package static let statement = PostgresStatement(
    """
    select 'migration' as kind, name as key, pg_catalog.encode(sha256, 'hex') as sha256,
      pg_catalog.current_setting('server_version_num')::integer as version,
      pg_catalog.current_setting('server_encoding') as encoding
    from crier.migration
    union all
    select 'applied', path, pg_catalog.encode(sha256, 'hex'), 0, '' from crier.applied
    """, name: "schema")

  package var parameters: [PostgresValue] { [] }

  package init() {}

  package static func read(_ rows: [PostgresRow]) throws -> SchemaState {
    var state = SchemaState(serverVersion: 150_000, encoding: "UTF8", isSuperuser: false)
    for row in rows {
      let (key, sha256) = (try row.text("key"), try row.text("sha256"))
      if try row.text("kind") == "migration" {
        state.migrations[key] = sha256
        state.serverVersion = Int(try row.int("version"))
        state.encoding = try row.text("encoding")
      } else {
        state.applied[key] = sha256
      }
    }
    return state
  }
}

/// How a database stands to the program that asks: a pure judgement.
package enum SchemaStanding: Hashable, Sendable {
  /// As this program wants it.
  case fitting
  /// All that this program asks for is there, some of it made by a program of another version: what differs, by path.
  case different([String])
  /// What this program needs and the database has not, by path.
  case behind([String])
  /// Somebody migrated with a newer program, or a migration reads otherwise.
  case foreign(MigrationError)

  package init(of state: SchemaState, files: [SQLFile] = SQLFile.manifest) {
    do {
      let plan = try MigrationPlan(files: files, state: state)
      let missing = plan.migrations + plan.replacements.filter { state.applied[$0.path] == nil }
      if !missing.isEmpty {
        self = .behind(missing.map(\.path))
      } else if !plan.isEmpty {
        self = .different(plan.replacements.filter { state.applied[$0.path] != $0.sha256 }.map(\.path) + plan.forgotten)
      } else {
        self = .fitting
      }
    } catch {
      self = .foreign(error)
    }
  }
}
