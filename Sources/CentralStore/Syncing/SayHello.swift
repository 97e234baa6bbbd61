import Domain
import Foundation
import Postgres

/// An office's agent says who it is and learns where everything stands: `sync.hello_v1`.
package struct SayHello: CentralStatement {
  package static let statement = PostgresStatement("select sync.hello_v1($1, $2, $3) as hello", name: "hello")

  package var agent: AgentID
  package var incarnation: Int

  package init(agent: AgentID, incarnation: Int) {
    self.agent = agent
    self.incarnation = incarnation
  }

  /// The protocol that this agent speaks.
  package static let protocolVersion: Int32 = 1

  package var parameters: [PostgresValue] {
    [.uuid(agent.uuid), .int(Int32(incarnation)), .int(Self.protocolVersion)]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Hello {
    guard let row = rows.first else { throw PostgresError(.decoding, "no greeting came back") }
    return try JSONDecoder().decode(Hello.self, from: Data(try row.json("hello").utf8))
  }
}

/// Where everything stands for one agent.
package struct Hello: Hashable, Sendable, Decodable {
  package var region: RegionID
  /// Of the office.
  package var name: String
  package var state: RegionState
  package var body: String
  package var epoch: UUID
  /// The centre holds everything back after a restore.
  package var frozen: Bool
  package var regionHead: Int64
  package var regionFloor: Int64
  package var commonHead: Int64
  package var commonFloor: Int64
  /// The last act received of this agent, by sequence.
  package var lastSequence: Int64
  package var lastRestrictive: Int64
  package var oldestProtocol: Int32
  package var newestProtocol: Int32
  package var serverTime: Instant
  package var signingKey: HexBytes
  package var encryptionKey: HexBytes
  package var encryptionKeyID: String
  package var encryptionKeySignature: HexBytes
  /// Name of the notification channel that is rung when there is something new.
  package var bell: String

  package var keys: PublishedKeys {
    PublishedKeys(
      signingKey: signingKey, encryptionKey: encryptionKey, encryptionKeyID: encryptionKeyID,
      signature: encryptionKeySignature)
  }

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case name, state, body, epoch, frozen, bell
    case regionHead = "region_head"
    case regionFloor = "region_floor"
    case commonHead = "common_head"
    case commonFloor = "common_floor"
    case lastSequence = "last_sequence"
    case lastRestrictive = "last_restrictive"
    case oldestProtocol = "protocol_min"
    case newestProtocol = "protocol_max"
    case serverTime = "server_time"
    case signingKey = "signing_key"
    case encryptionKey = "encryption_key"
    case encryptionKeyID = "encryption_key_id"
    case encryptionKeySignature = "encryption_key_signature"
  }
}
