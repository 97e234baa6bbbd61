import CLibPQ

extension PostgresConnection {
  package enum Isolation: String, Sendable {
    case readCommitted = "read committed"
    case repeatableRead = "repeatable read"
    case serializable
  }

  /// Runs `body` as one transaction: committed when it returns, rolled back when it throws. Not to be nested.
  ///
  /// - Throws: what `body` throws; `.outcomeUnknown` if the connection breaks while the commit is under way; a
  ///   `.server` error if the commit was refused, and then nothing of it holds.
  package func transaction<T>(
    isolation: Isolation = .readCommitted, readOnly: Bool = false,
    _ body: (isolated PostgresConnection) throws -> T
  ) throws -> T {
    _ = try usableLink(statement: "begin")
    guard isIdle else { throw PostgresError(.misuse, "a transaction is open already", statement: "begin") }
    let access = readOnly ? "read only" : "read write"
    try execute(
      "begin isolation level \(isolation.rawValue) \(access)", named: "begin", refusesWhenCancelled: true)
    let value: T
    do {
      value = try body(self)
    } catch {
      rollBack()
      throw error
    }
    try commit()
    return value
  }

  private func commit() throws(PostgresError) {
    if Task.isCancelled {
      rollBack()
      throw PostgresError(.cancelled, "the task was cancelled", statement: "commit")
    }
    // A connection that is known to be dead has surely not committed.
    guard isAlive() else { throw broken ?? PostgresError(.lost, "the connection broke", statement: "commit") }
    let done: String
    do {
      done = try execute("commit", named: "commit", refusesWhenCancelled: false)
    } catch {
      guard broken != nil || error.leavesOutcomeOpen else {
        if !isIdle { rollBack() }
        throw error
      }
      throw PostgresError(
        .outcomeUnknown, "the answer to the commit is lost: \(error.message)", sqlstate: error.sqlstate,
        statement: "commit")
    }
    guard done == "COMMIT" else {
      throw PostgresError(
        .server, "the transaction had failed before and was rolled back", sqlstate: "25P02", statement: "commit")
    }
  }

  /// Ends the transaction. If even that fails, the connection is given up, and the server ends it by itself.
  func rollBack() {
    guard broken == nil, !isIdle else { return }
    do {
      try execute("rollback", named: "rollback", refusesWhenCancelled: false, heedsCancellation: false)
    } catch {
      if broken == nil { _ = breaks(error) }
    }
  }
}

extension PostgresError {
  /// The server itself does not know (statement completion unknown, transaction resolution unknown).
  fileprivate var leavesOutcomeOpen: Bool { sqlstate == "40003" || sqlstate == "08007" }
}
