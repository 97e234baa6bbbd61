import ArgumentParser
import Console
import Foundation
import Postgres
import Testing

@testable import CoordinatorApp

/// A flag over a variable over the file over the default. Alone with its variables: serialised.
@Suite(.serialized)
struct SettingsTests {
  private func write(_ text: String, _ folder: String) throws -> String {
    let path = folder + "/coordinator.yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func theNearerWordCounts() async throws {
    try await Folder.with { folder in
      let file = try write(
        "database:\n  socket: /run/file\n  name: from_file\n  user: file_user\ntimes:\n  scale: 0.5\n", folder)
      let reader = try await SettingsReader(
        file: file, binary: "crier-coordinator",
        environment: ["CRIER_DATABASE_NAME": "from_variable", "CRIER_DATABASE_USER": "variable_user"])
      let flags = try DatabaseOptions.parse(["--user", "flag_user"])
      let settings = try CoordinatorSettings(reader, database: flags)
      #expect(settings.database.user == "flag_user", "flag over variable")
      #expect(settings.database.database == "from_variable", "variable over file")
      #expect(settings.database.host == "/run/file" && settings.timeScale == 0.5, "file over default")
      #expect(settings.database.port == 5432 && settings.healthPort == nil, "default")
    }
  }

  @Test func whatIsMissingIsNamedWithBothPlaces() async throws {
    try await Folder.with { folder in
      let reader = try await SettingsReader(
        file: try write("log:\n  level: info\n", folder), binary: "crier-coordinator")
      let complaint = #expect(throws: Complaint.self) { try CoordinatorSettings(reader) }
      #expect(complaint?.status == .usage && complaint?.sentence.contains("database.host") == true)
      #expect(complaint?.remedy?.contains("CRIER_DATABASE_HOST") == true)
      let missing = await #expect(throws: Complaint.self) {
        try await SettingsReader(file: folder + "/nothing.yaml", binary: "crier-coordinator")
      }
      #expect(missing?.status == .usage)
      let broken = try write("database: [", folder)
      await #expect(throws: Complaint.self) { try await SettingsReader(file: broken, binary: "crier-coordinator") }
    }
  }
}
