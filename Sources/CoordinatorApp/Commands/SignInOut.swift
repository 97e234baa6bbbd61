import ArgumentParser
import CentralStore
import Console
import Crypto
import Domain
import Foundation

/// `sign-in`: a member of the centre opens a session at this command line.
struct SignIn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-in", abstract: "Open a session at this command line, for 12 hours.",
    discussion: """
      The first time, and with --code, the one-time code is asked for, then a new password of at least 15 characters,
      twice. Later the password.

      Examples:
        crier-coordinator sign-in --member "Ann Lee"
        crier-coordinator sign-in --member "Ann Lee" --code
        printf '%s\\n%s\\n' "$CODE" "$PASSWORD" | crier-coordinator sign-in --member "Ann Lee" --code-stdin

      --json prints one object: member (the id), name, until (when the session ends: ISO 8601, UTC).
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions
  @Option(help: "Your name, or the beginning of your id.") var member: String
  @Flag(name: .customLong("code"), help: "Ask for a one-time code and a new password: also for a forgotten one.")
  var asksForCode = false
  @Flag(name: .customLong("password-stdin"), help: "Read the password from standard input.") var passwordStdin = false
  @Flag(name: .customLong("code-stdin"), help: "First sign-in: read the code, then the new password, a line each.")
  var codeStdin = false

  func run() async throws {
    try await Centre.with(config) { centre in
      let body = try await centre.body()
      let found = try Naming(items: try await centre.database.centre()).member(member)
      guard found.home == body.root else {
        throw Complaint(.refused, "\(found.name) is not a member of the centre.", remedy: "Sign in at your own office.")
      }
      let stored = try await centre.database.run(ReadVerifier(member: found.id))
      let key = try await unlock(found, stored, centre)
      let token = SessionToken(random: (0..<32).map { _ in UInt8.random(in: .min ... .max) })
      let until = Instant(Date()).adding(seconds: SessionToken.lifetime)
      try await centre.database.run(
        PutSession(
          token: token.hash, member: found.id, sealedKey: try KeySeal.seal(key, under: token.sealingKey), until: until))
      try SessionFile().write(token)
      try output.show(SignedInAnswer(member: found.id, name: found.name, until: until)) {
        Output.line("\(found.name) is signed in until \(until).")
      }
    }
  }

  private func unlock(
    _ found: Member, _ stored: StoredVerifier, _ centre: Centre
  ) async throws -> Curve25519.Signing.PrivateKey {
    if codeStdin || asksForCode || stored.verifier == nil {
      return try await trade(found, centre)
    }
    guard let verifier = stored.verifier, let sealed = stored.sealedKey else {
      throw Complaint(.damaged, "What is kept of the password is damaged.", remedy: "Ask for a new one-time code.")
    }
    let password = try SecretInput.read("Password of \(found.name)", fromStandardInput: passwordStdin)
    let lock = try JSONDecoder().decode(PasswordLock.self, from: Data(verifier.bytes))
    do {
      return try lock.open(sealed.bytes, password: password)
    } catch PasswordLock.Failure.wrongPassword {
      throw Complaint(
        .refused, "This is not the password of \(found.name).",
        remedy: "Where it is forgotten, ask an administrator for a one-time code and use --code.")
    }
  }

  /// Trades the one-time code for a password; the signing key is made here.
  private func trade(_ found: Member, _ centre: Centre) async throws -> Curve25519.Signing.PrivateKey {
    let code = try SecretInput.read("One-time code of \(found.name)", fromStandardInput: codeStdin)
    let password = try SecretInput.readNew("New password", fromStandardInput: codeStdin)
    guard password.count >= PasswordLock.shortest else {
      throw Complaint(.usage, "The password needs at least \(PasswordLock.shortest) characters.")
    }
    let key = Curve25519.Signing.PrivateKey()
    let made = try PasswordLock.make(
      password: password, key: key, salt: (0..<16).map { _ in UInt8.random(in: .min ... .max) })
    let traded = try await centre.database.run(
      TradeCode(
        member: found.id, code: OneTimeCode.hash(code), made: made,
        publicKey: Array(key.publicKey.rawRepresentation)))
    guard traded else {
      throw Complaint(
        .refused, "The one-time code is wrong, used or has run out.", remedy: "Ask an administrator for a new one.")
    }
    return key
  }
}

/// `sign-out`: ends the session.
struct SignOut: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign-out", abstract: "End the session at this command line.",
    discussion: """
      Example:
        crier-coordinator sign-out

      --json prints one object: ended (false where nobody was signed in).
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let file = SessionFile()
    guard let token = file.read() else {
      return try output.show(SignedOutAnswer(ended: false)) { Output.line("Nobody was signed in.") }
    }
    try await Centre.with(config) { centre in
      _ = try await centre.database.run(DeleteSession(token: token.hash))
    }
    file.remove()
    try output.show(SignedOutAnswer(ended: true)) { Output.line("Signed out.") }
  }
}

/// `whoami`: who acts here.
struct WhoAmI: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "whoami", abstract: "Say who is signed in here, with which tiers.",
    discussion: """
      Example:
        crier-coordinator whoami

      --json prints one object: member (the id), name, until (when the session ends: ISO 8601, UTC), tiers (a list).
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await Centre.with(config) { centre in
      let member = try await centre.member()
      let items = try await centre.database.centre()
      let now = Instant(Date())
      let tiers = items.grants(of: member.id).filter { $0.holds(at: now) && $0.endedAt == nil }.map(\.tier)
      let answer = WhoAmIAnswer(member: member.id, name: member.name, until: member.until, tiers: tiers)
      try output.show(answer) {
        let held = tiers.map(\.title).joined(separator: ", ")
        Output.line("\(member.name), \(held.isEmpty ? "without a tier" : held); signed in until \(member.until).")
      }
    }
  }
}
