import Postgres
import TestKit
import Testing

@Suite struct StatementTests {
  @Test func violationsNameTheirConstraint() async throws {
    try await ScratchDatabase.with { database in
      let connection = try await PostgresConnection.connect(database.superuser)
      try await connection.execute(
        """
        create table town (id int constraint town_key primary key, name text not null);
        create table crier (town int constraint crier_town references town,
          voice int constraint crier_voice check (voice > 0));
        insert into town values (1, 'A')
        """)
      func fails(_ sql: String, _ value: PostgresValue) async throws -> PostgresError {
        try await #require(throws: PostgresError.self) {
          try await connection.query(PostgresStatement(sql, name: "put"), [value])
        }
      }
      let unique = try await fails("insert into town values ($1, 'B')", .int(1))
      #expect(unique.isUniqueViolation && unique.constraint == "town_key" && unique.table == "town")
      #expect(unique.schema == "public" && unique.statement == "put" && unique.code == .server)
      try await connection.execute("discard plans; deallocate all")
      let missing = try await fails("insert into crier values ($1, 1)", .int(4711))
      #expect(missing.isForeignKeyViolation && missing.constraint == "crier_town")
      #expect(!missing.description.contains("4711"))
      try await connection.execute("deallocate all")
      let check = try await fails("insert into crier values (1, $1)", .int(-4711))
      #expect(check.isCheckViolation && check.constraint == "crier_voice" && check.sqlstate == "23514")
      #expect(!check.description.contains("4711"))
      try await connection.execute("deallocate all")
      let null = try await fails("insert into town values (2, $1)", .null)
      #expect(null.isNotNullViolation && null.column == "name")
    }
  }

  @Test(arguments: ["$1::int4", "$1::timestamptz", "$1::jsonb", "$1::uuid", "('x' || $1::text)::numeric"])
  func errorsHoldNoValue(expression: String) async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await Scratch.row("select \(expression)", [.text("s3cret")])
    }
    #expect(error?.code == .server && error?.sqlstate?.hasPrefix("22") == true)
    #expect(error?.description.contains("s3cret") == false)
  }

  @Test func manyStatementsAtOnce() async throws {
    try await ScratchDatabase.with { database in
      let connection = try await PostgresConnection.connect(database.superuser)
      try await connection.execute("create table a (n int); insert into a values (1), (2); select * from a")
      let error = await #expect(throws: PostgresError.self) {
        try await connection.execute("insert into a values (3); insert into b values (1)")
      }
      #expect(error?.sqlstate == "42P01")
      let count = try await connection.query(PostgresStatement("select count(*) as n from a", name: "count"))
      #expect(try count.first?.int("n") == 2)
    }
  }

  @Test func copyIsRefusedAndEndsTheConnection() async throws {
    let connection = try await Scratch.connect()
    let error = await #expect(throws: PostgresError.self) { try await connection.execute("copy pg_class to stdout") }
    #expect(error?.code == .misuse)
    #expect(await !connection.isAlive())
  }

  @Test func plansAreMadeAnewWhenTheServerLostThem() async throws {
    let connection = try await Scratch.connect()
    #expect(try await connection.query(Statements.one).first?.int(0) == 1)
    try await connection.execute("discard all")
    #expect(try await connection.query(Statements.one).first?.int(0) == 1)
    // Behind the connection's back: as a pooler does that changes the server's session.
    try await connection.execute("do $$ begin execute 'deallocate all'; end $$")
    #expect(try await connection.query(Statements.one).first?.int(0) == 1)
  }

  @Test func plansAreMadeAnewWhenATableChanges() async throws {
    try await ScratchDatabase.with { database in
      let connection = try await PostgresConnection.connect(database.superuser)
      try await connection.execute("create table t (a int); insert into t values (1)")
      let all = PostgresStatement("select * from t", name: "all")
      #expect(try await connection.query(all).first?.columnNames == ["a"])
      try await connection.execute("alter table t add b int default 2")
      #expect(try await connection.query(all).first?.int("b") == 2)
    }
  }

  @Test func oneNameIsOneText() async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await Scratch.connection { connection in
        _ = try connection.query(PostgresStatement("select 1", name: "same"))
        _ = try connection.query(PostgresStatement("select 2", name: "same"))
      }
    }
    #expect(error?.code == .misuse && error?.statement == "same")
  }

  @Test func withoutPreparing() async throws {
    var configuration = try Scratch.configuration()
    configuration.preparesStatements = false
    let connection = try await PostgresConnection.connect(configuration)
    let add = PostgresStatement("select $1::int4 + $2::int4 as sum", name: "add")
    #expect(try await connection.query(add, [.int(1), .int(2)]).first?.int("sum") == 3)
    let sums = try await connection.pipeline([(add, [.int(3), .int(4)]), (add, [.int(5), .int(6)])])
    #expect(try sums.map { try $0.first?.int("sum") } == [7, 11])
    let names = PostgresStatement("select count(*) as n from pg_prepared_statements", name: "names")
    #expect(try await connection.query(names).first?.int("n") == 0)
  }

  @Test func singleRowMode() async throws {
    let connection = try await Scratch.connect()
    let numbers = PostgresStatement("select n from generate_series(1, $1::int4) n", name: "numbers")
    let sum = try await connection.perform { connection in
      var sum = 0
      try connection.forEachRow(numbers, [.int(10_000)]) { sum += Int(try $0.int("n")) }
      return sum
    }
    #expect(sum == 50_005_000)
    struct Enough: Error {}
    await #expect(throws: Enough.self) {
      try await connection.perform { connection in
        try connection.forEachRow(numbers, [.int(10_000)]) { if try $0.int("n") == 5 { throw Enough() } }
      }
    }
    let late = PostgresStatement("select 1 / (3 - n) as q from generate_series(1, 5) n", name: "late")
    let error = await #expect(throws: PostgresError.self) {
      try await connection.perform { try $0.forEachRow(late) { _ in } }
    }
    #expect(error?.sqlstate == "22012")
    #expect(try await connection.query(Statements.one).first?.int(0) == 1)
  }

  @Test func pipelineGivesEveryAnswer() async throws {
    let connection = try await Scratch.connect()
    let echo = PostgresStatement("select $1::int4 as n", name: "echo")
    let answers = try await connection.pipeline((0..<250).map { (echo, [.int($0)]) } + [(Statements.one, [])])
    #expect(try answers.map { try $0.first?.int(0) } == (0..<250).map { $0 } + [1])
    #expect(try await connection.pipeline([]).isEmpty)
  }

  @Test func errorInAPipelineUndoesItsHundredAndEndsIt() async throws {
    try await ScratchDatabase.with { database in
      let connection = try await PostgresConnection.connect(database.superuser)
      try await connection.execute("create table n (n int constraint n_key primary key)")
      let put = PostgresStatement("insert into n values ($1)", name: "put")
      let count = PostgresStatement("select count(*) as n from n", name: "count")
      let error = await #expect(throws: PostgresError.self) {
        try await connection.pipeline((0..<300).map { (put, [.int($0 == 150 ? 120 : $0)]) })
      }
      #expect(error?.constraint == "n_key" && error?.statement == "put")
      #expect(try await connection.query(count).first?.int("n") == 100)
      _ = try? await connection.perform { connection in
        try connection.transaction { _ = try $0.pipeline([(put, [.int(1000)]), (put, [.int(1000)])]) }
      }
      #expect(try await connection.query(count).first?.int("n") == 100)
      let wrong = PostgresStatement("select nonsense", name: "wrong")
      let unknown = await #expect(throws: PostgresError.self) {
        try await connection.pipeline([(put, [.int(2000)]), (wrong, [])])
      }
      #expect(unknown?.sqlstate == "42703" && unknown?.statement == "wrong")
      #expect(try await connection.query(count).first?.int("n") == 100)
    }
  }

  @Test func aPipelineLargerThanTheBuffers() async throws {
    let connection = try await Scratch.connect()
    let echo = PostgresStatement("select $1::text as t", name: "echo")
    let long = String(repeating: "x", count: 300_000)
    let answers = try await connection.pipeline((0..<100).map { _ in (echo, [.text(long)]) })
    #expect(try answers.allSatisfy { try $0.first?.text("t") == long })
  }
}
