import ArgumentParser
import CentralStore
import Console
import Crypto
import Domain
import Foundation
import LocalStore

struct SignInCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-in", abstract: "Sign in as a member of this office.",
    discussion: """
      The first time, the one-time code from the centre is traded for a password of your own (15 characters
      or more); for that the line must be up. Later the password is enough, also with the line down.

      Example:
        crier-agent sign-in --member "Ann Hughes"
        printf '%s\\n%s\\n' "$CODE" "$PASSWORD" | crier-agent sign-in --member "Ann Hughes" --code-stdin
        printf '%s\\n' "$PASSWORD" | crier-agent sign-in --member "Ann Hughes" --password-stdin

      """ + JSONFields.signIn)

  @Option(help: "Your name, or the beginning of your id.") var member: String
  @Flag(
    name: .customLong("code-stdin"), help: "First sign-in: read code and password from standard input, a line each.")
  var codeFromInput = false
  @Flag(name: .customLong("code"), help: "First sign-in: ask for the code and a new password.") var asksForCode = false
  @Flag(name: .customLong("password-stdin"), help: "Read the password from standard input.")
  var passwordFromInput = false
  @Flag(help: "With a new code: go on though the centre has not decided yet on things that you did; they are lost.")
  var discard = false
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let member = try await Self.find(member, office)
    let key: SigningKey
    if codeFromInput || asksForCode {
      key = try await trade(member, office)
    } else {
      key = try await open(member, office)
    }
    let until = try begin(member, key, office)
    try output.show(SignedIn(member: member.id, name: member.name, office: office.identity.name, until: until)) {
      Output.line(
        "\(Output.tame(member.name)) is signed in at \(office.identity.name) until \(Say.time(until, office)).")
    }
  }

  /// What `--json` prints.
  struct SignedIn: Encodable {
    var member: MemberID
    var name: String
    var office: String
    var until: Instant
  }

  private static func find(_ wanted: String, _ office: Office) async throws -> Member {
    let items = try office.store.view(.house).items
    let own = items.members.values.filter { $0.home == office.identity.region && $0.state == .active }
    do {
      return try Naming.one(of: own, named: wanted, what: "member of this office", id: \.id.text, name: \.name)
    } catch {
      // Somebody new, of whom this office has not been told yet.
      guard let id = MemberID(text: wanted) else { throw error }
      let stored = try await office.atCentre { try await $0.run(ReadOwnVerifier(member: id)) }
      var generator = SystemRandomNumberGenerator()
      return Member(
        id: id, home: office.identity.region, name: stored.name, state: stored.state,
        activity: .new(at: office.now, using: &generator))
    }
  }

  // MARK: - The first time

  private func trade(_ member: Member, _ office: Office) async throws -> SigningKey {
    // They are signed with the old key, which the centre forgets.
    let waiting = try office.store.view(.everything).unruled.count { $0.activity.member == member.id }
    guard waiting == 0 || discard else {
      throw Complaint(
        .refused, "The centre has not decided yet on \(waiting) things that you did: with a new code they are lost.",
        remedy: "Let crier-agent run send them first, or give --discard to go on without them.")
    }
    let code = try SecretInput.read("One-time code", fromStandardInput: codeFromInput)
    let password = try SecretInput.read("New password", fromStandardInput: codeFromInput)
    guard password.count >= PasswordLock.shortest else {
      throw Complaint(
        .usage, "The password has \(password.count) characters; it needs at least \(PasswordLock.shortest).",
        remedy: "Take a few words that do not belong together.")
    }
    if !codeFromInput {
      guard try SecretInput.read("The same again", fromStandardInput: false) == password else {
        throw Complaint(.usage, "The two passwords differ.")
      }
    }
    let key = SigningKey()
    var generator = SystemRandomNumberGenerator()
    let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let made = try PasswordLock.make(password: password, key: key, salt: salt)
    let publicKey = Array(key.publicKey.rawRepresentation)
    let statement = try TradeOwnCode(member: member.id, code: OneTimeCode.hash(code), made: made, publicKey: publicKey)
    guard try await office.atCentre({ try await $0.run(statement) }) else {
      throw Complaint(.refused, "This is not the code.", remedy: "After five wrong tries ask the centre for a new one.")
    }
    try office.store.keep(
      KeptVerifier(lock: made.lock, sealedKey: made.sealedKey, publicKey: publicKey), of: member.id)
    try office.store.take(publicKey: publicKey, of: member)
    return key
  }

  // MARK: - Later

  private func open(_ member: Member, _ office: Office) async throws -> SigningKey {
    guard let verifier = try await current(member, office) else {
      throw Complaint(
        .refused, "\(member.name) has never signed in.",
        remedy: "The first time use the one-time code from the centre: crier-agent sign-in --member NAME --code")
    }
    let password = try SecretInput.read("Password", fromStandardInput: passwordFromInput)
    do {
      return try verifier.lock.open(verifier.sealedKey, password: password)
    } catch PasswordLock.Failure.wrongPassword {
      throw Complaint(.refused, "The password is wrong.")
    }
  }

  /// What is kept here; the centre's, when it has a newer one and can be reached.
  private func current(_ member: Member, _ office: Office) async throws -> KeptVerifier? {
    let kept = try office.store.verifier(of: member.id)
    if let kept, member.publicKey.map({ $0.bytes == kept.publicKey }) ?? true { return kept }
    do {
      let stored = try await office.atCentre { try await $0.run(ReadOwnVerifier(member: member.id)) }
      guard let lock = stored.verifier, let sealed = stored.sealedKey, let key = stored.publicKey else { return nil }
      let fresh = KeptVerifier(
        lock: try JSONDecoder().decode(PasswordLock.self, from: Data(lock.bytes)), sealedKey: sealed.bytes,
        publicKey: key.bytes)
      try office.store.keep(fresh, of: member.id)
      return fresh
    } catch let error as CentralError where error.trouble == .line && kept != nil {
      throw Complaint(
        .unreachable, "Your password was changed and the centre cannot be reached.", remedy: "Try when the line is up.")
    }
  }

  private func begin(_ member: Member, _ key: SigningKey, _ office: Office) throws -> Instant {
    var generator = SystemRandomNumberGenerator()
    let token = SessionToken(random: (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) })
    let until = office.now.adding(seconds: SessionToken.lifetime)
    try office.store.openSession(
      token.hash, of: member.id, sealedKey: try KeySeal.seal(key, under: token.sealingKey), until: until,
      now: office.now)
    try PrivateFile.write(token.text + "\n", to: SessionFile.path(office.folder))
    return until
  }
}

struct SignOutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-out", abstract: "End the session.",
    discussion: """
      Example:
        crier-agent sign-out

      """ + JSONFields.signOut)

  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let ended = try SessionFile.token(office.folder).map { try office.store.endSession($0.hash) } ?? false
    try? FileManager.default.removeItem(atPath: SessionFile.path(office.folder))
    try output.show(SignedOut(signedOut: ended)) { Output.line(ended ? "Signed out." : "Nobody was signed in.") }
  }

  /// What `--json` prints.
  struct SignedOut: Encodable {
    var signedOut: Bool

    enum CodingKeys: String, CodingKey {
      case signedOut = "ended"
    }
  }
}

struct WhoAmICommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whoami", abstract: "Say who is signed in, and what they may do here.",
    discussion: """
      Example:
        crier-agent whoami

      """ + JSONFields.whoAmI)

  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let items = try office.store.view(.house).items
    guard let member = items.members[signer.member] else { throw Signer.notSignedIn }
    let rights = items.grants(of: member.id).filter { $0.holds(at: office.now) }
    let answer = WhoIAm(
      member: member.id, name: member.name, office: office.identity.name, region: office.identity.region,
      until: signer.until,
      rights: rights.map {
        WhoIAm.Right(tier: $0.tier, region: $0.region, channel: $0.channel, until: $0.until)
      })
    try output.show(answer) {
      Output.line(
        "\(Output.tame(member.name)), \(office.identity.name), signed in until \(Say.time(signer.until, office))")
      for right in rights {
        let place = right.channel.flatMap { items.channels[$0]?.name } ?? items.regions[right.region]?.name
        let end = right.until.map { " until \(Say.time($0, office))" } ?? ""
        Output.line("  \(right.tier.title) at \(Output.tame(place ?? right.region.short))\(end)")
      }
    }
  }

  /// What `--json` prints.
  struct WhoIAm: Encodable {
    var member: MemberID
    var name: String
    var office: String
    var region: RegionID
    var until: Instant
    var rights: [Right]

    struct Right: Encodable {
      var tier: Tier
      var region: RegionID
      var channel: ChannelID?
      var until: Instant?
    }
  }
}
