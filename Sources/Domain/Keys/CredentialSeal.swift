import Crypto
import Foundation

/// Encrypts what a platform asks for to the coordinators: HPKE (RFC 9180), X25519, HKDF-SHA256, ChaCha20-Poly1305.
///
/// Bound to region, channel, platform and key: moved to another row it does not open.
package struct CredentialSeal: Hashable, Sendable {
  package var region: RegionID
  package var channel: ChannelID
  package var platform: String
  package var keyID: String

  package init(region: RegionID, channel: ChannelID, platform: String, keyID: String) {
    self.region = region
    self.channel = channel
    self.platform = platform
    self.keyID = keyID
  }

  package enum Failure: Error, Hashable, Sendable {
    /// Not made for this key, row or platform, or damaged.
    case doesNotOpen
  }

  private static let suite = HPKE.Ciphersuite(kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .chaChaPoly)
  /// Length of an encapsulated X25519 key.
  private static let encapsulated = 32

  private var info: Data {
    Data(["crier credential 1", region.text, channel.text, platform, keyID].joined(separator: "\n").utf8)
  }

  /// Encapsulated key, then ciphertext.
  package func seal(_ secret: String, to key: Curve25519.KeyAgreement.PublicKey) throws -> [UInt8] {
    var sender = try HPKE.Sender(recipientKey: key, ciphersuite: Self.suite, info: info)
    return Array(sender.encapsulatedKey + (try sender.seal(Data(secret.utf8))))
  }

  package func open(_ sealed: [UInt8], with key: Curve25519.KeyAgreement.PrivateKey) throws -> String {
    guard sealed.count > Self.encapsulated else { throw Failure.doesNotOpen }
    do {
      var recipient = try HPKE.Recipient(
        privateKey: key, ciphersuite: Self.suite, info: info,
        encapsulatedKey: Data(sealed.prefix(Self.encapsulated)))
      let secret = try recipient.open(Data(sealed.dropFirst(Self.encapsulated)))
      return String(decoding: secret, as: UTF8.self)
    } catch {
      throw Failure.doesNotOpen
    }
  }
}

/// The coordinators' public keys, as the database publishes them: the encryption key counts only when signed by
/// the signing key that an agent has pinned from its bundle.
package struct PublishedKeys: Hashable, Sendable {
  package var signingKey: HexBytes
  package var encryptionKey: HexBytes
  package var encryptionKeyID: String
  package var signature: HexBytes

  package init(signingKey: HexBytes, encryptionKey: HexBytes, encryptionKeyID: String, signature: HexBytes) {
    self.signingKey = signingKey
    self.encryptionKey = encryptionKey
    self.encryptionKeyID = encryptionKeyID
    self.signature = signature
  }

  /// What the signature is over.
  package static func signedBytes(encryptionKey: [UInt8], id: String) -> Data {
    Data("crier encryption key 1\n\(id)\n".utf8) + Data(encryptionKey)
  }

  /// The encryption key, when the pinned key vouches for it; else nil.
  package func encryptionKey(pinned: HexBytes) -> Curve25519.KeyAgreement.PublicKey? {
    guard pinned == signingKey, let signer = try? Curve25519.Signing.PublicKey(rawRepresentation: pinned.bytes),
      signer.isValidSignature(
        Data(signature.bytes), for: Self.signedBytes(encryptionKey: encryptionKey.bytes, id: encryptionKeyID))
    else { return nil }
    return try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: encryptionKey.bytes)
  }
}
