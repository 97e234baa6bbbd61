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

  func service(lease: Duration = .seconds(30)) -> ReconciliationService {
    var pace = ReconciliationService.Pace()
    pace.lease = lease
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
