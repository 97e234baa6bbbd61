import ArgumentParser
import CentralStore
import Console
import Crypto
import Domain
import Foundation
import LocalStore
import Logging
import Postgres
import Sync

struct EnrollCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enroll", abstract: "Join this office to the centre.",
    discussion: """
      Once for each office: make a request, send it to the centre, accept what comes back. The private key
      is made here and never travels.

      Example:
        crier-agent enroll request --out request.json
        crier-agent enroll accept bundle.json
      """,
    subcommands: [EnrollRequestCommand.self, EnrollAcceptCommand.self])
}

struct EnrollRequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Make the office's key and a request for the centre.",
    discussion: """
      The key stays in the state folder. Asking again makes the same request of the same key.

      Example:
        crier-agent enroll request --name "North office" --out request.json

      """ + JSONFields.enrollRequest)

  @Option(help: "Where to write the request.") var out: String
  @Option(help: "How the office calls itself.") var name = "office"
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let folder = try await options.folder(creating: true)
    let key = try Self.key(folder)
    let request = EnrolmentRequest(format: 1, name: name, publicKey: key.publicKey.pemRepresentation)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    try PrivateFile.write(String(decoding: try encoder.encode(request), as: UTF8.self) + "\n", to: out)
    try output.show(Requested(request: out, name: name, key: folder.key)) {
      Output.line("The request is in \(out). Send it to the centre; it holds no secret.")
    }
  }

  /// What `--json` prints.
  struct Requested: Encodable {
    var request: String
    var name: String
    var key: String
  }

  private static func key(_ folder: StateFolder) throws -> P256.Signing.PrivateKey {
    if folder.exists(folder.key) { return try EnrolmentKey.read(folder) }
    let key = P256.Signing.PrivateKey()
    try PrivateFile.write(key.pemRepresentation, to: folder.key)
    return key
  }
}

/// The office's own key, which its certificate is for.
enum EnrolmentKey {
  static func read(_ folder: StateFolder) throws -> P256.Signing.PrivateKey {
    let pem = String(decoding: try StateFolder.read(folder.key), as: UTF8.self)
    guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else {
      throw Complaint(
        .damaged, "The office's key in \(folder.key) cannot be read.",
        remedy: "Move it away and make a new request.")
    }
    return key
  }
}

struct EnrollAcceptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Take the centre's answer, connect, and fetch what the office may see.",
    discussion: """
      Compare the fingerprint that it prints with the one that the centre reads to you over the telephone. Where the
      office is enrolled already, stop crier-agent run first.

      Example:
        crier-agent enroll accept bundle.json

      """ + JSONFields.enrollAccept)

  @Argument(help: "The file from the centre.") var bundle: String
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let folder = try await options.folder()
    let answer = try Self.read(bundle)
    try Self.check(answer, folder)
    let store = try LocalStore(folder: folder.path)
    let known = try store.office()
    if let known, known.region != answer.region {
      throw Complaint(
        .refused, "This folder belongs to the office \(known.name).", remedy: "Use another folder with --state.")
    }
    let lock = try RunLock(folder)
    defer { lock.release() }
    try PrivateFile.write(answer.certificate, to: folder.certificate)
    try PrivateFile.write(answer.authority, to: folder.authority)
    var generator = SystemRandomNumberGenerator()
    let identity = OfficeIdentity(
      region: answer.region,
      agent: known?.agent ?? AgentID.new(at: Instant(Date()), using: &generator),
      incarnation: known?.incarnation ?? 1, name: answer.name, body: answer.body, host: answer.host, port: answer.port,
      database: answer.database, login: answer.login, signingKey: answer.signingKey)
    try await Self.connect(identity, folder: folder, store: store)
    let counts = try store.itemCounts()
    let accepted = Accepted(
      office: answer.name, region: answer.region, body: answer.body, fingerprint: answer.fingerprint,
      members: counts[.member, default: 0], channels: counts[.channel, default: 0])
    try output.show(accepted) {
      Output.line("\(answer.name) is enrolled with \(answer.body).")
      Output.line("Fingerprint: \(answer.fingerprint)")
      Output.line("Received: \(accepted.members) members, \(accepted.channels) channels.")
      Output.line("Next: crier-agent sign-in --member NAME, and leave crier-agent run running.")
    }
  }

  /// What `--json` prints.
  struct Accepted: Encodable {
    var office: String
    var region: RegionID
    var body: String
    var fingerprint: String
    var members: Int
    var channels: Int
  }

  private static func read(_ path: String) throws -> EnrolmentBundle {
    let bundle: EnrolmentBundle
    do {
      bundle = try JSONDecoder().decode(EnrolmentBundle.self, from: try StateFolder.read(path))
    } catch let complaint as Complaint {
      throw complaint
    } catch {
      throw Complaint(
        .damaged, "\(path) is no answer of a centre, or is damaged.", remedy: "Ask the centre to send it again.")
    }
    guard bundle.format == EnrolmentBundle.format else {
      throw Complaint(.refused, "\(path) was made for another version of this program.")
    }
    return bundle
  }

  /// The certificate must be for the key that is here.
  private static func check(_ bundle: EnrolmentBundle, _ folder: StateFolder) throws {
    guard folder.exists(folder.key) else {
      throw Complaint(
        .usage, "There is no key of an office in \(folder.path).",
        remedy: "Use the folder in which you made the request, with --state.")
    }
    let key = try EnrolmentKey.read(folder)
    if let problem = try OfficeCertificate(pem: bundle.certificate, key: key).problem(at: Date()) {
      throw Complaint(
        .refused, problem,
        remedy: "Send the centre the request of this folder, check this computer's clock, else ask for a new answer.")
    }
    let fingerprint = Domain.Digest.of(bundle.signingKey.bytes).hex
    let told = bundle.fingerprint.lowercased().filter(\.isHexDigit)
    guard told.count >= 16, fingerprint.hasPrefix(told) else {
      throw Complaint(
        .refused, "The fingerprint in the answer is not that of its key.", remedy: "Ask the centre again.")
    }
  }

  /// Says hello and fetches everything before the office counts as enrolled.
  private static func connect(_ identity: OfficeIdentity, folder: StateFolder, store: LocalStore) async throws {
    let before = try store.office()
    try store.set(office: identity)
    do {
      let office = try Office(folder: folder)
      try await office.atCentre { database in
        let service = try SyncService(
          database: database, store: store, folder: folder.path, version: AgentCommand.configuration.version,
          logger: Logger(label: "crier-agent") { _ in SwiftLogNoOpLogHandler() })
        try await showing(store) { try await service.round() }
      }
    } catch {
      if var before {
        // A new incarnation that has begun meanwhile stays: acts are numbered under it.
        before.incarnation = try store.office()?.incarnation ?? before.incarnation
        try store.set(office: before)
      } else {
        try store.forgetOffice()
      }
      throw error
    }
  }

  /// Says each second how much has come, until all has.
  private static func showing(_ store: LocalStore, _ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await body() }
      group.addTask {
        var progress = Progress()
        while !Task.isCancelled {
          try? await Task.sleep(for: .milliseconds(250))
          if let arrived = try? store.arrivingCount(), arrived > 0 { progress.at(arrived, "items received") }
        }
      }
      try await group.next()
      group.cancelAll()
    }
  }
}
