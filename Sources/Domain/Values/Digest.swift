import Crypto
import Foundation

/// A SHA-256: what two texts must share to be the same text.
package struct Digest: Hashable, Sendable {
  package let bytes: [UInt8]

  /// Nil unless there are 32 bytes.
  package init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }

  fileprivate init(trusted: [UInt8]) {
    bytes = trusted
  }

  package static func of(_ bytes: some DataProtocol) -> Digest { Digest(trusted: Array(SHA256.hash(data: bytes))) }
  package static func of(_ text: String) -> Digest { of(Array(text.utf8)) }

  package var hex: String { Hex.text(bytes) }
}

/// A SHA-256 of more than one wants to hold at once.
package struct RunningDigest {
  private var hash = SHA256()

  package init() {}

  package mutating func take(_ bytes: some DataProtocol) { hash.update(data: bytes) }

  /// Of all that was taken so far.
  package var digest: Digest { Digest(trusted: Array(hash.finalize())) }
}

extension Digest: CustomStringConvertible {
  package var description: String { hex }
}

extension Digest: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let bytes = Hex.bytes(text), let digest = Digest(bytes: bytes) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a SHA-256 in hexadecimal"))
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

/// Bytes that JSON carries as hexadecimal: a key, a signature. Reads PostgreSQL's `\x` form too.
package struct HexBytes: Hashable, Sendable, Codable {
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  package init(from decoder: any Decoder) throws {
    guard let bytes = Hex.bytes(try decoder.singleValueContainer().decode(String.self)) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not hexadecimal"))
    }
    self.bytes = bytes
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(Hex.text(bytes))
  }
}

/// Hexadecimal, lower case.
package enum Hex {
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.underestimatedCount * 2)
    for byte in bytes { append(byte, to: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the two digits of a byte.
  static func append(_ byte: UInt8, to text: inout [UInt8]) {
    text.append(digit(byte >> 4))
    text.append(digit(byte & 15))
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
  }

  /// Nil when it is no hexadecimal. A leading `\x` is passed over.
  package static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array((text.hasPrefix("\\x") ? text.dropFirst(2) : text[...]).utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 97...102: digit - 87
    case 65...70: digit - 55
    default: nil
    }
  }
}
