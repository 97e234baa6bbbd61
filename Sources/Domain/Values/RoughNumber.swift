/// Large numbers for people, so rounded that what is too much never reads as what is allowed.
package enum RoughNumber {
  /// A size is rounded up, a limit down.
  package enum Rounding: Sendable {
    case up, down
  }

  /// "16.7": millions with one digit after the point, where it is not 0.
  package static func millions(_ value: Int64, _ rounding: Rounding) -> String {
    let tenths = quotient(value, 100_000, rounding)
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }

  /// "16.7 MB" of so many bytes; below 100,000 "12 kB".
  package static func megabytes(_ octets: Int64, _ rounding: Rounding) -> String {
    octets < 100_000 ? "\(quotient(octets, 1000, rounding)) kB" : "\(millions(octets, rounding)) MB"
  }

  private static func quotient(_ value: Int64, _ unit: Int64, _ rounding: Rounding) -> Int64 {
    value / unit + (rounding == .up && value % unit > 0 ? 1 : 0)
  }
}
