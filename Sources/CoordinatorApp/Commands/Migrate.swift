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
      Run it from a DBA's own login, which must be a superuser: it makes roles.
      The SQL files are --sql, else share/crier/sql beside the installation, else ./sql; files that are not those
      that this program was built with are refused.

      Examples:
        crier-coordinator migrate --socket /run/postgresql --user postgres
        crier-coordinator migrate --check    # exits 3 when anything would change

      --json prints one object: done (false with --check and --dry-run), steps (a list of sentences; empty: nothing \
      to do).
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Option(name: .customLong("sql"), help: "Folder of the SQL files.") var sql: String?
  @Flag(help: "Only say whether the database is as this version wants it.") var check = false
  @Flag(name: .customLong("dry-run"), help: "Say what would be done, and do nothing.") var dryRun = false

  func run() async throws {
    let reader = try await SettingsReader(file: config.file, binary: "crier-coordinator")
    let settings = try CoordinatorSettings(reader, database: database)
    let migrator = Migrator(folder: try SQLFolder(path: try folder()))
    if check || dryRun {
      let plan = try await migrator.plan(settings.database)
      try output.show(MigratedAnswer(done: false, steps: plan.lines)) {
        Output.line(plan.isEmpty ? "The database is as this version wants it." : "This would be done:")
        for line in plan.isEmpty ? [] : plan.lines { Output.line("  \(line)") }
      }
      if check, !plan.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
      return
    }
    let tells = !output.asJSON
    let plan = try await migrator.apply(settings.database) { step in if tells { Output.line(step) } }
    try output.show(MigratedAnswer(done: true, steps: plan.lines)) {
      Output.line(plan.isEmpty ? "Nothing to do." : "Done: \(plan.lines.count) steps.")
    }
  }

  private func folder() throws(Complaint) -> String {
    let candidates = sql.map { [$0] } ?? [Self.beside(Self.program), "sql"]
    guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0 + "/migrations") }) else {
      let places = candidates.joined(separator: " or ")
      throw Complaint(.usage, "The SQL files are not found in \(places).", remedy: "Name their folder with --sql.")
    }
    return found
  }

  /// Where an installation keeps the SQL files: `bin` and `share` stand beside each other.
  static func beside(_ program: String) -> String {
    let prefix = URL(filePath: program).deletingLastPathComponent().deletingLastPathComponent()
    return prefix.appending(path: "share/crier/sql").path(percentEncoded: false)
  }

  /// The file that runs, however it was called; the first word of the command is a bare name when PATH led here.
  private static var program: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath().path(percentEncoded: false)
  }
}

extension MigrationError: Complaining {
  package var complaint: Complaint { Complaint(.refused, description) }
}
