import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation

/// `init`: makes the body, its centre and the first administrator.
struct Initialise: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make the body, its centre and the first administrator. Once, after migrate.",
    discussion: """
      Prints a one-time code, good for 24 hours: the administrator signs in with it.

      Example:
        crier-coordinator init --body "Riverside Council" --administrator "Ann Lee" \\
          --zone Europe/London --language en --own-ca

      --json prints one object: region (the centre's id), member (the administrator's id), code (the one-time code), \
      fingerprint (of the coordinator's key), authority (the file of the certificate authority; with --own-ca only).
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions
  @Option(help: "The public body's name.") var body: String
  @Option(help: "The first administrator's name.") var administrator: String
  @Option(help: "The centre's name as an office. Default: the body's name.") var centre: String?
  @Option(help: "Time zone of the centre, by name.") var zone = "Europe/London"
  @Option(name: .customLong("language"), help: "A language of the centre by its tag; may be given again. Default: en.")
  var languages: [String] = []
  @Flag(name: .customLong("own-ca"), help: "Make a small certificate authority for the offices' certificates.")
  var ownAuthority = false

  func run() async throws {
    try RegionCommand.checkZone(zone)
    try await Centre.with(config) { centre in
      guard try await centre.database.run(ReadBody()) == nil else {
        throw Complaint(.refused, "There is a body here already.", remedy: "init runs once in the life of a body.")
      }
      let made = try await make(centre)
      try output.show(made) {
        Output.line("\(body) is made. Its centre is \(self.centre ?? body) (\(made.region.short)).")
        Output.line("One-time code for \(administrator), good for 24 hours: \(made.code)")
        Output.line("Fingerprint of the coordinator's key, for the phone: \(made.fingerprint)")
        if let authority = made.authority {
          Output.line("Certificate authority for offices: \(authority) — PostgreSQL must trust it (ssl_ca_file).")
        }
        Output.line("Next: crier-coordinator sign-in --member \"\(administrator)\"")
      }
    }
  }

  private func make(_ centre: Centre) async throws -> InitialisedAnswer {
    var generator = SystemRandomNumberGenerator()
    let now = Instant(Date())
    let act = ActivityID.derived("break-glass", "init")
    let root = Region(
      id: .new(at: now, using: &generator), parent: nil, name: self.centre ?? body, zone: zone,
      languages: languages.isEmpty ? ["en"] : languages, activity: act)
    let first = Member(id: .new(at: now, using: &generator), home: root.id, name: administrator, activity: act)
    let code = OneTimeCode.make(using: &generator)
    let (signing, encryption) = try centre.settings.keys.make()
    let keys = try KeyFolder.published(signing, encryption)
    if ownAuthority {
      let authority = try OfficeCertificates.makeAuthority(body: body, at: now.date)
      try centre.settings.keys.writeAuthority(certificate: authority.certificate, key: authority.key)
    }
    try await centre.database.run(
      InitBody(
        body: body, centre: root, administrator: first, grant: .new(at: now, using: &generator),
        code: OneTimeCode.hash(code), codeUntil: now.adding(seconds: OneTimeCode.lifetime), keys: keys))
    return InitialisedAnswer(
      region: root.id, member: first.id, code: code, fingerprint: Fingerprint.text(of: keys.signingKey),
      authority: ownAuthority ? centre.settings.keys.folder + "/authority.pem" : nil)
  }
}

/// A key's fingerprint in groups that can be read out over the phone.
enum Fingerprint {
  static func text(of key: HexBytes) -> String {
    let hex = Array(Digest.of(key.bytes).hex.prefix(32))
    return stride(from: 0, to: hex.count, by: 4).map { String(hex[$0..<$0 + 4]) }.joined(separator: " ")
  }
}
