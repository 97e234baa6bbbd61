/// How the files below sql/ are named and how they begin.
enum SQLRules {
  static let longestRoutine = 120

  static let all = [
    Rule.perFile("SQL files begin with what they are for", contracts),
    Rule.perFile("one routine per file, named like it", routines),
    Rule(name: "migrations are numbered, each by its own number", check: migrations),
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
    // A file may leave out the version that a caller's protocol asks for: push.sql creates push_v1.
    let names = created.first.map { [$0.name, $0.name.replacing(/_v\d+$/, with: "")] } ?? []
    if let first = created.first, !names.contains(where: { $0 == base || $0.split(separator: ".").last == base }) {
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
    var taken: Set<Substring> = []
    return files.compactMap { file in
      if file.name.wholeMatch(of: /\d{4}_[a-z0-9_]+\.sql/) == nil {
        return file.finding(0, "name a migration NNNN_name.sql: the number is its place in the order")
      }
      if taken.insert(file.name.prefix(4)).inserted { return nil }
      return file.finding(
        0, "the number \(file.name.prefix(4)) is taken: the order of the two would hang on their names")
    }
  }
}
