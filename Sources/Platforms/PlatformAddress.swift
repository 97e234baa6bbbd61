import HTTPTypes

/// The base address of a platform, and how requests to it are put together.
package struct PlatformAddress: Hashable, Sendable {
  /// Host, with a port where there is one.
  package let authority: String

  /// Reads `https://social.example`, with a port where there is one and at most a closing slash; nil for all else.
  package init?(_ text: String) {
    let scheme = "https://"
    guard text.lowercased().hasPrefix(scheme) else { return nil }
    var rest = text.dropFirst(scheme.count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    let allowed = { (byte: UInt8) in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): true
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): true
      default: false
      }
    }
    guard !rest.isEmpty, rest.utf8.count <= 300, rest.utf8.allSatisfy(allowed) else { return nil }
    authority = String(rest)
  }

  /// A request with the credential in its one header. `path` begins with a slash and is already escaped.
  package func request(
    _ method: HTTPRequest.Method, _ path: String, secret: Secret, fields: HTTPFields = [:]
  ) -> HTTPRequest {
    var all = fields
    var authorization = HTTPField(name: .authorization, value: "Bearer " + secret.reveal())
    authorization.indexingStrategy = .disallow
    all.append(authorization)
    all[.accept] = "application/json"
    return HTTPRequest(method: method, scheme: "https", authority: authority, path: path, headerFields: all)
  }

  /// One segment of a path, or a value of a query, with everything escaped that could mean something there.
  package static func escaped(_ text: String) -> String {
    var escaped = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"),
        UInt8(ascii: "."):
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return escaped
  }
}
