import ArgumentParser
import CentralStore
import Console
import Crypto
import Domain
import Foundation
import Postgres
import X509

/// `region`: offices.
struct RegionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "region", abstract: "Add, admit, lock and close offices, and set what they demand of posts.",
    discussion: """
      An office is named by its name or by the beginning of its id, as lists show it.

      Example:
        crier-coordinator region add "North Office" --zone Europe/London --language en --language cy
        crier-coordinator region admit "North Office" request.json --out bundle.json
        crier-coordinator region policy "North Office" --class event --approvals 2 --tier manager
      """,
    subcommands: [Add.self, Admit.self, PolicyOf.self, Lock.self, Unlock.self, Revoke.self, List.self])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add an office below another.",
      discussion: """
        Example:
          crier-coordinator region add "North Office" --zone Europe/London --language en --language cy

        \(ActAnswer.fields("region (the office's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The office's name.") var name: String
    @Option(help: "The office above it. Default: the centre.") var below: String?
    @Option(help: "Its time zone by name. Default: that of the office above.") var zone: String?
    @Option(name: .customLong("language"), help: "A language by its tag, in order; may be given again.")
    var languages: [String] = []

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let member = try await centre.member()
        let items = try await centre.database.centre()
        let root = try await centre.body().root
        let parent = try below.map { try Naming(items: items).region($0) } ?? items.regions[root]
        guard let parent else { throw Complaint(.damaged, "The centre is not in the database.") }
        let zone = zone ?? parent.zone
        try RegionCommand.checkZone(zone)
        let id = RegionID.fresh()
        let payload = AddRegion(
          parent: parent.id, name: name, zone: zone, languages: languages.isEmpty ? parent.languages : languages)
        let answer = try await centre.perform(.addRegion(payload), on: ItemReference(.region, id, id), as: member)
        try output.show(answer) { Output.line("\(name) is added (\(id.short)). Next: region admit.") }
      }
    }
  }

  struct Admit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let an office's machine in: make its login, sign its certificate, write its bundle.",
      discussion: """
        The request comes from `crier-agent enroll request` at the office. The bundle holds no secret. A machine that \
        was let in before stays in, until its certificate ends: give --replace where it was lost, stolen or given away.

        Examples:
          crier-coordinator region admit "North Office" request.json --out bundle.json
          crier-coordinator region admit "North Office" request.json --out bundle.json --replace

        \(ActAnswer.fields(
          "region (the office's id), login (its login to the database), bundle (the file), fingerprint (of our key)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The office.") var office: String
    @Argument(help: "The request file from the office.") var request: String
    @Option(name: .customLong("out"), help: "Where to write the bundle.") var out: String
    @Flag(help: "Shut out every machine that the office had before.") var replace = false

    func run() async throws {
      let request = try EnrolmentRequest.read(self.request)
      try await Centre.with(config, output) { centre in
        let member = try await centre.member()
        let body = try await centre.body()
        let items = try await centre.database.centre()
        let region = try Naming(items: items).region(office)
        let item = ItemReference(.region, region.id, region.id)
        // Before there is a login: one that nobody was let have, or that has no bundle, would stay.
        try EnrolmentBundle.needPlace(at: out)
        try centre.rehearse(
          .admitRegion(AdmitRegion(login: "", certificate: Digest.of(""))), on: item, as: member, in: items)
        let authority = try OfficeCertificates(
          certificatePEM: try centre.settings.keys.authorityCertificate(),
          keyPEM: try centre.settings.keys.authorityKey())
        let login = try await centre.database.run(CreateLogin(region: region.id, key: request.keyDigest))
        let certificate = try authority.sign(login: login, publicKey: request.publicKey, at: Date())
        let act = try await centre.perform(
          .admitRegion(AdmitRegion(login: login, certificate: Digest.of(certificate))), on: item,
          base: region.version, as: member)
        let bundle = EnrolmentBundle(
          region: region.id, name: region.name, body: body.name, host: centre.settings.officeHost,
          port: centre.settings.officePort, database: centre.settings.database.database, login: login,
          certificate: certificate, authority: try centre.settings.serverAuthority(),
          signingKey: body.signingKey, fingerprint: Fingerprint.text(of: body.signingKey))
        try bundle.write(to: out)
        if replace { try await RegionCommand.endLogins(of: region.id, keep: login, centre.database) }
        let answer = AdmittedAnswer(act: act, login: login, bundle: out, fingerprint: bundle.fingerprint)
        try output.show(answer) {
          Output.line("\(region.name) is admitted. Bundle: \(out)")
          if replace { Output.line("Machines that it had before are shut out.") }
          Output.line("Read the fingerprint over the phone: \(bundle.fingerprint)")
        }
      }
    }
  }

  struct PolicyOf: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "policy", abstract: "Set how many approvals a class of posts needs, one of them of which tier.",
      discussion: """
        It holds for the office and those below it that have none of their own.

        Example:
          crier-coordinator region policy "North Office" --class event --approvals 2 --tier manager

        \(ActAnswer.fields("policy (the policy's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The office.") var office: String
    @Option(name: .customLong("class"), help: "routine, event or emergency.") var postClass: PostClass
    @Option(help: "How many, 1 to 5.") var approvals: Int
    @Option(help: "approver, manager, duty_editor or administrator.") var tier: Tier

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let member = try await centre.member()
        let region = try Naming(items: try await centre.database.centre()).region(office)
        let id = Policy.id(region: region.id, postClass: postClass)
        let answer = try await centre.perform(
          .setPolicy(SetPolicy(postClass: postClass, approvals: approvals, tier: tier)),
          on: ItemReference(.policy, region.id, id), as: member)
        try output.show(answer) {
          Output.line("\(region.name): \(postClass.rawValue) posts need \(approvals), one of them by \(tier.title).")
        }
      }
    }
  }

  struct Lock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shut an office out for now: it keeps its work, sends nothing, and nothing of it goes out.",
      discussion: """
        Example:
          crier-coordinator region lock "North Office" --reason "laptop stolen"

        \(ActAnswer.fields("region (the office's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The office.") var office: String
    @Option(help: "Why.") var reason: String

    func run() async throws {
      try await RegionCommand.act(config, output, on: office, .lockRegion(Reason(reason))) { "\($0) is locked." }
    }
  }

  struct Unlock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a locked office in again.",
      discussion: """
        Example:
          crier-coordinator region unlock "North Office"

        \(ActAnswer.fields("region (the office's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The office.") var office: String

    func run() async throws {
      try await RegionCommand.act(config, output, on: office, .unlockRegion) { "\($0) may act again." }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close an office for good: its login ends, its sessions are cut. This cannot be taken back.",
      discussion: """
        Example:
          crier-coordinator region revoke "North Office" --reason "office closed"

        \(ActAnswer.fields("region (the office's id)"))
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The office.") var office: String
    @Option(help: "Why.") var reason: String

    func run() async throws {
      try await Centre.with(config, output) { centre in
        let member = try await centre.member()
        let region = try Naming(items: try await centre.database.centre()).region(office)
        // An office that is closed already may have been left half way: its login is ended all the same.
        let item = ItemReference(.region, region.id, region.id)
        let answer =
          region.state == .revoked
          ? ActAnswer(Ruling(activity: region.activity, verdict: .accepted), on: item)
          : try await centre.perform(.revokeRegion(Reason(reason)), on: item, base: region.version, as: member)
        try await RegionCommand.endLogins(of: region.id, centre.database)
        try output.show(answer) { Output.line("\(region.name) is closed; its login and sessions are ended.") }
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the offices.",
      discussion: """
        Example:
          crier-coordinator region list

        --json prints a list of region_id, parent_id (the office above; absent: the centre), name, zone (by its IANA \
        name), languages (tags, in order), state (active, locked or revoked), version (counts its changes), \
        activity_id (the act that changed it last).
        """)

    @OptionGroup var config: ConfigOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
      try await Centre.with(config) { centre in
        let items = try await centre.database.centre()
        let regions = items.regions.values.sorted {
          ($0.parent == nil ? "" : $0.name) < ($1.parent == nil ? "" : $1.name)
        }
        try output.show(regions) {
          Output.table(
            ["OFFICE", "ID", "BELOW", "ZONE", "LANGUAGES", "STATE"],
            regions.map { region in
              [
                region.name, region.id.short, region.parent.flatMap { items.regions[$0]?.name } ?? "–", region.zone,
                region.languages.joined(separator: " "), region.state.rawValue,
              ]
            })
        }
      }
    }
  }
}

extension RegionCommand {
  /// Ends an office's logins, but for one that is kept, and all its sessions: whoever may come back does so at once.
  fileprivate static func endLogins(
    of region: RegionID, keep: String? = nil, _ database: CentralDatabase
  ) async throws {
    _ = try await database.run(RevokeLogins(region: region, keep: keep))
    // Twice: a session may have been opening while the first look was taken.
    for _ in 1...2 { _ = try await database.run(TerminateLogins(region: region)) }
  }

  /// One act on one office, and a word about it.
  fileprivate static func act(
    _ config: ConfigOptions, _ output: OutputOptions, on office: String, _ act: Act, _ word: (String) -> String
  ) async throws {
    try await Centre.with(config, output) { centre in
      let member = try await centre.member()
      let region = try Naming(items: try await centre.database.centre()).region(office)
      let answer = try await centre.perform(
        act, on: ItemReference(.region, region.id, region.id), base: region.version, as: member)
      try output.show(answer) { Output.line(word(region.name)) }
    }
  }

  /// That a zone is one by which offices may write times.
  static func checkZone(_ zone: String) throws(Complaint) {
    guard WallTime.zone(named: zone) != nil else {
      throw Complaint(
        .usage, "There is no time zone \"\(zone)\".", remedy: "Name one as in Europe/London, or UTC; no abbreviation.")
    }
  }
}

extension Identifier {
  /// A new id of now.
  static func fresh() -> Self {
    var generator = SystemRandomNumberGenerator()
    return .new(at: Instant(Date()), using: &generator)
  }
}

extension PostClass: ExpressibleByArgument {}
extension Tier: ExpressibleByArgument {
  /// For help.
  static let meant =
    "author, approver or manager; at the centre also duty_editor or administrator. The others give no right yet."
}
