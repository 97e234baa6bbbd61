/// What Swift code of ours must look like.
enum SwiftRules {
  static let longestFile = 400
  static let longestFunction = 70

  static let all = [
    Rule.perFile("files are short", shortFiles),
    Rule.perFile("functions are short", shortFunctions),
    Rule.perFile("a trap or a loophole has its reason above it", reasons),
    Rule.perFile("background work is a service's", bareTasks),
    Rule.perFile("only the C doors are unsafe", unsafeCode),
    Rule.perFile("only commands print", printing),
    Rule.perFile("nothing is public", publicCode),
  ]

  static func shortFiles(_ file: SourceFile) -> [Finding] {
    let count = file.lines.count - (file.lines.last == "" ? 1 : 0)
    guard file.isSwift || file.name.hasSuffix(".py"), count > longestFile else { return [] }
    return [file.finding(longestFile, "\(count) lines: at most \(longestFile); give a part of it a file of its own")]
  }

  static func shortFunctions(_ file: SourceFile) -> [Finding] {
    guard file.isSwift else { return [] }
    return FunctionSpans(file.code).all().filter { $0.lines > longestFunction }.map {
      file.finding($0.first, "a function of \($0.lines) lines: at most \(longestFunction); name its steps")
    }
  }

  static func reasons(_ file: SourceFile) -> [Finding] {
    ["try!", "fatalError(", "@unchecked Sendable", "nonisolated(unsafe)"].flatMap { mark in
      file.codeLines(where: { $0.contains(mark) }, say: "\(mark) needs a comment right above it that says why")
        .filter { !hasComment(above: $0, in: file) }
    }
  }

  static func bareTasks(_ file: SourceFile) -> [Finding] {
    guard file.isUnder("Sources") else { return [] }
    return file.codeLines(
      where: startsTask,
      say: "a task that nobody waits for: use a task group inside run(), or say why in a comment right above"
    ).filter { !hasComment(above: $0, in: file) }
  }

  /// Whether a line of code starts an unstructured task.
  static func startsTask(_ code: String) -> Bool {
    guard code.contains("Task") else { return false }
    return code.contains(/\bTask(\s*\([^)]*\))?\s*\{/) || code.contains(/\bTask\.(detached|immediate)/)
  }

  /// Files outside of the C doors that may be unsafe where a comment right above says why, with why there at all.
  static let unsafeFiles = [
    // Reading a password without showing it takes the terminal's settings, for which there is no call but C's.
    "Sources/Console/SecretInput.swift",
    // Only a timer of the kernel ends a process that does not run, and there is no call for it but C's.
    "Sources/CoordinatorApp/Running/Watchdog.swift",
  ]

  static func unsafeCode(_ file: SourceFile) -> [Finding] {
    let rooms = ["Postgres", "Curl"]
    if rooms.contains(where: { file.isUnder("Sources/\($0)") || file.isUnder("Tests/\($0)Tests") }) { return [] }
    let findings = file.codeLines(
      where: { $0.contains("unsafe") && $0.contains(/(^|[\s(\[=])unsafe\s/) },
      say: "unsafe code stands in Postgres and Curl alone: find a safe call, or move it there")
    return unsafeFiles.contains(file.path) ? findings.filter { !hasComment(above: $0, in: file) } : findings
  }

  static func printing(_ file: SourceFile) -> [Finding] {
    let speakers: Set = ["AgentApp", "CoordinatorApp", "Sandbox", "crier-agent", "crier-coordinator", "crier-sandbox"]
    guard let target = file.target(under: "Sources"), !speakers.contains(target) else { return [] }
    return file.codeLines(
      where: { $0.contains("rint(") && $0.contains(/(^|[^\w.])(debugPrint|print)\(/) },
      say: "only commands print: return a value, or log")
  }

  static func publicCode(_ file: SourceFile) -> [Finding] {
    guard file.isUnder("Sources") else { return [] }
    return file.codeLines(
      where: { code in
        guard code.contains("public ") || code.contains("open ") else { return false }
        let declaration =
          /(^|\s)(public|open)\s+(\w+\s+)*(class|struct|enum|actor|protocol|func|var|let|init|extension)\b/
        return code.contains(declaration)
      },
      say: "between targets of ours say package: nothing is public")
  }

  static func hasComment(above finding: Finding, in file: SourceFile) -> Bool {
    let above = finding.line - 2
    return above >= 0 && file.lines[above].drop { $0 == " " }.hasPrefix("//")
  }
}
