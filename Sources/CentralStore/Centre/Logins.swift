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

/// Ends an office's logins for good: `admin.login_revoke_v1`.
package struct RevokeLogins: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.login_revoke_v1($1) as ended", name: "login_revoke")

  package var region: RegionID

  package init(region: RegionID) {
    self.region = region
  }

  package var parameters: [PostgresValue] { [.uuid(region.uuid)] }
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

/// A channel's encrypted credential, for the coordinator that is about to use it.
package struct ReadCredential: CentralStatement {
  package static let statement = PostgresStatement(
    "select key_id, sealed from crier.credential where region_id = $1 and channel_id = $2", name: "credential_get")

  package var channel: ChannelReference

  package init(channel: ChannelReference) {
    self.channel = channel
  }

  package var parameters: [PostgresValue] { [.uuid(channel.region.uuid), .uuid(channel.channel.uuid)] }

  package static func read(_ rows: [PostgresRow]) throws -> (keyID: String, sealed: [UInt8])? {
    guard let row = rows.first else { return nil }
    return (try row.text("key_id"), try row.bytea("sealed"))
  }
}
