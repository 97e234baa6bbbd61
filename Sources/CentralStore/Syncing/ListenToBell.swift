import Postgres

extension CentralDatabase {
  /// Listens to a bell on a connection of its own until the task is cancelled; calls `rung` whenever it rings, and
  /// whenever it may have rung unheard.
  ///
  /// - Throws: `CentralError`, what no waiting cures.
  package func listen(to bell: String, rung: @Sendable () -> Void) async throws {
    for try await _ in PostgresListener(configuration: configuration, channels: [bell]) { rung() }
  }
}
