import Testing

/// Planted faults for the rules about texts, scripts and SQL. Banned words are put together from halves.
struct TextRuleTests {
  private func messages(
    _ rule: (SourceFile) -> [Finding], _ path: String, _ text: String, isExecutable: Bool = false
  ) -> [String] {
    rule(SourceFile(path, text, isExecutable: isExecutable)).map(\.description)
  }

  @Test func aWideLineIsNamed() {
    let widest = String(repeating: "é", count: TextRules.widestLine)
    #expect(messages(TextRules.shortLines, "Sources/Domain/A.swift", widest).isEmpty)
    #expect(
      messages(TextRules.shortLines, "sql/views/a.sql", "\n\(widest)é").map { $0.hasPrefix("sql/views/a.sql:2: 121") }
        == [true])
    #expect(messages(TextRules.shortLines, "ops/test", "#!/usr/bin/env bash\n\(widest)é").count == 1)
    #expect(messages(TextRules.shortLines, "README.md", "\(widest)é").isEmpty)
  }

  @Test(arguments: ["try await Task.sle" + "ep(for: .seconds(1))", "time.sle" + "ep(1)", "usle" + "ep(9)"])
  func aSleepInATestIsNamed(line: String) {
    #expect(messages(TextRules.sleeps, "Tests/SyncTests/A.swift", "\n\(line)").count == 1)
    #expect(messages(TextRules.sleeps, "Sources/Sync/A.swift", line).isEmpty)
  }

  @Test func aTestPutAsideIsNamed() {
    #expect(messages(TextRules.skips, "Tests/SyncTests/A.swift", "@Test(.disa" + "bled(\"later\"))").count == 1)
    #expect(messages(TextRules.skips, "Tests/SyncTests/A.swift", "@Test(.enabled(if: hasSpecifications))").isEmpty)
  }

  @Test(arguments: ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"])
  func aMarkForLaterIsNamed(mark: String) {
    let line = "-- \(mark): later"
    #expect(
      messages(TextRules.marks, "sql/views/a.sql", line) == [
        "sql/views/a.sql:1: \(mark): finish it now, or say it in the issue"
      ])
    #expect(messages(TextRules.marks, "ops/test", "mktemp a.\(mark)\(mark)").isEmpty)
  }

  @Test(arguments: ["/ho" + "me/ann/a", "/ro" + "ot/.cache", "/wo" + "rk/main", "pip install --index-" + "url x"])
  func aMachinesOwnPathOrHostIsNamed(text: String) {
    #expect(messages(TextRules.machines, "README.md", "a\n\(text)").count == 1)
  }

  @Test func scriptsMustFailEarlyRunAndExplainThemselves() {
    let good = "#!/usr/bin/env bash\n# What it does.\nset -euo pipefail\nusage: --help\n"
    #expect(messages(ShellRules.scripts, "ops/a", good, isExecutable: true).isEmpty)
    #expect(messages(ShellRules.scripts, "ops/a", good).count == 1)
    #expect(messages(ShellRules.scripts, "ops/a", "#!/bin/sh\n", isExecutable: true).count == 2)
    #expect(messages(ShellRules.scripts, "ops/a.service", "[Unit]\n", isExecutable: true).count == 1)
    #expect(messages(ShellRules.scripts, "ops/a.service", "[Unit]\n").isEmpty)
  }

  @Test func anSQLFileWithoutItsContractIsNamed() {
    #expect(messages(SQLRules.contracts, "sql/views/a.sql", "create view a as select 1;").count == 1)
    #expect(messages(SQLRules.contracts, "sql/views/a.sql", "-- What A is for.\ncreate view a as select 1;").isEmpty)
  }

  @Test func aRoutineHasAFileOfItsOwnName() {
    let push =
      "-- Takes rows in.\ncreate or replace function sync.push(a int) returns int language plpgsql as $body$\nbegin\n"
      + "  execute 'create table x';\n  create function inner_one() returns int;\nend $body$;\n"
    #expect(messages(SQLRules.routines, "sql/routines/sync.push.sql", push).isEmpty)
    #expect(messages(SQLRules.routines, "sql/routines/sync/push.sql", push).isEmpty)
    #expect(messages(SQLRules.routines, "sql/routines/sync/00_push.sql", push).isEmpty)
    let versioned = push.replacing("sync.push", with: "sync.push_v1")
    #expect(messages(SQLRules.routines, "sql/routines/sync/push.sql", versioned).isEmpty)
    #expect(
      messages(SQLRules.routines, "sql/routines/pull.sql", push) == [
        "sql/routines/pull.sql:2: the routine is sync.push, so name the file sync.push.sql"
      ])
    let two = push + "CREATE PROCEDURE sync.pull() language sql as $$ select 1 $$;\n"
    #expect(
      messages(SQLRules.routines, "sql/routines/push.sql", two) == [
        "sql/routines/push.sql:7: a second routine, sync.pull: give it a file of its own"
      ])
    #expect(messages(SQLRules.routines, "sql/routines/push.sql", "-- Nothing.\n").count == 1)
    #expect(messages(SQLRules.routines, "sql/routines/push.sql", push + String(repeating: "\n", count: 120)).count == 1)
  }

  @Test func aStrangeOrTakenNameAmongMigrationsIsNamed() {
    let names = ["0001_regions", "0010_audit", "0010_posts", "channels"]
    let tree = Tree(names.map { SourceFile("sql/migrations/\($0).sql", "-- What it adds.\n") })
    #expect(SQLRules.migrations(tree).map(\.file) == ["sql/migrations/0010_posts.sql", "sql/migrations/channels.sql"])
  }
}
