import Console
import Crypto
import Domain
import Foundation

/// The coordinator's keys, as files of mode 0600 in one folder: `signing.key`, `encryption.key`, and, where the body
/// has no certificate authority of its own, `authority.pem` and `authority.key`.
struct KeyFolder: Sendable {
  let folder: String
  private let authorityCertificatePath: String
  private let authorityKeyPath: String

  init(folder: String, authorityCertificate: String?, authorityKey: String?) {
    self.folder = folder
    authorityCertificatePath = authorityCertificate ?? folder + "/authority.pem"
    authorityKeyPath = authorityKey ?? folder + "/authority.key"
  }

  /// Makes the two keys; refuses to write over keys that are there.
  func make() throws -> (signing: Curve25519.Signing.PrivateKey, encryption: Curve25519.KeyAgreement.PrivateKey) {
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let signing = Curve25519.Signing.PrivateKey()
    let encryption = Curve25519.KeyAgreement.PrivateKey()
    try write(Hex.text(signing.rawRepresentation) + "\n", to: "signing.key")
    try write(Hex.text(encryption.rawRepresentation) + "\n", to: "encryption.key")
    return (signing, encryption)
  }

  /// The public keys, the encryption key vouched for by the signing key.
  static func published(
    _ signing: Curve25519.Signing.PrivateKey, _ encryption: Curve25519.KeyAgreement.PrivateKey
  ) throws -> PublishedKeys {
    let raw = Array(encryption.publicKey.rawRepresentation)
    let id = String(Digest.of(raw).hex.prefix(16))
    let signature = try signing.signature(for: PublishedKeys.signedBytes(encryptionKey: raw, id: id))
    return PublishedKeys(
      signingKey: HexBytes(Array(signing.publicKey.rawRepresentation)), encryptionKey: HexBytes(raw),
      encryptionKeyID: id, signature: HexBytes(Array(signature)))
  }

  /// The private encryption key, for opening credentials.
  func encryptionKey() throws(Complaint) -> Curve25519.KeyAgreement.PrivateKey {
    let bytes = try readKey("encryption.key")
    guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else {
      throw damaged("encryption.key")
    }
    return key
  }

  func authorityCertificate() throws(Complaint) -> String { try readText(authorityCertificatePath) }
  func authorityKey() throws(Complaint) -> String { try readText(authorityKeyPath) }
  var hasAuthority: Bool { FileManager.default.fileExists(atPath: authorityKeyPath) }

  /// Writes a new certificate authority beside the keys.
  func writeAuthority(certificate: String, key: String) throws {
    try write(certificate, to: "authority.pem")
    try write(key, to: "authority.key")
  }

  private func write(_ text: String, to name: String) throws {
    let path = "\(folder)/\(name)"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw Complaint(
        .refused, "There is already a key at \(path).", remedy: "Keys are never written over: name another folder.")
    }
    try PrivateFile.write(text, to: path)
  }

  private func readKey(_ name: String) throws(Complaint) -> [UInt8] {
    let text = try readText("\(folder)/\(name)")
    guard let bytes = Hex.bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)) else { throw damaged(name) }
    return bytes
  }

  private func readText(_ path: String) throws(Complaint) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Complaint(
        .unreachable, "The key file \(path) cannot be read.",
        remedy: "Set keys.folder, or run crier-coordinator init where this is a new body.")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private func damaged(_ name: String) -> Complaint {
    Complaint(
      .damaged, "The key file \(folder)/\(name) is damaged.", remedy: "Put it back from the backup of the keys.")
  }
}
