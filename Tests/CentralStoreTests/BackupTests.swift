import Foundation
import Postgres
import TestKit
import Testing

/// A dump by the backup role holds every row of every office, and a restored database knows its logins again.
@Suite struct BackupTests {
  @Test func aDumpByTheBackupRoleRestoresWhole() async throws {
    try await OwnershipWorld.with { world in
      let file = FileManager.default.temporaryDirectory.appending(path: "crier-\(UUID().uuidString).dump").path()
      defer { try? FileManager.default.removeItem(atPath: file) }
      #expect(try await run("pg_dump", as: "crier_backup", ["-Fc", "-f", file, world.database.name], world) == 0)
      try await ScratchDatabase.with { restored in
        // One owner may write into it: the superuser.
        #expect(try await run("pg_restore", as: "postgres", ["-e", "-d", restored.name, file], world) == 0)
        let copy = try await PostgresConnection.connect(restored.superuser)
        // The rights on a database itself are not in its dump.
        for roles in try SchemaFiles.all("roles") { try await copy.execute(roles.text) }
        #expect(try await counts(copy) == (try await counts(world.superuser)))
        let alpha = try await PostgresConnection.connect(restored.login(world.alpha.login))
        #expect(try await alpha.value("select sync.me()::text") == world.alpha.region.uuidString.lowercased())
        #expect(await alpha.refusal(of: "select * from crier.post") == "42501")
        await alpha.close()
        await copy.close()
      }
    }
  }

  /// A role that row-level rules bind cannot dump: it fails instead of leaving rows out.
  @Test func nobodyElseDumpsAPart() async throws {
    try await OwnershipWorld.with { world in
      let backup = try await PostgresConnection.connect(backup(of: world))
      #expect(await backup.refusal(of: "set row_security = off; select count(*) from crier.post") == nil)
      #expect(await backup.refusal(of: "delete from crier.inbox") == "25006", "read only")
      #expect(
        await backup.refusal(
          of: "set default_transaction_read_only = off; begin; set transaction read write;"
            + "delete from crier.inbox") == "42501", "and without the right")
      #expect(
        await world.coordinator.refusal(of: "set row_security = off; select count(*) from crier.post") == "42501")
    }
  }

  private func backup(of world: OwnershipWorld) -> PostgresConfiguration {
    var configuration = world.database.superuser
    configuration.user = "crier_backup"
    return configuration
  }

  /// Rows of every table, as text.
  private func counts(_ connection: PostgresConnection) async throws -> String? {
    try await connection.value(
      """
      select string_agg(c.relname || ' ' || (xpath('/row/n/text()', query_to_xml(
        format('select count(*) as n from crier.%I', c.relname), false, true, '')))[1], ', ' order by c.relname)
      from pg_class c where c.relnamespace = 'crier'::regnamespace and c.relkind = 'r'
      """)
  }

  /// Runs a program of PostgreSQL over the socket; gives its exit status.
  private func run(
    _ program: String, as user: String, _ arguments: [String], _ world: OwnershipWorld
  ) async throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        program, "--no-password", "-h", world.database.cluster.socketFolder, "-p", String(world.database.cluster.port),
        "-U", user,
      ] + arguments
    process.standardOutput = FileHandle.nullDevice
    return try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
  }
}
