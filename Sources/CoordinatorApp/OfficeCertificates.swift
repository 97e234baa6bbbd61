import Crypto
import Foundation
import SwiftASN1
import X509

/// Signs the certificates by which offices connect. The common name is the database login.
struct OfficeCertificates {
  let authority: Certificate
  let key: Certificate.PrivateKey

  init(certificatePEM: String, keyPEM: String) throws {
    authority = try Certificate(pemEncoded: certificatePEM)
    key = try Certificate.PrivateKey(pemEncoded: keyPEM)
  }

  /// Days for which an office's certificate is good.
  static let days = 825

  /// A client certificate for a login and the public key that the office asked with.
  func sign(login: String, publicKey: Certificate.PublicKey, at now: Date) throws -> String {
    let name = try DistinguishedName { CommonName(login) }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey,
      notValidBefore: now.addingTimeInterval(-300), notValidAfter: now.addingTimeInterval(Double(Self.days) * 86_400),
      issuer: authority.subject, subject: name,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.notCertificateAuthority)
        Critical(KeyUsage(digitalSignature: true))
        try ExtendedKeyUsage([.clientAuth])
      }, issuerPrivateKey: key)
    return try certificate.serializeAsPEM().pemString
  }

  /// A small certificate authority of the body's own: certificate and key as PEM, good for ten years.
  static func makeAuthority(body: String, at now: Date) throws -> (certificate: String, key: String) {
    let key = P256.Signing.PrivateKey()
    let name = try DistinguishedName { CommonName("\(body): Crier") }
    let certificate = try Certificate(
      version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
      notValidBefore: now.addingTimeInterval(-300), notValidAfter: now.addingTimeInterval(3650 * 86_400), issuer: name,
      subject: name,
      extensions: try Certificate.Extensions {
        Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
        Critical(KeyUsage(keyCertSign: true, cRLSign: true))
      }, issuerPrivateKey: Certificate.PrivateKey(key))
    return (try certificate.serializeAsPEM().pemString, key.pemRepresentation)
  }
}
