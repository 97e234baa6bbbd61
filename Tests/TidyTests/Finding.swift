import Testing

/// One untidy place, with what to do about it.
struct Finding: CustomStringConvertible, Equatable {
  /// The file's path from the top of the tree.
  let file: String
  /// Counted from 1.
  let line: Int
  /// What is wrong and what to do, in one sentence.
  let message: String

  var description: String { "\(file):\(line): \(message)" }
}

/// A rule of the house: looks at one file by itself, or at all of them together.
struct Rule: CustomTestStringConvertible {
  let name: String
  let check: @Sendable (Tree) -> [Finding]

  var testDescription: String { name }

  /// A rule that needs no more than one file at a time.
  static func perFile(_ name: String, _ check: @escaping @Sendable (SourceFile) -> [Finding]) -> Rule {
    Rule(name: name) { tree in tree.files.flatMap(check) }
  }

  /// Every rule of the house.
  static let all = ImportRules.all + SwiftRules.all + TextRules.all + ShellRules.all + SQLRules.all
}
