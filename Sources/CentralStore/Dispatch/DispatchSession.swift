import Domain
import Foundation
import Postgres

/// The session by which a running coordinator shows that it lives: a connection of its own, which holds a lock named by
/// the owner. When the session ends, others may take it that this owner sends nothing more.
package struct DispatchSession: Sendable {
  package let owner: UUID
  private let connection: PostgresConnection

  /// Connects, writes the heartbeat and takes the lock.
  ///
  /// - Parameters:
  ///   - owner: random for each start; never used again.
  ///   - keys: ids of the encryption keys under which this process can open credentials.
  package static func open(
    _ configuration: PostgresConfiguration, owner: UUID, host: String, process: Int32, keys: [String]
  ) async throws -> DispatchSession {
    let connection = try await PostgresConnection.connect(configuration)
    try await connection.perform { connection in
      _ = try connection.query(
        heartbeat, [.uuid(owner), .text(host), .int(process), .texts(keys)])
    }
    return DispatchSession(owner: owner, connection: connection)
  }

  /// Renews the leases; says which are still held.
  package func renew(lease: Duration, channels: [ChannelID]) async throws -> [ChannelID] {
    try await connection.perform { connection in
      try connection.run(RenewLanes(owner: owner, lease: lease, channels: channels))
    }
  }

  /// Whether the session still stands, as far as can be seen from here.
  package func isAlive() async -> Bool { await connection.isAlive() }

  /// Ends the session, and with it the lock.
  package func close() async { await connection.close() }

  private static let heartbeat = PostgresStatement(
    "select pg_advisory_lock(admin.heartbeat_v1($1, $2, $3, $4))", name: "dispatch_heartbeat")
}
