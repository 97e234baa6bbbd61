import Domain

/// Names of content by its SHA-256: CIDs of version 1 in base32, the only ones that Bluesky uses.
package enum BlueskyCID {
  /// Codec of records, and of files.
  static let dagCBOR: UInt8 = 0x71
  static let raw: UInt8 = 0x55

  /// The CID under which a server keeps a file of these bytes.
  package static func ofFile(_ sha256: Digest) -> String { text(codec: raw, sha256) }

  static func text(codec: UInt8, _ sha256: Digest) -> String {
    // Version 1, the codec, SHA-256 and its length.
    "b" + base32([1, codec, 0x12, 0x20] + sha256.bytes)
  }

  /// The bytes of a CID; nil when it is none of ours.
  static func bytes(_ text: String) -> [UInt8]? {
    guard text.utf8.count == 59, text.hasPrefix("b"), let bytes = decoded(text.dropFirst()), bytes.count == 36,
      bytes[0] == 1, bytes[1] == dagCBOR || bytes[1] == raw, bytes[2] == 0x12, bytes[3] == 0x20
    else { return nil }
    return bytes
  }

  private static let letters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  private static func base32(_ bytes: [UInt8]) -> String {
    var out: [UInt8] = []
    var (held, bits): (UInt32, UInt32) = (0, 0)
    for byte in bytes {
      held = held << 8 | UInt32(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        out.append(letters[Int(held >> bits & 31)])
      }
      held &= 0xFF
    }
    if bits > 0 { out.append(letters[Int(held << (5 - bits) & 31)]) }
    return String(decoding: out, as: UTF8.self)
  }

  private static func decoded(_ text: Substring) -> [UInt8]? {
    var out: [UInt8] = []
    var (held, bits): (UInt32, UInt32) = (0, 0)
    for byte in text.utf8 {
      guard let value = letters.firstIndex(of: byte) else { return nil }
      held = (held << 5 | UInt32(value)) & 0xFFFF
      bits += 5
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: held >> bits))
      }
    }
    // What is left over must be nothing.
    return held & ((1 << bits) - 1) == 0 ? out : nil
  }
}
