import CentralStore
import Foundation
import Postgres
import TestKit
import Testing

/// The migrator against a real server: a fresh database each, from the folder `sql` of this source tree or a
/// changed copy.
struct MigratorTests {
  private static let sql = SourceTree.sql

  /// A copy of `sql` with one file changed, and what it then holds.
  private static func changed(
    _ change: (URL) throws -> Void, _ body: (SQLFolder) async throws -> Void
  ) async throws {
    let copy = FileManager.default.temporaryDirectory.appending(path: "crier-sql-\(UUID().uuidString)")
    try FileManager.default.copyItem(atPath: sql, toPath: copy.path())
    defer { try? FileManager.default.removeItem(at: copy) }
    try change(copy)
    try await body(SQLFolder(path: copy.path(), manifest: SQLFolder.read(copy.path())))
  }

  private static func append(_ text: String, to path: String) -> (URL) throws -> Void {
    { folder in
      let file = folder.appending(path: path)
      let before = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      try (before + text).write(to: file, atomically: true, encoding: .utf8)
    }
  }

  private static func ask(_ database: ScratchDatabase, _ sql: String) async throws -> Int64 {
    let connection = try await PostgresConnection.connect(database.superuser)
    let rows = try await connection.query(PostgresStatement(sql, name: "ask"))
    await connection.close()
    return try #require(rows.first).bigint(0)
  }

  @Test func thisProgramKnowsTheFilesOfItsSourceTree() throws {
    #expect(try SQLFolder.read(Self.sql) == SQLFile.manifest, "run ops/sql-manifest")
    #expect(throws: Never.self) { try SQLFolder(path: Self.sql) }
  }

  @Test func noFileEndsTheTransaction() throws {
    let folder = try SQLFolder(path: Self.sql)
    for file in folder.files {
      let lines = folder.text(of: file).split(separator: "\n").map { $0.lowercased() }
      let bad = lines.filter { line in
        line.hasPrefix("\\") || ["begin;", "commit;", "rollback;"].contains { line.hasPrefix($0) }
      }
      #expect(bad.isEmpty, "\(file.path)")
    }
  }

  @Test func aFreshDatabaseBecomesAsTheSnapshotSays() async throws {
    let migrator = Migrator(folder: try SQLFolder(path: Self.sql))
    try await ScratchDatabase.with { database in
      let before = try await migrator.plan(database.superuser)
      #expect(before.migrations.count == SQLFile.manifest.count { $0.kind == .migration })
      #expect(try await Self.ask(database, "select count(*) from pg_namespace where nspname = 'crier'") == 0)
      #expect(try await migrator.apply(database.superuser) == before)
      #expect(try await migrator.plan(database.superuser).isEmpty)
      #expect(try await migrator.apply(database.superuser).isEmpty)

      let tool = Process()
      tool.executableURL = SourceTree.root.appending(path: "ops/schema-snapshot")
      tool.arguments = [database.name]
      let said = Pipe()
      tool.standardOutput = said
      try tool.run()
      let snapshot = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      tool.waitUntilExit()
      let committed = try String(contentsOfFile: Self.sql + "/schema.snapshot.sql", encoding: .utf8)
      let differing = Set(snapshot.split(separator: "\n")).symmetricDifference(committed.split(separator: "\n"))
      #expect(differing.sorted().prefix(5).isEmpty, "ops/test-sql --write-snapshot")
    }
  }

  @Test func twoAtOnceDoItOnce() async throws {
    let migrator = Migrator(folder: try SQLFolder(path: Self.sql))
    try await ScratchDatabase.with { database in
      async let one = migrator.apply(database.superuser)
      async let other = migrator.apply(database.superuser)
      let plans = try await [one, other]
      #expect(plans.filter(\.isEmpty).count == 1)
    }
  }

  @Test func aFileThatFailsLeavesNothingBehind() async throws {
    let path = "migrations/9999_broken.sql"
    try await Self.changed(Self.append("create table crier.extra (id uuid);\nselect 1 / 0;\n", to: path)) { folder in
      try await ScratchDatabase.with { database in
        let failure = await #expect(throws: MigrationError.self) {
          try await Migrator(folder: folder).apply(database.superuser)
        }
        guard case .refused(let refused, let error) = failure else {
          Issue.record("expected a refusal, got \(String(describing: failure))")
          return
        }
        #expect(refused == path)
        #expect(error.sqlstate == "22012")
        let schemas = try await Self.ask(database, "select count(*) from pg_namespace where nspname = 'crier'")
        #expect(schemas == 0)
      }
    }
  }

  @Test func anUpgradeAppliesWhatIsNew() async throws {
    let first = Migrator(folder: try SQLFolder(path: Self.sql))
    try await ScratchDatabase.with { database in
      _ = try await first.apply(database.superuser)
      let more = "create table crier.extra (id uuid);\n"
      try await Self.changed(Self.append(more, to: "migrations/9999_extra.sql")) { folder in
        let second = Migrator(folder: folder)
        let plan = try await second.apply(database.superuser)
        #expect(plan.migrations.map(\.name) == ["9999_extra"])
        #expect(plan.replacements.allSatisfy { $0.kind == .policy })
        let owned = """
          select count(*) from pg_class where oid = 'crier.extra'::regclass and relowner = 'crier_owner'::regrole
          """
        #expect(try await Self.ask(database, owned) == 1)
        #expect(try await second.plan(database.superuser).isEmpty)
      }
      await #expect(throws: MigrationError.newer("9999_extra")) { try await first.plan(database.superuser) }
      await #expect(throws: MigrationError.newer("9999_extra")) { try await first.apply(database.superuser) }
    }
  }

  @Test func readersKeepTheirColumnsWhenATableGetsItsRulesAnew() async throws {
    let granted = """
      select count(*) from information_schema.column_privileges
      where table_schema = 'crier' and grantee in ('crier_auditor', 'crier_dba')
      """
    let policies = "select count(*) from pg_policies where schemaname = 'crier'"
    try await ScratchDatabase.with { database in
      _ = try await Migrator(folder: try SQLFolder(path: Self.sql)).apply(database.superuser)
      let before = try await [Self.ask(database, granted), Self.ask(database, policies)]
      #expect(before.allSatisfy { $0 > 100 })
      try await Self.changed(Self.append("\n-- changed\n", to: "policies/activity.sql")) { folder in
        let plan = try await Migrator(folder: folder).apply(database.superuser)
        #expect(!plan.isEmpty)
      }
      #expect(try await [Self.ask(database, granted), Self.ask(database, policies)] == before)
    }
  }

  @Test func anEditedMigrationIsRefused() async throws {
    try await ScratchDatabase.with { database in
      _ = try await Migrator(folder: try SQLFolder(path: Self.sql)).apply(database.superuser)
      try await Self.changed(Self.append("\n-- edited\n", to: "migrations/0001_items.sql")) { folder in
        await #expect(throws: MigrationError.edited("migrations/0001_items.sql")) {
          try await Migrator(folder: folder).plan(database.superuser)
        }
      }
    }
  }

  @Test func theFolderMustBeThatOfThisBuild() async throws {
    let path = "routines/crier/feed_append.sql"
    let copy = FileManager.default.temporaryDirectory.appending(path: "crier-sql-\(UUID().uuidString)")
    try FileManager.default.copyItem(atPath: Self.sql, toPath: copy.path())
    defer { try? FileManager.default.removeItem(at: copy) }
    try Self.append(" ", to: "views/99_more.sql")(copy)
    #expect(throws: MigrationError.stranger("views/99_more.sql")) { try SQLFolder(path: copy.path()) }
    try Self.append(" ", to: path)(copy)
    #expect(throws: MigrationError.altered(path)) { try SQLFolder(path: copy.path()) }
    try FileManager.default.removeItem(at: copy.appending(path: path))
    #expect(throws: MigrationError.unreadable(path)) { try SQLFolder(path: copy.path()) }
  }

  @Test func whoIsNoSuperuserIsToldSo() async throws {
    let migrator = Migrator(folder: try SQLFolder(path: Self.sql))
    try await ScratchDatabase.with { database in
      _ = try await migrator.apply(database.superuser)
      let coordinator = try await database.login("crier_coordinator")
      await #expect(throws: (any Error).self) { try await migrator.apply(coordinator) }
    }
  }
}
