import Crypto
import Domain
import Foundation
import Testing

struct KeyTests {
  @Test func aPasswordOpensItsKeyAndNoOther() throws {
    let key = Curve25519.Signing.PrivateKey()
    let made = try PasswordLock.make(
      password: "correct horse battery", key: key, salt: [UInt8](repeating: 1, count: 16), cost: 10)
    let opened = try made.lock.open(made.sealedKey, password: "correct horse battery")
    #expect(opened.rawRepresentation == key.rawRepresentation)
    #expect(throws: PasswordLock.Failure.wrongPassword) {
      _ = try made.lock.open(made.sealedKey, password: "correct horse batterz")
    }
    #expect(throws: PasswordLock.Failure.damaged) {
      _ = try made.lock.open(Array(made.sealedKey.dropLast()), password: "correct horse battery")
    }
    var costly = made.lock
    costly.cost = 60
    #expect(throws: PasswordLock.Failure.damaged) {
      _ = try costly.open(made.sealedKey, password: "correct horse battery")
    }
  }

  @Test func aCredentialOpensInItsOwnRowOnly() throws {
    let key = Curve25519.KeyAgreement.PrivateKey()
    let seal = CredentialSeal(region: .some(), channel: .some(), platform: "mastodon", keyID: "k1")
    let sealed = try seal.seal("token", to: key.publicKey)
    #expect(try seal.open(sealed, with: key) == "token")
    var others = [seal, seal, seal, seal]
    others[0].region = .some()
    others[1].channel = .some()
    others[2].platform = "bluesky"
    others[3].keyID = "k2"
    for other in others {
      #expect(throws: CredentialSeal.Failure.doesNotOpen) { _ = try other.open(sealed, with: key) }
    }
    #expect(throws: CredentialSeal.Failure.doesNotOpen) { _ = try seal.open([1, 2, 3], with: key) }
    #expect(throws: CredentialSeal.Failure.doesNotOpen) { _ = try seal.open(sealed, with: .init()) }
  }

  @Test func aKeyThatThePinnedOneDoesNotVouchForIsRefused() throws {
    let signer = Curve25519.Signing.PrivateKey()
    let other = Curve25519.Signing.PrivateKey()
    let key = Curve25519.KeyAgreement.PrivateKey().publicKey
    let raw = Array(key.rawRepresentation)
    func published(by signer: Curve25519.Signing.PrivateKey, id: String) throws -> PublishedKeys {
      let signature = try signer.signature(for: PublishedKeys.signedBytes(encryptionKey: raw, id: "k1"))
      return PublishedKeys(
        signingKey: HexBytes(Array(signer.publicKey.rawRepresentation)), encryptionKey: HexBytes(raw),
        encryptionKeyID: id, signature: HexBytes(Array(signature)))
    }
    let pinned = HexBytes(Array(signer.publicKey.rawRepresentation))
    #expect(
      try published(by: signer, id: "k1").encryptionKey(pinned: pinned)?.rawRepresentation == key.rawRepresentation)
    #expect(try published(by: signer, id: "k2").encryptionKey(pinned: pinned) == nil)
    #expect(try published(by: other, id: "k1").encryptionKey(pinned: pinned) == nil)
  }

  @Test func tokensAndCodes() {
    let token = SessionToken(random: [UInt8](repeating: 9, count: 32))
    #expect(SessionToken(text: token.text + "\n")?.hash == token.hash)
    #expect(SessionToken(text: "09") == nil)
    var chance = SeededChance(seed: 5)
    let code = OneTimeCode.make(using: &chance)
    #expect(code.count == 19)
    #expect(OneTimeCode.hash(code) == OneTimeCode.hash(code.lowercased().replacingOccurrences(of: "-", with: "")))
    #expect(OneTimeCode.hash(code) != OneTimeCode.hash(OneTimeCode.make(using: &chance)))
  }
}
