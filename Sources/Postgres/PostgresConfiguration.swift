/// Where a database is and how to be let in. There is no password: a login is a certificate or the socket's owner.
package struct PostgresConfiguration: Sendable, Hashable {
  /// How the connection is guarded.
  package enum Guard: Sendable, Hashable {
    /// TLS; the server's certificate must be signed by `root` and name the host. All are paths of PEM files;
    /// `certificate` and `key` are what the login shows of itself.
    case verifyFull(root: String, certificate: String?, key: String?)
    /// A unix socket; the server knows us by our system user.
    case localSocket
  }

  /// A DNS name, an address, or the folder of a unix socket.
  package var host: String
  /// Where to find the host, instead of asking DNS; its certificate must name `host` all the same.
  package var address: String?
  package var port: Int
  package var database: String
  package var user: String
  package var tls: Guard
  /// What the server's log and activity view call us.
  package var applicationName: String
  /// For one try to connect, all addresses of the host together.
  package var connectTimeout: Duration
  /// The server ends a statement after this time; `nil` leaves it to the login's own setting.
  package var statementTimeout: Duration?
  /// What we wait in silence beyond that, and after a cancellation, before we give up the connection: the server may
  /// be frozen, or the line lost.
  package var answerGrace: Duration
  /// What a slow line carries at least, in bytes a second: as long is waited for what is sent to arrive.
  package var slowestLine: Int
  /// How long a dead line may stay unnoticed: unanswered data, and silence of an idle line.
  package var lineTimeout: Duration
  /// Off where a pooler in transaction mode stands between, which loses prepared statements.
  package var preparesStatements: Bool

  package init(
    host: String, address: String? = nil, port: Int = 5432, database: String, user: String, tls: Guard,
    applicationName: String = "crier", connectTimeout: Duration = .seconds(5),
    statementTimeout: Duration? = .seconds(30), answerGrace: Duration = .seconds(10),
    slowestLine: Int = 8192, lineTimeout: Duration = .seconds(15), preparesStatements: Bool = true
  ) {
    self.host = host
    self.address = address
    self.port = port
    self.database = database
    self.user = user
    self.tls = tls
    self.applicationName = applicationName
    self.connectTimeout = connectTimeout
    self.statementTimeout = statementTimeout
    self.answerGrace = answerGrace
    self.slowestLine = slowestLine
    self.lineTimeout = lineTimeout
    self.preparesStatements = preparesStatements
  }

  /// libpq's keywords and values.
  var parameters: [(keyword: String, value: String)] {
    var list = [
      ("host", host), ("port", String(port)), ("dbname", database), ("user", user),
      ("application_name", applicationName), ("client_encoding", "UTF8"), ("gssencmode", "disable"),
      ("keepalives", "1"), ("keepalives_idle", String(max(1, lineTimeout.components.seconds / 3))),
      ("keepalives_interval", String(max(1, lineTimeout.components.seconds / 3))), ("keepalives_count", "2"),
      ("tcp_user_timeout", String(lineTimeout.milliseconds)),
    ]
    if let address { list.append(("hostaddr", address)) }
    if let statementTimeout {
      list.append(("options", "-c statement_timeout=\(statementTimeout.milliseconds)"))
    }
    switch tls {
    case .localSocket:
      list.append(("sslmode", "disable"))
    case .verifyFull(let root, let certificate, let key):
      list += [("sslmode", "verify-full"), ("sslrootcert", root), ("ssl_min_protocol_version", "TLSv1.2")]
      // An empty path is a missing one for libpq, which would then look into the user's home folder.
      list += [("sslcert", certificate ?? "/dev/null/none"), ("sslkey", key ?? "/dev/null/none")]
    }
    return list.map { (keyword: $0.0, value: $0.1) }
  }
}

extension PostgresConfiguration: CustomStringConvertible {
  /// Login, place and guard; no path of a key.
  package var description: String {
    let how = if case .localSocket = tls { "socket" } else { "TLS" }
    return "\(user)@\(host):\(port)/\(database) by \(how)"
  }
}

extension PostgresConfiguration: CustomDebugStringConvertible {
  package var debugDescription: String { description }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
