import Console
import Crypto
import Domain
import Foundation
import X509

/// What an office asks to be admitted with: a public key. The private one never travels.
struct EnrolmentRequest {
  let name: String
  let publicKey: Certificate.PublicKey
  /// SHA-256 of the key's SPKI.
  let keyDigest: Domain.Digest

  private struct File: Decodable {
    var format: Int
    var name: String
    var public_key: String
  }

  static func read(_ path: String) throws -> EnrolmentRequest {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Complaint(.usage, "The request \(path) cannot be read.")
    }
    guard let file = try? JSONDecoder().decode(File.self, from: data), file.format == 1,
      let key = try? P256.Signing.PublicKey(pemRepresentation: file.public_key)
    else {
      throw Complaint(
        .usage, "\(path) is no request of an office.", remedy: "Make it with: crier-agent enroll request --out FILE")
    }
    return EnrolmentRequest(
      name: file.name, publicKey: Certificate.PublicKey(key), keyDigest: Domain.Digest.of(Array(key.derRepresentation)))
  }
}

/// What an office needs to connect. Holds no secret.
struct EnrolmentBundle: Encodable {
  var format = 1
  var region: RegionID
  var name: String
  var body: String
  var host: String
  var port: Int
  var database: String
  var login: String
  var certificate: String
  var authority: String
  var signingKey: HexBytes
  var fingerprint: String

  init(
    region: RegionID, name: String, body: String, host: String, port: Int, database: String, login: String,
    certificate: String, authority: String, signingKey: HexBytes, fingerprint: String
  ) {
    self.region = region
    self.name = name
    self.body = body
    self.host = host
    self.port = port
    self.database = database
    self.login = login
    self.certificate = certificate
    self.authority = authority
    self.signingKey = signingKey
    self.fingerprint = fingerprint
  }

  enum CodingKeys: String, CodingKey {
    case format, region, name, body, host, port, database, login, certificate
    case authority = "ca"
    case signingKey = "signing_key"
    case fingerprint
  }

  /// Refuses where a bundle could not be written.
  static func needPlace(at path: String) throws(Complaint) {
    let manager = FileManager.default
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path(percentEncoded: false)
    guard
      manager.fileExists(atPath: path) ? manager.isWritableFile(atPath: path) : manager.isWritableFile(atPath: folder)
    else {
      throw Complaint(
        .failed, "The bundle cannot be written to \(path).", remedy: "Name another place with --out; nothing was done.")
    }
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      try encoder.encode(self).write(to: URL(fileURLWithPath: path))
    } catch {
      throw Complaint(.failed, "The bundle cannot be written to \(path).")
    }
  }
}
