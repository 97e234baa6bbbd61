import ArgumentParser
import CentralStore
import Console
import Crypto
import Domain
import Foundation
import Postgres

/// `doctor`: looks at everything that must be right, and says what to do.
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at database, role, clock, keys and platforms, and say what to do.",
    discussion: """
      Exits 1 when anything is not right.

      Example:
        crier-coordinator doctor

      --json prints a list of check (what was looked at), fine (true or false), sentence, remedy (absent when fine).
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions

  /// As the agent's doctor tells it too.
  struct Finding: Encodable {
    var check: String
    var fine: Bool
    var sentence: String
    var remedy: String?

    static func fine(_ check: String, _ sentence: String) -> Finding {
      Finding(check: check, fine: true, sentence: sentence)
    }

    static func wrong(_ check: String, _ sentence: String, _ remedy: String?) -> Finding {
      Finding(check: check, fine: false, sentence: sentence, remedy: remedy)
    }

    static func wrong(_ check: String, _ error: any Error) -> Finding {
      let complaint = error as? Complaint ?? (error as? any Complaining)?.complaint
      return wrong(check, complaint?.sentence ?? "\(error)", complaint?.remedy)
    }
  }

  func run() async throws {
    let reader = try await SettingsReader(file: config.file, binary: "crier-coordinator")
    let settings = try CoordinatorSettings(reader)
    let database = CentralDatabase(configuration: settings.database, limit: 1, patience: .seconds(3))
    var findings = await lookAtDatabase(database)
    findings.append(lookAtKeys(settings))
    findings += await lookAtPlatforms(database, settings)
    await database.close()
    try output.show(findings) {
      for finding in findings {
        Output.line("\(finding.fine ? "ok " : "!! ") \(finding.check): \(Output.tame(finding.sentence))")
        if let remedy = finding.remedy { Output.line("      \(Output.tame(remedy))") }
      }
    }
    if findings.contains(where: { !$0.fine }) { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  private func lookAtDatabase(_ database: CentralDatabase) async -> [Finding] {
    var found: [Finding] = []
    do {
      let began = Date()
      let facts = try await database.run(ReadServer())
      let skew = Int(facts.now.seconds(since: Instant(began)).rounded())
      found.append(.fine("database", "PostgreSQL \(facts.version), as \(facts.login)"))
      found.append(
        facts.isPowerful
          ? .wrong("role", "This login may do too much to face a network.", "Run as crier_coordinator.")
          : .fine("role", "no superuser, makes no roles, owns nothing"))
      found.append(
        abs(skew) < 30
          ? .fine("clock", "\(skew) s from the database's")
          : .wrong("clock", "It is \(skew) s from the database's.", "Set this machine's clock (systemd-timesyncd)."))
      let standing = SchemaStanding(of: try await database.run(ReadSchema()))
      found.append(
        standing == .fitting
          ? .fine("schema", "as this version wants it") : .wrong("schema", standing.sentence, standing.remedy))
      found.append(try await lookAtBody(database))
    } catch {
      found.append(.wrong(found.isEmpty ? "database" : "schema", error))
    }
    return found
  }

  private func lookAtBody(_ database: CentralDatabase) async throws -> Finding {
    guard let body = try await database.run(ReadBody()) else {
      return .wrong("body", "There is no body here yet.", "Run crier-coordinator init once.")
    }
    guard body.frozenAt == nil else {
      return .wrong("body", "\(body.name): dispatch waits for an operator.", "See crier-coordinator status.")
    }
    return .fine("body", body.name)
  }

  private func lookAtKeys(_ settings: CoordinatorSettings) -> Finding {
    do {
      _ = try settings.keys.encryptionKey()
      let authority = settings.keys.hasAuthority ? "with" : "without"
      return .fine("keys", "in \(settings.keys.folder), \(authority) a certificate authority")
    } catch {
      return .wrong("keys", error)
    }
  }

  private func lookAtPlatforms(_ database: CentralDatabase, _ settings: CoordinatorSettings) async -> [Finding] {
    guard let key = try? settings.keys.encryptionKey(), let items = try? await database.centre() else { return [] }
    let vault = Vault(database: database, key: key)
    var found: [Finding] = []
    for channel in items.channels.values.sorted(by: { $0.name < $1.name }) where channel.state == .active {
      let check = "channel \(Output.tame(channel.name))"
      do {
        let secret = try await vault.secret(for: channel.id)
        _ = try await ChannelCheck(settings: settings).run(channel, secret, by: try Adapters.named(channel.platform))
        found.append(.fine(check, "able to post"))
      } catch {
        found.append(.wrong(check, error))
      }
    }
    return found
  }
}
