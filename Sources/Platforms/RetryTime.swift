import Domain
import HTTPTypes

/// When a platform lets us come back.
package enum RetryTime {
  /// The latest time that `Retry-After` (seconds or a date) and the given reset field (ISO 8601 or Unix seconds)
  /// name, at least one second and at most a day ahead; nil when neither says anything readable.
  package static func read(_ response: PlatformResponse, reset: HTTPField.Name) -> Instant? {
    let named = [
      response.fields[.retryAfter].flatMap { after($0, at: response.at) },
      response.fields[reset].flatMap { Instant($0) ?? unix($0) },
    ].compactMap { $0 }
    guard let latest = named.max() else { return nil }
    return min(max(latest, response.at.adding(seconds: 1)), response.at.adding(seconds: 86_400))
  }

  /// The server's own clock when it answered; nil when it does not say.
  package static func serverTime(_ response: PlatformResponse) -> Instant? {
    response.fields[.date].flatMap(date)
  }

  /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`.
  package static func date(_ text: String) -> Instant? {
    let parts = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])),
      parts[1].utf8.count == 2, parts[3].utf8.count == 4
    else { return nil }
    let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
    return Instant("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
  }

  private static func after(_ text: String, at now: Instant) -> Instant? {
    guard let seconds = Int64(text) else { return date(text) }
    return now.adding(seconds: min(max(seconds, 0), 86_400))
  }

  private static func unix(_ text: String) -> Instant? {
    guard let seconds = Int64(text), (0...100_000_000_000).contains(seconds) else { return nil }
    return Instant(microseconds: seconds * 1_000_000)
  }
}
