/// What holds for texts of every kind. Words that must not occur are put together here from halves, so that this
/// file does not break its own rules.
enum TextRules {
  static let widestLine = 120

  static let all = [
    Rule.perFile("lines are short", shortLines),
    Rule.perFile("tests wait for a condition", sleeps),
    Rule.perFile("no test is put aside", skips),
    Rule.perFile("nothing is left for later", marks),
    Rule.perFile("no path or host of one machine", machines),
  ]

  static func shortLines(_ file: SourceFile) -> [Finding] {
    let isGenerated = file.name == "schema.snapshot.sql"
    guard file.isSwift || file.isSQL || file.isShell || file.name.hasSuffix(".py"), !isGenerated else { return [] }
    return file.lines.indices.filter {
      file.lines[$0].utf8.count > widestLine && file.lines[$0].count > widestLine && !file.lines[$0].contains("://")
    }.map { file.finding($0, "\(file.lines[$0].count) columns: at most \(widestLine); break the line") }
  }

  static func sleeps(_ file: SourceFile) -> [Finding] {
    guard file.isUnder("Tests") else { return [] }
    return find(["sle" + "ep(", "usle" + "ep", "Task.sle" + "ep"], in: file) { _ in
      "wait for a condition: eventually { } of TestKit; a slow server waits on an event; PostgreSQL has pg_sleep_for"
    }
  }

  static func skips(_ file: SourceFile) -> [Finding] {
    guard file.isUnder("Tests") else { return [] }
    return find([".disa" + "bled(", "XCT" + "Skip", "pytest.mark.sk" + "ip("], in: file) { _ in
      "a test that does not run shows nothing: mend it, or give it a condition that says what is missing"
    }
  }

  static func marks(_ file: SourceFile) -> [Finding] {
    guard ["Sources", "Tests", "sql", "ops"].contains(where: file.isUnder) else { return [] }
    return find(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"], in: file, asWord: true) { mark in
      "\(mark): finish it now, or say it in the issue"
    }
  }

  static func machines(_ file: SourceFile) -> [Finding] {
    let folders = ["wo" + "rk", "ho" + "me", "ro" + "ot"].map { "/\($0)/" } + ["/opt/" + "swift", "/opt/" + "wheels"]
    let hosts = [
      "pypi" + ".org", "files.python" + "hosted", "--index-" + "url", "--find-" + "links", "trusted-" + "host",
    ]
    return find(folders, in: file) { "\($0) is a path of one machine: derive it, or pass it in" }
      + find(hosts, in: file) { "\($0) names a registry: that is the machine's own setting" }
  }

  /// The lines in which one of the needles stands, once each; as a word of its own if so asked.
  private static func find(
    _ needles: [String], in file: SourceFile, asWord: Bool = false, say message: (String) -> String
  ) -> [Finding] {
    file.lines.indices.compactMap { index in
      let line = file.lines[index]
      guard let needle = needles.first(where: { line.contains($0) && (!asWord || isWord($0, in: line)) }) else {
        return nil
      }
      return file.finding(index, message(needle))
    }
  }

  private static func isWord(_ word: String, in line: String) -> Bool {
    line.ranges(of: word).contains { range in
      let before = line[..<range.lowerBound].last
      let after = line[range.upperBound...].first
      return ![before, after].contains { $0.map { $0.isLetter || $0.isNumber || $0 == "_" } == true }
    }
  }
}
