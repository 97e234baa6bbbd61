import ArgumentParser
import Testing

@testable import AgentApp

@Suite struct CommandTests {
  /// Every command with its words, the groups of commands included.
  static let all: [(words: String, command: any ParsableCommand.Type)] = collect(AgentCommand.self, "crier-agent")

  private static func collect(
    _ command: any ParsableCommand.Type, _ words: String
  ) -> [(words: String, command: any ParsableCommand.Type)] {
    [(words, command)]
      + command.configuration.subcommands.flatMap { sub in
        collect(sub, words + " " + (sub.configuration.commandName ?? "\(sub)"))
      }
  }

  @Test("every command shows an example of itself, and its options do not clash")
  func examples() {
    #expect(Self.all.count == 27)
    for (words, command) in Self.all {
      let help = AgentCommand.helpMessage(for: command)
      let typed = words.split(separator: " ").first.map(String.init) ?? ""
      #expect(help.contains("Example:\n"), "\(words)")
      #expect(help.contains("\(typed) "), "\(words)")
      if command.configuration.subcommands.isEmpty {
        #expect(help.replacing(/\s+/, with: " ").contains(words), "\(words) shows how it is typed")
      }
    }
  }

  @Test("secrets have no option that takes them as an argument")
  func noSecretArguments() {
    for (words, command) in Self.all {
      let help = AgentCommand.helpMessage(for: command)
      for option in ["--password <", "--code <", "--token <"] {
        #expect(!help.contains(option), "\(words) \(option)")
      }
    }
  }

  @Test(
    "wrong usage is refused before anything is done",
    arguments: [
      ["post", "compose", "--class", "urgent"], ["post", "return", "4f2a"], ["nonsense"], ["post", "list", "--colour"],
      ["sign-in"], ["enroll", "request"], ["import"],
    ])
  func usage(_ words: [String]) {
    #expect(throws: (any Error).self) { try AgentCommand.parseAsRoot(words) }
  }

  @Test("a member's page never says a word of the machine room")
  func plainWords() {
    let banned = ["epoch", "fence", "feed", "cursor", "snapshot", "reconcil", " sync", "sqlite", "libpq"]
    for (words, command) in Self.all {
      let help = AgentCommand.helpMessage(for: command).lowercased()
      for word in banned { #expect(!help.contains(word), "\(words) says \(word)") }
    }
  }
}
