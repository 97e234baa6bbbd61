import CentralStore
import Foundation
import Testing

@testable import CoordinatorApp

/// Whether a start may go on, by what this machine saw and what is there.
struct HighWaterMarkTests {
  typealias Identity = ReadIdentity.Identity

  private static func identity(
    system: String = "s", timeline: Int64 = 1, database: Int64 = 7, generation: Int64 = 1, claims: Int64 = 100,
    rulings: Int64 = 50, actThen: UUID? = act, alive: Int64 = 0, anything: Bool = true
  ) -> Identity {
    Identity(
      system: system, timeline: timeline, database: database, generation: generation, claims: claims,
      rulings: rulings, lastAct: act, actThen: actThen, alive: alive, anything: anything)
  }

  private static let act = UUID(uuidString: "00000000-0000-4000-8000-000000000001")

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var seen: Identity?
    var now: Identity
    /// Nil: may have lost something.
    var verdict: HighWaterMark.Verdict?

    init(_ name: String, _ seen: Identity?, _ now: Identity, _ verdict: HighWaterMark.Verdict?) {
      (testDescription, self.seen, self.now, self.verdict) = (name, seen, now, verdict)
    }
  }

  static let cases = [
    Case("as it was", identity(), identity(), .goOn),
    Case("further", identity(), identity(claims: 101), .goOn),
    Case("further, others at work", identity(), identity(claims: 101, alive: 2), .goOn),
    Case("a fresh body, no note", nil, identity(claims: 0, anything: false), .takeAsItIs),
    Case("no note, others at work", nil, identity(alive: 1), .takeAsItIs),
    Case("no note, something sent, nobody here", nil, identity(), nil),
    Case("another database, empty", identity(), identity(database: 8, claims: 0, anything: false), .takeAsItIs),
    Case("another database, same server", identity(), identity(database: 8, claims: 500), nil),
    Case("another server", identity(), identity(system: "t", claims: 500), nil),
    Case(
      "another server, same database number, empty", identity(), identity(system: "t", anything: false), .takeAsItIs),
    Case("failed over", identity(), identity(timeline: 2, claims: 101), nil),
    Case("failed over, others at work that have not judged", identity(), identity(timeline: 2, alive: 1), nil),
    Case("further back in what was claimed", identity(), identity(claims: 99), nil),
    Case("further back in what was ruled", identity(), identity(rulings: 49), nil),
    Case("as far again by other rulings", identity(), identity(claims: 101, rulings: 60, actThen: UUID()), nil),
    Case("as far again, that ruling not made", identity(), identity(claims: 101, rulings: 60, actThen: nil), nil),
    Case("an older epoch", identity(generation: 3), identity(generation: 2, claims: 500), nil),
    Case("an older epoch, others at work", identity(generation: 3), identity(generation: 2, alive: 1), nil),
    Case(
      "judged since by somebody at work", identity(), identity(database: 8, generation: 2, claims: 5, alive: 1),
      .takeAsItIs),
    Case(
      "judged since, but nobody is here any more", identity(), identity(database: 8, generation: 2, claims: 5), nil),
    Case("our own change of epoch", identity(), identity(generation: 2), .goOn),
  ]

  @Test(arguments: cases)
  func judges(_ one: Case) {
    let verdict = HighWaterMark.judge(seen: one.seen, now: one.now)
    if let expected = one.verdict {
      #expect(verdict == expected)
    } else if case .mayHaveLost(let reason) = verdict {
      #expect(!reason.isEmpty)
    } else {
      Issue.record("\(verdict): it may have lost something")
    }
  }

  @Test func aNoteIsReadAsItWasWritten() throws {
    try Folder.with { folder in
      let mark = HighWaterMark(folder: folder + "/state")
      #expect(mark.read() == nil)
      try mark.write(Self.identity(claims: 5))
      try mark.write(Self.identity(claims: 6))
      #expect(mark.read() == Self.identity(claims: 6))
      #expect(try Folder.mode(folder + "/state") == 0o700)
      // A damaged note is no note: what follows is the careful way.
      try Data("{".utf8).write(to: URL(filePath: folder + "/state/high-water.json"))
      #expect(mark.read() == nil)
    }
  }
}
