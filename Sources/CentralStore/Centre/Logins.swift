import Domain
import Foundation
import Postgres

/// Makes a login for an office: `admin.login_create_v1`.
package struct CreateLogin: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.login_create_v1($1, $2) as login", name: "login_create")

  package var region: RegionID
  /// SHA-256 of the public key (SPKI, DER) that the office asked with.
  package var key: Digest

  package init(region: RegionID, key: Digest) {
    self.region = region
    self.key = key
  }

  package var parameters: [PostgresValue] { [.uuid(region.uuid), .bytea(key.bytes)] }

  package static func read(_ rows: [PostgresRow]) throws -> String {
    guard let row = rows.first else { throw PostgresError(.decoding, "no login came back") }
    return try row.text("login")
  }
}

/// Ends an office's logins for good, but for one that is kept: `admin.login_revoke_v1`.
package struct RevokeLogins: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.login_revoke_v1($1, $2) as ended", name: "login_revoke")

  package var region: RegionID
  /// The name of the login that stays.
  package var keep: String?

  package init(region: RegionID, keep: String? = nil) {
    self.region = region
    self.keep = keep
  }

  package var parameters: [PostgresValue] { [.uuid(region.uuid), keep.map(PostgresValue.text) ?? .null] }
  package static func read(_ rows: [PostgresRow]) throws -> Int { try rows.first.map { Int(try $0.int("ended")) } ?? 0 }
}

/// Ends an office's open sessions; the count: `admin.login_terminate_v1`. Call it twice.
package struct TerminateLogins: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.login_terminate_v1($1) as ended", name: "login_terminate")

  package var region: RegionID

  package init(region: RegionID) {
    self.region = region
  }

  package var parameters: [PostgresValue] { [.uuid(region.uuid)] }
  package static func read(_ rows: [PostgresRow]) throws -> Int { try rows.first.map { Int(try $0.int("ended")) } ?? 0 }
}

/// Stores a channel's encrypted credential, entered at the centre: `admin.credential_put_v1`.
package struct PutCredential: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.credential_put_v1($1, $2, $3, $4) as sha256", name: "credential_put")

  package let parameters: [PostgresValue]

  package init(channel: ChannelReference, keyID: String, sealed: [UInt8]) {
    parameters = [.uuid(channel.region.uuid), .uuid(channel.channel.uuid), .text(keyID), .bytea(sealed)]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Digest {
    guard let digest = try rows.first.flatMap({ Digest(bytes: try $0.bytea("sha256")) }) else {
      throw PostgresError(.decoding, "no SHA-256 came back")
    }
    return digest
  }
}

/// A channel's encrypted credential, for the coordinator that is about to use it: the one that an act named; nil: none.
package struct ReadCredential: CentralStatement {
  package static let statement = PostgresStatement(
    """
    select h.region_id, h.platform, h.name, c.key_id, c.sealed
    from crier.channel h
    join crier.credential c on c.region_id = h.region_id and c.channel_id = h.channel_id
      and c.sha256 = h.credential_sha256
    where h.channel_id = $1
    """, name: "credential_get")

  package var channel: ChannelID

  package init(channel: ChannelID) {
    self.channel = channel
  }

  package var parameters: [PostgresValue] { [.uuid(channel.uuid)] }

  package struct Stored: Sendable {
    package let region: RegionID
    package let platform: String
    package let name: String
    package let keyID: String
    package let sealed: [UInt8]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Stored? {
    try rows.first.map { row in
      Stored(
        region: RegionID(try row.uuid("region_id")), platform: try row.text("platform"), name: try row.text("name"),
        keyID: try row.text("key_id"), sealed: try row.bytea("sealed"))
    }
  }
}
