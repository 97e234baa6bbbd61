import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore

/// What a post says, as options.
struct TextOptions: ParsableArguments {
  @Option(
    name: .customLong("text"), parsing: .singleValue,
    help: ArgumentHelp(
      "A text with its language: en=\"The bridge is open.\" Once for each language.", valueName: "lang=text"))
  var texts: [String] = []

  @Option(
    name: .customLong("text-file"), parsing: .singleValue,
    help: ArgumentHelp("A text from a file (UTF-8): en=message.txt", valueName: "lang=file"))
  var files: [String] = []

  init() {}

  func read() throws -> [String: String] {
    var found: [String: String] = [:]
    func put(_ language: String, _ text: String) throws {
      guard found[language] == nil else { throw Complaint(.usage, "There are two texts in \(language).") }
      found[language] = text
    }
    for text in texts {
      let (language, words) = try Self.split(text, option: "--text")
      try put(language, words)
    }
    for file in files {
      let (language, path) = try Self.split(file, option: "--text-file")
      guard let text = String(data: try StateFolder.read(path), encoding: .utf8) else {
        throw Complaint(.usage, "The file \(path) is not in UTF-8.", remedy: "Save it as UTF-8.")
      }
      try put(language, text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
    return found
  }

  private static func split(_ value: String, option: String) throws -> (String, String) {
    guard let equals = value.firstIndex(of: "="), Wording.isLanguage(String(value[..<equals])) else {
      throw Complaint(.usage, "\(option) wants a language, = and the text: \(option) en=\"The bridge is open.\"")
    }
    return (String(value[..<equals]), String(value[value.index(after: equals)...]))
  }
}

/// When a post goes out, as options.
struct TimeOptions: ParsableArguments {
  @Option(help: ArgumentHelp("When it goes out, on the clock of --zone.", valueName: "YYYY-MM-DD HH:MM")) var due:
    String?
  @Option(help: "Time zone by name, like Europe/London. Default: the office's.") var zone: String?
  @Flag(help: "Of a time that comes twice, take the later. Default: the earlier.") var later = false
  @Option(
    name: .customLong("not-after"), help: ArgumentHelp("Never send it later than this.", valueName: "YYYY-MM-DD HH:MM"))
  var notAfter: String?

  init() {}

  func dueTime(_ office: Region?) throws -> Due? {
    guard let due else { return nil }
    let zone = zone ?? office?.zone ?? "UTC"
    return Due(at: try Self.instant(due, zone: zone, later: later, what: "due time"), zone: zone, wall: due)
  }

  func lastTime(_ office: Region?) throws -> Instant? {
    try notAfter.map {
      try Self.instant($0, zone: zone ?? office?.zone ?? "UTC", later: later, what: "\"not after\"")
    }
  }

  private static func instant(_ wall: String, zone: String, later: Bool, what: String) throws -> Instant {
    let read = TimeWords.read(wall, zone: zone, later: later)
    if let problem = read.problem { throw Complaint(.usage, "The \(what) cannot be: \(problem)") }
    if let remark = read.remark { Output.errorLine(remark) }
    guard let instant = read.instant else { throw Complaint(.usage, "The \(what) cannot be read.") }
    return instant
  }
}

/// A written time, read with words for what is wrong or worth a remark.
struct TimeWords: Hashable, Sendable {
  var instant: Instant?
  var problem: String?
  var remark: String?

  static func read(_ wall: String, zone: String, later: Bool) -> TimeWords {
    do throws(WallTime.Failure) {
      switch try WallTime.meaning(of: wall, zone: zone) {
      case .one(let instant): return TimeWords(instant: instant)
      case .two(let earlier, let latter):
        let chosen = later ? latter : earlier
        return TimeWords(
          instant: chosen,
          remark: "\(wall) comes twice in \(zone), as the clock is set back; taken is the "
            + (later ? "later" : "earlier (the later: --later)") + ", \(chosen).")
      case .never(let before, let after):
        let nearest = [before, after].compactMap { WallTime.text(of: $0, zone: zone) }
        return TimeWords(
          problem: "\(wall) does not exist in \(zone), as the clock is set forward. "
            + "The nearest that do: \(nearest.joined(separator: " and ")).")
      }
    } catch {
      switch error {
      case .form: return TimeWords(problem: "\"\(wall)\" is no time; write YYYY-MM-DD HH:MM, like 2026-12-01 09:00.")
      case .zone: return TimeWords(problem: "\"\(zone)\" is no time zone; write a name like Europe/London.")
      }
    }
  }
}
