import Synchronization

/// Lends connections, so many at most, in order of arrival; replaces those that died.
package final class PostgresPool: Sendable {
  /// What happens to the connections, for logs and figures.
  package enum Signal: Sendable {
    case connected
    /// A connection turned out to be dead.
    case lost(PostgresError)
    case retrying(PostgresError, after: Duration)
  }

  private typealias Machine = PoolMachine<PostgresConnection, CheckedContinuation<PostgresConnection?, any Error>>

  package let configuration: PostgresConfiguration
  private let patience: Duration
  private let backoff: PostgresBackoff
  private let chance: @Sendable () -> Double
  private let onSignal: @Sendable (Signal) -> Void
  private let machine: Mutex<Machine>
  private let closers = Mutex<[CheckedContinuation<Void, Never>]>([])

  /// - Parameters:
  ///   - limit: how many connections at most, 1 or more; each has a thread.
  ///   - patience: how long a borrower keeps trying to connect before `.unreachable`.
  ///   - chance: a number from 0 up to 1, for the waits between tries.
  package init(
    configuration: PostgresConfiguration, limit: Int, patience: Duration = .seconds(15),
    backoff: PostgresBackoff = PostgresBackoff(),
    onSignal: @escaping @Sendable (Signal) -> Void = { _ in },
    chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.configuration = configuration
    self.patience = patience
    self.backoff = backoff
    self.chance = chance
    self.onSignal = onSignal
    self.machine = Mutex(Machine(limit: limit))
  }

  /// Lends a connection to `body`, which runs on the connection's thread.
  ///
  /// Cancelling the task ends the wait or the running statement. Nothing is ever run twice: when the connection
  /// breaks under `body`, `body` fails.
  package func withConnection<T: Sendable>(
    _ body: @Sendable (isolated PostgresConnection) throws -> T
  ) async throws -> T {
    var known = try await borrow()
    while true {
      let connection: PostgresConnection
      do {
        connection = if let known { known } else { try await open() }
      } catch {
        giveBack(nil)
        throw error
      }
      switch await connection.lend(body) {
      case .notAlive(let error):
        onSignal(.lost(error))
        known = nil
      case .done(let result, let lost):
        if let lost { onSignal(.lost(lost)) }
        giveBack(lost == nil ? connection : nil)
        return try result.get()
      }
    }
  }

  /// Lends a connection with a transaction open; see `PostgresConnection.transaction`.
  package func withTransaction<T: Sendable>(
    isolation: PostgresConnection.Isolation = .readCommitted, readOnly: Bool = false,
    _ body: @Sendable (isolated PostgresConnection) throws -> T
  ) async throws -> T {
    try await withConnection { connection in
      try connection.transaction(isolation: isolation, readOnly: readOnly, body)
    }
  }

  /// Lends no more, and waits until every lent connection has come back. All are closed then.
  package func close() async {
    let (waiters, idle) = machine.withLock { $0.close() }
    for waiter in waiters { waiter.resume(throwing: Self.closed) }
    for connection in idle { await connection.close() }
    await withCheckedContinuation { continuation in
      let done = machine.withLock { machine in
        if machine.lent > 0 { closers.withLock { $0.append(continuation) } }
        return machine.lent == 0
      }
      if done { continuation.resume() }
    }
  }

  private static var closed: PostgresError { PostgresError(.closed, "the pool has been closed") }
  private static var cancelled: PostgresError { PostgresError(.cancelled, "the task was cancelled") }

  /// A connection, or leave to open one.
  private func borrow() async throws -> PostgresConnection? {
    let id = machine.withLock { $0.nextID() }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        // A cancellation before the request is queued finds nothing to withdraw: so look before, under the lock.
        let answer: Machine.Answer? = machine.withLock { machine in
          Task.isCancelled ? nil : machine.ask(id, continuation)
        }
        switch answer {
        case .granted(let connection): continuation.resume(returning: connection)
        case .closed: continuation.resume(throwing: Self.closed)
        case nil: continuation.resume(throwing: Self.cancelled)
        case .queued: break
        }
      }
    } onCancel: {
      machine.withLock { $0.withdraw(id) }?.resume(throwing: Self.cancelled)
    }
  }

  private func giveBack(_ connection: PostgresConnection?) {
    let (waiter, empty) = machine.withLock { machine in
      let waiter = machine.giveBack(connection)
      return (waiter, machine.isClosed && machine.lent == 0)
    }
    waiter?.resume(returning: connection)
    guard empty else { return }
    for closer in closers.withLock({ list in
      defer { list = [] }
      return list
    }) { closer.resume() }
  }

  private func open() async throws -> PostgresConnection {
    let end = ContinuousClock.now + patience
    var attempt = 0
    while true {
      do {
        let connection = try await PostgresConnection.connect(configuration)
        onSignal(.connected)
        return connection
      } catch {
        guard error.code == .unreachable || error.code == .lost else { throw error }
        let delay = backoff.delay(after: attempt, chance: chance())
        guard ContinuousClock.now + delay < end else {
          throw PostgresError(.unreachable, error.message, sqlstate: error.sqlstate)
        }
        onSignal(.retrying(error, after: delay))
        do { try await Task.sleep(for: delay) } catch { throw Self.cancelled }
        attempt += 1
      }
    }
  }
}

extension PostgresConnection {
  /// What came of lending the connection.
  enum Lent<T: Sendable>: Sendable {
    /// It was dead before `body` began.
    case notAlive(PostgresError)
    /// `body` ran; `lost` says that the connection broke meanwhile.
    case done(Result<T, any Error>, lost: PostgresError?)
  }

  func lend<T: Sendable>(_ body: @Sendable (isolated PostgresConnection) throws -> T) -> Lent<T> {
    guard isAlive() else {
      return .notAlive(broken ?? PostgresError(.lost, "the connection broke"))
    }
    var result = Result { try body(self) }
    if broken == nil && !isIdle {
      rollBack()
      if case .success = result {
        result = .failure(PostgresError(.misuse, "a transaction was left open; it has been rolled back"))
      }
    }
    return .done(result, lost: broken)
  }
}
