import Crypto
import Foundation

/// The tokens of a session: JSON Web Tokens under a key of the server (RFC 7519, HS256).
struct SessionToken: Sendable, Equatable {
  enum Kind: String, Sendable {
    case access = "at+jwt"
    case refresh = "refresh+jwt"

    var scope: String {
      switch self {
      case .access: "com.atproto.appPass"
      case .refresh: "com.atproto.refresh"
      }
    }
  }

  var kind: Kind
  /// The DID of the account.
  var subject: String
  var audience: String
  /// Seconds since 1970.
  var issued: Int
  /// Seconds since 1970.
  var expires: Int
  /// The number of a refresh token.
  var id: String?

  func text(key: SymmetricKey) -> String {
    let header: JSON = ["typ": .string(kind.rawValue), "alg": "HS256"]
    var claims: JSON = [
      "scope": .string(kind.scope), "sub": .string(subject), "aud": .string(audience), "iat": .int(issued),
      "exp": .int(expires),
    ]
    if let id { claims = claims.merging(["jti": .string(id)]) }
    let signed = SessionToken.letters(header.bytes) + "." + SessionToken.letters(claims.bytes)
    let seal = HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)
    return signed + "." + SessionToken.letters(Array(seal))
  }

  init(kind: Kind, subject: String, audience: String, issued: Int, expires: Int, id: String? = nil) {
    self.kind = kind
    self.subject = subject
    self.audience = audience
    self.issued = issued
    self.expires = expires
    self.id = id
  }

  /// Reads a token that was sealed with the key, expired or not; nil for every other text.
  init?(_ text: String, key: SymmetricKey) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let header = SessionToken.json(parts[0]), let claims = SessionToken.json(parts[1]),
      let seal = SessionToken.bytes(parts[2]),
      HMAC<SHA256>.isValidAuthenticationCode(
        seal, authenticating: Data((parts[0] + "." + parts[1]).utf8), using: key),
      let kind = header["typ"]?.text.flatMap({ Kind(rawValue: $0) }), let subject = claims["sub"]?.text,
      let issued = claims["iat"]?.whole, let expires = claims["exp"]?.whole
    else { return nil }
    self.init(
      kind: kind, subject: subject, audience: claims["aud"]?.text ?? "", issued: issued, expires: expires,
      id: claims["jti"]?.text)
  }

  private static func letters(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }

  private static func bytes(_ text: Substring) -> Data? {
    let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
    return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
  }

  private static func json(_ text: Substring) -> JSON? { bytes(text).flatMap { try? JSON(bytes: Array($0)) } }
}
