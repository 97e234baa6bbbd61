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
    discussion: "Exits 1 when anything is not right.\n\nExample:\n  crier-coordinator doctor")

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions

  struct Finding: Encodable {
    var what: String
    var fine: Bool
    var says: String
  }

  func run() async throws {
    let reader = try await SettingsReader(file: config.file, binary: "crier-coordinator")
    let settings = try CoordinatorSettings(reader)
    let database = CentralDatabase(configuration: settings.database, limit: 1, patience: .seconds(3))
    var findings = await lookAtDatabase(database, settings)
    findings += lookAtKeys(settings)
    findings += await lookAtPlatforms(database, settings)
    await database.close()
    try output.show(findings) {
      for finding in findings { Output.line("\(finding.fine ? "ok  " : "NOT ")\(finding.what): \(finding.says)") }
    }
    if findings.contains(where: { !$0.fine }) { throw ExitCode(ExitStatus.failed.rawValue) }
  }

  private func lookAtDatabase(_ database: CentralDatabase, _ settings: CoordinatorSettings) async -> [Finding] {
    do {
      let began = Date()
      let facts = try await database.run(ReadServer())
      let skew = facts.now.seconds(since: Instant(began))
      var found = [
        Finding(what: "database", fine: true, says: "PostgreSQL \(facts.version), as \(facts.login)"),
        Finding(
          what: "role", fine: !facts.isPowerful,
          says: facts.isPowerful
            ? "this login may do too much: run as crier_coordinator" : "no superuser, makes no roles, owns nothing"),
        Finding(
          what: "clock", fine: abs(skew) < 30,
          says: "\(Int(skew.rounded())) s from the database's" + (abs(skew) < 30 ? "" : ": set this machine's clock")),
      ]
      let body = try await database.run(ReadBody())
      found.append(
        Finding(
          what: "body", fine: body != nil && body?.frozenAt == nil,
          says: body.map { $0.frozenAt == nil ? $0.name : "\($0.name): dispatch is frozen: see status" }
            ?? "none: run crier-coordinator init"))
      return found
    } catch {
      let says = (error as? any Complaining)?.complaint.description ?? "\(error)"
      return [Finding(what: "database", fine: false, says: says)]
    }
  }

  private func lookAtKeys(_ settings: CoordinatorSettings) -> [Finding] {
    do {
      _ = try settings.keys.encryptionKey()
      let authority = settings.keys.hasAuthority ? "with" : "without"
      let says = "in \(settings.keys.folder), \(authority) a certificate authority"
      return [Finding(what: "keys", fine: true, says: says)]
    } catch {
      return [Finding(what: "keys", fine: false, says: error.description)]
    }
  }

  private func lookAtPlatforms(_ database: CentralDatabase, _ settings: CoordinatorSettings) async -> [Finding] {
    guard let key = try? settings.keys.encryptionKey(), let items = try? await database.centre() else { return [] }
    let vault = Vault(database: database, key: key)
    var found: [Finding] = []
    for channel in items.channels.values.sorted(by: { $0.name < $1.name }) where channel.state == .active {
      do {
        let secret = try await vault.secret(for: channel.id)
        _ = try await ChannelCheck(settings: settings).run(channel, secret, by: try Adapters.named(channel.platform))
        found.append(Finding(what: "channel \(channel.name)", fine: true, says: "able to post"))
      } catch {
        let says = (error as? Complaint)?.description ?? "\(error)"
        found.append(Finding(what: "channel \(channel.name)", fine: false, says: says))
      }
    }
    return found
  }
}
