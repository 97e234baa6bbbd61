import Crypto
import Foundation

/// The name of a content by its hash: version 1, SHA-256.
struct ContentID: Sendable, Equatable {
  enum Codec: UInt8, Sendable {
    case raw = 0x55
    case record = 0x71
  }

  let codec: Codec
  let digest: [UInt8]

  /// The name of some bytes.
  init(_ codec: Codec, of bytes: [UInt8]) {
    self.codec = codec
    digest = Array(SHA256.hash(data: Data(bytes)))
  }

  /// Reads the form that begins with `b`; nil when it is not one of these.
  init?(_ text: String) {
    guard text.first == "b", let bytes = Base32.bytes(text.dropFirst()), bytes.count == 36,
      bytes[0] == 1, let codec = Codec(rawValue: bytes[1]), bytes[2] == 0x12, bytes[3] == 0x20
    else { return nil }
    self.codec = codec
    digest = Array(bytes[4...])
    // Every content has one name, so letters that add nothing make another text of it.
    if self.text != text { return nil }
  }

  var bytes: [UInt8] { [1, codec.rawValue, 0x12, 0x20] + digest }
  var text: String { "b" + Base32.text(bytes) }
  /// The hash alone, in hexadecimal digits.
  var hexadecimal: String { digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

/// The one binary form that a record has: DAG-CBOR. Map keys by length, then by their bytes; integers as short as can
/// be; `{"$link": …}` is a link and `{"$bytes": …}` are bytes.
enum RecordForm {
  /// What has no form: a fraction, a broken link, bytes that are no base 64.
  struct Unfit: Error, Equatable {
    let reason: String
  }

  static func bytes(of value: JSON) throws(Unfit) -> [UInt8] {
    var out: [UInt8] = []
    try write(value, to: &out)
    return out
  }

  static func id(of value: JSON) throws(Unfit) -> ContentID { ContentID(.record, of: try bytes(of: value)) }

  private static func head(_ major: UInt8, _ number: UInt64, to out: inout [UInt8]) {
    let kind = major << 5
    let (mark, count): (UInt8, Int) =
      switch number {
      case 0..<24: (kind | UInt8(number), 0)
      case 24...0xFF: (kind | 24, 1)
      case 0x100...0xFFFF: (kind | 25, 2)
      case 0x1_0000...0xFFFF_FFFF: (kind | 26, 4)
      default: (kind | 27, 8)
      }
    out.append(mark)
    for place in (0..<count).reversed() { out.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * place))) }
  }

  private static func write(_ value: JSON, to out: inout [UInt8]) throws(Unfit) {
    switch value {
    case .null: out.append(0xF6)
    case .bool(let truth): out.append(truth ? 0xF5 : 0xF4)
    case .int(let number) where number >= 0: head(0, UInt64(number), to: &out)
    case .int(let number): head(1, UInt64(-1 - number), to: &out)
    case .double: throw Unfit(reason: "Record must not contain numbers with a fraction")
    case .string(let text):
      head(3, UInt64(text.utf8.count), to: &out)
      out += text.utf8
    case .array(let elements):
      head(4, UInt64(elements.count), to: &out)
      for element in elements { try write(element, to: &out) }
    case .object(let members):
      if members.count == 1, let link = members["$link"] { return try write(link: link.text, to: &out) }
      if members.count == 1, let bytes = members["$bytes"] { return try write(bytes: bytes.text, to: &out) }
      head(5, UInt64(members.count), to: &out)
      for (key, member) in members.sorted(by: { comesFirst($0.key, $1.key) }) {
        try write(.string(key), to: &out)
        try write(member, to: &out)
      }
    }
  }

  private static func write(link: String?, to out: inout [UInt8]) throws(Unfit) {
    guard let id = link.flatMap({ ContentID($0) }) else { throw Unfit(reason: "Record has a link that is no CID") }
    out += [0xD8, 0x2A]
    head(2, UInt64(id.bytes.count + 1), to: &out)
    out += [0] + id.bytes
  }

  private static func write(bytes text: String?, to out: inout [UInt8]) throws(Unfit) {
    let padded = text.map { $0 + String(repeating: "=", count: (4 - $0.utf8.count % 4) % 4) }
    guard let data = padded.flatMap({ Data(base64Encoded: $0) }) else {
      throw Unfit(reason: "Record has bytes that are not in base 64")
    }
    head(2, UInt64(data.count), to: &out)
    out += data
  }

  private static func comesFirst(_ one: String, _ other: String) -> Bool {
    let counts = (one.utf8.count, other.utf8.count)
    return counts.0 == counts.1 ? one.utf8.lexicographicallyPrecedes(other.utf8) : counts.0 < counts.1
  }
}
