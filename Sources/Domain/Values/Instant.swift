import Foundation

/// A point in time, in microseconds since 1970-01-01T00:00:00Z: as exact as PostgreSQL's `timestamptz`.
package struct Instant: Hashable, Comparable, Sendable {
  package let microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  package init(_ date: Date) {
    microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
  }

  package var date: Date { Date(timeIntervalSince1970: Double(microseconds) / 1_000_000) }

  package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

  package func adding(seconds: Int64) -> Instant { Instant(microseconds: microseconds + seconds * 1_000_000) }

  /// Seconds from `other` to this instant; negative when it lies before.
  package func seconds(since other: Instant) -> Double {
    Double(microseconds - other.microseconds) / 1_000_000
  }
}

extension Instant: CustomStringConvertible, LosslessStringConvertible {
  /// ISO 8601 in UTC: `2026-11-23T09:14:00Z`, with up to six decimals where there are any.
  package var description: String {
    let second = microseconds.flooredDivision(1_000_000)
    let rest = microseconds - second * 1_000_000
    let day = second.flooredDivision(86_400)
    let ofDay = second - day * 86_400
    let date = CivilDate(daysSince1970: day)
    var text = date.description + "T" + Self.two(ofDay / 3600) + ":" + Self.two(ofDay / 60 % 60)
    text += ":" + Self.two(ofDay % 60)
    if rest != 0 {
      var decimals = String(rest + 1_000_000).dropFirst()
      while decimals.hasSuffix("0") { decimals.removeLast() }
      text += "." + decimals
    }
    return text + "Z"
  }

  /// Reads ISO 8601 with `Z` or an offset, as written above or as PostgreSQL prints it in JSON.
  ///
  /// Nil outside the years 1 to 9999 of UTC: what could not be printed and read again would spoil the item it is in.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == 45, bytes[7] == 45, bytes[10] == 84 || bytes[10] == 32,
      bytes[13] == 58, bytes[16] == 58,
      let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
      let day = Self.number(bytes[8..<10]), let hour = Self.number(bytes[11..<13]),
      let minute = Self.number(bytes[14..<16]), let second = Self.number(bytes[17..<19]),
      let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second < 61
    else { return nil }
    var index = 19
    var fraction: Int64 = 0
    if bytes[index] == 46 {
      index += 1
      var scale: Int64 = 100_000
      while index < bytes.count, (48...57).contains(bytes[index]) {
        fraction += Int64(bytes[index] - 48) * scale
        scale /= 10
        index += 1
      }
    }
    guard let offset = Self.offset(bytes[index...]) else { return nil }
    let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
    guard (Self.firstSecond..<Self.endSecond).contains(seconds) else { return nil }
    microseconds = seconds * 1_000_000 + fraction
  }

  /// 0001-01-01T00:00:00Z and 10000-01-01T00:00:00Z, in seconds since 1970.
  private static let firstSecond: Int64 = -62_135_596_800
  private static let endSecond: Int64 = 253_402_300_800

  /// The offset from UTC in seconds; nil when it is none.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard let first = bytes.first else { return nil }
    if first == 90 { return bytes.count == 1 ? 0 : nil }
    guard first == 43 || first == 45 else { return nil }
    let digits = bytes.dropFirst().filter { $0 != 58 }
    guard digits.count == 2 || digits.count == 4, let value = number(digits[...]) else { return nil }
    let seconds = digits.count == 2 ? value * 3600 : (value / 100) * 3600 + (value % 100) * 60
    return first == 45 ? -seconds : seconds
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> Int64? {
    var value: Int64 = 0
    for byte in bytes {
      guard (48...57).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - 48)
    }
    return value
  }

  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension Instant: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let instant = Instant(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a time in ISO 8601"))
    }
    self = instant
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Int64 {
  /// Division that rounds towards minus infinity, so that times before 1970 come out right.
  func flooredDivision(_ divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}
