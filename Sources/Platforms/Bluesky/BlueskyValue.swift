import Domain
import Foundation

/// A value as records hold it: JSON where it is sent, DAG-CBOR where it is hashed.
package indirect enum BlueskyValue: Hashable, Sendable {
  case null
  case flag(Bool)
  case integer(Int64)
  case text(String)
  case list([BlueskyValue])
  case map([String: BlueskyValue])
  /// What no record may hold: a number with a fraction, or too large.
  case foreign

  /// The value under a name; nil where this is no map, or has none.
  package subscript(name: String) -> BlueskyValue? {
    if case .map(let entries) = self { entries[name] } else { nil }
  }

  package var text: String? { if case .text(let text) = self { text } else { nil } }
  package var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
  package var list: [BlueskyValue]? { if case .list(let values) = self { values } else { nil } }

  /// A link to what has this CID, as JSON names it.
  static func link(_ cid: String) -> BlueskyValue { .map(["$link": .text(cid)]) }
}

extension BlueskyValue: Codable {
  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: Name.self) {
      var entries: [String: BlueskyValue] = [:]
      for name in fields.allKeys { entries[name.stringValue] = try fields.decode(BlueskyValue.self, forKey: name) }
      self = .map(entries)
    } else if var items = try? decoder.unkeyedContainer() {
      var values: [BlueskyValue] = []
      while !items.isAtEnd { values.append(try items.decode(BlueskyValue.self)) }
      self = .list(values)
    } else {
      let value = try decoder.singleValueContainer()
      if let text = try? value.decode(String.self) {
        self = .text(text)
      } else if value.decodeNil() {
        self = .null
      } else if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else {
        self = (try? value.decode(Int64.self)).map(BlueskyValue.integer) ?? .foreign
      }
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .map(let entries):
      var fields = encoder.container(keyedBy: Name.self)
      for (name, value) in entries { try fields.encode(value, forKey: Name(stringValue: name)) }
    case .list(let values):
      var items = encoder.unkeyedContainer()
      for value in values { try items.encode(value) }
    case .text(let text): try text.encode(to: encoder)
    case .integer(let number): try number.encode(to: encoder)
    case .flag(let flag): try flag.encode(to: encoder)
    case .null, .foreign:
      var value = encoder.singleValueContainer()
      try value.encodeNil()
    }
  }

  var json: [UInt8]? { StableJSON.bytes(self) }
}

extension BlueskyValue {
  /// DAG-CBOR, in its one canonical form; nil for what has none.
  package var dagCBOR: [UInt8]? {
    var bytes: [UInt8] = []
    return write(to: &bytes) ? bytes : nil
  }

  /// The CID under which a repository keeps this record; nil for what is none.
  package var cid: String? { dagCBOR.map { BlueskyCID.text(codec: BlueskyCID.dagCBOR, Digest.of($0)) } }

  /// False where something has no form.
  private func write(to bytes: inout [UInt8]) -> Bool {
    switch self {
    case .null: bytes.append(0xF6)
    case .flag(let flag): bytes.append(flag ? 0xF5 : 0xF4)
    case .integer(let number):
      // A negative number n is written as -1 - n: all its bits turned over.
      number < 0
        ? Self.head(1, UInt64(bitPattern: ~number), to: &bytes) : Self.head(0, UInt64(number), to: &bytes)
    case .text(let text): Self.write(text, to: &bytes)
    case .list(let values):
      Self.head(4, UInt64(values.count), to: &bytes)
      return values.allSatisfy { $0.write(to: &bytes) }
    case .map(let entries):
      if entries.count == 1, case .text(let cid)? = entries["$link"] { return Self.write(link: cid, to: &bytes) }
      Self.head(5, UInt64(entries.count), to: &bytes)
      // The shorter name first, then by its bytes.
      let sorted = entries.sorted { left, right in
        let (left, right) = (left.key.utf8, right.key.utf8)
        return left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
      }
      for (name, value) in sorted {
        Self.write(name, to: &bytes)
        guard value.write(to: &bytes) else { return false }
      }
    case .foreign: return false
    }
    return true
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    head(3, UInt64(text.utf8.count), to: &bytes)
    bytes.append(contentsOf: text.utf8)
  }

  /// Tag 42, and the CID as bytes behind a zero.
  private static func write(link cid: String, to bytes: inout [UInt8]) -> Bool {
    guard let value = BlueskyCID.bytes(cid) else { return false }
    head(6, 42, to: &bytes)
    head(2, UInt64(value.count + 1), to: &bytes)
    bytes.append(0)
    bytes.append(contentsOf: value)
    return true
  }

  /// Kind and number, in as few bytes as they need.
  private static func head(_ kind: UInt8, _ number: UInt64, to bytes: inout [UInt8]) {
    let size =
      switch number {
      case 0..<24: 0
      case 24...0xFF: 1
      case 0x100...0xFFFF: 2
      case 0x1_0000...0xFFFF_FFFF: 4
      default: 8
      }
    guard size > 0 else { return bytes.append(kind << 5 | UInt8(number)) }
    bytes.append(kind << 5 | [1: 24, 2: 25, 4: 26, 8: 27][size, default: 27])
    for place in (0..<size).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place))) }
  }
}
