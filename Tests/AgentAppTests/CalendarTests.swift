import Domain
import Foundation
import LocalStore
import Testing

@testable import AgentApp

@Suite struct CalendarTests {
  let office = RegionID(UUID())
  let channel: Channel
  let welsh: Channel
  let items: Items

  init() {
    let act = ActivityID(UUID())
    channel = Channel(
      id: ChannelID(UUID()), region: office, platform: "mastodon", address: "https://a.example", handle: "@north",
      name: "North", languages: ["en"], activity: act)
    welsh = Channel(
      id: ChannelID(UUID()), region: office, platform: "mastodon", address: "https://a.example", handle: "@gogledd",
      name: "Gogledd", languages: ["cy", "en"], activity: act)
    var items = Items()
    items.take(
      .region(Region(id: office, parent: nil, name: "North", zone: "Europe/London", languages: ["en"], activity: act)))
    items.take(.channel(channel))
    items.take(.channel(welsh))
    self.items = items
  }

  private func plan(
    _ text: String, items: Items? = nil, rows: [String: CalendarRow] = [:], later: Bool = false
  ) throws -> CalendarPlan {
    CalendarPlan(
      try AgentApp.Calendar(Array(text.utf8)),
      known: CalendarPlan.Known(
        items: items ?? self.items, office: office, rows: rows, now: Instant(microseconds: 0)),
      later: later)
  }

  private let head = "ref,time,zone,channels,text.en,text.cy,campaign,class,not_after"

  @Test func row() throws {
    let plan = try plan(
      "\u{FEFF}\(head)\r\n"
        + "A1,2026-12-01 09:00,,North; Gogledd,\"Hello, all\",Helo bawb,winter,event,2026-12-02 09:00\r\n"
    )
    #expect(plan.problems == [])
    guard case .new(let post) = try #require(plan.steps.first).step else { return #expect(Bool(false)) }
    #expect(post.content.texts == ["en": "Hello, all", "cy": "Helo bawb"])
    #expect(post.content.channels == [channel.reference, welsh.reference].sorted())
    #expect(
      post.due
        == Due(at: try #require(Instant("2026-12-01T09:00:00Z")), zone: "Europe/London", wall: "2026-12-01 09:00"))
    #expect(post.notAfter == Instant("2026-12-02T09:00:00Z"))
    #expect(post.postClass == .event)
    #expect(post.campaign == "winter")
    #expect(post.reference == "A1")
  }

  @Test("every problem is told by row and column")
  func problems() throws {
    let plan = try plan(
      """
      \(head),image1,alt1.en
      A1,2026-03-29 01:30,Europe/London,North,Hello,,,,,,
      A2,,,Nowhere,Hello,,,,,,
      A3,,,North,,Helo,,,,,
      A4,,Mars/Olympus,North,Hello,,,urgent,,,
      A5,2026-12-02 09:00,,North,Hello,,,,2026-12-01 09:00,,
      A6,,,North,Hello,,,,,picture.png,A picture
      A7,tomorrow,,North;North,Hello,,,,,,
      A7,,,North,Hello\u{202E},,,,,,
      A9,,,North,\(String(repeating: "x", count: 501)),,,,,,
      """)
    let told = plan.problems.map { "\($0.row) \($0.column)" }
    #expect(
      told == [
        "2 time", "3 channels", "4 text", "5 class", "6 not_after", "7 image1", "8 channels", "8 time",
        "9 ref", "9 text.en", "10 text",
      ])
    #expect(plan.problems.first?.sentence.contains("2026-03-29 00:59 and 2026-03-29 02:00") == true)
  }

  @Test("a zone that is none is told of when there is a time to read in it")
  func zone() throws {
    let plan = try plan("\(head)\nA1,2026-12-01 09:00,Mars/Olympus,North,Hello,,,,\n")
    #expect(plan.problems.map(\.column) == ["zone"])
  }

  @Test("headings that are unknown, doubled or missing make the file unreadable")
  func headings() {
    for (text, column) in [
      ("ref,channels,text.en,colour\n", "colour"), ("ref,ref,channels,text.en\n", "ref"), ("ref,text.en\n", "channels"),
      ("ref,channels\n", "text.en"), ("channels,text.en,image5\n", "image5"), ("", ""),
    ] {
      #expect {
        try AgentApp.Calendar(Array(text.utf8))
      } throws: {
        ($0 as? AgentApp.Calendar.Unreadable)?.problems.first?.column == column
      }
    }
  }

  @Test("a row taken in before is known again; one that says something else is a change")
  func again() throws {
    let first = try AgentApp.Calendar(Array("\(head)\nA1,,,North,Hello,,,,\n,,,North,No ref,,,,\n".utf8))
    let act = ActivityID(UUID())
    let author = Member(id: MemberID(UUID()), home: office, name: "Ann", activity: act)
    var items = items
    var rows: [String: CalendarRow] = [:]
    for (row, planned) in zip(first.rows, try plan("\(head)\nA1,,,North,Hello,,,,\n,,,North,No ref,,,,\n").steps) {
      guard case .new(let payload) = planned.step else { continue }
      let post = Post(
        id: PostID(UUID()), region: office, author: author, postClass: payload.postClass, content: payload.content,
        due: payload.due, notAfter: nil, campaign: nil, reference: payload.reference, activity: act,
        createdAt: Instant(microseconds: 0))
      items.take(.post(post))
      rows[row.identity] = CalendarRow(identity: row.identity, post: post.id, digest: row.digest)
    }
    #expect(rows.count == 2)
    let same = try plan("text.en,channels,ref\nHello,North,A1\nNo ref,North,\n", items: items, rows: rows)
    #expect(same.steps.allSatisfy { if case .known = $0.step { true } else { false } })
    let other = try plan("\(head)\nA1,,,North,Goodbye,,,,\n,,,North,No ref!,,,,\n", items: items, rows: rows)
    guard case .changed(_, let changes) = other.steps[0].step, case .new = other.steps[1].step else {
      return #expect(Bool(false), "\(other.steps)")
    }
    #expect(changes.texts == ["en": "Goodbye"])
    #expect(changes.channels == nil)
  }
}
