import Foundation
import Postgres
import TestKit

/// A database with a centre and two offices, Alpha and Beta, each with its login and a few items. Every text of an
/// office carries its canary, so that whatever arrives where it must not can be found.
struct OwnershipWorld {
  /// One office, as its own login sees the world.
  struct Office {
    let region = UUID()
    let member = UUID()
    let channel = UUID()
    let post = UUID()
    let stop = UUID()
    let agent = UUID()
    let canary = "canary-\(UUID().uuidString.lowercased())"
    var login = ""
  }

  let database: ScratchDatabase
  let superuser: PostgresConnection
  let coordinator: PostgresConnection
  let centre = UUID()
  let administrator = UUID()
  var alpha = Office()
  var beta = Office()

  /// Thirty-two bytes that stand for a digest or a key, sixty-four for a signature.
  static let bytes32 = [UInt8](repeating: 0xab, count: 32)
  static let other32 = [UInt8](repeating: 0xee, count: 32)
  static let bytes64 = [UInt8](repeating: 0xcd, count: 64)

  /// Lends a fresh world to `body`.
  static func with(_ body: (OwnershipWorld) async throws -> Void) async throws {
    try await ScratchDatabase.with(template: .schema) { database in
      let superuser = try await PostgresConnection.connect(database.superuser)
      // The rights on a database itself are not cloned with it.
      for file in try SchemaFiles.all("roles") { try await superuser.execute(file.text) }
      let coordinator = try await PostgresConnection.connect(database.login("crier_coordinator"))
      var world = OwnershipWorld(database: database, superuser: superuser, coordinator: coordinator)
      try await world.initialise()
      world.alpha = try await world.furnish(world.alpha)
      world.beta = try await world.furnish(world.beta)
      let result: Result<Void, any Error>
      do { result = .success(try await body(world)) } catch { result = .failure(error) }
      await superuser.close()
      await coordinator.close()
      try result.get()
    }
  }

  /// A new connection of an office's own login, over TLS.
  func connect(_ office: Office) async throws -> PostgresConnection {
    try await PostgresConnection.connect(database.login(office.login))
  }

  /// A connection whose agent has said hello.
  func agent(of office: Office) async throws -> PostgresConnection {
    let connection = try await connect(office)
    _ = try await connection.value(
      "select (sync.hello_v1($1, 1, 1) ->> 'state')", [.uuid(office.agent)])
    return connection
  }

  private func initialise() async throws {
    _ = try await coordinator.value(
      """
      select admin.init_v1('Town', $1, 'Centre', 'Europe/London', '{en}', $2, 'Ada', gen_random_uuid(), $3,
        now() + interval '1 day', $3, $3, 'k1', $4)::text
      """,
      [.uuid(centre), .uuid(administrator), .bytea(Self.bytes32), .bytea(Self.bytes64)])
  }

  private func furnish(_ bare: Office) async throws -> Office {
    var office = bare
    try await coordinator.execute(furniture(of: office))
    office.login =
      try await coordinator.value(
        "select admin.login_create_v1($1, $2)", [.uuid(office.region), .bytea(Self.bytes32)]) ?? ""
    return office
  }

  /// A region, a member with a grant, a policy, a channel, a post and a stop, all told in the region's feed.
  private func furniture(of office: Office) -> String {
    """
    insert into crier.region (region_id, parent_id, name, zone, languages, activity_id)
    values ('\(office.region)', '\(centre)', 'office \(office.canary)', 'Europe/London', '{en}', gen_random_uuid());
    select admin.region_made_v1('\(office.region)');
    insert into crier.member (region_id, member_id, name, activity_id)
    values ('\(office.region)', '\(office.member)', 'member \(office.canary)', gen_random_uuid());
    insert into crier.member_grant (region_id, grant_id, member_region_id, member_id, tier, from_at, activity_id)
    values ('\(office.region)', gen_random_uuid(), '\(office.region)', '\(office.member)', 'author', now(),
      gen_random_uuid());
    insert into crier.policy (region_id, policy_id, class, approvals, tier, activity_id)
    values ('\(office.region)', gen_random_uuid(), 'routine', 1, 'approver', gen_random_uuid());
    insert into crier.channel (region_id, channel_id, platform, address, handle, name, languages, activity_id)
    values ('\(office.region)', '\(office.channel)', 'mastodon', 'https://social.example', '@office',
      'channel \(office.canary)', '{en}', gen_random_uuid());
    insert into crier.post (region_id, post_id, member_id, state, class, revision, digest, content, writers,
      activity_id, created_at)
    select '\(office.region)', '\(office.post)', '\(office.member)', 'draft', 'routine', 1,
      crier.content_digest('\(office.post)', c), c, array['\(office.member)'::uuid], gen_random_uuid(), now()
    from jsonb_build_object('texts', jsonb_build_object('en', 'hello \(office.canary)'), 'visibility', 'public') c;
    insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
      written_at)
    select p.region_id, p.post_id, 1, p.digest, p.content, p.member_id, 'member', p.activity_id, now()
    from crier.post p where p.post_id = '\(office.post)';
    insert into crier.stop (region_id, stop_id, scope, target_id, reason, placed_by, placed_at, activity_id)
    values ('\(office.region)', '\(office.stop)', 'region', '\(office.region)', 'stop \(office.canary)',
      '\(administrator)', now(), gen_random_uuid());
    \(tell("region", office.region, of: office.region));
    \(tell("post", office.post, of: office.region));
    \(tell("stop", office.stop, of: office.region));
    """
  }

  /// The SQL that tells the owner's feed of an item, and lets the regions in `also` see it from then on.
  func tell(_ kind: String, _ item: UUID, of region: UUID, also: [UUID] = []) -> String {
    let list = also.map(\.uuidString).joined(separator: ",")
    return """
      select admin.feed_write_v1(jsonb_build_array(jsonb_build_object('kind', '\(kind)', 'owner_region_id', '\(region)',
        'item_id', '\(item)', 'version', 1, 'also', to_jsonb('{\(list)}'::uuid[]))))
      """
  }
}

extension PostgresConnection {
  /// The first column of the first row, which must be text.
  func value(_ sql: String, _ parameters: [PostgresValue] = []) throws -> String? {
    let name = "own_\(UInt(bitPattern: sql.hashValue))"
    return try query(PostgresStatement(sql, name: name), parameters).first?.textOrNil(0)
  }

  /// The SQLSTATE with which the server refuses this text; nil when it does not.
  func refusal(of sql: String) -> String? {
    do { try execute(sql) } catch { return error.sqlstate ?? error.message }
    return nil
  }

  /// The SQLSTATE with which the server refuses this statement; nil when it does not.
  func refusal(of sql: String, _ parameters: [PostgresValue]) throws -> String? {
    do { _ = try value(sql, parameters) } catch let error as PostgresError { return error.sqlstate ?? error.message }
    return nil
  }
}
