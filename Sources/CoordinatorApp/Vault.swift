import CentralStore
import Console
import Crypto
import Delivery
import Domain
import Foundation
import Platforms

/// Opens credentials with the coordinator's key, one at a time, when they are needed.
struct Vault: Sendable {
  let database: CentralDatabase
  let key: Curve25519.KeyAgreement.PrivateKey

  func secret(for channel: ChannelID) async throws -> Secret {
    guard let stored = try await database.run(ReadCredential(channel: channel)) else {
      throw Complaint(.refused, "The channel has no token.", remedy: "Connect the channel again.")
    }
    let seal = CredentialSeal(
      region: stored.region, channel: channel, platform: stored.platform, keyID: stored.keyID)
    do {
      return Secret(try seal.open(stored.sealed, with: key))
    } catch {
      throw Complaint(
        .refused, "The token of \(stored.name) does not open with this coordinator's key.",
        remedy: "It was made for another key: connect the channel again.")
    }
  }
}

extension Vault {
  /// What is sealed of a session.
  private struct Pair: Codable {
    var access: String
    var refresh: String
    var until: Instant
  }

  /// Pairs of tokens, sealed to the coordinators as credentials are, and to no credential's place.
  var sessions: SessionSeal {
    let key = key
    return SessionSeal(
      seal: { session, channel in
        let keyID = String(Digest.of(Array(key.publicKey.rawRepresentation)).hex.prefix(16))
        let pair = Pair(
          access: session.access.reveal(), refresh: session.refresh.reveal(), until: session.accessUntil)
        let text = String(decoding: try JSONEncoder().encode(pair), as: UTF8.self)
        return SessionSeal.Sealed(
          keyID: keyID, bytes: try Self.seal(of: channel, keyID).seal(text, to: key.publicKey))
      },
      open: { sealed, channel in
        let text = try Self.seal(of: channel, sealed.keyID).open(sealed.bytes, with: key)
        let pair = try JSONDecoder().decode(Pair.self, from: Data(text.utf8))
        return PlatformSession(access: Secret(pair.access), refresh: Secret(pair.refresh), accessUntil: pair.until)
      })
  }

  private static func seal(of channel: Channel, _ keyID: String) -> CredentialSeal {
    CredentialSeal(
      region: channel.region, channel: channel.id, platform: channel.platform + " session", keyID: keyID)
  }
}
