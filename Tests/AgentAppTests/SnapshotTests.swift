import ArgumentParser
import Domain
import Foundation
import Testing

@testable import AgentApp

/// What scripts get from `--json`, held to committed files: a field that is renamed or goes breaks somebody's script.
@Suite struct SnapshotTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")
  private static let renew = "CRIER_WRITE_SNAPSHOTS"

  @Test("--json prints what it did when the snapshot was taken", arguments: Answers.all.keys.sorted())
  func unchanged(_ name: String) throws {
    let answer = try #require(Answers.all[name])
    let printed = try Self.text(answer.value)
    let file = Self.folder.appending(path: "\(name).json")
    if ProcessInfo.processInfo.environment[Self.renew] == "1" {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try Data(printed.utf8).write(to: file)
    }
    let kept = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
    #expect(
      kept == printed,
      """
      \(name).json \(kept == nil ? "is missing" : "says something else"). If scripts are to see this change, renew the \
      files and commit them: \(Self.renew)=1 swift test --filter SnapshotTests
      """)
  }

  @Test("there is a snapshot for every answer, and no other")
  func complete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path(percentEncoded: false))
    #expect(files.sorted() == Answers.all.keys.map { "\($0).json" }.sorted())
  }

  @Test("every field is named in lower case with underscores, and in the help of the command that prints it")
  func documented() throws {
    for (name, answer) in Answers.all {
      let value = try JSONSerialization.jsonObject(with: Data(try Self.text(answer.value).utf8))
      let keys = Self.keys(of: value)
      #expect(!keys.isEmpty)
      for key in keys { #expect(key.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil, "\(name): \(key)") }
      for command in answer.commands {
        let help = AgentCommand.helpMessage(for: command)
        let words = Set(help.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        for key in keys where !words.contains(key) {
          Issue.record("the help of \(command._commandName) does not tell of \(key), which is in \(name).json")
        }
      }
    }
  }

  @Test("every command has --json, but those that only hold others and the one that stays running")
  func everywhere() {
    for (words, command) in CommandTests.all where command.configuration.subcommands.isEmpty {
      let help = AgentCommand.helpMessage(for: command)
      #expect(help.contains("--json") == (words != "crier-agent run"), "\(words)")
      let isSnapped = Answers.all.values.contains { $0.commands.contains { $0 == command } }
      #expect(isSnapped == (words != "crier-agent run"), "\(words) has a snapshot")
      let fields = command.configuration.discussion.split(separator: "\n").drop { !$0.hasPrefix("--json prints") }
      for line in fields { #expect(line.count <= 78, "\(words): \(line)") }
    }
  }

  private static func text(_ value: any Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// All names of fields. What is filed by language or state has none of its own.
  private static func keys(of value: Any) -> Set<String> {
    if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(keys(of: $1)) } }
    guard let object = value as? [String: Any] else { return [] }
    return object.reduce(into: []) { found, field in
      found.insert(field.key)
      if !["texts", "posts", "alt"].contains(field.key) { found.formUnion(keys(of: field.value)) }
    }
  }
}
