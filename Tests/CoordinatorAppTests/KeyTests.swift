import Console
import Crypto
import Domain
import Foundation
import SwiftASN1
import Testing
import X509

@testable import CoordinatorApp

/// Keys, certificates and the session on disk.
struct KeyTests {
  @Test func keysAreTheirOwnersAloneAndNeverWrittenOver() throws {
    try Folder.with { path in
      let folder = path + "/keys"
      let keys = KeyFolder(folder: folder, authorityCertificate: nil, authorityKey: nil)
      let made = try keys.make()
      #expect(try Folder.mode(folder) == 0o700)
      for name in ["signing.key", "encryption.key"] { #expect(try Folder.mode("\(folder)/\(name)") == 0o600) }
      #expect(try keys.encryptionKey().rawRepresentation == made.encryption.rawRepresentation)

      let refusal = #expect(throws: Complaint.self) { try keys.make() }
      #expect(refusal?.status == .refused)
      #expect(try keys.encryptionKey().rawRepresentation == made.encryption.rawRepresentation)

      try "abc".write(toFile: "\(folder)/encryption.key", atomically: true, encoding: .utf8)
      #expect(throws: Complaint.self) { try keys.encryptionKey() }
      try FileManager.default.removeItem(atPath: "\(folder)/encryption.key")
      #expect(#expect(throws: Complaint.self) { try keys.encryptionKey() }?.status == .unreachable)
    }
  }

  @Test func thePublishedEncryptionKeyIsVouchedFor() throws {
    let signing = Curve25519.Signing.PrivateKey()
    let encryption = Curve25519.KeyAgreement.PrivateKey()
    let keys = try KeyFolder.published(signing, encryption)
    #expect(keys.encryptionKey(pinned: keys.signingKey) != nil)
    let stranger = HexBytes(Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation))
    #expect(keys.encryptionKey(pinned: stranger) == nil)
  }

  @Test func aFingerprintIsEightGroupsAndTellsKeysApart() {
    let one = Fingerprint.text(of: HexBytes([UInt8](repeating: 1, count: 32)))
    #expect(one.split(separator: " ").map(\.count) == [Int](repeating: 4, count: 8))
    #expect(one == Fingerprint.text(of: HexBytes([UInt8](repeating: 1, count: 32))))
    #expect(one != Fingerprint.text(of: HexBytes([UInt8](repeating: 2, count: 32))))
    // Of the SHA-256 of 32 bytes of 1, as sha256sum says it.
    #expect(one.hasPrefix("72cd 6e84 22c4 07fb"))
  }

  @Test func anOfficesCertificateNamesItsLoginAndServesClientsAlone() throws {
    let now = Date(timeIntervalSince1970: 1_795_000_000)
    let made = try OfficeCertificates.makeAuthority(body: "The Body", at: now)
    let office = P256.Signing.PrivateKey()
    let publicKey = Certificate.PublicKey(office.publicKey)
    let authority = try OfficeCertificates(certificatePEM: made.certificate, keyPEM: made.key)
    let certificate = try Certificate(pemEncoded: try authority.sign(login: "r_abc", publicKey: publicKey, at: now))

    #expect(certificate.subject.description == "CN=r_abc")
    #expect(certificate.issuer == authority.authority.subject)
    #expect(authority.authority.publicKey.isValidSignature(certificate.signature, for: certificate))
    #expect(certificate.publicKey == publicKey)
    #expect(certificate.notValidBefore < now)
    #expect(certificate.notValidAfter == now.addingTimeInterval(Double(OfficeCertificates.days) * 86_400))
    let usage = try #require(try certificate.extensions.extendedKeyUsage)
    #expect(usage.contains(.clientAuth) && !usage.contains(.serverAuth))
    #expect(try certificate.extensions.basicConstraints == .notCertificateAuthority)
    let stranger = try OfficeCertificates.makeAuthority(body: "The Body", at: now)
    let other = try Certificate(pemEncoded: stranger.certificate)
    #expect(!other.publicKey.isValidSignature(certificate.signature, for: certificate))
  }

  @Test func aSessionIsItsOwnersAlone() throws {
    try Folder.with { path in
      let file = SessionFile(environment: ["CRIER_SESSION": path + "/deep/session"])
      #expect(file.read() == nil)
      let token = SessionToken(random: [UInt8](repeating: 5, count: 32))
      try file.write(token)
      #expect(try Folder.mode(file.path) == 0o600)
      #expect(try Folder.mode(path + "/deep") == 0o700)
      #expect(file.read()?.hash == token.hash)
      // One that was there with other rights is replaced, rights and all.
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
      try file.write(SessionToken(random: [UInt8](repeating: 6, count: 32)))
      #expect(try Folder.mode(file.path) == 0o600)
      #expect(file.read()?.hash != token.hash)
      file.remove()
      #expect(file.read() == nil)
    }
    let fallback = SessionFile(environment: ["XDG_STATE_HOME": "/state"]).path
    #expect(fallback == "/state/crier-coordinator/session")
  }
}
