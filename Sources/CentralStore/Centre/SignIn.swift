import Domain
import Foundation
import Postgres

/// What is kept of a member's password: read by the centre for its own members: `admin.verifier_get_v1`.
package struct ReadVerifier: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.verifier_get_v1($1) as verifier", name: "verifier_get")

  package var member: MemberID

  package init(member: MemberID) {
    self.member = member
  }

  package var parameters: [PostgresValue] { [.uuid(member.uuid)] }

  package static func read(_ rows: [PostgresRow]) throws -> StoredVerifier {
    guard let row = rows.first else { throw PostgresError(.decoding, "no verifier came back") }
    return try JSONDecoder().decode(StoredVerifier.self, from: Data(try row.json("verifier").utf8))
  }
}

/// A verifier as the database keeps it: opaque bytes.
package struct StoredVerifier: Sendable, Decodable {
  package var verifier: HexBytes?
  package var sealedKey: HexBytes?
  package var publicKey: HexBytes?
  package var state: MemberState
  package var name: String
  package var codePending: Bool

  enum CodingKeys: String, CodingKey {
    case verifier
    case sealedKey = "sealed_key"
    case publicKey = "public_key"
    case state, name
    case codePending = "code_pending"
  }
}

/// Trades a one-time code for a password: `admin.verifier_put_v1`.
package struct TradeCode: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.verifier_put_v1($1, $2, $3, $4, $5) as traded", name: "verifier_put")

  package let parameters: [PostgresValue]

  package init(member: MemberID, code: Digest, made: PasswordLock.Made, publicKey: [UInt8]) throws {
    parameters = [
      .uuid(member.uuid), .bytea(code.bytes), .bytea(Array(try JSONEncoder().encode(made.lock))),
      .bytea(made.sealedKey), .bytea(publicKey),
    ]
  }

  /// False: the code is wrong, used or has run out.
  package static func read(_ rows: [PostgresRow]) throws -> Bool { try rows.first?.bool("traded") ?? false }
}

/// A new one-time code for a member: `admin.verifier_code_v1`.
package struct PutCode: CentralStatement {
  package static let statement = PostgresStatement("select admin.verifier_code_v1($1, $2, $3)", name: "verifier_code")

  package let parameters: [PostgresValue]

  package init(member: MemberID, code: Digest, until: Instant) {
    parameters = [.uuid(member.uuid), .bytea(code.bytes), .timestamptz(until.date)]
  }

  package static func read(_ rows: [PostgresRow]) throws {}
}

/// Keeps a session of the centre: `admin.session_put_v1`.
package struct PutSession: CentralStatement {
  package static let statement = PostgresStatement("select admin.session_put_v1($1, $2, $3, $4)", name: "session_put")

  package let parameters: [PostgresValue]

  package init(token: Digest, member: MemberID, sealedKey: [UInt8], until: Instant) {
    parameters = [.bytea(token.bytes), .uuid(member.uuid), .bytea(sealedKey), .timestamptz(until.date)]
  }

  package static func read(_ rows: [PostgresRow]) throws {}
}

/// A session of the centre by its token's hash; nil when it has ended: `admin.session_get_v1`.
package struct ReadSession: CentralStatement {
  package static let statement = PostgresStatement("select admin.session_get_v1($1) as session", name: "session_get")

  package var token: Digest

  package init(token: Digest) {
    self.token = token
  }

  package var parameters: [PostgresValue] { [.bytea(token.bytes)] }

  package static func read(_ rows: [PostgresRow]) throws -> StoredSession? {
    guard let json = try rows.first?.jsonOrNil("session") else { return nil }
    return try JSONDecoder().decode(StoredSession.self, from: Data(json.utf8))
  }
}

package struct StoredSession: Sendable, Decodable {
  package var region: RegionID
  package var member: MemberID
  package var name: String
  package var sealedKey: HexBytes
  package var until: Instant

  enum CodingKeys: String, CodingKey {
    case region = "region_id"
    case member = "member_id"
    case name
    case sealedKey = "sealed_key"
    case until = "until_at"
  }
}

/// Ends a session: `admin.session_delete_v1`.
package struct DeleteSession: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.session_delete_v1($1) as ended", name: "session_delete")

  package var token: Digest

  package init(token: Digest) {
    self.token = token
  }

  package var parameters: [PostgresValue] { [.bytea(token.bytes)] }
  package static func read(_ rows: [PostgresRow]) throws -> Bool { try rows.first?.bool("ended") ?? false }
}
