/// The host and port of a request, read strictly: what we understand here is what libcurl will.
/// No user information, no escapes, ASCII only (international names in their `xn--` form).
struct Authority: Equatable, Sendable {
  /// In lower case, without a final dot; an IPv6 literal without its brackets.
  let host: String
  let port: Int?

  /// Nil when the text is anything but `host`, `host:port`, `[v6]` or `[v6]:port`. A bare IPv6
  /// address (`::1`) is read too, as configuration may name it so.
  init?(_ text: String) {
    guard let (name, rest) = Self.split(text), let port = Self.port(rest) else { return nil }
    host = name
    self.port = port.number
  }

  /// The host, checked and in lower case, and what follows it.
  private static func split(_ text: String) -> (name: String, rest: Substring)? {
    if case .v6? = IPAddress(text), !text.contains("%") { return (text.lowercased(), "") }
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      let literal = text[..<end].dropFirst().lowercased()
      guard !literal.contains("%"), case .v6? = IPAddress(literal) else { return nil }
      return (literal, text[end...].dropFirst())
    }
    let colon = text.firstIndex(of: ":") ?? text.endIndex
    var name = text[..<colon].lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else { return nil }
    return (name, text[colon...])
  }

  /// Reads `""` or `:443`; nil when it is neither.
  private static func port(_ text: Substring) -> (number: Int?, isGiven: Bool)? {
    if text.isEmpty { return (nil, false) }
    let digits = text.dropFirst()
    guard text.first == ":", !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = UInt16(digits), number > 0
    else { return nil }
    return (Int(number), true)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true  // 0-9 a-z - . _
    default: false
    }
  }
}
