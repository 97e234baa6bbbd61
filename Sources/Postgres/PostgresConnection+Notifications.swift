import CLibPQ

extension PostgresConnection {
  /// Waits for notifications of the channels that this connection listens to.
  ///
  /// - Returns: what came, in order; nothing if nothing came in time or the task was cancelled.
  /// - Throws: `.lost` when the connection broke.
  package func notifications(within time: Duration) throws(PostgresError) -> [PostgresNotification] {
    let link = try usableLink(statement: "listen")
    let deadline = ContinuousClock.now + time
    while true {
      let found = link.takeNotifications()
      if !found.isEmpty || Task.isCancelled || ContinuousClock.now >= deadline { return found }
      let slice = min(.milliseconds(100), deadline - .now)
      if link.isReady(.receiving, within: slice), !link.isAlive() {
        throw breaks(PostgresError(.lost, "the server has ended the connection", statement: "listen"))
      }
    }
  }

  /// Listens to a channel on this connection.
  package func listen(to channel: String) throws(PostgresError) {
    try execute("listen \(Self.quoted(channel))", named: "listen", refusesWhenCancelled: true)
  }

  /// A name of SQL, quoted.
  static func quoted(_ name: String) -> String {
    "\"\(name.replacing("\"", with: "\"\""))\""
  }
}

extension PostgresLink {
  fileprivate func takeNotifications() -> [PostgresNotification] {
    _ = unsafe PQisBusy(pointer)
    var found: [PostgresNotification] = []
    while let notification = unsafe PQnotifies(pointer) {
      unsafe found.append(
        PostgresNotification(
          channel: String(cString: notification.pointee.relname),
          payload: String(cString: notification.pointee.extra)))
      unsafe PQfreemem(notification)
    }
    return found
  }
}
