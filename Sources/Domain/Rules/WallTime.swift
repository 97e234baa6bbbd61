import Foundation

/// A time as an office writes it, `YYYY-MM-DD HH:MM` in a time zone by name, and the instant that it means.
package enum WallTime {
  /// What a written time means.
  package enum Meaning: Hashable, Sendable {
    /// One instant.
    case one(Instant)
    /// The clock is set back: the time comes twice.
    case two(earlier: Instant, later: Instant)
    /// The clock is set forward over it: the nearest times that exist, before and after.
    case never(before: Instant, after: Instant)
  }

  package enum Failure: Error, Hashable, Sendable {
    /// Not of the form `YYYY-MM-DD HH:MM`, or no such day or hour.
    case form
    /// No time zone goes by that name.
    case zone
  }

  /// The instant or instants of a written time.
  package static func meaning(of wall: String, zone name: String) throws(Failure) -> Meaning {
    guard let zone = zone(named: name) else { throw .zone }
    guard let local = seconds(wall) else { throw .form }
    // Every offset that the zone has around then; no offset is more than a day.
    let around = [-86_400, -43_200, 0, 43_200, 86_400].map { offset(zone, at: local + $0) }
    let fitting = Set(around).map { local - $0 }.filter { offset(zone, at: $0) == local - $0 }.sorted()
    if let earlier = fitting.first, let later = fitting.last {
      return earlier == later ? .one(instant(earlier)) : .two(earlier: instant(earlier), later: instant(later))
    }
    // A gap: under the offset before it the time falls after the change, under the offset after it before the change.
    guard let change = change(in: zone, between: local - 172_800, and: local + 172_800, over: local) else {
      throw .form
    }
    return .never(before: instant(change - 60), after: instant(change))
  }

  /// The written form of an instant, to the minute; nil when no zone goes by that name.
  package static func text(of instant: Instant, zone name: String) -> String? {
    guard let zone = zone(named: name) else { return nil }
    let second = instant.microseconds.flooredDivision(1_000_000)
    let local = second + offset(zone, at: second)
    let day = local.flooredDivision(86_400)
    let minute = (local - day * 86_400) / 60
    return "\(CivilDate(daysSince1970: day)) \(two(minute / 60)):\(two(minute % 60))"
  }

  /// The zone of that name in the IANA database. Abbreviations and offsets are no names.
  package static func zone(named name: String) -> TimeZone? {
    guard name == "UTC" || name.contains("/") else { return nil }
    return TimeZone(identifier: name)
  }

  /// The first second of the new offset, where the zone's clock jumps over the local second.
  private static func change(in zone: TimeZone, between first: Int64, and last: Int64, over local: Int64) -> Int64? {
    var moment = Date(timeIntervalSince1970: Double(first))
    let end = Date(timeIntervalSince1970: Double(last))
    while let next = zone.nextDaylightSavingTimeTransition(after: moment), next <= end {
      let second = Int64(next.timeIntervalSince1970.rounded())
      let before = second + offset(zone, at: second - 1)
      let after = second + offset(zone, at: second)
      if before <= local, local < after { return second }
      moment = next.addingTimeInterval(1)
    }
    return nil
  }

  private static func offset(_ zone: TimeZone, at second: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second))))
  }

  /// Seconds since 1970 as if the clock on the wall were UTC.
  private static func seconds(_ wall: String) -> Int64? {
    let bytes = Array(wall.utf8)
    guard bytes.count == 16, bytes[4] == 45, bytes[7] == 45, bytes[10] == 32, bytes[13] == 58,
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
      let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), hour < 24, minute < 60,
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    return date.daysSince1970 * 86_400 + hour * 3600 + minute * 60
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    digits.reduce(Int64?.some(0)) { value, digit in
      guard let value, (48...57).contains(digit) else { return nil }
      return value * 10 + Int64(digit - 48)
    }
  }

  private static func instant(_ second: Int64) -> Instant { Instant(microseconds: second * 1_000_000) }
  private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
