import Foundation

/// A copy of one row of an answer. Reading a column checks its type; plain readers refuse null.
package struct PostgresRow: Sendable {
  /// What the rows of one answer share.
  final class Columns: Sendable {
    let statement: String
    let names: [String]
    let types: [UInt32]

    init(statement: String, names: [String], types: [UInt32]) {
      self.statement = statement
      self.names = names
      self.types = types
    }
  }

  /// A column, by its name or by its place, counted from 0.
  package enum Column: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case name(String)
    case place(Int)

    package init(stringLiteral value: String) { self = .name(value) }
    package init(integerLiteral value: Int) { self = .place(value) }
  }

  private let columns: Columns
  private let bytes: [UInt8]
  private let ranges: [Range<Int>?]

  init(columns: Columns, bytes: [UInt8], ranges: [Range<Int>?]) {
    self.columns = columns
    self.bytes = bytes
    self.ranges = ranges
  }

  package var columnNames: [String] { columns.names }

  package func isNull(_ column: Column) throws(PostgresError) -> Bool { try ranges[place(column)] == nil }

  package func uuid(_ column: Column) throws(PostgresError) -> UUID { try some(column, uuidOrNil(column)) }
  package func uuidOrNil(_ column: Column) throws(PostgresError) -> UUID? {
    try read(column, as: "uuid", from: { $0 == PostgresType.uuid }) { bytes, _ in PostgresWire.uuid(bytes) }
  }

  package func smallint(_ column: Column) throws(PostgresError) -> Int16 { try some(column, smallintOrNil(column)) }
  package func smallintOrNil(_ column: Column) throws(PostgresError) -> Int16? { try whole(column, as: "smallint") }

  package func int(_ column: Column) throws(PostgresError) -> Int32 { try some(column, intOrNil(column)) }
  package func intOrNil(_ column: Column) throws(PostgresError) -> Int32? { try whole(column, as: "int") }

  package func bigint(_ column: Column) throws(PostgresError) -> Int64 { try some(column, bigintOrNil(column)) }
  package func bigintOrNil(_ column: Column) throws(PostgresError) -> Int64? { try whole(column, as: "bigint") }

  /// From `double precision` or `real`.
  package func double(_ column: Column) throws(PostgresError) -> Double { try some(column, doubleOrNil(column)) }
  package func doubleOrNil(_ column: Column) throws(PostgresError) -> Double? {
    let types = [PostgresType.float4, PostgresType.float8]
    return try read(column, as: "double", from: types.contains) { bytes, type in
      if type == PostgresType.float4 {
        return PostgresWire.integer(bytes).map { Double(Float(bitPattern: $0)) }
      }
      return PostgresWire.integer(bytes).map { Double(bitPattern: $0) }
    }
  }

  package func bool(_ column: Column) throws(PostgresError) -> Bool { try some(column, boolOrNil(column)) }
  package func boolOrNil(_ column: Column) throws(PostgresError) -> Bool? {
    try read(column, as: "bool", from: { $0 == PostgresType.bool }) { bytes, _ in Self.bool(bytes) }
  }

  /// From any text type or an enumeration.
  package func text(_ column: Column) throws(PostgresError) -> String { try some(column, textOrNil(column)) }
  package func textOrNil(_ column: Column) throws(PostgresError) -> String? {
    try read(column, as: "text", from: PostgresType.isText) { bytes, _ in Self.text(bytes) }
  }

  package func bytea(_ column: Column) throws(PostgresError) -> [UInt8] { try some(column, byteaOrNil(column)) }
  package func byteaOrNil(_ column: Column) throws(PostgresError) -> [UInt8]? {
    try read(column, as: "bytea", from: { $0 == PostgresType.bytea }) { bytes, _ in Array(bytes) }
  }

  /// The JSON text of a `json` or `jsonb`.
  package func json(_ column: Column) throws(PostgresError) -> String { try some(column, jsonOrNil(column)) }
  package func jsonOrNil(_ column: Column) throws(PostgresError) -> String? {
    try read(column, as: "json", from: PostgresType.isJSON) { bytes, type in
      // The binary form of jsonb opens with its version, which is 1.
      if type == PostgresType.jsonb { return bytes.first == 1 ? Self.text(bytes.dropFirst()) : nil }
      return Self.text(bytes)
    }
  }

  /// `infinity` reads as `Date.distantFuture`, `-infinity` as `Date.distantPast`.
  package func timestamptz(_ column: Column) throws(PostgresError) -> Date {
    try some(column, timestamptzOrNil(column))
  }
  package func timestamptzOrNil(_ column: Column) throws(PostgresError) -> Date? {
    try read(column, as: "timestamptz", from: { $0 == PostgresType.timestamptz }) { bytes, _ in Self.date(bytes) }
  }
}

extension PostgresRow {
  static func text(_ bytes: ArraySlice<UInt8>) -> String? { String(validating: bytes, as: UTF8.self) }

  static func bool(_ bytes: ArraySlice<UInt8>) -> Bool? { bytes.count == 1 ? bytes.first == 1 : nil }

  static func date(_ bytes: ArraySlice<UInt8>) -> Date? {
    PostgresWire.integer(bytes).map { PostgresWire.date(microseconds: $0) }
  }

  /// Any whole number that fits `T`.
  static func whole<T: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>, _ type: UInt32) -> T? {
    switch type {
    case PostgresType.int2: (PostgresWire.integer(bytes) as Int16?).flatMap { T(exactly: $0) }
    case PostgresType.int4: (PostgresWire.integer(bytes) as Int32?).flatMap { T(exactly: $0) }
    case PostgresType.int8: (PostgresWire.integer(bytes) as Int64?).flatMap { T(exactly: $0) }
    case PostgresType.oid: (PostgresWire.integer(bytes) as UInt32?).flatMap { T(exactly: $0) }
    default: nil
    }
  }

  static func isWhole(_ type: UInt32) -> Bool {
    [PostgresType.int2, PostgresType.int4, PostgresType.int8, PostgresType.oid].contains(type)
  }

  private func whole<T: FixedWidthInteger>(_ column: Column, as kind: String) throws(PostgresError) -> T? {
    try read(column, as: kind, from: Self.isWhole) { bytes, type in Self.whole(bytes, type) }
  }

  /// Reads a column of an accepted type; null gives `nil`.
  func read<T>(
    _ column: Column, as kind: String, from accepts: (UInt32) -> Bool,
    _ decode: (ArraySlice<UInt8>, UInt32) -> T?
  ) throws(PostgresError) -> T? {
    let place = try place(column)
    let type = columns.types[place]
    guard accepts(type) else {
      throw refused(column, "is \(PostgresType.describe(type)) and cannot be read as \(kind)")
    }
    guard let range = ranges[place] else { return nil }
    guard let value = decode(bytes[range], type) else { throw refused(column, "holds no value of \(kind)") }
    return value
  }

  func some<T>(_ column: Column, _ value: T?) throws(PostgresError) -> T {
    guard let value else { throw refused(column, "is null") }
    return value
  }

  private func place(_ column: Column) throws(PostgresError) -> Int {
    switch column {
    case .place(let place) where columns.names.indices.contains(place):
      return place
    case .name(let name):
      if let place = columns.names.firstIndex(of: name) { return place }
    default: break
    }
    throw refused(column, "is not in the answer")
  }

  func refused(_ column: Column, _ why: String) -> PostgresError {
    let name =
      switch column {
      case .name(let name): name
      case .place(let place): String(place)
      }
    return PostgresError(.decoding, "column \(name) \(why)", statement: columns.statement)
  }
}
