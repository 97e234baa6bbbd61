import Crypto
import Domain
import Foundation
import LocalStore
import Testing

@testable import AgentApp

@Suite struct ImportTests {
  private let head = "ref,time,zone,channels,text.en,campaign,class,not_after"

  private func calendar(_ rows: String...) -> String { ([head] + rows).joined(separator: "\n") + "\n" }

  @Test("the same file makes nothing twice, with and without ref")
  func again() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let path = try bureau.file("c.csv", calendar("A1,,,North account,One,,,", ",,,North account,Two,,,"))
    for _ in 0..<2 { #expect(await bureau.types("import", path) == 0) }
    #expect(try bureau.posts.count == 2)
  }

  @Test("two commands that take the same file in at the same time make nothing twice, and both end well")
  func together() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let rows = (0..<40).map { ",,,North account,Row \($0),,," }
    let path = try bureau.file("c.csv", ([head] + rows).joined(separator: "\n"))
    let ends = await withTaskGroup(of: Int32.self) { group in
      for _ in 0..<4 { group.addTask { await bureau.types("import", path) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(ends == [0, 0, 0, 0])
    #expect(try bureau.posts.count == 40)
  }

  @Test("rows are read in the transaction that stores")
  func rowsOnTheBench() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    _ = try bureau.imports(calendar(",,,North account,Two,,,"))
    try bureau.store.act(as: bureau.house.ann.id, key: SigningKey(), at: Instant(Date()), on: .calendar) { bench in
      #expect(bench.knownRows.count == 1)
    }
  }

  @Test("an office that was enrolled anew knows its rows again, also those without ref")
  func enrolledAnew() throws {
    let first = try Bureau()
    defer { first.end() }
    let text = calendar("A1,,,North account,One,,,", ",,,North account,Two,,,")
    #expect(try first.imports(text).new.count == 2)
    let second = try Bureau(first.house)
    defer { second.end() }
    // What the centre has by then; somebody has changed the words since.
    let two = try #require(try first.post("Two"))
    var changed = two
    changed.revise(
      PostContent(texts: ["en": "Two!"], channels: two.content.channels), by: first.house.ann, activity: two.activity,
      at: two.createdAt)
    try second.receive(try first.posts.filter { $0.id != two.id }.map(Item.post) + [.post(changed)])
    let report = try second.imports(text)
    #expect(report.new.isEmpty && report.known.count == 2 && report.needsUpdate.isEmpty)
    #expect(try second.posts.count == 2)
    // The same row of another office is another post.
    let third = try Bureau()
    defer { third.end() }
    _ = try third.imports(text)
    #expect(try third.post("Two")?.id != two.id)
  }

  @Test("a row that was refused and is taken in again becomes the same post, and is not listed as refused then")
  func refusedAndAgain() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let text = calendar(",,,North account,Two,,,")
    let id = try #require(try bureau.imports(text).new.first?.post)
    try bureau.rule(try #require(try bureau.items.posts[id]).activity, .refused, .channel, "Not here.")
    #expect(try bureau.posts.isEmpty)
    #expect(try bureau.imports(text).new.map(\.post) == [id])
    #expect(try bureau.posts.map(\.id) == [id])
    #expect(try bureau.store.postIDs() == [id])
  }

  @Test("a row that says something else changes its post with --update alone, and what differs is told")
  func update() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    _ = try bureau.imports(calendar("A1,2026-12-01 09:00,,North account,Old,winter,,"))
    let new = calendar("A1,2026-12-02 09:00,,North account,New,,event,", "A2,,,North account,Other,,,")
    let left = try bureau.imports(new)
    #expect(left.new.map(\.row) == [3] && left.changed.isEmpty && left.needsUpdate.map(\.row) == [2])
    #expect(
      left.needsUpdate.first?.differences == [
        CalendarDifference(column: "text.en", before: "Old", after: "New"),
        CalendarDifference(
          column: "time", before: "2026-12-01 09:00 (Europe/London)", after: "2026-12-02 09:00 (Europe/London)"),
        CalendarDifference(column: "class", before: "routine", after: "event"),
        CalendarDifference(column: "campaign", before: "winter", after: ""),
      ])
    let words = left.words(dryRun: false, partial: false).lines
    #expect(words.contains("Taken: 1 new, 0 changed, 0 known already, 0 submitted; 0 problems."))
    #expect(words.contains("  text.en: \"Old\" -> \"New\""))
    #expect(words.last?.hasSuffix("To change them say --update.") == true)
    #expect(try bureau.post("Old")?.revision == 1)

    let path = try bureau.file("c.csv", new)
    #expect(await bureau.types("import", path, "--update") == 0)
    let post = try #require(try bureau.post("New"))
    #expect(post.revision == 2 && post.postClass == .event && post.campaign == nil)
    #expect(post.due?.wall == "2026-12-02 09:00")
    #expect(try bureau.imports(new, update: true).known.count == 2)
  }

  @Test("a change that the centre refused is not taken for done")
  func refusedUpdate() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    _ = try bureau.imports(calendar("A1,,,North account,Old,,,"))
    let new = calendar("A1,,,North account,New,,,")
    _ = try bureau.imports(new, update: true)
    #expect(try bureau.imports(new).known.count == 1)
    let edit = try #require(try bureau.post("New")).activity
    try bureau.rule(edit, .refused, .changedMeanwhile, "Changed meanwhile.")
    #expect(try bureau.imports(new).needsUpdate.count == 1)
    #expect(try bureau.imports(new, update: true).changed.count == 1)
  }

  @Test("a dry run promises nothing that would not be done")
  func honestDryRun() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let text = calendar("A1,,,North account,Good,,,", "A2,,,No such account,Bad,,,")
    let all = try bureau.imports(text, dryRun: true).words(dryRun: true, partial: false).lines.last
    #expect(
      all?.hasPrefix("Nothing was done, and nothing would be, because of 1 problem; with --partial 1 new") == true)
    let some = try bureau.imports(text, partial: true, dryRun: true).words(dryRun: true, partial: true).lines.last
    #expect(some?.hasPrefix("Nothing was done. There would be 1 new") == true)
  }

  @Test("with --update what was changed is counted as changed, and nothing is left")
  func updated() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    _ = try bureau.imports(calendar("A1,,,North account,Old,,,"))
    let report = try bureau.imports(calendar("A1,,,North account,New,,,"), update: true)
    #expect(report.changed.map(\.row) == [2] && report.needsUpdate.isEmpty && report.taken)
    #expect(report.words(dryRun: false, partial: false).lines.last?.hasPrefix("Taken: 0 new, 1 changed") == true)
  }

  @Test("of a time that comes twice --later takes the later")
  func later() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let rows = ["A1,2027-10-31 01:30,,North account,Twice,,,", "A2,2027-10-31 01:30,,North account,Later,,,"]
    #expect(await bureau.types("import", try bureau.file("a.csv", calendar(rows[0]))) == 0)
    #expect(await bureau.types("import", try bureau.file("b.csv", calendar(rows[1])), "--later") == 0)
    #expect(try bureau.post("Twice")?.due?.at == Instant("2027-10-31T00:30:00Z"))
    #expect(try bureau.post("Later")?.due?.at == Instant("2027-10-31T01:30:00Z"))
    #expect(
      await bureau.types(
        "post", "compose", "--channel", "north account", "--text", "en=Typed", "--due", "2027-10-31 01:30", "--later")
        == 0)
    #expect(try bureau.post("Typed")?.due?.at == Instant("2027-10-31T01:30:00Z"))
  }

  @Test("a dry run plays the rules and stores nothing")
  func dryRun() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    // Ann may write for this office, and not on the centre's account.
    var main = bureau.house.channel
    (main.id, main.region, main.name) = (ChannelID(UUID()), bureau.house.centre.id, "Main account")
    main.handle = "@main"
    try bureau.receive([.channel(main)])
    let text = calendar("A1,,,North account,One,,,", "A2,,,Main account,Two,,,")
    let path = try bureau.file("c.csv", text)
    #expect(await bureau.types("import", path, "--dry-run") == 3)
    #expect(await bureau.types("import", path, "--dry-run", "--partial", "--submit") == 3)
    #expect(try bureau.posts.isEmpty)
    let report = try bureau.imports(text, submit: true, dryRun: true)
    #expect(report.problems.map(\.row) == [3] && report.problems[0].sentence.contains("may not write"))
    #expect(report.new.map(\.row) == [2] && report.new[0].post == nil && report.submitted.map(\.row) == [2])
    #expect(!report.taken)
    #expect(try bureau.posts.isEmpty)
    #expect(await bureau.types("import", path) == 3)
    #expect(try bureau.posts.isEmpty, "all or nothing")
    #expect(await bureau.types("import", path, "--partial") == 3)
    #expect(try bureau.posts.count == 1)
  }

  @Test("--submit submits every row's post that is a draft, also one taken in before")
  func submit() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let text = calendar("A1,,,North account,One,,,")
    _ = try bureau.imports(text)
    #expect(try bureau.imports(text, submit: true).submitted.map(\.row) == [2])
    #expect(try bureau.post("One")?.state == .submitted)
    #expect(try bureau.imports(text, submit: true).submitted.isEmpty)
  }

  @Test("times that have passed are remarked on, of new rows alone")
  func past() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let now = try #require(Instant("2026-12-01T09:00:30Z"))
    let text = calendar(
      "A1,2026-12-01 08:59,,North account,One,,,2026-12-01 09:00", "A2,2026-12-01 09:00,,North account,Now,,,")
    let report = try bureau.imports(text, at: now)
    #expect(report.new.map(\.remarks.count) == [2, 0])
    #expect(report.new[0].remarks[0].contains("2026-12-01 08:59 has passed"))
    #expect(try bureau.imports(text, at: now).known.allSatisfy(\.remarks.isEmpty))
  }

  @Test("a text that is too long is told whatever else is wrong with its row")
  func lengths() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let report = try bureau.imports(
      calendar("A1,tomorrow,,North account,\(String(repeating: "x", count: 501)),,urgent,"))
    #expect(report.problems.map(\.column) == ["class", "text", "time"])
  }

  @Test("how far a long step has come is said once a second, and nothing of a quick one")
  func progress() {
    let clock = ManualClock()
    var said: [String] = []
    var progress = Progress(clock: { clock.now }, say: { said.append($0) })
    progress.at(1, of: 9, "rows read")
    progress.begin("storing 9 steps")
    #expect(said.isEmpty)
    clock.now += .seconds(1)
    progress.at(2, of: 9, "rows read")
    progress.at(3, of: 9, "rows read")
    progress.begin("storing 9 steps")
    clock.now += .seconds(2)
    progress.at(700, "items received")
    #expect(said == ["2 of 9 rows read", "storing 9 steps", "700 items received"])
  }

  private final class ManualClock {
    var now = ContinuousClock.now
  }
}
