import Testing

/// The rules on the project itself.
struct TreeTests {
  @Test("The house is tidy", arguments: Rule.all)
  func houseIsTidy(rule: Rule) throws {
    let tree = try Tree.ours.get()
    for finding in rule.check(tree) { Issue.record("\(finding)") }
  }

  @Test func everyKindOfFileIsRead() throws {
    let paths = Set(try Tree.ours.get().files.map(\.path))
    for path in ["Package.swift", "LICENSE", ".ci/run", ".swift-format", "ops/test", "Tests/TidyTests/TreeTests.swift"]
    {
      #expect(paths.contains(path))
    }
    #expect(!paths.contains { $0.contains(".build") || $0.contains("__pycache__") })
  }
}
