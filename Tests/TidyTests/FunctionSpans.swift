/// Finds the functions, initialisers and subscripts in masked Swift code, by their braces.
struct FunctionSpans {
  /// From the line of the keyword to that of the closing brace, counted from 0.
  struct Span: Equatable {
    let first: Int
    let last: Int
    var lines: Int { last - first + 1 }
  }

  private let bytes: [UInt8]

  init(_ code: [String]) { bytes = Array(code.joined(separator: "\n").utf8) }

  /// Words that begin another declaration: a requirement of a protocol ends there without a body.
  private static let declarations: Set<String> = [
    "func", "var", "let", "init", "deinit", "subscript", "static", "class", "mutating", "nonmutating", "nonisolated",
    "associatedtype", "typealias", "case", "struct", "enum", "actor", "extension", "protocol", "package", "public",
    "private", "fileprivate", "internal", "override", "import",
  ]

  func all() -> [Span] {
    var spans: [Span] = []
    var line = 0
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\n") { line += 1 }
      let word = word(at: index)
      if opensFunction(word, at: index), let end = end(after: index + word.utf8.count) {
        spans.append(Span(first: line, last: line + newlines(in: index..<end)))
      }
      index += max(1, word.utf8.count)
    }
    return spans
  }

  private func opensFunction(_ word: String, at index: Int) -> Bool {
    guard word == "func" || word == "init" || word == "deinit" || word == "subscript" else { return false }
    let before = bytes[..<index].last
    let after = bytes[(index + word.utf8.count)...].first
    if before == UInt8(ascii: ".") || before == UInt8(ascii: "`") { return false }
    return word == "func" || word == "deinit" || after.map { "(<?!".utf8.contains($0) } == true
  }

  /// The offset of the closing brace of the body that follows, or nothing if no body does.
  private func end(after start: Int) -> Int? {
    var depth = 0
    var index = start
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "{") where depth == 0: return closing(from: index)
      case UInt8(ascii: "}") where depth == 0: return nil
      case UInt8(ascii: "\n") where depth == 0 && beginsDeclaration(after: index): return nil
      default: break
      }
      index += 1
    }
    return nil
  }

  private func closing(from start: Int) -> Int? {
    var depth = 0
    for index in start..<bytes.count {
      if bytes[index] == UInt8(ascii: "{") { depth += 1 }
      if bytes[index] == UInt8(ascii: "}") { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  private func beginsDeclaration(after newline: Int) -> Bool {
    guard let start = bytes[(newline + 1)...].firstIndex(where: { $0 != UInt8(ascii: " ") }) else { return true }
    if bytes[start] == UInt8(ascii: "@") || bytes[start] == UInt8(ascii: "#") { return true }
    return Self.declarations.contains(word(at: start))
  }

  /// The whole word that begins at an offset; empty in the middle of one.
  private func word(at index: Int) -> String {
    if index > 0, Self.isWord(bytes[index - 1]) { return "" }
    return String(decoding: bytes[index...].prefix(while: Self.isWord), as: UTF8.self)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte == UInt8(ascii: "_") || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
  }

  private func newlines(in range: Range<Int>) -> Int {
    bytes[range].count { $0 == UInt8(ascii: "\n") }
  }
}
