import Foundation

/// Makes identifiers that grow with time, in one of the forms that servers of this API use.
package struct Identifiers: Sendable {
  package enum Form: String, Sendable, Codable {
    /// Decimal: milliseconds since 1970 above 16 bits of sequence.
    case snowflake
    /// 26 letters and digits, Crockford's base 32.
    case ulid
  }

  package let form: Form
  private var lastMillisecond: UInt64 = 0
  private var sequence: UInt64 = 0

  package init(_ form: Form) { self.form = form }

  /// The next identifier; always greater than the one before, also when the clock steps back.
  package mutating func next(at now: Date) -> String {
    let millisecond = UInt64(max(0, now.timeIntervalSince1970 * 1000))
    if millisecond > lastMillisecond {
      lastMillisecond = millisecond
      sequence = 0
    } else {
      sequence += 1
      if sequence > 0xFFFF {
        lastMillisecond += 1
        sequence = 0
      }
    }
    return switch form {
    case .snowflake: String(lastMillisecond << 16 | sequence)
    case .ulid: Identifiers.ulid(lastMillisecond, sequence)
    }
  }

  private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")

  /// 48 bits of time in 10 digits, then 16 digits: scattered by the time, ending in the sequence.
  private static func ulid(_ millisecond: UInt64, _ sequence: UInt64) -> String {
    var time = (0..<10).map { digits[Int(millisecond >> UInt64(45 - 5 * $0) & 31)] }
    let scatter = millisecond &* 0x9E37_79B9_7F4A_7C15
    time += (0..<12).map { digits[Int(scatter >> UInt64(59 - 5 * $0) & 31)] }
    time += (0..<4).map { digits[Int(sequence >> UInt64(15 - 5 * $0) & 31)] }
    return String(time)
  }
}

/// The order of identifiers: by length first, then by their letters, so that it never needs a number.
package func precedes(_ one: String, _ other: String) -> Bool {
  let lengths = (one.utf8.count, other.utf8.count)
  return lengths.0 == lengths.1 ? one < other : lengths.0 < lengths.1
}
