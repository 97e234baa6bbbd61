import ArgumentParser
import Console
import Foundation
import Logging
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

  @Test func wordsAndNumbersThatCannotBeAreToldWithWhatCan() async throws {
    func settings(_ variables: [String: String]) async throws -> SettingsReader {
      let all = variables.merging(["CRIER_DATABASE_SOCKET": "/run/postgresql"]) { said, _ in said }
      return try await SettingsReader(file: nil, binary: "crier-test", environment: all)
    }
    #expect(try await settings([:]).choice("log.level", default: Logger.Level.info) == .info)
    #expect(try await settings(["CRIER_LOG_LEVEL": "debug"]).choice("log.level", default: Logger.Level.info) == .debug)
    let loud = try await settings(["CRIER_LOG_LEVEL": "loud"])
    let word = #expect(throws: Complaint.self) { try loud.choice("log.level", default: Logger.Level.info) }
    #expect(word?.status == .usage && word?.sentence.contains("log.level") == true)
    #expect(word?.sentence.contains("trace, debug, info, notice, warning, error, critical") == true)
    #expect(try await CoordinatorSettings(settings(["CRIER_HEALTH_PORT": "9187"])).healthPort == 9187)
    #expect(try await CoordinatorSettings(settings(["CRIER_HEALTH_PORT": "0"])).healthPort == 0)
    for wrong in ["-1", "65536", "many"] {
      let reader = try await settings(["CRIER_HEALTH_PORT": wrong])
      let port = #expect(throws: Complaint.self) { try CoordinatorSettings(reader) }
      #expect(port?.status == .usage && port?.sentence.contains("health.port") == true, "\(wrong)")
    }
    let flags = try DatabaseOptions.parse(["--port", "99999"])
    let reader = try await settings([:])
    #expect(throws: Complaint.self) { try CoordinatorSettings(reader, database: flags) }
  }

  @Test func theSampleFitsTheUnit() async throws {
    let ops = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../ops/systemd").standardized
    let sample = ops.appending(path: "crier-coordinator.yaml").path(percentEncoded: false)
    let settings = try CoordinatorSettings(try await SettingsReader(file: sample, binary: "crier-test"))
    let unit = try String(contentsOf: ops.appending(path: "crier-coordinator.service"), encoding: .utf8)
    let folder = try #require(unit.firstMatch(of: /StateDirectory=(\S+)/)).1
    #expect(settings.keys.folder == "/var/lib/\(folder)" && settings.stateFolder == settings.keys.folder)
    #expect(unit.contains("--config /etc/crier/crier-coordinator.yaml"))
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
