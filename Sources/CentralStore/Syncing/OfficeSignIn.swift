import Domain
import Foundation
import Postgres

/// What is kept of a member's password, read by their home region's agent: `sync.verifier_get_v1`.
package struct ReadOwnVerifier: CentralStatement {
  package static let statement = PostgresStatement(
    "select sync.verifier_get_v1($1) as verifier", name: "own_verifier_get")

  package var member: MemberID

  package init(member: MemberID) {
    self.member = member
  }

  package var parameters: [PostgresValue] { [.uuid(member.uuid)] }

  package static func read(_ rows: [PostgresRow]) throws -> StoredVerifier { try ReadVerifier.read(rows) }
}

/// Trades a member's one-time code for a password at their home region: `sync.verifier_put_v1`.
package struct TradeOwnCode: CentralStatement {
  package static let statement = PostgresStatement(
    "select sync.verifier_put_v1($1, $2, $3, $4, $5) as traded", name: "own_verifier_put")

  package let parameters: [PostgresValue]

  package init(member: MemberID, code: Digest, made: PasswordLock.Made, publicKey: [UInt8]) throws {
    parameters = [
      .uuid(member.uuid), .bytea(code.bytes), .bytea(Array(try JSONEncoder().encode(made.lock))),
      .bytea(made.sealedKey), .bytea(publicKey),
    ]
  }

  /// False: the code is wrong.
  package static func read(_ rows: [PostgresRow]) throws -> Bool { try rows.first?.bool("traded") ?? false }
}
