import Foundation

/// Readers of arrays. The plain ones refuse a null among the elements, too; `…OrNils` allow it. An array that may
/// itself be null is asked for with `isNull` first.
extension PostgresRow {
  package func uuids(_ column: Column) throws(PostgresError) -> [UUID] { try all(column, uuidsOrNils(column)) }
  package func uuidsOrNils(_ column: Column) throws(PostgresError) -> [UUID?] {
    try array(column, as: "uuids", of: [PostgresType.uuidArray], PostgresWire.uuid)
  }

  package func ints(_ column: Column) throws(PostgresError) -> [Int32] { try all(column, intsOrNils(column)) }
  package func intsOrNils(_ column: Column) throws(PostgresError) -> [Int32?] { try wholes(column, as: "ints") }

  package func bigints(_ column: Column) throws(PostgresError) -> [Int64] { try all(column, bigintsOrNils(column)) }
  package func bigintsOrNils(_ column: Column) throws(PostgresError) -> [Int64?] {
    try wholes(column, as: "bigints")
  }

  package func bools(_ column: Column) throws(PostgresError) -> [Bool] { try all(column, boolsOrNils(column)) }
  package func boolsOrNils(_ column: Column) throws(PostgresError) -> [Bool?] {
    try array(column, as: "bools", of: [PostgresType.boolArray], Self.bool)
  }

  /// From `text[]`, or an array of a user's type, as an enumeration.
  package func texts(_ column: Column) throws(PostgresError) -> [String] { try all(column, textsOrNils(column)) }
  package func textsOrNils(_ column: Column) throws(PostgresError) -> [String?] {
    try read(
      column, as: "texts",
      from: { [PostgresType.textArray, 1015, 1003].contains($0) || $0 >= PostgresType.firstOfUsers }
    ) { bytes, _ in Self.elements(bytes, Self.text) }.orRefuse(self, column)
  }

  package func byteas(_ column: Column) throws(PostgresError) -> [[UInt8]] { try all(column, byteasOrNils(column)) }
  package func byteasOrNils(_ column: Column) throws(PostgresError) -> [[UInt8]?] {
    try array(column, as: "byteas", of: [PostgresType.byteaArray]) { Array($0) }
  }

  package func timestamps(_ column: Column) throws(PostgresError) -> [Date] {
    try all(column, timestampsOrNils(column))
  }
  package func timestampsOrNils(_ column: Column) throws(PostgresError) -> [Date?] {
    try array(column, as: "timestamps", of: [PostgresType.timestamptzArray], Self.date)
  }

  private func wholes<T: FixedWidthInteger>(_ column: Column, as kind: String) throws(PostgresError) -> [T?] {
    let elementTypes: [UInt32: UInt32] = [
      PostgresType.int2Array: PostgresType.int2, PostgresType.int4Array: PostgresType.int4,
      PostgresType.int8Array: PostgresType.int8,
    ]
    return try read(column, as: kind, from: { elementTypes[$0] != nil }) { bytes, type in
      Self.elements(bytes) { Self.whole($0, elementTypes[type] ?? 0) }
    }.orRefuse(self, column)
  }

  private func array<T>(
    _ column: Column, as kind: String, of types: [UInt32], _ decode: (ArraySlice<UInt8>) -> T?
  ) throws(PostgresError) -> [T?] {
    try read(column, as: kind, from: types.contains) { bytes, _ in Self.elements(bytes, decode) }
      .orRefuse(self, column)
  }

  private static func elements<T>(_ bytes: ArraySlice<UInt8>, _ decode: (ArraySlice<UInt8>) -> T?) -> [T?]? {
    guard let elements = PostgresWire.elements(bytes) else { return nil }
    var values: [T?] = []
    for element in elements {
      guard let element else {
        values.append(nil)
        continue
      }
      guard let value = decode(element) else { return nil }
      values.append(value)
    }
    return values
  }

  private func all<T>(_ column: Column, _ elements: [T?]) throws(PostgresError) -> [T] {
    let present = elements.compactMap(\.self)
    guard present.count == elements.count else { throw refused(column, "holds a null among its elements") }
    return present
  }
}

extension Optional {
  fileprivate func orRefuse(_ row: PostgresRow, _ column: PostgresRow.Column) throws(PostgresError) -> Wrapped {
    try row.some(column, self)
  }
}
