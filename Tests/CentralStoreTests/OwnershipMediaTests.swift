import Foundation
import Postgres
import TestKit
import Testing

/// Images at the centre, by real logins: an office's own, and those of posts that it sees. Each denial stands beside
/// the same thing allowed to whom it is for.
@Suite struct OwnershipMediaTests {
  /// Two chunks.
  private static let image = SampleImage.gif(blocks: 1500)

  @Test func anOfficeStoresItsOwnImageOnceItsBytesAreRight() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let sha256 = try await digest(Self.image, world)
      #expect(try await open(alpha, sha256, Self.image.count) == "false {0,1}")
      #expect(try await done(alpha, sha256) == "CR009", "chunks are missing")
      #expect(try await put(alpha, sha256, 1, chunk(1)) == nil)
      #expect(try await open(alpha, sha256, Self.image.count) == "false {0}")
      var wrong = chunk(0)
      wrong[9] ^= 1
      #expect(try await put(alpha, sha256, 0, wrong) == nil)
      #expect(try await done(alpha, sha256) == "false", "it has not that SHA-256")
      #expect(try await open(alpha, sha256, Self.image.count) == "false {0,1}", "all of it was thrown away")
      for number in 0...1 { #expect(try await put(alpha, sha256, number, chunk(number)) == nil) }
      #expect(try await done(alpha, sha256) == "true")
      #expect(try await open(alpha, sha256, Self.image.count) == "true {}")
      // What is complete stays.
      #expect(try await put(alpha, sha256, 0, wrong) == nil)
      #expect(try await get(alpha, world.alpha, sha256, 0) == chunk(0))
      #expect(try await open(alpha, sha256, 5) == "CR009", "another length")
    }
  }

  @Test func whatCanBeNoImageIsRefused() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let sha256 = try await digest(Self.image, world)
      #expect(try await open(alpha, sha256, 0) == "CR009")
      #expect(try await open(alpha, sha256, (16 << 20) + 1) == "CR009")
      #expect(try await open(alpha, sha256, 100, width: 50_001, height: 1000) == "CR009", "a bomb")
      #expect(try await open(alpha, sha256, 100, kind: "image/svg+xml") == "CR009")
      #expect(try await open(alpha, [1, 2], 100) == "CR009")
      #expect(try await put(alpha, sha256, 0, [1]) == "CR006", "not opened")
      #expect(try await open(alpha, sha256, Self.image.count) == "false {0,1}")
      #expect(try await put(alpha, sha256, 2, [1]) == "CR009")
      #expect(try await put(alpha, sha256, -1, [1]) == "CR009")
      #expect(try await put(alpha, sha256, 0, [1]) == "CR009", "a short one in the middle")
    }
  }

  @Test func anOfficeStoresNoMoreThanADaysImages() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let beta = try await world.connect(world.beta)
      try await world.superuser.execute(
        """
        insert into crier.media (region_id, sha256, content_type, octets, width, height)
        select '\(world.alpha.region)', sha256(n::text::bytea), 'image/png', 16777216, 1, 1
        from generate_series(1, 512) n
        """)
      let sha256 = try await digest(Self.image, world)
      #expect(try await open(alpha, sha256, Self.image.count) == "CR013")
      #expect(try await open(beta, sha256, Self.image.count) == "false {0,1}")
      // Begun small and then said to be long: what it grows by counts.
      try await world.superuser.execute(
        "update crier.media set octets = octets - 9 where region_id <> '\(world.beta.region)'")
      #expect(try await open(alpha, sha256, 9) == "false {0}")
      #expect(try await open(alpha, sha256, 9 + 9 * 511) == "false {0}")
      #expect(try await open(alpha, sha256, 9 + 9 * 512) == "CR013")
      try await world.superuser.execute("update crier.media set stored_at = stored_at - interval '1 day'")
      #expect(try await open(alpha, sha256, Self.image.count) == "false {0,1}")
    }
  }

  @Test func anImageThatIsNamedAnewIsKeptAnew() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let sha256 = try await store(alpha, world)
      try await world.superuser.execute("update crier.media set stored_at = stored_at - interval '40 days'")
      #expect(try await open(alpha, sha256, Self.image.count) == "true {}")
      #expect(try await world.coordinator.value("select admin.media_forget_v1('30 days')::text") == "0")
    }
  }

  @Test func nobodyReachesAnothersImage() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let beta = try await world.connect(world.beta)
      let sha256 = try await store(beta, world)
      #expect(try await get(beta, world.beta, sha256, 0) == chunk(0))
      #expect(try await get(alpha, world.beta, sha256, 0) == nil)
      #expect(try await get(alpha, world.alpha, sha256, 0) == nil)
      // To know its name opens nothing: alpha's is another, and empty.
      #expect(try await open(alpha, sha256, Self.image.count) == "false {0,1}")
      #expect(try await done(alpha, sha256) == "CR009")
      #expect(try await put(alpha, sha256, 0, chunk(0)) == nil)
      #expect(try await get(alpha, world.alpha, sha256, 0) == nil, "not before it is complete")
      #expect(try await get(beta, world.beta, sha256, 0) == chunk(0), "beta's is as it was")
      // It is the rules that decide, not the routine: each of the two alone, and without both it is seen.
      let hole = "create policy hole on crier.media to crier_sync using (true)"
      try await world.superuser.execute(hole)
      #expect(try await get(alpha, world.beta, sha256, 0) == nil)
      try await world.superuser.execute(
        "drop policy hole on crier.media; create policy hole on crier.media_chunk to crier_sync using (true)")
      #expect(try await get(alpha, world.beta, sha256, 0) == nil)
      try await world.superuser.execute(hole)
      #expect(try await get(alpha, world.beta, sha256, 0) == chunk(0))
    }
  }

  @Test func whoSeesThePostSeesItsImages() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let beta = try await world.connect(world.beta)
      let centre = try await atCentre(world)
      let sha256 = try await store(beta, world)
      #expect(try await get(centre, world.beta, sha256, 0) == nil, "no post names it")
      try await world.superuser.execute(
        """
        insert into crier.post_media (region_id, sha256, post_id)
        select '\(world.beta.region)', sha256, '\(world.beta.post)' from crier.media
        """)
      #expect(try await get(centre, world.beta, sha256, 1) == chunk(1), "who stands above")
      #expect(try await get(alpha, world.beta, sha256, 1) == nil, "who stands beside does not see the post")
      try await world.coordinator.execute(
        world.tell("post", world.beta.post, of: world.beta.region, also: [world.alpha.region]))
      #expect(try await get(alpha, world.beta, sha256, 1) == chunk(1), "shared")
      #expect(try await get(alpha, world.beta, sha256, 2) == nil, "there is no such chunk")
      // And a locked office hears so.
      try await world.coordinator.execute(
        "update crier.region set state = 'locked' where region_id = '\(world.alpha.region)'")
      #expect(try await open(alpha, sha256, Self.image.count) == "CR002")
    }
  }

  // MARK: - The routines

  private func chunk(_ number: Int) -> [UInt8] { Array(Self.image.dropFirst(number * 262_144).prefix(262_144)) }

  private func digest(_ bytes: [UInt8], _ world: OwnershipWorld) async throws -> [UInt8] {
    let statement = PostgresStatement("select sha256($1)", name: "sha256")
    return try await world.superuser.perform { try $0.query(statement, [.bytea(bytes)]).first?.bytea(0) ?? [] }
  }

  private func store(_ connection: PostgresConnection, _ world: OwnershipWorld) async throws -> [UInt8] {
    let sha256 = try await digest(Self.image, world)
    _ = try await open(connection, sha256, Self.image.count)
    for number in 0...1 { _ = try await put(connection, sha256, number, chunk(number)) }
    #expect(try await done(connection, sha256) == "true")
    return sha256
  }

  /// A login of the centre's own desk.
  private func atCentre(_ world: OwnershipWorld) async throws -> PostgresConnection {
    let login = try await world.coordinator.value(
      "select admin.login_create_v1($1, $2)", [.uuid(world.centre), .bytea(OwnershipWorld.other32)])
    return try await PostgresConnection.connect(world.database.login(login ?? ""))
  }

  /// `complete {missing}`, or the SQLSTATE of the refusal.
  private func open(
    _ connection: PostgresConnection, _ sha256: [UInt8], _ octets: Int, width: Int32 = 9, height: Int32 = 7,
    kind: String = "image/gif"
  ) async throws -> String? {
    do {
      return try await connection.value(
        "select complete || ' ' || missing::text from sync.media_open_v1($1, $2, $3, $4, $5)",
        [.bytea(sha256), .text(kind), .bigint(Int64(octets)), .int(width), .int(height)])
    } catch let error as PostgresError { return error.sqlstate }
  }

  private func put(
    _ connection: PostgresConnection, _ sha256: [UInt8], _ number: Int, _ bytes: [UInt8]
  ) async throws -> String? {
    try await connection.refusal(
      of: "select sync.media_put_v1($1, $2, $3)::text", [.bytea(sha256), .int(Int32(number)), .bytea(bytes)])
  }

  private func done(_ connection: PostgresConnection, _ sha256: [UInt8]) async throws -> String? {
    do {
      return try await connection.value("select sync.media_done_v1($1)::text", [.bytea(sha256)])
    } catch let error as PostgresError { return error.sqlstate }
  }

  /// Nil when it is refused as not there or not to be seen.
  private func get(
    _ connection: PostgresConnection, _ owner: OwnershipWorld.Office, _ sha256: [UInt8], _ number: Int
  ) async throws -> [UInt8]? {
    let statement = PostgresStatement("select sync.media_get_v1($1, $2, $3)", name: "media_get")
    do {
      return try await connection.perform {
        try $0.query(statement, [.uuid(owner.region), .bytea(sha256), .int(Int32(number))]).first?.bytea(0)
      }
    } catch let error as PostgresError where error.sqlstate == "CR006" { return nil }
  }
}
