import Crypto
import CryptoExtras
import Foundation

/// What is kept of a password: it opens the member's signing key and proves the password, but does not tell it.
///
/// scrypt (RFC 7914) makes one key from password and salt; HMAC and HKDF part it into a verifier and a sealing key.
package struct PasswordLock: Hashable, Sendable, Codable {
  /// Cost: N = 2^cost, r = 8, p = 1 (OWASP Password Storage Cheat Sheet: at least 17).
  package var cost: Int
  package var salt: HexBytes
  package var verifier: HexBytes

  /// A password that was just chosen, with the member's new signing key sealed under it.
  package struct Made: Sendable {
    package let lock: PasswordLock
    package let sealedKey: [UInt8]
  }

  package enum Failure: Error, Hashable, Sendable {
    case wrongPassword
    case damaged
  }

  /// Shortest password, in characters (OWASP ASVS 5.0, 6.2.1 recommends 15 where it is the only factor).
  package static let shortest = 15

  /// Locks a signing key under a password. The salt is 16 random bytes.
  package static func make(
    password: String, key: Curve25519.Signing.PrivateKey, salt: [UInt8], cost: Int = 17
  ) throws -> Made {
    let (verifier, sealing) = try derive(password: password, salt: salt, cost: cost)
    let lock = PasswordLock(cost: cost, salt: HexBytes(salt), verifier: HexBytes(verifier))
    return Made(lock: lock, sealedKey: try KeySeal.seal(key, under: sealing))
  }

  /// Opens the signing key, or says that the password is not the one.
  package func open(_ sealedKey: [UInt8], password: String) throws -> Curve25519.Signing.PrivateKey {
    guard (10...22).contains(cost) else { throw Failure.damaged }
    let (made, sealing) = try Self.derive(password: password, salt: salt.bytes, cost: cost)
    guard made == verifier.bytes else { throw Failure.wrongPassword }
    return try KeySeal.open(sealedKey, under: sealing)
  }

  private static func derive(password: String, salt: [UInt8], cost: Int) throws -> ([UInt8], SymmetricKey) {
    let normal = password.precomposedStringWithCanonicalMapping
    let key = try KDF.Scrypt.deriveKey(
      from: Array(normal.utf8), salt: salt, outputByteCount: 64, rounds: 1 << cost, blockSize: 8, parallelism: 1)
    let verifier = HMAC<SHA256>.authenticationCode(for: Data("crier verifier 1".utf8), using: key)
    let sealing = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, info: Data("crier sealing 1".utf8), outputByteCount: 32)
    return (Array(verifier), sealing)
  }
}

/// Seals a signing key under a symmetric key: ChaCha20-Poly1305, nonce and tag with it.
package enum KeySeal {
  package static func seal(_ key: Curve25519.Signing.PrivateKey, under sealing: SymmetricKey) throws -> [UInt8] {
    Array(try ChaChaPoly.seal(key.rawRepresentation, using: sealing).combined)
  }

  package static func open(
    _ sealed: [UInt8], under sealing: SymmetricKey
  ) throws -> Curve25519.Signing.PrivateKey {
    do {
      let raw = try ChaChaPoly.open(ChaChaPoly.SealedBox(combined: sealed), using: sealing)
      return try Curve25519.Signing.PrivateKey(rawRepresentation: raw)
    } catch {
      throw PasswordLock.Failure.damaged
    }
  }
}
