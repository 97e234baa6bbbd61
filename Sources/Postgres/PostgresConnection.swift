import CLibPQ

/// One connection to PostgreSQL, on a thread of its own.
///
/// Its calls block that thread and no other, so a closure that is isolated to the connection runs several statements
/// for the price of one hop:
///
///     try await connection.perform { connection in
///       try connection.transaction { connection in
///         _ = try connection.query(insertActivity, [.uuid(id)])
///       }
///     }
///
/// Cancelling the task ends the running statement with `.cancelled`; the connection stays usable.
package actor PostgresConnection {
  /// What the server told about a prepared statement.
  struct Prepared {
    var sql: String
    /// Its name at the server; empty where nothing is prepared.
    var name: String
    var parameterTypes: [UInt32]
  }

  package nonisolated let configuration: PostgresConfiguration
  private nonisolated let thread: ConnectionThread
  private var link: PostgresLink?
  /// Why the connection can no longer be used.
  var broken: PostgresError?
  var prepared: [String: Prepared] = [:]
  /// Counts how often prepared statements had to be forgotten; keeps their names apart.
  var generation = 0
  /// Bytes of parameters that were sent and are not yet answered.
  var unanswered = 0

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe thread.asUnownedSerialExecutor()
  }

  private init(configuration: PostgresConfiguration) {
    self.configuration = configuration
    self.thread = ConnectionThread(name: String(configuration.applicationName.prefix(15)))
  }

  /// Connects, once.
  ///
  /// - Throws: `.unreachable`, `.tls`, `.authentication`, `.server` (no such database) or `.cancelled`.
  package static func connect(_ configuration: PostgresConfiguration) async throws(PostgresError)
    -> PostgresConnection
  {
    let connection = PostgresConnection(configuration: configuration)
    try await connection.open()
    return connection
  }

  /// Runs a closure on the connection's thread.
  package func perform<T: Sendable>(_ body: @Sendable (isolated PostgresConnection) throws -> T) throws -> T {
    try body(self)
  }

  /// Ends the connection now; every later call fails with `.closed`.
  package func close() {
    if broken == nil { broken = PostgresError(.closed, "the connection has been closed") }
    link = nil
  }

  /// What the server remarked since the last look: notices and warnings, those of a commit included. At most 64 are
  /// kept.
  package func takeNotices() -> [PostgresNotice] { link?.takeNotices() ?? [] }

  /// The warnings among the remarks since the last look; the other remarks are dropped.
  package func takeWarnings() -> [PostgresNotice] { takeNotices().filter(\.isWarning) }

  private func open() throws(PostgresError) {
    if Task.isCancelled { throw PostgresError(.cancelled, "the task was cancelled") }
    let link = try PostgresLink(configuration.parameters)
    let deadline = ContinuousClock.now + configuration.connectTimeout
    var step = PGRES_POLLING_WRITING
    if unsafe PQstatus(link.pointer) == CONNECTION_BAD { throw PostgresError.connecting(link.message) }
    while step != PGRES_POLLING_OK {
      guard step == PGRES_POLLING_READING || step == PGRES_POLLING_WRITING else {
        throw PostgresError.connecting(link.message)
      }
      while !link.isReady(step == PGRES_POLLING_WRITING ? .sending : .receiving, within: .milliseconds(50)) {
        if Task.isCancelled { throw PostgresError(.cancelled, "the task was cancelled") }
        guard ContinuousClock.now < deadline else {
          throw PostgresError(.unreachable, "no answer within \(configuration.connectTimeout)")
        }
      }
      step = unsafe PQconnectPoll(link.pointer)
    }
    self.link = link
  }

  /// The link, if a statement may be sent over it.
  func usableLink(statement: String) throws(PostgresError) -> PostgresLink {
    if var broken {
      broken.statement = statement
      throw broken
    }
    guard let link else { throw PostgresError(.closed, "the connection is not open", statement: statement) }
    return link
  }

  /// Whether the other side is still there, as far as can be seen without asking it.
  package func isAlive() -> Bool {
    guard broken == nil, let link else { return false }
    guard link.isAlive() else {
      broken = PostgresError(.lost, "the server has ended the connection")
      return false
    }
    return true
  }

  /// No transaction is open and nothing is under way: the next one may have the connection.
  var isIdle: Bool {
    guard broken == nil, let link else { return false }
    return unsafe PQtransactionStatus(link.pointer) == PQTRANS_IDLE
  }
}
