import Console
import Domain

/// How two versions of one part of a post are told to members.
struct ConflictWords {
  let conflict: Conflict
  let items: Items
  /// Of the office that reads it.
  let zone: String
  /// What lists call it.
  let name: String

  /// The widest line, in characters.
  static let width = 80

  /// Both versions side by side, who wrote them and when, and how to choose.
  var lines: [String] {
    var lines = ["\(name) · post \(conflict.post.short) · \(conflict.field.title)"]
    if let post = items.posts[conflict.post] {
      let languages = items.regions[post.region]?.languages ?? []
      lines.append(Say.oneLine("  \(PostWords.gist(post.content, in: languages))", width: Self.width))
    }
    lines +=
      ["", "Both began with:"]
      + Self.wrapped(conflict.base.map(words) ?? "(not known)", Self.width - 2).map { "  \($0)" }
    lines.append("")
    lines += Self.beside(told(conflict.centre, "Stands now"), told(conflict.theirs, "Written besides"))
    for side in conflict.earlier {
      let value = Say.oneLine(words(side.value), width: 200)
      lines += [""] + Self.wrapped("Before, by \(who(side)): \(value)", Self.width)
    }
    return lines + [""] + (conflict.resolution.map(chosen) ?? choices)
  }

  /// What to type.
  private var choices: [String] {
    let command = "crier-agent conflict resolve \(name)"
    let two = [
      "Somebody who writes for this office chooses:",
      "  \(command) --take centre    what stands now", "  \(command) --take theirs    what was written besides",
    ]
    switch conflict.field {
    case .text(let language): return two + ["  \(command) --text \(language)=\"…\"    a third"]
    case .media: return two
    default: return two + ["  \(command) --value \"…\"    a third"]
    }
  }

  private func chosen(_ done: Conflict.Resolution) -> [String] {
    let when = Say.time(done.touch.at, zone: zone)
    let what: String
    switch done.choice {
    case .centre: what = "\(done.touch.memberName) chose what stood, \(when)."
    case .theirs: what = "\(done.touch.memberName) chose what was written besides, \(when)."
    case .value: what = "\(done.touch.memberName) wrote a third, \(when): \(done.taken.map(words) ?? "")"
    case .rule: what = "No choice was needed. What stands: \(done.taken.map(words) ?? "")"
    case .withdrawn: what = "\(done.touch.memberName) withdrew the post, \(when)."
    }
    return Self.wrapped(what, Self.width)
  }

  private func told(_ side: Conflict.Side, _ heading: String) -> [String] {
    let width = Self.column
    return Self.wrapped("\(heading), by \(who(side)):", width) + Self.wrapped(words(side.value), width)
  }

  private func who(_ side: Conflict.Side) -> String {
    "\(Output.tame(side.touch.memberName)), \(Say.time(side.touch.at, zone: zone))"
  }

  func words(_ value: FieldValue) -> String {
    switch value {
    case .text(let text): text.isEmpty ? "(none)" : Output.tame(text)
    case .due(let due): due.map { "\($0.wall) (\($0.zone))" } ?? "(no time)"
    case .notAfter(let time): time.map { Say.time($0, zone: zone) } ?? "(no time)"
    case .visibility(let visibility): visibility.words
    case .postClass(let postClass): postClass.rawValue
    case .channels(let channels):
      channels.map { Output.tame(items.channels[$0.channel]?.name ?? $0.channel.short) }.joined(separator: ", ")
    case .media(let media): media.isEmpty ? "(none)" : media.map(ImageWords.line).joined(separator: "\n")
    }
  }

  private static let column = (width - 3) / 2

  /// Two columns; the shorter one is filled up.
  static func beside(_ left: [String], _ right: [String]) -> [String] {
    (0..<max(left.count, right.count)).map { index in
      let one = index < left.count ? left[index] : ""
      let other = index < right.count ? right[index] : ""
      let line = one + String(repeating: " ", count: max(0, column - one.count)) + " | " + other
      return other.isEmpty ? one + String(repeating: " ", count: max(0, column - one.count)) + " |" : line
    }
  }

  /// Lines no wider than so many characters, broken between words where that goes.
  static func wrapped(_ text: String, _ width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [String] in
      var lines = [""]
      for word in line.split(separator: " ", omittingEmptySubsequences: false) {
        var rest = Substring(word)
        let room = width - (lines[lines.count - 1].isEmpty ? 0 : lines[lines.count - 1].count + 1)
        if rest.count > room, !lines[lines.count - 1].isEmpty { lines.append("") }
        while rest.count > width {
          lines[lines.count - 1] = String(rest.prefix(width))
          rest = rest.dropFirst(width)
          lines.append("")
        }
        lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + rest
      }
      return lines
    }
  }
}

extension Office {
  /// A conflict by the beginning of its id.
  static func conflict(named wanted: String, in items: Items) throws -> Conflict {
    try Naming.one(
      of: items.conflicts.values.sorted { $0.id < $1.id }, named: wanted, what: "conflict", id: \.id.text,
      name: { _ in nil })
  }
}
