/// The scripts that people type.
enum ShellRules {
  static let all = [Rule.perFile("scripts fail early, run and explain themselves", scripts)]

  static func scripts(_ file: SourceFile) -> [Finding] {
    guard file.isUnder("ops") || file.isUnder(".ci") else { return [] }
    let isScript = file.lines[0].hasPrefix("#!")
    var findings: [Finding] = []
    if isScript != file.isExecutable {
      findings.append(file.finding(0, isScript ? "a script without its run bit: chmod +x" : "a run bit but no #! line"))
    }
    guard file.isShell else { return findings }
    if !file.lines.contains("set -euo pipefail") {
      findings.append(file.finding(0, "a script goes on after a failure: begin it with set -euo pipefail"))
    }
    if file.isUnder("ops"), !file.text.contains("--help") {
      findings.append(file.finding(0, "a script that does not explain itself: answer --help with usage and an example"))
    }
    return findings
  }
}
