import CLibPQ

extension PostgresConnection {
  /// So many statements go out before their answers are read.
  static let pipelineLimit = 100

  /// Runs many statements with few round trips, a hundred at a time; gives the rows of each.
  ///
  /// Outside a transaction each hundred holds or falls together. The first error ends it: what follows is not run.
  package func pipeline(
    _ batch: [(PostgresStatement, [PostgresValue])]
  ) throws(PostgresError) -> [[PostgresRow]] {
    let link = try readyLink("pipeline", refusesWhenCancelled: true)
    try prepare(batch.map { $0.0 }, link)
    var ready: [(name: String, plan: Prepared, parameters: PostgresParameters)] = []
    for (statement, values) in batch {
      let plan = try plan(statement)
      let parameters = try PostgresParameters(values, types: plan.parameterTypes, statement: statement.name)
      ready.append((statement.name, plan, parameters))
    }
    var answers: [[PostgresRow]] = []
    for chunk in ready.chunks(of: Self.pipelineLimit) {
      _ = try readyLink("pipeline", refusesWhenCancelled: true)
      do throws(PostgresError) {
        try standingAlone { () throws(PostgresError) in
          try inPipeline(link, "pipeline") { () throws(PostgresError) in
            for item in chunk { try self.send(item.plan, item.parameters, link, item.name) }
          } receive: { watch, failure throws(PostgresError) in
            for item in chunk {
              var rows: [PostgresRow] = []
              try self.pipelinedAnswer(link, &watch, &failure, item.name) { rows += $0.rows(statement: item.name) }
              answers.append(rows)
            }
          }
        }
      } catch {
        if error.isStalePlan { forgetPrepared() }
        throw error
      }
    }
    return answers
  }

  /// Sends within libpq's pipeline mode, then receives up to the synchronisation point; throws the first error.
  func inPipeline(
    _ link: PostgresLink, _ name: String, send: () throws(PostgresError) -> Void,
    receive: (inout AnswerWatch, inout PostgresError?) throws(PostgresError) -> Void
  ) throws(PostgresError) {
    guard unsafe PQenterPipelineMode(link.pointer) == 1 else {
      throw breaks(PostgresError(.protocol, "pipeline mode was refused", statement: name))
    }
    var failure: PostgresError?
    do throws(PostgresError) {
      try send()
      guard unsafe PQpipelineSync(link.pointer) == 1 else { throw unsent(link, name) }
      var watch = newWatch()
      try receive(&watch, &failure)
      guard let end = try nextResult(link, &watch, name), end.status == PGRES_PIPELINE_SYNC,
        unsafe PQexitPipelineMode(link.pointer) == 1
      else {
        throw failure.map { settle($0, link) } ?? PostgresError(.protocol, "the pipeline lost step", statement: name)
      }
    } catch {
      // Half a pipeline cannot be tidied up.
      if broken == nil { throw breaks(error) }
      throw error
    }
    if let failure { throw settle(failure, link) }
  }

  /// Takes the answer to one statement of a pipeline.
  func pipelinedAnswer(
    _ link: PostgresLink, _ watch: inout AnswerWatch, _ failure: inout PostgresError?, _ name: String,
    _ body: (borrowing ResultHandle) -> Void
  ) throws(PostgresError) {
    while let result = try nextResult(link, &watch, name) {
      switch result.status {
      case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
        body(result)
      case PGRES_PIPELINE_ABORTED:
        break
      case PGRES_FATAL_ERROR:
        if failure == nil { failure = refusal(result, link, watch, name) }
        // After the end of the connection there is no synchronisation point to come.
        if unsafe PQstatus(link.pointer) == CONNECTION_BAD, let failure { throw settle(failure, link) }
      default:
        throw PostgresError(.misuse, "COPY does not go through a pipeline", statement: name)
      }
    }
  }
}
