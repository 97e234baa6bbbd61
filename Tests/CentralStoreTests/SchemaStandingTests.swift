import CentralStore
import Foundation
import Postgres
import TestKit
import Testing

/// How a database stands to the program that asks.
struct SchemaStandingTests {
  private static func state(_ change: (inout SchemaState) -> Void = { _ in }) -> SchemaState {
    var state = SchemaState(serverVersion: 150_000, encoding: "UTF8", isSuperuser: false)
    for file in SQLFile.manifest {
      if file.kind == .migration { state.migrations[file.name] = file.sha256 }
      if file.kind > .migration { state.applied[file.path] = file.sha256 }
    }
    change(&state)
    return state
  }

  private static func name(_ kind: SQLFile.Kind) throws -> SQLFile {
    try #require(SQLFile.manifest.last { $0.kind == kind })
  }

  @Test func whatIsAsItShouldBeFits() {
    #expect(SchemaStanding(of: Self.state()) == .fitting)
  }

  @Test func whatLacksAMigrationOrARoutineIsBehind() throws {
    let (migration, routine) = (try Self.name(.migration), try Self.name(.routine))
    let older = SchemaStanding(of: Self.state { $0.migrations[migration.name] = nil })
    #expect(older == .behind([migration.path]))
    #expect(SchemaStanding(of: Self.state { $0.applied[routine.path] = nil }) == .behind([routine.path]))
    guard case .behind = SchemaStanding(of: SchemaState(serverVersion: 150_000, encoding: "UTF8", isSuperuser: false))
    else {
      Issue.record("an empty database is behind")
      return
    }
  }

  @Test func whatHasHadMoreIsAhead() {
    let newer = SchemaStanding(of: Self.state { $0.migrations["9999_later"] = "00" })
    #expect(newer == .foreign(.newer("9999_later")))
  }

  @Test func whatReadsOtherwiseDiffers() throws {
    let routine = try Self.name(.routine)
    #expect(SchemaStanding(of: Self.state { $0.applied[routine.path] = "00" }) == .different([routine.path]))
    let more = "routines/crier/later.sql"
    #expect(SchemaStanding(of: Self.state { $0.applied[more] = "00" }) == .different([more]))
    let migration = try Self.name(.migration)
    let edited = SchemaStanding(of: Self.state { $0.migrations[migration.name] = "00" })
    #expect(edited == .foreign(.edited(migration.path)))
  }

  @Test func aRealDatabaseTellsTheCoordinator() async throws {
    try await ScratchDatabase.with { database in
      _ = try await Migrator(folder: try SQLFolder(path: SourceTree.sql)).apply(database.superuser)
      let pool = CentralDatabase(configuration: try await database.login("crier_coordinator"), limit: 1)
      let standing = SchemaStanding(of: try await pool.run(ReadSchema()))
      await pool.close()
      #expect(standing == .fitting)
    }
  }

  @Test func everyStepIsTold() async throws {
    try await ScratchDatabase.with { database in
      let (told, telling) = AsyncStream<String>.makeStream()
      let plan = try await Migrator(folder: try SQLFolder(path: SourceTree.sql)).apply(database.superuser) {
        telling.yield($0)
      }
      telling.finish()
      let steps = await told.reduce(into: []) { $0.append($1) }
      #expect(steps == plan.roles.map { "apply \($0.path)" } + plan.lines)
    }
  }
}
