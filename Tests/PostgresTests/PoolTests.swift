import Foundation
import Postgres
import Synchronization
import TestKit
import Testing

@Suite struct PoolTests {
  @Test func eightTasksOfTwoHundredStatements() async throws {
    let pool = PostgresPool(configuration: try Scratch.configuration(), limit: 3)
    let echo = PostgresStatement("select $1::int4 as n, pg_backend_pid() as pid", name: "echo")
    let pids = try await withThrowingTaskGroup(of: Set<Int32>.self) { group in
      for task in 0..<8 {
        group.addTask {
          var pids: Set<Int32> = []
          for number in 0..<200 {
            let wanted = Int32(task * 1000 + number)
            let row = try await pool.withConnection { try $0.query(echo, [.int(wanted)])[0] }
            #expect(try row.int("n") == wanted)
            pids.insert(try row.int("pid"))
          }
          return pids
        }
      }
      return try await group.reduce(into: Set<Int32>()) { $0.formUnion($1) }
    }
    #expect((1...3).contains(pids.count))
    await pool.close()
  }

  @Test func aTerminatedBackendIsReplaced() async throws {
    let lost = Mutex(0)
    let pool = PostgresPool(configuration: try Scratch.configuration(), limit: 1) { signal in
      if case .lost = signal { lost.withLock { $0 += 1 } }
    }
    let pid = try await pool.withConnection { try $0.query(Statements.backend)[0].int(0) }
    let killer = try await Scratch.connect()
    _ = try await killer.query(
      PostgresStatement("select pg_terminate_backend($1, 10000)", name: "kill"), [.int(pid)])
    let next = try await pool.withConnection { try $0.query(Statements.backend)[0].int(0) }
    #expect(next != pid)
    #expect(lost.withLock { $0 } == 1)
    // One that dies under the borrower fails there, and only there.
    let error = await #expect(throws: PostgresError.self) {
      try await pool.withConnection { try $0.execute("select pg_terminate_backend(pg_backend_pid())") }
    }
    #expect(error?.code == .outcomeUnknown && error?.sqlstate == "57P01")
    #expect(try await pool.withConnection { try $0.query(Statements.one).count } == 1)
    #expect(lost.withLock { $0 } == 2)
    await pool.close()
  }

  @Test func aClosedPoolLendsNothing() async throws {
    let pool = PostgresPool(configuration: try Scratch.configuration(), limit: 2)
    let pid = try await pool.withConnection { try $0.query(Statements.backend)[0].int(0) }
    // A borrower is held up by a lock until the pool has been told to close.
    let watcher = try await Scratch.connect()
    let lock = PostgresStatement("select pg_advisory_lock($1)", name: "lock")
    let key = PostgresValue.bigint(.random(in: .min ... .max))
    _ = try await watcher.query(lock, [key])
    let busy = Task { try await pool.withConnection { _ = try $0.query(lock, [key]) } }
    try await Scratch.until("the borrower waits") {
      try await watcher.query(Statements.activity, [.int(pid), .text("advisory")])[0].int("n") == 1
    }
    let closing = Task { await pool.close() }
    try await Scratch.until("the pool lends nothing") {
      do { try await pool.withConnection { _ in } } catch let error as PostgresError { return error.code == .closed }
      return false
    }
    _ = try await watcher.query(PostgresStatement("select pg_advisory_unlock($1)", name: "unlock"), [key])
    try await busy.value
    await closing.value
    let alive = PostgresStatement("select count(*) as n from pg_stat_activity where pid = $1", name: "alive")
    try await Scratch.until("the backend is gone") { try await watcher.query(alive, [.int(pid)])[0].int("n") == 0 }
  }

  @Test func droppingAConnectionEndsItsBackendAndItsThread() async throws {
    // Nothing when the listing fails, as it may while threads come and go.
    func threads() -> Int? {
      let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")
      return names?.filter { thread in
        let name = try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)
        return name == "pg-doomed\n"
      }.count
    }
    var configuration = try Scratch.configuration()
    configuration.applicationName = "pg-doomed"
    var connection: PostgresConnection? = try await PostgresConnection.connect(configuration)
    let pid = try #require(try await connection?.query(Statements.backend)[0].int(0))
    try await Scratch.until("its thread is there") { threads() == 1 }
    connection = nil
    let watcher = try await Scratch.connect()
    let alive = PostgresStatement("select count(*) as n from pg_stat_activity where pid = $1", name: "alive")
    try await Scratch.until("the backend is gone") { try await watcher.query(alive, [.int(pid)])[0].int("n") == 0 }
    try await Scratch.until("the thread is gone") { threads() == 0 }
  }

  @Test func nobodyAnswers() async throws {
    var configuration = try Scratch.configuration()
    configuration.host = "/nonexistent"
    let (signals, seen) = AsyncStream.makeStream(of: Duration.self)
    let pool = PostgresPool(
      configuration: configuration, limit: 1, patience: .seconds(600),
      backoff: PostgresBackoff(first: .milliseconds(10), longest: .milliseconds(20)),
      onSignal: { if case .retrying(_, let wait) = $0 { seen.yield(wait) } }, chance: { 0 })
    let task = Task { try await pool.withConnection { _ in } }
    var waits: [Duration] = []
    for await wait in signals.prefix(3) { waits.append(wait) }
    #expect(waits == [.milliseconds(5), .milliseconds(10), .milliseconds(10)])
    task.cancel()
    let cancelled = await #expect(throws: PostgresError.self) { try await task.value }
    #expect(cancelled?.code == .cancelled)
    await pool.close()
    let impatient = PostgresPool(configuration: configuration, limit: 1, patience: .zero)
    let error = await #expect(throws: PostgresError.self) { try await impatient.withConnection { _ in } }
    #expect(error?.code == .unreachable)
    await impatient.close()
  }

  @Test func aServerThatComesBackIsFoundAgain() async throws {
    try await PrivateCluster.with { cluster in
      let pool = PostgresPool(configuration: cluster.cluster.configuration(database: "postgres"), limit: 2)
      #expect(try await pool.withConnection { try $0.query(Statements.one).count } == 1)
      try await cluster.crash()
      async let patient = pool.withConnection { try $0.query(Statements.one).count }
      try await cluster.start()
      #expect(try await patient == 1)
      await pool.close()
    }
  }
}
