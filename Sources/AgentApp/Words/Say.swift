import Domain
import Foundation
import LocalStore

/// How values are said to members.
enum Say {
  /// A time on the office's own clock: `2026-11-23 09:14`.
  static func time(_ instant: Instant, _ office: Office) -> String {
    time(instant, zone: (try? office.store.view(.house).items.regions[office.identity.region]?.zone) ?? "UTC")
  }

  static func time(_ instant: Instant, zone: String) -> String {
    let shown = WallTime.text(of: instant, zone: zone)
    return shown.map { "\($0) (\(zone))" } ?? instant.description
  }

  /// How far a clock is from the centre's: `3 hours behind the centre's`.
  static func skew(_ ahead: Int) -> String {
    let sizes = [(365 * 86_400, "year"), (86_400, "day"), (3600, "hour"), (60, "minute")]
    let (size, word) = sizes.first { abs(ahead) >= $0.0 * 2 } ?? (1, "second")
    return count(abs(ahead) / size, word) + (ahead > 0 ? " ahead of" : " behind") + " the centre's"
  }

  /// One line of a text, cut at a width in characters.
  static func oneLine(_ text: String, width: Int = 60) -> String {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= width ? line : line.prefix(width - 1) + "…"
  }

  /// Two texts on a line each, cut to where they begin to differ; the end of a line is shown as ⏎.
  static func contrast(_ before: String, _ after: String, width: Int = 60) -> (before: String, after: String) {
    let (before, after) = (flat(before), flat(after))
    let same = zip(before, after).prefix { $0 == $1 }.count
    let start = min(before.count, after.count) <= width && max(before.count, after.count) <= width ? 0 : same - 20
    func shown(_ text: String) -> String {
      guard start > 0 else { return text.count <= width ? text : text.prefix(width - 1) + "…" }
      let rest = text.dropFirst(start)
      return "…" + (rest.count <= width ? rest : rest.prefix(width - 1) + "…")
    }
    return (shown(before), shown(after))
  }

  private static func flat(_ text: String) -> String {
    String(text.map { $0.isNewline ? "⏎" : $0 })
  }

  static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
    "\(number) \(number == 1 ? one : many ?? one + "s")"
  }

  static func list(_ words: [String], joint: String = "and") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(joint) " + last
  }
}
