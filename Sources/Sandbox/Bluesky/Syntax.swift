import Crypto
import Foundation

/// The forms that strings of the protocol have.
enum Syntax {
  static func isDID(_ text: String) -> Bool {
    text.utf8.count <= 2048 && text.wholeMatch(of: /did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]/) != nil
  }

  static func isHandle(_ text: String) -> Bool {
    let form = /([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?/
    return text.utf8.count <= 253 && text.wholeMatch(of: form) != nil
  }

  static func isIdentifier(_ text: String) -> Bool { text.hasPrefix("did:") ? isDID(text) : isHandle(text) }

  /// The name of a type or method, as in `app.bsky.feed.post`.
  static func isNSID(_ text: String) -> Bool {
    let authority = /[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+/
    guard text.utf8.count <= 317, let dot = text.lastIndex(of: ".") else { return false }
    return text[..<dot].wholeMatch(of: authority) != nil
      && text[text.index(after: dot)...].wholeMatch(of: /[a-zA-Z][a-zA-Z0-9]{0,62}/) != nil
  }

  static func isRecordKey(_ text: String) -> Bool {
    text != "." && text != ".." && text.wholeMatch(of: /[a-zA-Z0-9_~.:-]{1,512}/) != nil
  }

  /// A record key that tells its time.
  static func isTID(_ text: String) -> Bool {
    text.wholeMatch(of: /[234567a-j][234567a-z]{12}/) != nil
  }

  /// `at://` with an identity, then perhaps a collection and a key.
  static func isURI(_ text: String) -> Bool {
    guard text.utf8.count <= 8192, text.hasPrefix("at://") else { return false }
    let parts = text.dropFirst(5).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (1...3).contains(parts.count), isIdentifier(parts[0]) else { return false }
    return (parts.count < 2 || isNSID(parts[1])) && (parts.count < 3 || isRecordKey(parts[2]))
  }

  /// RFC 3339 with a zone, and a time that exists.
  static func isTime(_ text: String) -> Bool {
    let form = /[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,20})?/
    guard text.utf8.count <= 64, !text.hasSuffix("-00:00"), !text.hasPrefix("000"),
      let found = text.prefixMatch(of: form),
      text[found.range.upperBound...].wholeMatch(of: /Z|[+-][0-2][0-9]:[0-5][0-9]/) != nil
    else { return false }
    let digits = text.split { !$0.isNumber }.prefix(4).compactMap { Int($0) }
    return digits.count == 4 && (1...12).contains(digits[1]) && (1...31).contains(digits[2]) && digits[3] < 24
  }

  /// BCP 47, well formed; whether its parts exist, and stand once, is not looked at.
  static func isLanguage(_ text: String) -> Bool {
    if ["en-GB-oed", "sgn-BE-FR", "sgn-BE-NL", "sgn-CH-DE"].contains(text) { return true }
    var parts = text.split(separator: "-", omittingEmptySubsequences: false)[...]
    guard parts.allSatisfy({ $0.wholeMatch(of: /[a-zA-Z0-9]{1,8}/) != nil }), let main = parts.popFirst() else {
      return false
    }
    func skip(_ form: Regex<Substring>, most: Int = .max) -> Int {
      let count = parts.prefix(most).prefix { $0.wholeMatch(of: form) != nil }.count
      parts = parts.dropFirst(count)
      return count
    }
    // Old names of their own, and names for private use.
    if ["i", "x"].contains(main.lowercased()) { return !parts.isEmpty }
    guard main.wholeMatch(of: /[a-zA-Z]{2,8}/) != nil else { return false }
    if main.count < 4 { _ = skip(/[a-zA-Z]{3}/, most: 3) }
    _ = skip(/[a-zA-Z]{4}/, most: 1)
    _ = skip(/[a-zA-Z]{2}|[0-9]{3}/, most: 1)
    _ = skip(/[a-zA-Z0-9]{5,8}|[0-9][a-zA-Z0-9]{3}/)
    while skip(/[0-9a-wyzA-WYZ]/, most: 1) == 1 {
      if skip(/[a-zA-Z0-9]{2,8}/) == 0 { return false }
    }
    return parts.isEmpty || (parts.popFirst()?.lowercased() == "x" && !parts.isEmpty)
  }

  /// Any address with a scheme.
  static func isAddress(_ text: String) -> Bool {
    text.utf8.count <= 8192 && text.wholeMatch(of: /\w+:(\/\/)?[^\s\/]\S*/) != nil
  }

  /// The DID that an account gets whose configuration gives none.
  static func madeDID(of handle: String) -> String {
    let digest = Array(SHA256.hash(data: Data(handle.lowercased().utf8)))
    return "did:plc:" + Base32.text(Array(digest.prefix(15)))
  }
}

/// Letters for bytes, five bits each, as identifiers of content have them (RFC 4648, small, not padded).
enum Base32 {
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  static func text(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var held = 0
    var bits = 0
    for byte in bytes {
      held = held << 8 | Int(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        out.append(letters[held >> bits & 31])
      }
      held &= (1 << bits) - 1
    }
    if bits > 0 { out.append(letters[held << (5 - bits) & 31]) }
    return String(decoding: out, as: UTF8.self)
  }

  /// The bytes of such letters; nil for what is none of them.
  static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var out: [UInt8] = []
    var held = 0
    var bits = 0
    for letter in text.utf8 {
      guard let value = letters.firstIndex(of: letter) else { return nil }
      held = held << 5 | value
      bits += 5
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(held >> bits & 0xFF))
      }
      held &= (1 << bits) - 1
    }
    return held == 0 ? out : nil
  }
}

/// Makes keys that grow with time: 53 bits of microseconds since 1970, 10 bits of a clock's number.
struct TimedKeys: Sendable {
  private static let letters = Array("234567abcdefghijklmnopqrstuvwxyz")
  private var last: UInt64 = 0

  /// The next key; always greater than the one before, also when the clock steps back.
  mutating func next(at now: Date) -> String {
    last = max(last + 1, UInt64(max(0, now.timeIntervalSince1970 * 1_000_000)))
    let bits = last << 10
    return String((0..<13).map { TimedKeys.letters[Int(bits >> UInt64(60 - 5 * $0) & 31)] })
  }
}
