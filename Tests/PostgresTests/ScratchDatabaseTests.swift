import Postgres
import Synchronization
import TestKit
import Testing

@Suite struct ScratchDatabaseTests {
  @Test func clonesATemplateMadeOnceAndDropsTheClone() async throws {
    let made = Mutex(0)
    let template = ScratchTemplate(name: ScratchDatabase.uniqueName("t")) { configuration in
      made.withLock { $0 += 1 }
      let connection = try await PostgresConnection.connect(configuration)
      try await connection.execute("create table t (n int); insert into t values (42)")
      await connection.close()
    }
    let names = try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<4 {
        group.addTask {
          try await ScratchDatabase.with(template: template) { database in
            let connection = try await PostgresConnection.connect(database.superuser)
            let rows = try await connection.query(PostgresStatement("select n from t", name: "all"))
            #expect(try rows.map { try $0.int("n") } == [42])
            try await connection.execute("insert into t values (\(number))")
            return database.name
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(names).count == 4)
    #expect(made.withLock { $0 } == 1)
    let left = try await Scratch.row(
      "select count(*) as n from pg_database where datname = any($1::text[])", [.texts(names)])
    #expect(try left.int("n") == 0)
  }

  @Test func withoutAClusterATestSaysWhatToDo() {
    let error = #expect(throws: ScratchCluster.Missing.self) { try ScratchCluster(environment: [:]) }
    #expect(error.map { "\($0)" } == "start the tests with ops/test")
  }
}
