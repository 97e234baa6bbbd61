import ArgumentParser
import Foundation

/// Where words for people and for scripts go: results to standard output, everything else to standard error.
package enum Output {
  package static func line(_ text: String = "") {
    FileHandle.standardOutput.write(Data((tame(text) + "\n").utf8))
  }

  package static func errorLine(_ text: String) {
    FileHandle.standardError.write(Data((tame(text) + "\n").utf8))
  }

  package static func complain(name: String, _ complaint: Complaint) {
    errorLine("\(name): \(complaint.description)")
  }

  /// One JSON document on one line, keys sorted. What a terminal would obey is escaped as JSON escapes.
  package static func json(_ value: some Encodable) throws {
    FileHandle.standardOutput.write(Data((try jsonText(value) + "\n").utf8))
  }

  /// The same as text: what snapshots compare.
  package static func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    return escape(text) { String(format: "\\u%04x", $0.value) }
  }

  /// Rows under headings, columns aligned, nothing cut off.
  package static func table(_ headings: [String], _ rows: [[String]]) {
    let all = [headings] + rows.map { $0.map { tame($0).replacingOccurrences(of: "\n", with: " ") } }
    let widths = headings.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    for row in all {
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: max(0, width - cell.count))
      }
      var text = cells.joined(separator: "  ")
      while text.hasSuffix(" ") { text.removeLast() }
      line(text)
    }
  }

  /// Text of the public or of members, safe to print on a terminal: control characters are shown, not obeyed.
  package static func tame(_ text: String) -> String {
    escape(text) { "\\u{" + String($0.value, radix: 16) + "}" }
  }

  /// Writes otherwise what a terminal obeys: controls but tab and line end, and changes of direction.
  private static func escape(_ text: String, _ written: (Unicode.Scalar) -> String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: escaped.unicodeScalars.append(scalar)
      case 0x00...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: escaped += written(scalar)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

/// `--json`, for scripts.
package struct OutputOptions: ParsableArguments {
  @Flag(name: .customLong("json"), help: "Print JSON for scripts instead of words.")
  package var asJSON = false

  package init() {}

  /// Prints the value as JSON, or lets the closure say it in words.
  package func show(_ value: some Encodable, inWords: () -> Void) throws {
    if asJSON { try Output.json(value) } else { inWords() }
  }
}
