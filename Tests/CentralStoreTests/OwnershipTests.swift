import Foundation
import Postgres
import TestKit
import Testing

/// What the database lets an office's own login do, over TLS, even when its machine has been stolen. Each denial
/// stands beside the same thing allowed to whom it is for.
@Suite struct OwnershipTests {
  private static let kinds = [
    "region", "member", "grant", "policy", "channel", "post", "delivery", "stop", "ruling", "conflict",
  ]

  @Test func aLoginReachesNoTable() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let listing = PostgresStatement(
        """
        select c.oid::regclass::text from pg_class c
        where c.relnamespace in ('crier'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'v')
        """, name: "tables")
      let tables = try await world.superuser.perform { try $0.query(listing).map { try $0.text(0) } }
      #expect(tables.count > 30)
      for table in tables {
        for sql in [
          "select * from \(table)", "select count(*) from \(table)", "explain select * from \(table)",
          "explain analyze select * from \(table)", "copy \(table) to stdout", "copy \(table) from stdin",
          "insert into \(table) default values", "delete from \(table)", "truncate \(table)",
          "select 1; lock \(table) in access share mode", "comment on table \(table) is ''",
        ] {
          #expect(await alpha.refusal(of: sql) == "42501", "\(sql)")
        }
        #expect(await world.superuser.refusal(of: "explain select * from \(table)") == nil)
      }
      #expect(try await alpha.value("select sync.me()::text") == world.alpha.region.uuidString.lowercased())
    }
  }

  @Test func aLoginMayCallSyncAndNothingBeside() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      // The second is somebody for whom the same is nothing forbidden.
      let statements: [(sql: String, allowed: PostgresConnection?)] = [
        ("create temporary table t ()", world.superuser), ("create table public.t ()", world.superuser),
        ("create schema s", world.superuser), ("select lo_create(0)", world.superuser),
        ("do $$ begin end $$", world.superuser), ("select pg_advisory_xact_lock(4711001)", world.coordinator),
        ("select pg_try_advisory_lock_shared(1)", world.coordinator), ("select admin.root()", world.coordinator),
        ("select crier.items_json('post', '{}', '{}')", world.coordinator),
        ("select admin.event_write_v1('[]')", world.coordinator),
        ("set role crier_sync", world.superuser), ("set role crier_owner", world.superuser),
        ("copy (select 1) to program 'cat >/dev/null'", world.superuser),
        ("select pg_read_file('postgresql.conf')", world.superuser), ("select sync.mine()", nil),
        ("set session authorization \(world.beta.login)", nil), ("create role r_0 login", nil),
        ("alter role \(world.alpha.login) connection limit -1", nil),
        ("alter function sync.me() owner to \(world.alpha.login)", nil),
        ("grant crier_agent to \(world.beta.login)", nil), ("set log_statement = 'all'", nil),
      ]
      for (sql, allowed) in statements {
        #expect(await alpha.refusal(of: sql) == "42501", "\(sql)")
        if let allowed { #expect(await allowed.refusal(of: sql) == nil, "\(sql)") }
        try await allowed?.execute("reset role")
      }
    }
  }

  @Test func syncGivesNothingOfAnotherOffice() async throws {
    try await OwnershipWorld.with { world in
      for (mine, other) in [(world.alpha, world.beta), (world.beta, world.alpha)] {
        let received = try await everything(to: mine, in: world)
        #expect(received.contains(mine.canary))
        #expect(!received.contains(other.canary))
      }
    }
  }

  @Test func aSharedPostIsSeenFromThenOn() async throws {
    try await OwnershipWorld.with { world in
      #expect(!(try await everything(to: world.alpha, in: world)).contains(world.beta.canary))
      try await world.coordinator.execute(
        world.tell("post", world.beta.post, of: world.beta.region, also: [world.alpha.region]))
      let received = try await everything(to: world.alpha, in: world)
      #expect(received.contains("hello \(world.beta.canary)"))
      #expect(!received.contains("member \(world.beta.canary)"))
    }
  }

  /// A feed row that names another's item, as a fault of ours might write it, brings nothing; without the row-level
  /// rule it would.
  @Test func theRulesDecideNotTheRoutine() async throws {
    try await OwnershipWorld.with { world in
      let region = world.alpha.region
      try await world.superuser.execute(
        """
        insert into crier.feed (region_id, n, kind, owner_region_id, item_id, version)
        values ('\(region)', 4, 'post', '\(world.beta.region)', '\(world.beta.post)', 1);
        update crier.feed_head set head = 4 where region_id = '\(region)';
        """)
      #expect(!(try await everything(to: world.alpha, in: world)).contains(world.beta.canary))
      try await world.superuser.execute("create policy hole on crier.post to crier_sync using (true)")
      #expect(try await everything(to: world.alpha, in: world).contains(world.beta.canary))
    }
  }

  @Test func nobodyReadsAnothersVerifierOrWritesAnothersCredential() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let beta = try await world.connect(world.beta)
      let verifier = "select sync.verifier_get_v1($1)::text"
      #expect(try await alpha.refusal(of: verifier, [.uuid(world.beta.member)]) == "CR006")
      #expect(try await alpha.refusal(of: verifier, [.uuid(UUID())]) == "CR006")
      #expect(try await alpha.refusal(of: verifier, [.uuid(world.administrator)]) == "CR006")
      #expect(try await beta.refusal(of: verifier, [.uuid(world.beta.member)]) == nil)
      let secret = "secret-\(UUID().uuidString)"
      let credential = "select encode(sync.credential_put_v1($1, 'k1', $2), 'hex')"
      let values: [PostgresValue] = [.uuid(world.beta.channel), .bytea([UInt8](secret.utf8))]
      #expect(try await alpha.refusal(of: credential, values) == "CR006")
      #expect(try await beta.refusal(of: credential, values) == nil)
      // They wait for their act, not without end.
      for number in 0..<8 {
        _ = try await beta.refusal(of: credential, [values[0], .bytea(Array("more \(number)".utf8))])
      }
      #expect(try await beta.refusal(of: credential, [values[0], .bytea(Array("one more".utf8))]) == "CR009")
      #expect(try await places(of: secret, in: world) == ["crier.credential"])
    }
  }

  @Test func atMostTenSecondsAnOfficesTransactionStands() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      let beta = try await world.connect(world.beta)
      // An office may lift its own limits; the coordinator's watch does not ask for them.
      try await alpha.execute("set idle_in_transaction_session_timeout = 0; set statement_timeout = 0; begin")
      let watch = "select admin.login_watch_v1($1::text::interval)::text"
      #expect(try await world.coordinator.value(watch, [.text("1 hour")]) == "0", "a young one is let be")
      #expect(try await world.coordinator.value(watch, [.text("0 seconds")]) == "1")
      #expect(await eventually { await !alpha.isAlive() })
      #expect(
        try await beta.refusal(of: "select sync.verifier_get_v1($1)::text", [.uuid(world.beta.member)]) == nil,
        "who holds nothing up goes on")
    }
  }

  @Test func identityComesFromTheLoginAlone() async throws {
    try await OwnershipWorld.with { world in
      let alpha = try await world.connect(world.alpha)
      try await alpha.execute(
        "set app.region = '\(world.beta.region)'; set crier.region_id = '\(world.beta.region)'; set search_path = crier"
      )
      #expect(try await alpha.value("select sync.me()::text") == world.alpha.region.uuidString.lowercased())
      // A role of the same name made anew is nobody.
      try await world.superuser.execute(
        "drop role \(world.beta.login); create role \(world.beta.login) login in role crier_agent")
      let impostor = try await world.connect(world.beta)
      #expect(await impostor.refusal(of: "select sync.me()") == "CR003")
      #expect(await alpha.refusal(of: "select sync.me()") == nil)
    }
  }

  /// All that an office's login can get out of `sync`, as text.
  private func everything(to office: OwnershipWorld.Office, in world: OwnershipWorld) async throws -> String {
    let connection = try await world.agent(of: office)
    var received = ""
    for kind in Self.kinds {
      received +=
        try await connection.value(
          "select string_agg(s::text, ' ') from sync.snapshot_v1($1, null, 1000) s", [.text(kind)]) ?? ""
    }
    for feed in ["region", "common"] {
      received +=
        try await connection.value(
          """
          select string_agg(p::text, ' ')
          from sync.pull_v1($1, (sync.hello_v1($2, 1, 1) ->> 'epoch')::uuid, 0, 1000) p
          """, [.text(feed), .uuid(office.agent)]) ?? ""
    }
    await connection.close()
    return received
  }

  /// The tables in which a text stands, as text or as bytes.
  private func places(of secret: String, in world: OwnershipWorld) async throws -> [String] {
    let bytes = secret.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let statement = PostgresStatement(
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace = 'crier'::regnamespace and c.relkind = 'r' and query_to_xml(
        format('select t::text from %s t where t::text ~ %L', c.oid::regclass, $1 || '|' || $2),
        false, true, '')::text <> ''
      """, name: "places")
    return try await world.superuser.perform { connection in
      try connection.query(statement, [.text(secret), .text(bytes)]).map { try $0.text(0) }
    }
  }
}
