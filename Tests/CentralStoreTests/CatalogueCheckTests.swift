import Postgres
import TestKit
import Testing

/// The lints in `sql/checks`: nothing of ours is untidy, and each finds the faults it is there for.
@Suite struct CatalogueCheckTests {
  /// A fault, and the check that must find it.
  struct Fault: Sendable, CustomTestStringConvertible {
    let check: String
    let sql: String

    init(_ check: String, _ sql: String) {
      self.check = check
      self.sql = sql
    }

    var testDescription: String { "\(check): \(sql)" }
  }

  @Test func theHouseIsTidy() async throws {
    try await ScratchDatabase.with(template: .schema) { database in
      let connection = try await Self.connect(database)
      for check in try SchemaFiles.all("checks") {
        #expect(try await Self.findings(check, connection) == [], "\(check.name)")
      }
      await connection.close()
    }
  }

  @Test func everyCheckFindsItsFaults() async throws {
    try await ScratchDatabase.with(template: .schema) { database in
      let checks = try SchemaFiles.all("checks")
      let connection = try await Self.connect(database)
      for fault in Self.faults {
        let check = try #require(checks.first { $0.name.hasPrefix(fault.check) }, "\(fault.check)")
        try await connection.execute("begin; \(fault.sql)")
        #expect(try await Self.findings(check, connection) != [], "\(fault.testDescription)")
        try await connection.execute("rollback")
      }
      #expect(Set(Self.faults.map(\.check)) == Set(checks.map { String($0.name.prefix(4)) }))
      await connection.close()
    }
  }

  private static let faults = [
    Fault("0001", "alter table crier.post no force row level security"),
    Fault("0001", "alter table crier.lane disable row level security"),
    Fault("0001", "create table crier.bare (region_id uuid)"),
    Fault("0002", "create policy second on crier.post for select to crier_sync using (true)"),
    Fault("0002", "create policy second on crier.post to crier_coordinator using (true)"),
    Fault("0002", "create policy open on crier.post for select using (true)"),
    Fault("0002", "create policy loose on crier.session for update to crier_sync using (true)"),
    Fault("0003", "create policy slow on crier.lane for select to crier_sync using (region_id = sync.me())"),
    Fault("0004", "create view audit.plain as select 1 as one"),
    Fault("0004", "create materialized view audit.frozen as select 1 as one"),
    Fault("0005", "grant execute on function sync.mine() to public"),
    Fault("0005", "alter function admin.root() reset search_path"),
    Fault("0005", "alter function admin.root() security definer"),
    Fault("0005", "alter function sync.me() owner to postgres"),
    Fault("0006", "grant select on crier.body to crier_agent"),
    Fault("0006", "grant select (name) on crier.region to crier_agent"),
    Fault("0006", "grant execute on function admin.root() to crier_agent"),
    Fault("0006", "grant execute on function pg_advisory_lock(bigint) to public"),
    Fault("0006", "grant execute on function lo_create(oid) to public"),
    Fault("0006", "grant usage on schema crier to crier_agent"),
    Fault("0006", "grant usage on language plpgsql to public"),
    Fault("0007", "alter role crier_coordinator createrole"),
    Fault("0007", "alter role crier_agent login"),
    Fault("0007", "grant crier_owner to crier_coordinator"),
    Fault("0008", "create table crier.nobodys (n integer, region_id uuid)"),
    Fault("0008", "create unique index on crier.post (reference)"),
    Fault("0008", "create table crier.stray (stray_id uuid primary key, region_id uuid not null)"),
    Fault("0009", "drop trigger append_only on crier.activity"),
    Fault("0009", "alter table crier.event disable trigger append_only"),
    Fault("0009", "grant update on crier.ruling to crier_coordinator"),
    Fault("0009", "grant insert on crier.event to crier_coordinator"),
    Fault("0009", "grant truncate on crier.feed to crier_coordinator"),
    Fault("0010", "grant select on crier.credential to crier_auditor"),
    Fault("0010", "grant select on crier.credential to crier_sync"),
    Fault("0010", "create view audit.leak with (security_invoker) as select member_id from crier.verifier"),
  ]

  /// The superuser in a database whose own rights stand too, which are not cloned with it.
  private static func connect(_ database: ScratchDatabase) async throws -> PostgresConnection {
    let connection = try await PostgresConnection.connect(database.superuser)
    for file in try SchemaFiles.all("roles") { try await connection.execute(file.text) }
    return connection
  }

  private static func findings(
    _ check: SchemaFiles.File, _ connection: PostgresConnection
  ) async throws -> [String] {
    let text = check.text.replacing(/;\s*$/, with: "")
    let statement = PostgresStatement("select c::text from (\(text)) c", name: "check_\(check.name)")
    return try await connection.perform { try $0.query(statement).map { try $0.text(0) } }
  }
}
