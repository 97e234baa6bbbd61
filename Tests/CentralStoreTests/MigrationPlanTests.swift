import CentralStore
import Testing

/// What is to be done is decided from two lists alone.
struct MigrationPlanTests {
  private static func file(_ path: String, _ content: Character = "a") throws -> SQLFile {
    try #require(SQLFile(path: path, sha256: String(repeating: content, count: 64)))
  }

  private static func files() throws -> [SQLFile] {
    try [
      "policies/a.sql", "views/v.sql", "routines/sync/b.sql", "routines/admin/a.sql", "migrations/0002_more.sql",
      "migrations/0001_items.sql", "roles/1.sql", "policies/b.sql",
    ].map { try file($0) }
  }

  private static func state(
    version: Int = 150_018, encoding: String = "UTF8", migrations: [String: String] = [:],
    applied: [String: String] = [:]
  ) -> SchemaState {
    SchemaState(
      serverVersion: version, encoding: encoding, isSuperuser: true, migrations: migrations, applied: applied)
  }

  /// A database that has all of `files()`.
  private static func current() throws -> SchemaState {
    let files = try files()
    return state(
      migrations: Dictionary(uniqueKeysWithValues: files.filter { $0.kind == .migration }.map { ($0.name, $0.sha256) }),
      applied: Dictionary(uniqueKeysWithValues: files.filter { $0.kind > .migration }.map { ($0.path, $0.sha256) }))
  }

  @Test func anEmptyDatabaseGetsAllInOrder() throws {
    let plan = try MigrationPlan(files: Self.files(), state: Self.state())
    #expect(plan.roles.map(\.path) == ["roles/1.sql"])
    #expect(plan.migrations.map(\.name) == ["0001_items", "0002_more"])
    #expect(
      plan.replacements.map(\.path) == [
        "routines/admin/a.sql", "routines/sync/b.sql", "views/v.sql", "policies/a.sql", "policies/b.sql",
      ])
    #expect(plan.lines.count == 7)
  }

  @Test func aCurrentDatabaseNeedsNothing() throws {
    let plan = try MigrationPlan(files: Self.files(), state: Self.current())
    #expect(plan.isEmpty)
    #expect(plan.lines.isEmpty)
    #expect(plan.roles.count == 1)
  }

  @Test func aChangedRoutineIsMadeAnewAlone() throws {
    var state = try Self.current()
    state.applied["routines/sync/b.sql"] = "other"
    #expect(try MigrationPlan(files: Self.files(), state: state).lines == ["make anew routines/sync/b.sql"])
  }

  @Test func policiesAreMadeAnewTogether() throws {
    var state = try Self.current()
    state.applied["policies/a.sql"] = "other"
    let plan = try MigrationPlan(files: Self.files(), state: state)
    #expect(plan.replacements.map(\.path) == ["policies/a.sql", "policies/b.sql"])
  }

  @Test func aMigrationBringsThePoliciesAnew() throws {
    let files = try Self.files() + [Self.file("migrations/0003_new.sql")]
    let plan = try MigrationPlan(files: files, state: Self.current())
    #expect(plan.lines == ["apply migrations/0003_new.sql", "make anew policies/a.sql", "make anew policies/b.sql"])
  }

  @Test func whatIsNoLongerThereIsForgotten() throws {
    var state = try Self.current()
    state.applied["views/old.sql"] = "x"
    #expect(try MigrationPlan(files: Self.files(), state: state).lines == ["forget views/old.sql"])
  }

  @Test func anEditedMigrationIsRefused() throws {
    var state = try Self.current()
    state.migrations["0001_items"] = "other"
    #expect(throws: MigrationError.edited("migrations/0001_items.sql")) {
      try MigrationPlan(files: Self.files(), state: state)
    }
  }

  @Test func aNewerDatabaseIsRefused() throws {
    var state = try Self.current()
    state.migrations["0009_future"] = "x"
    #expect(throws: MigrationError.newer("0009_future")) { try MigrationPlan(files: Self.files(), state: state) }
  }

  @Test func aMigrationBeforeAnAppliedOneIsRefused() throws {
    var state = try Self.current()
    state.migrations["0001_items"] = nil
    #expect(throws: MigrationError.outOfOrder("migrations/0001_items.sql", after: "migrations/0002_more.sql")) {
      try MigrationPlan(files: Self.files(), state: state)
    }
  }

  @Test func anOldServerAndAnotherEncodingAreRefused() throws {
    #expect(throws: MigrationError.serverTooOld(140_011)) {
      try MigrationPlan(files: Self.files(), state: Self.state(version: 140_011))
    }
    #expect(throws: MigrationError.encoding("SQL_ASCII")) {
      try MigrationPlan(files: Self.files(), state: Self.state(encoding: "SQL_ASCII"))
    }
  }

  @Test func filesThatAreNotAppliedAreNoFiles() {
    #expect(SQLFile(path: "tests/0010_content.sql", sha256: "") == nil)
    #expect(SQLFile(path: "schema.snapshot.sql", sha256: "") == nil)
    #expect(SQLFile(path: "roles/readme.txt", sha256: "") == nil)
  }
}
