import CentralStore
import Crypto
import Domain
import Foundation
import Postgres
import TestKit

/// A public body of one centre with one account, made by its real commands, and coordinators as processes of their own.
/// Posts are written by Ben and approved by Cara, both of the centre, as signed acts.
final class Centre: Sendable {
  let folder: URL
  let database: ScratchDatabase
  let platform: Platform
  let pool: PostgresPool
  private let environment: [String: String]
  private let ben: Person
  private let cara: Person
  private let root: RegionID
  private let channel: ChannelReference
  private let agent = AgentID(UUID())

  struct Person: Sendable {
    let id: MemberID
    let key: Curve25519.Signing.PrivateKey
  }

  static func with(_ body: (Centre) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "crier-scenario-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await ScratchDatabase.with { database in
      let platform = try await Platform(in: folder, authority: database.cluster.authority)
      let result: Result<Void, any Error>
      do {
        let centre = try await Centre(folder, database, platform)
        do { result = .success(try await body(centre)) } catch { result = .failure(error) }
        await centre.pool.close()
      } catch { result = .failure(error) }
      await platform.end()
      try result.get()
    }
  }

  private init(_ folder: URL, _ database: ScratchDatabase, _ platform: Platform) async throws {
    (self.folder, self.database, self.platform) = (folder, database, platform)
    let cluster = database.cluster
    let login = try await ClientCertificates.shared.certificate(
      of: "crier_coordinator", authority: cluster.authority)
    try """
    database:
      host: \(cluster.host)
      port: \(cluster.port)
      name: \(database.name)
      authority: \(cluster.rootCertificate)
      certificate: \(login.path)
      key: \(login.keyPath)
    keys:
      folder: \(folder.path())/keys
    platforms:
      authorities: \(platform.authority)
      private_hosts:
        - 127.0.0.1
    times:
      scale: 0.1
    """.write(to: folder.appending(path: "coordinator.yaml"), atomically: true, encoding: .utf8)
    environment = [
      "CRIER_CONFIG": folder.appending(path: "coordinator.yaml").path(),
      "CRIER_SESSION": folder.appending(path: "session").path(),
    ]
    let environment = environment
    func does(_ words: [String], given: String = "") async throws -> String {
      try await Program.call(
        "crier-coordinator", words, environment: environment, given: given, in: folder)
    }
    func read<Answer: Decodable>(_ type: Answer.Type, _ words: [String], given: String = "")
      async throws -> Answer
    {
      try JSONDecoder().decode(
        type, from: Data(try await does(words + ["--json"], given: given).utf8))
    }
    _ = try await does([
      "migrate", "--socket", cluster.socketFolder, "--port", String(cluster.port), "--user",
      cluster.superuser,
      "--database", database.name, "--sql", Program.root.appending(path: "sql").path(),
    ])
    struct Made: Decodable { var region: RegionID, code: String }
    let made = try await read(Made.self, ["init", "--body", "The Body", "--administrator", "Ada"])
    root = made.region
    let password = "a long enough password"
    _ = try await does(
      ["sign-in", "--member", "Ada", "--code-stdin"], given: "\(made.code)\n\(password)\n")
    pool = PostgresPool(configuration: try await database.login("crier_coordinator"), limit: 2)
    struct New: Decodable {
      var member: MemberID, code: String
      var pair: (MemberID, String) { (member, code) }
    }
    ben = try await Self.signUp(
      try await read(New.self, ["member", "add", "Ben", "--tier", "author"]).pair, pool)
    cara = try await Self.signUp(
      try await read(New.self, ["member", "add", "Cara", "--tier", "duty_editor"]).pair, pool)
    struct Added: Decodable { var channel: ChannelID }
    let added = try await read(
      Added.self,
      [
        "channel", "add", "Press", "--office", "The Body", "--address", platform.address,
        "--handle", "@press",
        "--language", "en", "--token-stdin",
      ], given: "press-token\n")
    channel = ChannelReference(region: root, channel: added.channel)
  }

  /// Trades a one-time code as the member's own desk does.
  private static func signUp(_ new: (MemberID, String), _ pool: PostgresPool) async throws -> Person {
    let key = Curve25519.Signing.PrivateKey()
    let made = try PasswordLock.make(
      password: "a long enough password", key: key, salt: [UInt8](repeating: 7, count: 16), cost: 10
    )
    let trade = try TradeCode(
      member: new.0, code: OneTimeCode.hash(new.1), made: made,
      publicKey: Array(key.publicKey.rawRepresentation))
    guard try await pool.run(trade) else { throw Program.Failed(what: "the code was not taken") }
    return Person(id: new.0, key: key)
  }

  // What people do

  /// Types a command of `crier-coordinator` as Ada.
  @discardableResult
  func does(_ words: String...) async throws -> String {
    try await Program.call("crier-coordinator", words, environment: environment, in: folder)
  }

  /// The three acts that let a post out: written and submitted by Ben, approved by Cara.
  ///
  /// - Parameters:
  ///   - seconds: until it is due; nil: at once.
  ///   - ahead: how much the clock of the office is ahead, in seconds.
  func acts(
    _ text: String, dueIn seconds: Int64? = nil, of post: PostID = PostID(UUID()), clockAhead ahead: Int64 = 0
  ) async throws -> [SignedActivity] {
    let content = PostContent(texts: ["en": text], channels: [channel])
    let now = Instant(Date()).adding(seconds: ahead)
    let epoch = try await epoch()
    let due = seconds.map { seconds in
      let at = now.adding(seconds: seconds)
      return Due(at: at, zone: "UTC", wall: at.description.prefix(16).replacingOccurrences(of: "T", with: " "))
    }
    let named = RevisionNamed(revision: 1, digest: content.digest(post: post))
    return [
      try act(.composePost(ComposePost(postClass: .routine, content: content, due: due)), post, ben, now, nil, epoch),
      try act(.submitPost(named), post, ben, now, 1, epoch),
      try act(.approvePost(named), post, cara, now, 2, epoch),
    ]
  }

  /// The acts that give an approved post other words and let it out again.
  func rewording(_ post: PostID, _ text: String) async throws -> [SignedActivity] {
    let content = PostContent(texts: ["en": text], channels: [channel])
    let now = Instant(Date())
    let epoch = try await epoch()
    var changes = PostFields()
    changes.texts = ["en": text]
    let named = RevisionNamed(revision: 2, digest: content.digest(post: post))
    return [
      try act(.editPost(EditPost(base: PostFields(), changes: changes)), post, ben, now, 3, epoch),
      try act(.submitPost(named), post, ben, now, 4, epoch),
      try act(.approvePost(named), post, cara, now, 5, epoch),
    ]
  }

  /// The epoch that an office would know now.
  private func epoch() async throws -> UUID? { UUID(uuidString: try await text("select epoch::text from crier.body")) }

  func handIn(_ acts: [SignedActivity]) async throws {
    for act in acts { try await pool.run(PushCentre(agent: agent, act: act)) }
  }

  private func act(
    _ act: Act, _ post: PostID, _ person: Person, _ at: Instant, _ base: Int64?, _ epoch: UUID?
  ) throws -> SignedActivity {
    try SignedActivity(
      Activity(
        id: ActivityID(UUID()), member: person.id, region: root,
        item: ItemReference(.post, root, post), base: base,
        at: at, epoch: epoch, act: act), key: person.key)
  }

  // Machines

  /// Starts a coordinator; `machine` names its own notes.
  func start(_ machine: String, _ settings: [String: String] = [:]) throws -> Program {
    let own = settings.merging(["CRIER_STATE_FOLDER": state(machine).path()]) { _, new in new }
    return try Program(
      "crier-coordinator", ["run"], environment: environment.merging(own) { _, new in new },
      log: folder.appending(path: "\(machine)-\(UUID().uuidString.prefix(4)).log"))
  }

  /// Where a machine keeps its note of how far the database had come.
  func state(_ machine: String) -> URL { folder.appending(path: "state-\(machine)") }

  /// A backup of everything, made by the login that is there for it; `restore` puts it in the database's place.
  func backUp() async throws -> String {
    let file = folder.appending(path: "backup").path()
    try await server("pg_dump", as: "crier_backup", "-Fc", "-f", file, database.name)
    return file
  }

  func restore(_ backup: String) async throws {
    try await server("dropdb", "--force", database.name)
    try await server("createdb", "-T", "template0", database.name)
    try await server("pg_restore", "--exit-on-error", "-d", database.name, backup)
    // The rights on a database itself are not in its dump; as with every restore, migrate gives them.
    try await does(
      "migrate", "--socket", database.cluster.socketFolder, "--port", String(database.cluster.port),
      "--user",
      database.cluster.superuser, "--database", database.name, "--sql",
      Program.root.appending(path: "sql").path())
  }

  /// Runs one of the server's own programs.
  private func server(_ program: String, as user: String? = nil, _ arguments: String...)
    async throws
  {
    let bin = try await Program.call("/usr/bin/env", ["pg_config", "--bindir"], in: folder)
    let cluster = database.cluster
    _ = try await Program.call(
      bin.trimmingCharacters(in: .whitespacesAndNewlines) + "/" + program,
      ["-h", cluster.socketFolder, "-p", String(cluster.port), "-U", user ?? cluster.superuser]
        + arguments, in: folder)
  }

  // What is to be seen

  /// How many deliveries are in each state.
  func states() async throws -> [String: Int] {
    let rows = try await ask(
      "select state, count(*)::integer as n from crier.delivery group by state")
    return try Dictionary(
      uniqueKeysWithValues: rows.map { (try $0.text("state"), Int(try $0.int("n"))) })
  }

  /// One number.
  func number(_ sql: String) async throws -> Int { Int(try await one(sql).int(0)) }

  /// One text.
  func text(_ sql: String) async throws -> String { try await one(sql).text(0) }

  private func one(_ sql: String) async throws -> PostgresRow {
    guard let row = try await ask(sql).first else { throw Program.Failed(what: "no row: \(sql)") }
    return row
  }

  func count(readBack: String) async throws -> Int {
    try await number("select count(*)::integer from crier.delivery where read_back = '\(readBack)'")
  }

  func isFrozen() async throws -> Bool {
    try await number("select count(*)::integer from crier.body where frozen_at is not null") == 1
  }

  func generation() async throws -> Int {
    try await number("select generation::integer from crier.body")
  }

  private func ask(_ sql: String) async throws -> [PostgresRow] {
    let connection = try await PostgresConnection.connect(database.superuser)
    do {
      let rows = try await connection.query(PostgresStatement(sql, name: "ask"))
      await connection.close()
      return rows
    } catch {
      await connection.close()
      throw error
    }
  }
}
