import Domain
import Testing

@testable import AgentApp

@Suite struct WallTimeTests {
  private func meaning(_ wall: String, _ zone: String) throws -> WallTime.Meaning {
    try WallTime.meaning(of: wall, zone: zone)
  }

  private func at(_ text: String) throws -> Instant { try #require(Instant(text)) }

  @Test func ordinary() throws {
    #expect(try meaning("2026-12-01 09:00", "Europe/London") == .one(at("2026-12-01T09:00:00Z")))
    #expect(try meaning("2026-07-01 09:00", "Europe/London") == .one(at("2026-07-01T08:00:00Z")))
    #expect(try meaning("2026-07-01 09:00", "UTC") == .one(at("2026-07-01T09:00:00Z")))
    #expect(try meaning("2026-01-01 00:15", "Asia/Kathmandu") == .one(at("2025-12-31T18:30:00Z")))
    #expect(try meaning("2026-01-01 00:15", "Pacific/Kiritimati") == .one(at("2025-12-31T10:15:00Z")))
  }

  @Test("the hour that the clock jumps over does not exist; the nearest times that do are told")
  func spring() throws {
    for wall in ["2026-03-29 01:00", "2026-03-29 01:30", "2026-03-29 01:59"] {
      #expect(
        try meaning(wall, "Europe/London")
          == .never(before: at("2026-03-29T00:59:00Z"), after: at("2026-03-29T01:00:00Z")))
    }
    #expect(try meaning("2026-03-29 00:59", "Europe/London") == .one(at("2026-03-29T00:59:00Z")))
    #expect(try meaning("2026-03-29 02:00", "Europe/London") == .one(at("2026-03-29T01:00:00Z")))
    let words = TimeWords.read("2026-03-29 01:30", zone: "Europe/London", later: false)
    #expect(words.instant == nil)
    #expect(words.problem?.contains("2026-03-29 00:59 and 2026-03-29 02:00") == true)
  }

  @Test("the hour that comes twice means the earlier, unless the later is asked for, and is remarked on")
  func autumn() throws {
    let (earlier, later) = (try at("2026-10-25T00:30:00Z"), try at("2026-10-25T01:30:00Z"))
    #expect(try meaning("2026-10-25 01:30", "Europe/London") == .two(earlier: earlier, later: later))
    #expect(try meaning("2026-10-25 00:59", "Europe/London") == .one(at("2026-10-24T23:59:00Z")))
    #expect(try meaning("2026-10-25 02:00", "Europe/London") == .one(at("2026-10-25T02:00:00Z")))
    #expect(TimeWords.read("2026-10-25 01:30", zone: "Europe/London", later: false).instant == earlier)
    #expect(TimeWords.read("2026-10-25 01:30", zone: "Europe/London", later: true).instant == later)
    #expect(TimeWords.read("2026-10-25 01:30", zone: "Europe/London", later: false).remark != nil)
  }

  @Test("half an hour forward, and south of the equator")
  func others() throws {
    // Lord Howe: 02:00 becomes 02:30 on the first Sunday of October.
    #expect(
      try meaning("2026-10-04 02:15", "Australia/Lord_Howe")
        == .never(before: at("2026-10-03T15:29:00Z"), after: at("2026-10-03T15:30:00Z")))
    #expect(
      try meaning("2026-04-05 01:45", "Australia/Lord_Howe")
        == .two(earlier: at("2026-04-04T14:45:00Z"), later: at("2026-04-04T15:15:00Z")))
  }

  @Test(arguments: [
    "", "2026-12-01", "2026-12-01T09:00", "2026-12-01 9:00", "2026-13-01 09:00", "2026-02-29 09:00",
    "2026-12-01 24:00", "2026-12-01 09:60", "01/12/2026 09:00", "２０２６-12-01 09:00",
  ])
  func malformed(_ wall: String) {
    #expect(throws: WallTime.Failure.form) { try WallTime.meaning(of: wall, zone: "Europe/London") }
  }

  @Test(arguments: ["", "GMT+1", "Mars/Olympus", "EST", "../etc/passwd"])
  func noZone(_ zone: String) {
    #expect(throws: WallTime.Failure.zone) { try WallTime.meaning(of: "2026-12-01 09:00", zone: zone) }
  }

  @Test func written() throws {
    #expect(WallTime.text(of: try at("2026-07-01T08:00:00Z"), zone: "Europe/London") == "2026-07-01 09:00")
    #expect(WallTime.text(of: try at("2026-12-31T23:30:00Z"), zone: "Asia/Kathmandu") == "2027-01-01 05:15")
  }
}
