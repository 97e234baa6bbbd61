import CLibPQ

extension PostgresConnection {
  /// Runs a statement and copies its rows.
  ///
  /// - Throws: what the server says, with the SQLSTATE; nothing of the parameters.
  package func query(
    _ statement: PostgresStatement, _ parameters: [PostgresValue] = []
  ) throws(PostgresError) -> [PostgresRow] {
    var rows: [PostgresRow] = []
    try run(statement, parameters) { link throws(PostgresError) in
      rows = []
      try self.eachResult(link, statement.name) { result in
        rows += result.rows(statement: statement.name)
      }
    }
    return rows
  }

  /// Runs a statement and gives its rows one at a time, so that a long answer never is in memory as a whole.
  ///
  /// If `body` throws, the rest of the answer is still received, and dropped.
  package func forEachRow(
    _ statement: PostgresStatement, _ parameters: [PostgresValue] = [], _ body: (PostgresRow) throws -> Void
  ) throws {
    var failure: (any Error)?
    try run(statement, parameters) { link throws(PostgresError) in
      guard unsafe PQsetSingleRowMode(link.pointer) == 1 else {
        throw self.breaks(PostgresError(.protocol, "single-row mode was refused", statement: statement.name))
      }
      var columns: PostgresRow.Columns?
      try self.eachResult(link, statement.name) { result in
        guard failure == nil, result.rowCount > 0 else { return }
        let shared = columns ?? result.columns(statement: statement.name)
        columns = shared
        do { try body(result.row(0, shared)) } catch { failure = error }
      }
    }
    if let failure { throw failure }
  }

  /// Runs SQL text as it is, several statements too; answers are dropped. For migrations and settings, never with
  /// values in the text.
  package func execute(_ sql: String) throws(PostgresError) {
    try standingAlone { () throws(PostgresError) in
      _ = try execute(sql, named: "execute", refusesWhenCancelled: true)
    }
  }

  /// - Parameters:
  ///   - refusesWhenCancelled: false for what must be sent even for a task that was cancelled.
  ///   - heedsCancellation: false for what the server must not be asked to break off either.
  /// - Returns: the server's word for the last thing done, as `COMMIT`.
  @discardableResult
  func execute(
    _ sql: String, named name: String, refusesWhenCancelled: Bool, heedsCancellation: Bool = true
  ) throws(PostgresError) -> String {
    let link = try readyLink(name, refusesWhenCancelled: refusesWhenCancelled)
    try refuseZero(sql, name)
    guard unsafe PQsendQuery(link.pointer, sql) == 1 else { throw unsent(link, name) }
    var last = ""
    try eachResult(link, name, heedsCancellation: heedsCancellation) { result in
      last = result.command
      if last.hasPrefix("DISCARD") || last.hasPrefix("DEALLOCATE") { self.forgetPrepared() }
    }
    return last
  }

  /// Prepares where needed, sends, and lets `receive` take the answer. A plan that the server has lost or outgrown
  /// is made anew, once, if no transaction is open that the fault has spoiled.
  private func run(
    _ statement: PostgresStatement, _ values: [PostgresValue],
    receive: (PostgresLink) throws(PostgresError) -> Void
  ) throws(PostgresError) {
    let link = try readyLink(statement.name, refusesWhenCancelled: true)
    let mayRetry = isIdle
    try standingAlone { () throws(PostgresError) in
      do throws(PostgresError) {
        try send(statement, values, link)
        try receive(link)
      } catch {
        guard error.isStalePlan else { throw error }
        forgetPrepared()
        guard mayRetry, broken == nil else { throw error }
        try send(statement, values, link)
        try receive(link)
      }
    }
  }

  /// Runs what is, unless a transaction is open, a transaction by itself: if the connection breaks meanwhile, nobody
  /// knows whether it holds.
  func standingAlone(_ body: () throws(PostgresError) -> Void) throws(PostgresError) {
    let isAlone = isIdle
    do {
      try body()
    } catch {
      var error = error
      if isAlone && broken != nil && [.lost, .timeout, .cancelled].contains(error.code) {
        error.code = .outcomeUnknown
      }
      throw error
    }
  }

  private func send(
    _ statement: PostgresStatement, _ values: [PostgresValue], _ link: PostgresLink
  ) throws(PostgresError) {
    try prepare([statement], link)
    let plan = try plan(statement)
    let parameters = try PostgresParameters(values, types: plan.parameterTypes, statement: statement.name)
    try send(plan, parameters, link, statement.name)
  }

  /// Puts one statement on its way.
  func send(
    _ plan: Prepared, _ parameters: PostgresParameters, _ link: PostgresLink, _ name: String
  ) throws(PostgresError) {
    let sent = unsafe parameters.withPointers { count, values, lengths, formats in
      if plan.name.isEmpty {
        unsafe PQsendQueryParams(
          link.pointer, plan.sql, count, plan.parameterTypes, values, lengths, formats, 1)
      } else {
        unsafe PQsendQueryPrepared(link.pointer, plan.name, count, values, lengths, formats, 1)
      }
    }
    guard sent == 1 else { throw unsent(link, name) }
    unanswered += parameters.bytes.count
  }

  /// Hands every result of one answer to `body`, to the end of the answer, then throws the first error in it.
  func eachResult(
    _ link: PostgresLink, _ name: String, heedsCancellation: Bool = true,
    _ body: (borrowing ResultHandle) -> Void
  ) throws(PostgresError) {
    var watch = newWatch(heedsCancellation: heedsCancellation)
    var failure: PostgresError?
    while let result = try nextResult(link, &watch, name) {
      switch result.status {
      case PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
        body(result)
      case PGRES_FATAL_ERROR:
        if failure == nil { failure = refusal(result, link, watch, name) }
      default:
        throw breaks(
          PostgresError(.misuse, "COPY and pipelines do not go through here", statement: name))
      }
    }
    if let failure { throw settle(failure, link) }
  }

  /// The next result; a connection that breaks is remembered as broken.
  func nextResult(
    _ link: PostgresLink, _ watch: inout AnswerWatch, _ name: String
  ) throws(PostgresError) -> ResultHandle? {
    do throws(PostgresError) {
      let result = try link.nextResult(&watch)
      // What is still on its way to cancel this would cancel what comes after it.
      if watch.cancelWasSent && link.cancelling.isUnderWay {
        throw PostgresError(.cancelled, "the task was cancelled and the server does not say that it knows")
      }
      return result
    } catch {
      var error = error
      error.statement = name
      throw breaks(error)
    }
  }

  /// The error in a result.
  func refusal(
    _ result: borrowing ResultHandle, _ link: PostgresLink, _ watch: AnswerWatch, _ name: String
  ) -> PostgresError {
    var error = PostgresError(result: result, statement: name)
    if error.sqlstate == nil { error.message = link.firstLine }
    if error.sqlstate == "57014" && watch.cancelWasSent { error.code = .cancelled }
    return error
  }

  /// An error as the caller gets it, once the answer has ended: if the connection ended with it, it is broken.
  func settle(_ error: PostgresError, _ link: PostgresLink) -> PostgresError {
    var error = error
    if unsafe PQstatus(link.pointer) == CONNECTION_OK {
      if error.code == .lost { error.code = error.sqlstate == nil ? .protocol : .server }
      return error
    }
    error.code = .lost
    return breaks(error)
  }

  /// Remembers that the connection is of no use any more.
  func breaks(_ error: PostgresError) -> PostgresError {
    broken = PostgresError(.lost, error.message, sqlstate: error.sqlstate)
    return error
  }

  func unsent(_ link: PostgresLink, _ name: String) -> PostgresError {
    breaks(PostgresError(.lost, link.firstLine, statement: name))
  }

  /// The link, if a statement may be sent over it by this task.
  func readyLink(_ name: String, refusesWhenCancelled: Bool) throws(PostgresError) -> PostgresLink {
    let link = try usableLink(statement: name)
    if refusesWhenCancelled && Task.isCancelled {
      throw PostgresError(.cancelled, "the task was cancelled", statement: name)
    }
    return link
  }

  func refuseZero(_ sql: String, _ name: String) throws(PostgresError) {
    guard !sql.utf8.contains(0) else {
      throw PostgresError(.misuse, "the SQL text holds the character zero", statement: name)
    }
  }

  /// Watches over the answer to what was just sent.
  func newWatch(heedsCancellation: Bool = true) -> AnswerWatch {
    defer { unanswered = 0 }
    // What is sent takes its time on a slow line, and the server is silent until it has all of it.
    let arrives = ContinuousClock.now + .seconds(unanswered / configuration.slowestLine)
    return AnswerWatch(
      started: arrives, limit: configuration.statementTimeout, grace: configuration.answerGrace,
      heedsCancellation: heedsCancellation)
  }
}

extension PostgresError {
  /// The prepared statement is gone (26000), or its result would have other columns by now (0A000).
  var isStalePlan: Bool { sqlstate == "26000" || sqlstate == "0A000" }
}
