import CentralStore
import Console
import Crypto
import Domain
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
