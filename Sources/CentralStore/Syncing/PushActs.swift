import Domain
import Postgres

/// Sends a batch of acts in their sequence: `sync.push_v1`.
package struct PushActs: CentralStatement {
  package static let statement = PostgresStatement(
    "select received, expected, forked from sync.push_v1($1, $2, $3, $4, $5, $6, $7)", name: "push")

  /// At most so many acts in a batch, and so many bytes of bodies.
  package static let mostActs = 200
  package static let mostBytes = 256 * 1024

  package let parameters: [PostgresValue]

  /// - Parameter first: the sequence of the first act; the others follow without a gap.
  package init(agent: AgentID, incarnation: Int, restrictive: Bool, first: Int64, acts: [SignedActivity]) {
    parameters = [
      .uuid(agent.uuid), .int(Int32(incarnation)), .bool(restrictive), .bigint(first),
      .uuids(acts.map(\.id.uuid)), .texts(acts.map(\.body)), .byteas(acts.map(\.signature)),
    ]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Receipt {
    guard let row = rows.first else { throw PostgresError(.decoding, "no receipt came back") }
    return Receipt(
      received: Int(try row.int("received")), expected: try row.bigint("expected"), forked: try row.bool("forked"))
  }

  /// What the centre says to a batch.
  package struct Receipt: Hashable, Sendable {
    /// New to it.
    package var received: Int
    /// The sequence that it expects next.
    package var expected: Int64
    /// It has other acts under the same numbers.
    package var forked: Bool

    package init(received: Int, expected: Int64, forked: Bool) {
      self.received = received
      self.expected = expected
      self.forked = forked
    }
  }
}
