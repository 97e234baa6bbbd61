import CentralStore
import Crypto
import Domain
import Foundation
import Logging
import Postgres
import Reconciliation
import TestKit

/// A fresh database with a centre whose administrator has signed in, and the door by which their acts enter.
struct CentreWorld: Sendable {
  let superuser: PostgresConnection
  let pool: PostgresPool
  let root = RegionID(UUID())
  let administrator = MemberID(UUID())
  let agent = UUID()
  let key = Curve25519.Signing.PrivateKey()

  static func with(_ body: @Sendable (CentreWorld) async throws -> Void) async throws {
    try await ScratchDatabase.with(template: .schema) { database in
      let superuser = try await PostgresConnection.connect(database.superuser)
      // The rights on a database itself are not cloned with it.
      for file in try SchemaFiles.all("roles") { try await superuser.execute(file.text) }
      let pool = PostgresPool(configuration: try await database.login("crier_coordinator"), limit: 4)
      let world = CentreWorld(superuser: superuser, pool: pool)
      let result: Result<Void, any Error>
      do {
        try await world.begin()
        result = .success(try await body(world))
      } catch { result = .failure(error) }
      await pool.close()
      await superuser.close()
      try result.get()
    }
  }

  private func begin() async throws {
    let bytes = "decode(repeat('ab', 32), 'hex')"
    try await run(
      """
      select admin.init_v1('Town', '\(root.text)', 'Centre', 'Europe/London', '{en}', '\(administrator.text)', 'Ada',
        gen_random_uuid(), \(bytes), now() + interval '1 day', \(bytes), \(bytes), 'k1',
        decode(repeat('ab', 64), 'hex'));
      update crier.member set public_key = '\\x\(Hex.text(key.publicKey.rawRepresentation))';
      """)
  }

  func run(_ sql: String) async throws { try await superuser.execute(sql) }

  /// The first column of the first row.
  func text(_ sql: String) async throws -> String? {
    let statement = PostgresStatement(sql, name: "text_\(UInt(bitPattern: sql.hashValue))")
    return try await superuser.perform { connection in try connection.query(statement, []).first?.textOrNil(0) }
  }

  func service(lease: Duration = .seconds(30), part: Int = 250) -> ReconciliationService {
    var pace = ReconciliationService.Pace()
    (pace.lease, pace.part) = (lease, part)
    return ReconciliationService(database: pool, owner: UUID(), pace: pace, logger: Logger(label: "test"))
  }

  /// An act of the administrator.
  func act(_ act: Act, on item: ItemReference) throws -> SignedActivity {
    try SignedActivity(
      Activity(
        id: ActivityID(UUID()), member: administrator, region: root, item: item, base: nil,
        at: Instant(microseconds: 1_800_000_000_000_000), act: act), key: key)
  }

  func member(_ name: String) throws -> SignedActivity {
    try act(.addMember(AddMember(name: name)), on: ItemReference(.member, root, MemberID(UUID())))
  }

  /// Any body, signed as an act would be.
  func signed(_ body: String) throws -> SignedActivity {
    let signature = try key.signature(for: Data("crier activity 1\n".utf8) + Data(body.utf8))
    return SignedActivity(id: ActivityID(UUID()), body: body, signature: Array(signature), restrictive: false)
  }

  /// A post of the administrator on an account of the centre, ruled on and approved behind the rules' back.
  func approvedPost() async throws -> (Post, ItemReference) {
    let channel = ChannelID(UUID())
    let add = AddChannel(
      platform: "mastodon", address: "https://social.example", handle: "@town", name: "Town", languages: ["en"])
    let content = PostContent(texts: ["en": "Hello."], channels: [ChannelReference(region: root, channel: channel)])
    let item = ItemReference(.post, root, PostID(UUID()))
    let compose = ComposePost(postClass: .routine, content: content)
    try await push([
      try act(.addChannel(add), on: ItemReference(.channel, root, channel)), try act(.composePost(compose), on: item),
    ])
    let service = service()
    while try await service.step() > 0 {}
    await service.release()
    try await run("update crier.post set state = 'approved'")
    let post = Post(
      id: item.id.of(), region: root, author: try await self.author(), postClass: .routine, content: content, due: nil,
      notAfter: nil, campaign: nil, reference: nil, activity: ActivityID(UUID()),
      createdAt: Instant(microseconds: 1_800_000_000_000_000))
    return (post, item)
  }

  private func author() async throws -> Member {
    Member(id: administrator, home: root, name: "Ada", activity: ActivityID(UUID()))
  }

  /// Hands in new words for a post; the acts that now wait.
  func edit(_ post: Post, _ item: ItemReference) async throws -> [WaitingAct] {
    var changes = PostFields()
    changes.texts = ["en": "Other words."]
    let activity = Activity(
      id: ActivityID(UUID()), member: administrator, region: root, item: item, base: 1,
      at: Instant(microseconds: 1_800_000_000_000_000),
      act: .editPost(EditPost(base: PostFields(), changes: changes)))
    try await push([try SignedActivity(activity, key: key)])
    return try await pool.run(LoadInbox(max: 10))
  }

  /// Puts the post on its account, in this state.
  func deliver(_ post: Post, state: String) async throws {
    try await run(
      """
      insert into crier.delivery (region_id, delivery_id, channel_id, post_region_id, post_id, kind, revision, digest,
        class, priority, state, due_at, idempotency_key, fence, owner, intent_at, deadline, bytes_sha256, activity_id)
      select c.channel_region_id, gen_random_uuid(), c.channel_id, p.region_id, p.post_id, 'publish', p.revision,
        p.digest, p.class, 9, '\(state)', now(), 'key', 1, gen_random_uuid(), now(), now() + interval '1 minute',
        sha256('bytes'), p.activity_id
      from crier.post p join crier.post_channel c on c.region_id = p.region_id and c.post_id = p.post_id
      """)
  }

  /// Through the centre's own door, in one batch; all of them restrictive or none.
  func push(_ acts: [SignedActivity]) async throws {
    let statement = PostgresStatement(
      "select admin.push_v1($1, $2, $3, $4, $5)", name: "test_push")
    let values: [PostgresValue] = [
      .uuid(agent), .bool(acts.allSatisfy(\.restrictive)), .uuids(acts.map(\.id.uuid)), .texts(acts.map(\.body)),
      .byteas(acts.map(\.signature)),
    ]
    _ = try await pool.withConnection { connection in try connection.query(statement, values) }
  }
}
