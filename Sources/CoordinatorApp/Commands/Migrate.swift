import ArgumentParser
import CentralStore
import Console
import Foundation
import Postgres

/// `migrate`: prepares the central database for this version.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Prepare the central database for this version, in one transaction.",
    discussion: """
      Run it from a DBA's own login: superuser for the first run and whenever roles change.
      The SQL files are --sql, else share/crier/sql beside the installation, else ./sql; files that are not those
      that this program was built with are refused.

      Examples:
        crier-coordinator migrate --socket /run/postgresql --user postgres
        crier-coordinator migrate --check    # exits 3 when anything would change
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .customLong("sql"), help: "Folder of the SQL files.") var sql: String?
  @Flag(help: "Only say whether the database is as this version wants it.") var check = false
  @Flag(name: .customLong("dry-run"), help: "Say what would be done, and do nothing.") var dryRun = false

  struct Report: Encodable {
    var done: Bool
    var steps: [String]
  }

  func run() async throws {
    let reader = try await SettingsReader(file: config.file, binary: "crier-coordinator")
    let settings = try CoordinatorSettings(reader, database: database)
    let migrator = Migrator(folder: try SQLFolder(path: try folder()))
    if check || dryRun {
      let plan = try await migrator.plan(settings.database)
      try output.show(Report(done: false, steps: plan.lines)) {
        Output.line(plan.isEmpty ? "The database is as this version wants it." : "This would be done:")
        for line in plan.isEmpty ? [] : plan.lines { Output.line("  \(line)") }
      }
      if check, !plan.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
      return
    }
    let plan = try await migrator.apply(settings.database)
    try output.show(Report(done: true, steps: plan.lines)) {
      Output.line(plan.isEmpty ? "Nothing to do." : "Done: \(plan.lines.count) steps.")
    }
  }

  private func folder() throws(Complaint) -> String {
    let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    let beside = program.deletingLastPathComponent().deletingLastPathComponent().path + "/share/crier/sql"
    let candidates = sql.map { [$0] } ?? [beside, "sql"]
    guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0 + "/migrations") }) else {
      throw Complaint(.usage, "The SQL files are not found.", remedy: "Name their folder with --sql.")
    }
    return found
  }
}

extension MigrationError: Complaining {
  package var complaint: Complaint { Complaint(.refused, description) }
}
