import Foundation
import Postgres
import TestKit
import Testing

/// The auditor's questions on the known story, asked by a real auditor's login over TLS; each denial beside what the
/// same login may do.
struct AuditorTests {
  /// Lends a login of a group, in a fresh copy of the known body.
  private static func login(
    of group: String, _ body: (PostgresConnection) async throws -> Void
  ) async throws {
    try await ScratchDatabase.with(template: .known) { database in
      let name = ScratchDatabase.uniqueName("p")
      let superuser = try await PostgresConnection.connect(database.superuser)
      try await superuser.execute("create role \(name) login in role \(group)")
      let result: Result<Void, any Error>
      do {
        let person = try await PostgresConnection.connect(try await database.login(name))
        result = .success(try await body(person))
        await person.close()
      } catch { result = .failure(error) }
      try await superuser.execute("drop role \(name)")
      await superuser.close()
      try result.get()
    }
  }

  private static func texts(_ connection: PostgresConnection, _ sql: String) async throws -> [String] {
    try await connection.query(PostgresStatement(sql, name: ScratchDatabase.uniqueName("asked"))).map { try $0.text(0) }
  }

  /// The first column of the answer, as a login gets it.
  private static func answer(_ connection: PostgresConnection, _ sql: String, is expected: [String]) async throws {
    let answer = try await texts(connection, sql)
    #expect(answer == expected, "\(sql)")
  }

  private static func denied(_ connection: PostgresConnection, _ sql: String) async throws {
    let error = await #expect(throws: PostgresError.self, "\(sql)") { try await Self.texts(connection, sql) }
    #expect(error?.isInsufficientPrivilege == true, "\(sql)")
  }

  @Test func anAuditorAsksWhoLetItOut() async throws {
    try await Self.login(of: "crier_auditor") { auditor in
      let asked = """
        select role || ' ' || member || ' from ' || office
        from audit.who_let_out(audit.channel('@north'), '2026-03-09 09:14+00')
        """
      let hands = [
        "wrote Ann from North", "changed Cat from North", "let out Bob from Old Quay", "consent fell Dee from Centre",
      ]
      try await Self.answer(auditor, asked, is: hands)
      let could = "select member from audit.could_publish(audit.channel('@north'), '2026-03-09')"
      try await Self.answer(auditor, could, is: ["Ann", "Bob", "Cat", "Dee", "Rex"])
      let before = "select verb from audit.before_revocation(audit.member('Rex'))"
      try await Self.answer(auditor, before, is: ["channel.resume", "post.edit"])
      let changed = """
        select array_to_string(differs, ', ') from audit.post p cross join audit.changes(p.post_id) c
        where p.reference = 'N-1' and c.step = 'changed'
        """
      try await Self.answer(auditor, changed, is: ["text cy, text en"])
    }
  }

  @Test func anAuditorReadsNoSecretAndChangesNothing() async throws {
    try await Self.login(of: "crier_auditor") { auditor in
      try await Self.answer(auditor, "select count(*)::text from audit.office", is: ["4"])
      for table in ["credential", "verifier", "session", "event_value", "login"] {
        try await Self.denied(auditor, "select region_id::text from crier.\(table)")
      }
      try await Self.denied(auditor, "select body from crier.activity")
      try await Self.denied(auditor, "select sync.hello_v1(null, 1, 1)::text")
      try await Self.denied(auditor, "update crier.post set state = 'draft' returning state")
      try await Self.denied(auditor, "delete from crier.event returning verb")
      try await Self.denied(auditor, "select admin.event_write_v1('[]')::text")
    }
  }

  @Test func aDBASeesLagAndNoContent() async throws {
    try await Self.login(of: "crier_dba") { dba in
      try await Self.answer(dba, "select count(*)::text from audit.region_lag", is: ["4"])
      try await Self.answer(dba, "select name::text from audit.table_size where name = 'event'", is: ["event"])
      try await Self.denied(dba, "select content::text from crier.post")
      try await Self.denied(dba, "select content::text from crier.revision")
      try await Self.denied(dba, "select role from audit.who_let_out(gen_random_uuid(), now())")
      try await Self.denied(dba, "select member from audit.log")
    }
  }
}
