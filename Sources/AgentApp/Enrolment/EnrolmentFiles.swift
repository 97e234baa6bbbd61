import Domain
import Foundation

/// What an office sends to the centre to be let in. Holds no secret.
struct EnrolmentRequest: Codable, Hashable, Sendable {
  var format: Int
  /// As the office calls itself; the centre decides.
  var name: String
  /// P-256, PEM (SubjectPublicKeyInfo).
  var publicKey: String

  enum CodingKeys: String, CodingKey {
    case format, name
    case publicKey = "public_key"
  }
}

/// What the centre sends back. Holds no secret either: the private key never left the office.
struct EnrolmentBundle: Codable, Hashable, Sendable {
  var format: Int
  var region: RegionID
  var name: String
  var body: String
  var host: String
  var port: Int
  var database: String
  var login: String
  /// PEM.
  var certificate: String
  /// PEM, of the authority that signs the server's certificate.
  var authority: String
  /// Ed25519, of the coordinators: pinned here.
  var signingKey: HexBytes
  /// Of the signing key, to be compared over the telephone.
  var fingerprint: String

  enum CodingKeys: String, CodingKey {
    case format, region, name, body, host, port, database, login, certificate
    case authority = "ca"
    case signingKey = "signing_key"
    case fingerprint
  }

  static let format = 1
}
