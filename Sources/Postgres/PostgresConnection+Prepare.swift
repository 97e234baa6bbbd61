import CLibPQ

extension PostgresConnection {
  /// Prepares those statements that this connection does not know yet and asks for the types of their parameters,
  /// all in one round trip.
  func prepare(_ statements: [PostgresStatement], _ link: PostgresLink) throws(PostgresError) {
    var missing: [PostgresStatement] = []
    for statement in statements {
      if let known = prepared[statement.name] ?? missing.first(named: statement.name) {
        guard known.sql == statement.sql else {
          throw PostgresError(.misuse, "two statements have this name", statement: statement.name)
        }
        continue
      }
      try refuseZero(statement.sql, statement.name)
      guard (1...63).contains(statement.name.utf8.count), !statement.name.utf8.contains(0) else {
        throw PostgresError(.misuse, "a statement's name has 1 to 63 bytes", statement: statement.name)
      }
      missing.append(statement)
    }
    for chunk in missing.chunks(of: Self.pipelineLimit) { try prepareChunk(chunk, link) }
  }

  private func prepareChunk(_ statements: ArraySlice<PostgresStatement>, _ link: PostgresLink) throws(PostgresError) {
    try inPipeline(link, "prepare") { () throws(PostgresError) in
      for statement in statements {
        let name = serverName(statement)
        guard unsafe PQsendPrepare(link.pointer, name, statement.sql, 0, nil) == 1,
          unsafe PQsendDescribePrepared(link.pointer, name) == 1
        else { throw self.unsent(link, statement.name) }
      }
    } receive: { watch, failure throws(PostgresError) in
      for statement in statements {
        try self.pipelinedAnswer(link, &watch, &failure, statement.name) { _ in }
        var types: [UInt32]?
        try self.pipelinedAnswer(link, &watch, &failure, statement.name) { types = $0.parameterTypes }
        if let types {
          prepared[statement.name] = Prepared(
            sql: statement.sql, name: serverName(statement), parameterTypes: types)
        }
      }
    }
  }

  /// What is known of a statement that `prepare` has seen.
  func plan(_ statement: PostgresStatement) throws(PostgresError) -> Prepared {
    guard let plan = prepared[statement.name] else {
      throw PostgresError(.protocol, "the statement was not prepared", statement: statement.name)
    }
    return plan
  }

  /// After this, statements are prepared anew, under other names than before.
  func forgetPrepared() {
    prepared = [:]
    generation += 1
  }

  private func serverName(_ statement: PostgresStatement) -> String {
    guard configuration.preparesStatements else { return "" }
    guard generation > 0 else { return statement.name }
    let mark = "#\(generation)"
    return String(decoding: statement.name.utf8.prefix(63 - mark.utf8.count), as: UTF8.self) + mark
  }
}

extension [PostgresStatement] {
  fileprivate func first(named name: String) -> PostgresConnection.Prepared? {
    first { $0.name == name }.map { .init(sql: $0.sql, name: "", parameterTypes: []) }
  }
}

extension Array {
  /// The array in pieces of at most `size`.
  func chunks(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
