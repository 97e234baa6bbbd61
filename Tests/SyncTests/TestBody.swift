import CentralStore
import Crypto
import Domain
import Foundation
import LocalStore
import Logging
import Postgres
import Reconciliation
import Sync
import TestKit

extension ScratchTemplate {
  /// A database as `migrate` leaves it.
  static let migrated = ScratchTemplate(name: "sync") { configuration in
    let sql = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../sql").standardized.path()
    _ = try await Migrator(folder: try SQLFolder(path: sql)).apply(configuration)
  }
}

/// A public body with a centre and one office, over a real database and real logins.
struct TestBody {
  let database: ScratchDatabase
  let coordinator: PostgresPool
  let root: Region
  let administrator: Member
  let administratorKey = Curve25519.Signing.PrivateKey()
  let reconciler: ReconciliationService
  let centreAgent = AgentID(UUID())

  static func with<Value>(_ body: (TestBody) async throws -> Value) async throws -> Value {
    try await ScratchDatabase.with(template: .migrated) { database in
      let made = try await TestBody(database)
      let result: Result<Value, any Error>
      do { result = .success(try await body(made)) } catch { result = .failure(error) }
      await made.coordinator.close()
      return try result.get()
    }
  }

  private init(_ database: ScratchDatabase) async throws {
    self.database = database
    coordinator = PostgresPool(configuration: try await database.login("crier_coordinator"), limit: 2)
    let act = ActivityID.derived("break-glass", "init")
    root = Region(
      id: RegionID(UUID()), parent: nil, name: "Centre", zone: "Europe/London", languages: ["en"], activity: act)
    administrator = Member(id: MemberID(UUID()), home: root.id, name: "Ada", activity: act)
    reconciler = ReconciliationService(database: coordinator, owner: UUID(), logger: .quiet)
    let keys = PublishedKeys(
      signingKey: HexBytes([UInt8](repeating: 1, count: 32)), encryptionKey: HexBytes([UInt8](repeating: 2, count: 32)),
      encryptionKeyID: "one", signature: HexBytes([UInt8](repeating: 3, count: 64)))
    try await coordinator.run(
      InitBody(
        body: "The Body", centre: root, administrator: administrator, grant: GrantID(UUID()),
        code: OneTimeCode.hash("ADMIN"), codeUntil: Self.now.adding(seconds: 3600), keys: keys))
    let made = try PasswordLock.make(
      password: "a long enough password", key: administratorKey, salt: [UInt8](repeating: 9, count: 16), cost: 10)
    _ = try await coordinator.run(
      try TradeCode(
        member: administrator.id, code: OneTimeCode.hash("ADMIN"), made: made,
        publicKey: Array(administratorKey.publicKey.rawRepresentation)))
  }

  static var now: Instant { Instant(Date()) }

  /// The administrator does something at the centre; it is ruled on at once.
  func administer(_ act: Act, on item: ItemReference, base: Int64? = nil) async throws {
    let activity = Activity(
      id: ActivityID(UUID()), member: administrator.id, region: root.id, item: item, base: base, at: Self.now, act: act)
    let signed = try SignedActivity(activity, key: administratorKey)
    try await coordinator.run(PushCentre(agent: centreAgent, act: signed))
    try await rule()
    let ruling = try await coordinator.run(ReadRuling(region: root.id, activity: activity.id))
    guard ruling?.verdict == .accepted else { throw Unexpected(what: "\(String(describing: ruling))") }
  }

  func rule() async throws {
    while try await reconciler.step() > 0 {}
  }

  struct Unexpected: Error, CustomStringConvertible {
    var what: String
    var description: String { what }
  }

  /// A new office with an agent of its own that is let in.
  func office(named name: String) async throws -> TestOffice {
    let id = RegionID(UUID())
    let add = AddRegion(parent: root.id, name: name, zone: "Europe/London", languages: ["en"])
    try await administer(.addRegion(add), on: ItemReference(.region, id, id))
    let login = try await coordinator.run(CreateLogin(region: id, key: Domain.Digest.of(name)))
    return try TestOffice(
      region: id, name: name, configuration: try await database.login(login), login: login)
  }

  /// A member of an office, signed in for the first time.
  func member(_ name: String, _ tier: Tier, at office: TestOffice) async throws -> (
    Member, Curve25519.Signing.PrivateKey
  ) {
    let id = MemberID(UUID())
    try await administer(.addMember(AddMember(name: name)), on: ItemReference(.member, office.region, id))
    try await administer(
      .addGrant(AddGrant(member: id, memberHome: office.region, tier: tier)),
      on: ItemReference(.grant, office.region, GrantID(UUID())))
    try await coordinator.run(PutCode(member: id, code: OneTimeCode.hash("CODE"), until: Self.now.adding(seconds: 600)))
    let key = Curve25519.Signing.PrivateKey()
    let made = try PasswordLock.make(
      password: "a long enough password", key: key, salt: [UInt8](repeating: 8, count: 16), cost: 10)
    let traded = try await office.pool.run(
      try TradeOwnCode(
        member: id, code: OneTimeCode.hash("CODE"), made: made, publicKey: Array(key.publicKey.rawRepresentation)))
    guard traded else { throw Unexpected(what: "the code was not taken") }
    return (Member(id: id, home: office.region, name: name, activity: ActivityID(UUID())), key)
  }

  func channel(_ name: String, at office: TestOffice) async throws -> ChannelReference {
    let id = ChannelID(UUID())
    try await administer(
      .addChannel(
        AddChannel(
          platform: "mastodon", address: "https://social.example", handle: "@\(name)", name: name, languages: ["en"])),
      on: ItemReference(.channel, office.region, id))
    return ChannelReference(region: office.region, channel: id)
  }
}

/// An office's agent in a folder of its own.
struct TestOffice {
  let region: RegionID
  let folder: String
  let store: LocalStore
  let pool: PostgresPool
  let sync: SyncService

  init(region: RegionID, name: String, configuration: PostgresConfiguration, login: String) throws {
    self.region = region
    folder = FileManager.default.temporaryDirectory.appending(path: "crier-sync-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try LocalStore(folder: folder)
    try store.set(
      office: OfficeIdentity(
        region: region, agent: AgentID(UUID()), name: name, body: "The Body", host: configuration.host,
        port: configuration.port, database: configuration.database, login: login, signingKey: HexBytes([])))
    pool = PostgresPool(configuration: configuration, limit: 1, patience: .seconds(2))
    sync = try SyncService(database: pool, store: store, folder: folder, version: "one", logger: .quiet)
  }

  func end() async {
    await pool.close()
    store.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// A member writes a post and submits it.
  func write(
    _ text: String, on channel: ChannelReference, as member: Member, _ key: Curve25519.Signing.PrivateKey,
    images: [MediaReference] = []
  ) throws -> PostID {
    try store.act(as: member.id, key: key, at: TestBody.now, on: .house) { bench in
      let id = bench.newID(Post.self)
      let item = ItemReference(.post, region, id)
      let content = PostContent(texts: ["en": text], media: images, channels: [channel])
      try bench.add(.composePost(ComposePost(postClass: .routine, content: content)), to: item)
      if let post = bench.items.posts[id] {
        try bench.add(.submitPost(RevisionNamed(revision: 1, digest: post.digest)), to: item)
      }
      return id
    }
  }

  /// An image file of this office, kept as `post compose` keeps it.
  func image(_ bytes: [UInt8]) throws -> MediaReference {
    let file = folder + "/\(UUID().uuidString).gif"
    try Data(bytes).write(to: URL(filePath: file))
    let kept = try images.take(file)
    try store.keep(kept, at: TestBody.now)
    return kept.reference(alternative: ["en": "A bridge."])
  }

  var images: ImageFolder { ImageFolder(folder: folder) }

  func post(_ id: PostID) throws -> Post? { try store.view(.posts([id])).items.posts[id] }
}

extension Logger {
  static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

extension TestBody {
  /// What an office did goes to the centre, is ruled on, and what became of it comes back.
  func exchange(with office: TestOffice) async throws {
    try await office.sync.round()
    try await rule()
    try await office.sync.round()
  }

  /// The centre is set back to before this office did anything.
  ///
  /// - Parameter isNoticed: a coordinator has begun a new epoch.
  func forget(_ office: TestOffice, isNoticed: Bool = true) async throws {
    try await execute(
      """
      set session_replication_role = replica;
      delete from crier.ruling where region_id = '\(office.region.text)';
      delete from crier.approval; delete from crier.post_channel; delete from crier.revision; delete from crier.post;
      delete from crier.activity where region_id = '\(office.region.text)';
      update crier.agent set last_sequence = 0, last_restrictive = 0;
      \(isNoticed ? "update crier.body set epoch = gen_random_uuid();" : "")
      """)
  }

  /// The DBA types SQL.
  func execute(_ sql: String) async throws {
    let connection = try await PostgresConnection.connect(database.superuser)
    try await connection.execute(sql)
    await connection.close()
  }

  func number(_ sql: String) async throws -> Int64 {
    let connection = try await PostgresConnection.connect(database.superuser)
    let rows = try await connection.query(PostgresStatement("select (\(sql))::bigint as n", name: "number"), [])
    await connection.close()
    guard let row = rows.first else { throw Unexpected(what: "no row: \(sql)") }
    return try row.bigint("n")
  }
}
