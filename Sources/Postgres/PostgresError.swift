/// What went wrong with the database: a code, the place, a remedy. It never holds a value of a row or a parameter.
package struct PostgresError: Error, Sendable, Hashable {
  package enum Code: String, Sendable, Hashable {
    /// No server answered in time, or it takes nobody in at the moment. Trying later may help.
    case unreachable
    /// The two sides do not accept each other's certificates.
    case tls
    /// The server knows us, or not, and will not let us in.
    case authentication
    /// The connection broke within a transaction, of which nothing holds then, or before anything was sent.
    case lost
    /// The connection broke while a commit, or a statement outside a transaction, was under way: it may hold or not.
    case outcomeUnknown
    /// A statement took longer than it may.
    case timeout
    /// Our task was cancelled.
    case cancelled
    /// The server refused a statement; see `sqlstate`.
    case server
    /// A value is not what the caller said it would be.
    case decoding
    /// An answer that makes no sense to us.
    case `protocol`
    /// The pool or connection has been closed by ourselves.
    case closed
    /// We asked for something that cannot be asked for: a mistake in our code.
    case misuse
  }

  package var code: Code
  /// The server's five letters, if it was the server that said no.
  package var sqlstate: String?
  package var schema: String?
  package var table: String?
  package var column: String?
  package var constraint: String?
  /// The server's primary message, or ours.
  package var message: String
  /// The name of the statement.
  package var statement: String?

  package init(_ code: Code, _ message: String, sqlstate: String? = nil, statement: String? = nil) {
    self.code = code
    self.message = message
    self.sqlstate = sqlstate
    self.statement = statement
  }

  /// What a person can do about it.
  package var remedy: String {
    switch code {
    case .unreachable: "Check that the server runs and that host and port are right; we go on trying."
    case .tls:
      "Check the root certificate, the client certificate and its key, their dates, this clock, the host's name."
    case .authentication: "Check that the login exists, may connect, and is the common name of its certificate."
    case .lost: "Do the transaction again."
    case .outcomeUnknown: "Look whether the transaction holds before doing it again."
    case .timeout: "Look for locks or a busy server; do it again later."
    case .cancelled, .closed: "Nothing: it was asked to end."
    case .server: isRetryable ? "Do the transaction again." : "See the SQLSTATE and the server's log."
    case .decoding, .protocol, .misuse: "Report it: program and database do not fit together."
    }
  }

  package var isUniqueViolation: Bool { sqlstate == "23505" }
  package var isForeignKeyViolation: Bool { sqlstate == "23503" }
  package var isCheckViolation: Bool { sqlstate == "23514" }
  package var isNotNullViolation: Bool { sqlstate == "23502" }
  package var isInsufficientPrivilege: Bool { sqlstate == "42501" }
  package var isSerializationFailure: Bool { sqlstate == "40001" }
  package var isDeadlock: Bool { sqlstate == "40P01" }
  /// The transaction does not hold and may be done again as it is.
  package var isRetryable: Bool { isSerializationFailure || isDeadlock || code == .lost }
}

extension PostgresError: CustomStringConvertible {
  package var description: String {
    var text = "postgres \(code.rawValue)"
    if let sqlstate { text += " \(sqlstate)" }
    if let statement { text += " in \(statement)" }
    text += ": \(message)"
    if let constraint { text += " [constraint \(constraint)]" }
    return "\(text). \(remedy)"
  }
}
