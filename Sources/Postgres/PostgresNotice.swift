/// What the server remarked beside its answers.
package struct PostgresNotice: Sendable, Hashable {
  /// `WARNING`, `NOTICE`, `INFO`, … in English whatever the server's language.
  package var severity: String
  package var sqlstate: String
  /// The primary message alone.
  package var message: String

  package init(severity: String, sqlstate: String, message: String) {
    self.severity = severity
    self.sqlstate = sqlstate
    self.message = message
  }

  /// A warning, not mere information.
  package var isWarning: Bool { severity == "WARNING" }
}

/// What a `NOTIFY` brought.
package struct PostgresNotification: Sendable, Hashable {
  package var channel: String
  package var payload: String

  package init(channel: String, payload: String) {
    self.channel = channel
    self.payload = payload
  }
}
