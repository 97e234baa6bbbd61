import Console
import Crypto
import Foundation
import SwiftASN1
import X509

/// The certificate that the centre gave this office.
struct OfficeCertificate {
  let begins: Date
  let ends: Date
  private let fitsKey: Bool

  /// Reads what is in the state folder.
  init(_ folder: StateFolder) throws {
    try self.init(
      pem: String(decoding: try StateFolder.read(folder.certificate), as: UTF8.self),
      key: try EnrolmentKey.read(folder))
  }

  init(pem: String, key: P256.Signing.PrivateKey) throws {
    guard let certificate = try? Certificate(pemEncoded: pem) else {
      throw Complaint(.damaged, "The office's certificate cannot be read.", remedy: "Ask the centre for a new one.")
    }
    begins = certificate.notValidBefore
    ends = certificate.notValidAfter
    fitsKey = certificate.publicKey == Certificate.PublicKey(key.publicKey)
  }

  /// What is wrong with it at a time; nil: nothing.
  func problem(at now: Date) -> String? {
    if !fitsKey { return "The certificate is for another key than the one that is here." }
    if now < begins { return "The certificate is not valid yet at this computer's time." }
    if now > ends { return "The certificate has run out." }
    return nil
  }
}
