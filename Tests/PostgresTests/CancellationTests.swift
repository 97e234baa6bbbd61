import Foundation
import Postgres
import TestKit
import Testing

@Suite struct CancellationTests {
  /// Waits until the backend sleeps within a statement.
  static func sleeping(_ pid: Int32) async throws {
    let watcher = try await Scratch.connect()
    try await Scratch.until("the statement runs") {
      try await watcher.query(Statements.activity, [.int(pid), .text("PgSleep")])[0].int("n") == 1
    }
  }

  @Test func cancellingTheTaskEndsTheStatement() async throws {
    let pool = PostgresPool(configuration: try Scratch.configuration(), limit: 1)
    let pid = try await pool.withConnection { try $0.query(Statements.backend)[0].int(0) }
    let task = Task {
      try await pool.withTransaction { _ = try $0.query(Statements.sleep, [.double(600)]) }
    }
    try await Self.sleeping(pid)
    let started = ContinuousClock.now
    task.cancel()
    let error = await #expect(throws: PostgresError.self) { try await task.value }
    #expect(error?.code == .cancelled)
    #expect(ContinuousClock.now - started < .seconds(60))
    // The same connection goes on.
    #expect(try await pool.withConnection { try $0.query(Statements.backend)[0].int(0) } == pid)
    await pool.close()
  }

  @Test func aCancelledTaskSendsNothing() async throws {
    let connection = try await Scratch.connect()
    let task = Task {
      try await Scratch.until("cancelled") { Task.isCancelled }
      return try await connection.query(Statements.one)
    }
    task.cancel()
    let error = await #expect(throws: (any Error).self) { try await task.value }
    #expect((error as? PostgresError)?.code == .cancelled)
  }

  @Test func theServerEndsALongStatement() async throws {
    var configuration = try Scratch.configuration()
    configuration.statementTimeout = .seconds(1)
    let connection = try await PostgresConnection.connect(configuration)
    let error = await #expect(throws: PostgresError.self) {
      try await connection.query(Statements.sleep, [.double(600)])
    }
    #expect(error?.code == .timeout && error?.sqlstate == "57014" && error?.statement == "sleep")
    #expect(try await connection.query(Statements.one).count == 1)
  }

  @Test func aFrozenServerIsGivenUp() async throws {
    var configuration = try Scratch.configuration()
    configuration.statementTimeout = .seconds(1)
    configuration.answerGrace = .seconds(1)
    let connection = try await PostgresConnection.connect(configuration)
    let pid = try await connection.query(Statements.backend)[0].int(0)
    kill(pid, SIGSTOP)
    defer { kill(pid, SIGCONT) }
    // Whether a statement on its own has been done by then, nobody knows.
    let error = await #expect(throws: PostgresError.self) { try await connection.query(Statements.one) }
    #expect(error?.code == .outcomeUnknown && error?.message == "the server does not answer")
    #expect(await !connection.isAlive())
  }

  @Test func waitingForAConnectionCanBeCancelled() async throws {
    let pool = PostgresPool(configuration: try Scratch.configuration(), limit: 1)
    let pid = try await pool.withConnection { try $0.query(Statements.backend)[0].int(0) }
    let holder = Task { try await pool.withConnection { _ = try $0.query(Statements.sleep, [.double(600)]) } }
    try await Self.sleeping(pid)
    let waiter = Task { try await pool.withConnection { _ in } }
    waiter.cancel()
    let error = await #expect(throws: PostgresError.self) { try await waiter.value }
    #expect(error?.code == .cancelled)
    holder.cancel()
    _ = await holder.result
    await pool.close()
  }
}
