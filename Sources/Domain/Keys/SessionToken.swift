import Crypto
import Foundation

/// What a signed-in member's commands carry: 32 random bytes. The store keeps its hash and, sealed under it,
/// the member's signing key for as long as the session lasts.
package struct SessionToken: Sendable {
  private let bytes: [UInt8]

  package init(random bytes: [UInt8]) {
    precondition(bytes.count == 32, "a session token has 32 bytes")
    self.bytes = bytes
  }

  /// Reads the text of a session file.
  package init?(text: String) {
    guard let bytes = Hex.bytes(text.trimmingCharacters(in: .whitespacesAndNewlines)), bytes.count == 32 else {
      return nil
    }
    self.bytes = bytes
  }

  /// For the session file only.
  package var text: String { Hex.text(bytes) }

  /// What the store keeps.
  package var hash: Digest { Digest.of(bytes) }

  /// Seals the member's signing key for the session.
  package var sealingKey: SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: bytes), info: Data("crier session 1".utf8), outputByteCount: 32)
  }

  /// How long a session lasts, in seconds: 12 hours.
  package static let lifetime: Int64 = 12 * 3600
}

/// A code that is said once and used once: sixteen characters that are not mistaken for each other, in groups of four.
package enum OneTimeCode {
  private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ")

  package static func make(using generator: inout some RandomNumberGenerator) -> String {
    let characters = (0..<16).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
    return stride(from: 0, to: 16, by: 4).map { String(characters[$0..<$0 + 4]) }.joined(separator: "-")
  }

  /// The hash by which the database knows it. Case and hyphens do not matter.
  package static func hash(_ code: String) -> Digest {
    Digest.of(code.uppercased().filter { $0.isLetter || $0.isNumber })
  }

  /// How long a code may be used, in seconds: 24 hours.
  package static let lifetime: Int64 = 24 * 3600
}
