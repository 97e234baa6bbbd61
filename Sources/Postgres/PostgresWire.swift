import Foundation

/// The binary forms of values, most significant byte first. Pure.
enum PostgresWire {
  /// From PostgreSQL's epoch (2000) to Foundation's (2001), in microseconds.
  private static let epochGap: Double = 366 * 86_400 * 1_000_000

  static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    stride(from: value.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  static func integer<T: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>) -> T? {
    guard bytes.count == T.bitWidth / 8 else { return nil }
    return bytes.reduce(T.zero) { $0 << 8 | T($1) }
  }

  static func bytes(_ id: UUID) -> [UInt8] {
    let u = id.uuid
    return [u.0, u.1, u.2, u.3, u.4, u.5, u.6, u.7, u.8, u.9, u.10, u.11, u.12, u.13, u.14, u.15]
  }

  static func uuid(_ bytes: ArraySlice<UInt8>) -> UUID? {
    guard bytes.count == 16 else { return nil }
    let b = Array(bytes)
    return UUID(
      uuid: (
        b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]
      ))
  }

  /// Microseconds since 2000, or `nil` for a time that PostgreSQL does not have.
  static func microseconds(_ date: Date) -> Int64? {
    if date >= .distantFuture { return .max }
    if date <= .distantPast { return .min }
    return Int64(exactly: (date.timeIntervalSinceReferenceDate * 1_000_000).rounded() + epochGap)
  }

  static func date(microseconds: Int64) -> Date {
    switch microseconds {
    case .max: .distantFuture
    case .min: .distantPast
    default: Date(timeIntervalSinceReferenceDate: (Double(microseconds) - epochGap) / 1_000_000)
    }
  }

  /// An array of one dimension.
  static func array<T>(_ elements: [T?], of type: UInt32, _ encode: (T) -> [UInt8]?) -> [UInt8]? {
    guard !elements.isEmpty else { return bytes(Int32(0)) + bytes(Int32(0)) + bytes(type) }
    let hasNull = elements.contains { $0 == nil }
    var out = bytes(Int32(1)) + bytes(Int32(hasNull ? 1 : 0)) + bytes(type)
    out += bytes(Int32(elements.count)) + bytes(Int32(1))
    for element in elements {
      guard let element else {
        out += bytes(Int32(-1))
        continue
      }
      guard let value = encode(element) else { return nil }
      out += bytes(Int32(value.count)) + value
    }
    return out
  }

  /// The elements of an array of at most one dimension; `nil` for anything else.
  static func elements(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>?]? {
    var rest = bytes
    func take() -> Int? {
      guard rest.count >= 4, let value: Int32 = integer(rest.prefix(4)) else { return nil }
      rest = rest.dropFirst(4)
      return Int(value)
    }
    guard let dimensions = take(), take() != nil, take() != nil else { return nil }
    guard dimensions > 0 else { return rest.isEmpty ? [] : nil }
    guard dimensions == 1, let count = take(), take() != nil, count >= 0 else { return nil }
    var found: [ArraySlice<UInt8>?] = []
    for _ in 0..<count {
      guard let length = take() else { return nil }
      guard length >= 0 else {
        found.append(nil)
        continue
      }
      guard rest.count >= length else { return nil }
      found.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return rest.isEmpty ? found : nil
  }

  /// An array as PostgreSQL writes it in text, for element types that we know only as text.
  static func literal(_ elements: [String?]) -> String {
    let quoted = elements.map { element -> String in
      guard let element else { return "NULL" }
      let escaped = element.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      return "\"\(escaped)\""
    }
    return "{\(quoted.joined(separator: ","))}"
  }
}
