import Foundation

/// The parameters of one statement, ready to be sent: encoded for the types that the server expects.
struct PostgresParameters {
  /// All values, each followed by a zero byte.
  private(set) var bytes: [UInt8] = []
  /// Where each value begins; `nil` for null.
  private(set) var offsets: [Int?] = []
  private(set) var lengths: [Int32] = []
  /// 0 is text, 1 is binary.
  private(set) var formats: [Int32] = []

  /// - Throws: `.misuse` if a value does not fit, named by its number and never by itself.
  init(_ values: [PostgresValue], types: [UInt32], statement: String) throws(PostgresError) {
    guard values.count == types.count else {
      throw PostgresError(
        .misuse, "\(values.count) parameters given, \(types.count) expected", statement: statement)
    }
    for (index, (value, type)) in zip(values, types).enumerated() {
      if case .null = value {
        offsets.append(nil)
        lengths.append(0)
        formats.append(1)
        continue
      }
      if Self.hasZero(value) {
        throw PostgresError(
          .misuse, "parameter \(index + 1) holds the character zero, which PostgreSQL's text cannot",
          statement: statement)
      }
      guard let encoded = Self.encode(value, as: type) else {
        throw PostgresError(
          .misuse,
          "parameter \(index + 1) is \(value.kind) and does not fit \(PostgresType.describe(type))",
          statement: statement)
      }
      offsets.append(bytes.count)
      lengths.append(Int32(encoded.bytes.count))
      formats.append(encoded.binary ? 1 : 0)
      bytes += encoded.bytes
      bytes.append(0)
    }
  }

  private static func hasZero(_ value: PostgresValue) -> Bool {
    switch value {
    case .text(let text), .json(let text): text.utf8.contains(0)
    case .texts(let texts), .jsons(let texts): texts.contains { $0?.utf8.contains(0) ?? false }
    default: false
    }
  }

  private static func encode(_ value: PostgresValue, as type: UInt32) -> (bytes: [UInt8], binary: Bool)? {
    switch value {
    case .text(let text):
      // Of other types it is how a value is written: an enumeration, an interval, a number of any size.
      return (Array(text.utf8), type == PostgresType.text || type == PostgresType.varchar)
    case .json(let text) where type == PostgresType.jsonb:
      return ([1] + text.utf8, true)  // the version of its binary form
    case .json(let text):
      return type == PostgresType.json ? (Array(text.utf8), true) : nil
    case .texts(let texts) where type == PostgresType.textArray:
      return PostgresWire.array(texts, of: PostgresType.text) { Array($0.utf8) }.map { ($0, true) }
    case .texts(let texts), .jsons(let texts):
      return (Array(PostgresWire.literal(texts).utf8), false)
    case .smallint(let number) where type == PostgresType.numeric:
      return (Array(String(number).utf8), false)
    case .int(let number) where type == PostgresType.numeric:
      return (Array(String(number).utf8), false)
    case .bigint(let number) where type == PostgresType.numeric:
      return (Array(String(number).utf8), false)
    default:
      return binary(value, as: type).map { ($0, true) }
    }
  }

  private static func binary(_ value: PostgresValue, as type: UInt32) -> [UInt8]? {
    switch (value, type) {
    case (.uuid(let id), PostgresType.uuid): PostgresWire.bytes(id)
    case (.bool(let flag), PostgresType.bool): [flag ? 1 : 0]
    case (.bytea(let data), PostgresType.bytea): data
    case (.double(let number), PostgresType.float8): PostgresWire.bytes(number.bitPattern)
    case (.timestamptz(let date), PostgresType.timestamptz): time(date)
    case (.smallint(let number), _): whole(Int64(number), as: type)
    case (.int(let number), _): whole(Int64(number), as: type)
    case (.bigint(let number), _): whole(number, as: type)
    case (.uuids(let ids), PostgresType.uuidArray):
      PostgresWire.array(ids, of: PostgresType.uuid) { PostgresWire.bytes($0) }
    case (.bools(let flags), PostgresType.boolArray):
      PostgresWire.array(flags, of: PostgresType.bool) { [$0 ? 1 : 0] }
    case (.byteas(let data), PostgresType.byteaArray):
      PostgresWire.array(data, of: PostgresType.bytea) { $0 }
    case (.timestamps(let dates), PostgresType.timestamptzArray):
      PostgresWire.array(dates, of: PostgresType.timestamptz, time)
    case (.smallints(let numbers), _): wholes(numbers.map { $0.map(Int64.init) }, as: type)
    case (.ints(let numbers), _): wholes(numbers.map { $0.map(Int64.init) }, as: type)
    case (.bigints(let numbers), _): wholes(numbers, as: type)
    default: nil
    }
  }

  private static func time(_ date: Date) -> [UInt8]? {
    PostgresWire.microseconds(date).map { PostgresWire.bytes($0) }
  }

  private static func whole(_ number: Int64, as type: UInt32) -> [UInt8]? {
    switch type {
    case PostgresType.int2: Int16(exactly: number).map { PostgresWire.bytes($0) }
    case PostgresType.int4: Int32(exactly: number).map { PostgresWire.bytes($0) }
    case PostgresType.int8: PostgresWire.bytes(number)
    case PostgresType.oid: UInt32(exactly: number).map { PostgresWire.bytes($0) }
    case PostgresType.float8: Double(exactly: number).map { PostgresWire.bytes($0.bitPattern) }
    default: nil
    }
  }

  private static func wholes(_ numbers: [Int64?], as type: UInt32) -> [UInt8]? {
    let element: UInt32? =
      switch type {
      case PostgresType.int2Array: PostgresType.int2
      case PostgresType.int4Array: PostgresType.int4
      case PostgresType.int8Array: PostgresType.int8
      default: nil
      }
    guard let element else { return nil }
    return PostgresWire.array(numbers, of: element) { whole($0, as: element) }
  }
}
