import Foundation
import Postgres
import TestKit
import Testing

/// Pushing acts, locking and revoking, signing in: by real logins.
@Suite struct OwnershipPushTests {
  @Test func anActIsStampedWithTheRegionOfTheLogin() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.agent(of: world.alpha)
      let ids = [UUID(), UUID()]
      let body = #"{"region": "\#(world.beta.region)"}"#
      #expect(try await push(alpha, world.alpha, first: 1, ids, [body, "b"]) == "2|3|f")
      let stamped = "select string_agg(distinct region_id || login, '') from crier.activity"
      #expect(
        try await world.superuser.value(stamped)
          == world.alpha.region.uuidString.lowercased() + world.alpha.login)
    }
  }

  @Test func nobodyPushesInAnothersName() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.agent(of: world.alpha)
      let beta = try await world.agent(of: world.beta)
      let id = UUID()
      #expect(try await push(alpha, world.beta, first: 1, [id], ["x"]) == "CR006")
      #expect(try await push(beta, world.beta, first: 1, [id], ["x"]) == "1|2|f")
      // The same id at home tells nothing of the other's.
      #expect(try await push(alpha, world.alpha, first: 1, [id], ["x"]) == "1|2|f")
    }
  }

  @Test func anActIsReceivedExactlyOnce() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.agent(of: world.alpha)
      let ids = [UUID(), UUID(), UUID()]
      #expect(try await push(alpha, world.alpha, first: 1, [ids[0], ids[1]], ["a", "b"]) == "2|3|f")
      #expect(try await push(alpha, world.alpha, first: 1, [ids[0], ids[1]], ["a", "b"]) == "0|3|f")
      #expect(try await push(alpha, world.alpha, first: 1, ids, ["a", "b", "c"]) == "1|4|f")
      #expect(try await push(alpha, world.alpha, first: 9, [UUID()], ["x"]) == "0|4|f", "a gap")
      #expect(try await push(alpha, world.alpha, first: 3, [ids[2]], ["other"]) == "0|4|t", "a fork")
      #expect(try await push(alpha, world.alpha, first: 1, [UUID()], ["stop"], restrictive: true) == "1|2|f")
      let order = "select string_agg(a.body, '' order by i.restrictive desc, i.n) from crier.inbox i"
      #expect(
        try await world.superuser.value("\(order) join crier.activity a using (region_id, activity_id)") == "stopabc")
    }
  }

  @Test func theNumberOfAnActThatWasHereAlreadyIsNoOthers() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.agent(of: world.alpha)
      let known = UUID()
      #expect(try await push(alpha, world.alpha, first: 1, [known], ["a"]) == "1|2|f")
      #expect(try await push(alpha, world.alpha, first: 2, [known], ["a"]) == "1|3|f", "under another number")
      #expect(try await push(alpha, world.alpha, first: 2, [known], ["a"]) == "0|3|f", "and once more")
      #expect(try await push(alpha, world.alpha, first: 2, [UUID()], ["b"]) == "0|3|t", "another act is a fork")
      #expect(try await push(alpha, world.alpha, first: 2, [UUID(), UUID()], ["b", "c"]) == "0|3|t")
      #expect(try await world.superuser.value("select count(*)::text from crier.activity") == "1")
    }
  }

  @Test func aMalformedBatchIsRefusedWhole() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.agent(of: world.alpha)
      let taken = UUID()
      #expect(try await push(alpha, world.alpha, first: 1, [taken], ["a"]) == "1|2|f")
      #expect(try await push(alpha, world.alpha, first: 2, [UUID(), taken], ["b", "c"]) == "CR009")
      #expect(try await push(alpha, world.alpha, first: 2, [UUID()], ["b", "c"]) == "CR009")
      #expect(try await push(alpha, world.alpha, first: 0, [UUID()], ["b"]) == "CR009")
      let long = String(repeating: "x", count: 262_145)
      #expect(try await push(alpha, world.alpha, first: 2, [UUID()], [long]) == "CR009")
      let many = (0...200).map { _ in UUID() }
      #expect(try await push(alpha, world.alpha, first: 2, many, many.map(\.uuidString)) == "CR009")
      #expect(try await push(alpha, world.alpha, first: 2, [UUID()], ["b"]) == "1|3|f")
    }
  }

  @Test func aLockedOfficeHearsSoAndIsRefusedTheRest() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.agent(of: world.alpha)
      try await state("locked", of: world.alpha, in: world)
      let hello = "select (sync.hello_v1($1, 1, 1) ->> 'state')"
      #expect(try await alpha.value(hello, [.uuid(world.alpha.agent)]) == "locked")
      #expect(try await push(alpha, world.alpha, first: 1, [UUID()], ["a"]) == "CR002")
      let snapshot = "select count(*)::text from sync.snapshot_v1('post', null, 10)"
      #expect(try await alpha.refusal(of: snapshot, []) == "CR002")
      try await state("active", of: world.alpha, in: world)
      #expect(try await push(alpha, world.alpha, first: 1, [UUID()], ["a"]) == "1|2|f")
      #expect(try await alpha.value(snapshot) == "1")
    }
  }

  @Test func aRevokedLoginEndsWithItsOpenSessions() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let beta = try await world.connect(world.beta)
      #expect(await beta.refusal(of: "select sync.me()") == nil)
      let terminate = "select admin.login_terminate_v1($1)::text"
      let region = PostgresValue.uuid(world.beta.region)
      #expect(try await world.coordinator.value("select admin.login_revoke_v1($1)::text", [region]) == "1")
      #expect(await beta.refusal(of: "select sync.me()") != nil, "already of no region")
      _ = try await world.coordinator.value(terminate, [region])
      #expect(try await eventually { try await world.coordinator.value(terminate, [region]) == "0" })
      #expect(await beta.refusal(of: "select 1") != nil)
      await #expect(throws: PostgresError.self) { try await world.connect(world.beta) }
      #expect(await alpha.refusal(of: "select sync.me()") == nil)
    }
  }

  @Test func aLostMachineIsShutOutAndTheNewOneIsNot() async throws {
    try await OwnershipWorld.with { world in
      let lost = try await world.connect(world.beta)
      let region = PostgresValue.uuid(world.beta.region)
      let made = try #require(
        try await world.coordinator.value(
          "select admin.login_create_v1($1, $2)", [region, .bytea(OwnershipWorld.other32)]))
      let new = try await PostgresConnection.connect(world.database.login(made))
      #expect(await lost.refusal(of: "select sync.me()") == nil)
      let revoke = "select admin.login_revoke_v1($1, $2)::text"
      #expect(try await world.coordinator.value(revoke, [region, .text(made)]) == "1")
      #expect(await lost.refusal(of: "select sync.me()") != nil)
      #expect(try await new.value("select sync.me()::text") == world.beta.region.uuidString.lowercased())
    }
  }

  @Test func aCodeIsTradedOnceAndClosesAfterFiveFailures() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.agent(of: world.alpha)
      let member = PostgresValue.uuid(world.alpha.member)
      let new = "select admin.verifier_code_v1($1, $2, now() + interval '1 day')::text"
      let put = "select sync.verifier_put_v1($1, $2, 'verifier', 'sealed', $3)::text"
      let right: [PostgresValue] = [member, .bytea(OwnershipWorld.bytes32), .bytea(OwnershipWorld.bytes32)]
      let wrong: [PostgresValue] = [member, .bytea(OwnershipWorld.other32), .bytea(OwnershipWorld.bytes32)]
      #expect(try await alpha.refusal(of: put, right) == "CR008", "no code yet")
      _ = try await world.coordinator.value(new, [member, .bytea(OwnershipWorld.bytes32)])
      #expect(try await alpha.value(put, wrong) == "false")
      #expect(try await alpha.value(put, right) == "true")
      #expect(try await alpha.refusal(of: put, right) == "CR008", "traded once")
      _ = try await world.coordinator.value(new, [member, .bytea(OwnershipWorld.bytes32)])
      for _ in 1...5 { #expect(try await alpha.value(put, wrong) == "false") }
      #expect(try await alpha.refusal(of: put, right) == "CR008", "closed")
      let event = "select string_agg(verb || item_version, ' ' order by n) from crier.event where member_id = $1"
      #expect(try await world.superuser.value(event, [member]) == "member.sign_in2")
      let seen = "select crier.verifier_read($1, $2)::text"
      #expect(
        try await world.coordinator.value("select count(*)::text from crier.verifier") == "1",
        "the coordinator sees those of the centre only")
      #expect(try await alpha.refusal(of: seen, [.uuid(world.alpha.region), member]) == "42501")
    }
  }

  /// `received|expected|forked`, or the SQLSTATE of the refusal.
  private func push(
    _ connection: PostgresConnection, _ office: OwnershipWorld.Office, first: Int64, _ ids: [UUID], _ bodies: [String],
    restrictive: Bool = false
  ) async throws -> String? {
    let sql =
      "select concat_ws('|', received, expected, left(forked::text, 1)) from sync.push_v1($1, 1, $2, $3, $4, $5, $6)"
    do {
      return try await connection.value(
        sql,
        [
          .uuid(office.agent), .bool(restrictive), .bigint(first), .uuids(ids), .texts(bodies),
          .byteas(ids.map { _ in OwnershipWorld.bytes64 }),
        ])
    } catch let error as PostgresError {
      return error.sqlstate
    }
  }

  private func state(_ state: String, of office: OwnershipWorld.Office, in world: OwnershipWorld) async throws {
    try await world.coordinator.execute(
      "update crier.region set state = '\(state)' where region_id = '\(office.region)'")
  }
}
