import ArgumentParser
import Testing

@testable import CoordinatorApp

/// Every command of the program that does something: the ends of the tree.
enum Commands {
  static func all(below command: any ParsableCommand.Type = Coordinator.self) -> [any ParsableCommand.Type] {
    let below = command.configuration.subcommands
    return below.isEmpty ? [command] : below.flatMap { all(below: $0) }
  }
}

/// The examples that help shows are commands that the program takes.
struct HelpTests {
  @Test func everyExampleIsACommand() throws {
    var tried = 0
    for command in Commands.all() + Coordinator.configuration.subcommands + [Coordinator.self] {
      for example in Self.examples(in: command.configuration.discussion) {
        let words = Self.words(example.command)
        #expect(throws: Never.self, "\(example.command)") { try Coordinator.parseAsRoot(words) }
        tried += 1
        if example.isGiven {
          #expect(words.contains { $0.hasSuffix("-stdin") }, "what is given is not read: \(example.command)")
        }
      }
    }
    #expect(tried > Commands.all().count)
  }

  /// The commands that a help shows, without what the shell does with them; `isGiven`: has a file or pipe to read from.
  private static func examples(in discussion: String) -> [(command: String, isGiven: Bool)] {
    let lines = discussion.replacing("\\\n", with: " ").split(separator: "\n")
    return lines.filter { $0.hasPrefix("  ") }.compactMap { line in
      guard let start = line.ranges(of: "crier-coordinator ").first else { return nil }
      let command = line[start.upperBound...].prefix { $0 != "<" && $0 != "#" }
      return (String(command), line.contains("<") || line[..<start.lowerBound].contains("|"))
    }
  }

  /// Splits as a shell does, for plain words and double quotes.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    for (index, part) in text.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      if index % 2 == 1 { words.append(String(part)) } else { words += part.split(separator: " ").map(String.init) }
    }
    return words
  }
}
