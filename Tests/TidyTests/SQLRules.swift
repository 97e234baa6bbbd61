/// How the files below sql/ are named and how they begin.
enum SQLRules {
  static let longestRoutine = 120

  static let all = [
    Rule.perFile("SQL files begin with what they are for", contracts),
    Rule.perFile("one routine per file, named like it", routines),
    Rule(name: "migrations are numbered without a gap", check: migrations),
  ]

  static func contracts(_ file: SourceFile) -> [Finding] {
    let isSnapshot = file.name == "schema.snapshot.sql"
    guard file.isSQL, file.isUnder("sql"), !isSnapshot, !file.isUnder("sql/tests") else { return [] }
    if file.lines[0].hasPrefix("-- "), file.lines[0].count > 4 { return [] }
    return [file.finding(0, "begin with a comment (-- ...) that says what this is for and what it promises")]
  }

  static func routines(_ file: SourceFile) -> [Finding] {
    guard file.isSQL, file.isUnder("sql/routines") else { return [] }
    var findings: [Finding] = []
    let created = created(in: file)
    if file.lines.count - 1 > longestRoutine {
      findings.append(
        file.finding(longestRoutine, "\(file.lines.count - 1) lines: at most \(longestRoutine); divide it"))
    }
    if created.isEmpty {
      findings.append(file.finding(0, "no routine is created here: move it to where its kind belongs"))
    }
    for extra in created.dropFirst() {
      findings.append(file.finding(extra.line, "a second routine, \(extra.name): give it a file of its own"))
    }
    // A number in front orders files that need one another; it is not part of the name.
    let base = file.name.dropLast(4).trimmingPrefix(/\d+_/)
    if let first = created.first, first.name != base, first.name.split(separator: ".").last != base[...] {
      findings.append(file.finding(first.line, "the routine is \(first.name), so name the file \(first.name).sql"))
    }
    return findings
  }

  /// The routines that a file creates, outside of bodies and comments.
  static func created(in file: SourceFile) -> [(name: String, line: Int)] {
    var body: Substring?
    return file.lines.enumerated().compactMap { index, line in
      let code = line.lowercased().prefix { _ in true }
      defer {
        for quote in line.matches(of: /\$[A-Za-z_]*\$/) {
          if body == nil { body = quote.output } else if body == quote.output { body = nil }
        }
      }
      guard body == nil,
        let match = code.prefixMatch(of: /\s*create\s+(or\s+replace\s+)?(function|procedure)\s+([\w."]+)/)
      else { return nil }
      return (match.output.3.filter { $0 != "\"" }, index)
    }
  }

  static func migrations(_ tree: Tree) -> [Finding] {
    let files = tree.files.filter { $0.isSQL && $0.isUnder("sql/migrations") }
    let first = files.first?.name.hasPrefix("0000") == true ? 0 : 1
    return zip(first..., files).compactMap { number, file in
      let digits = String(number)
      let expected = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      if file.name.wholeMatch(of: /\d{4}_[a-z0-9_]+\.sql/) != nil, file.name.hasPrefix(expected) { return nil }
      return file.finding(0, "migrations are NNNN_name.sql in one unbroken row: make it \(expected)_name.sql")
    }
  }
}
