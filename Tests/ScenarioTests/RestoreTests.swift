import Domain
import Foundation
import TestKit
import Testing

extension Scenarios {
  /// A restored database may have forgotten what has gone out. Nothing that it thinks unsent may go out by itself.
  struct RestoreTests {
    @Test(.timeLimit(.minutes(15)))
    func nothingIsSentAgainAfterARestore() async throws {
      try await Centre.with { centre in
        var one = try centre.start("one")
        try await centre.handIn(try await centre.acts("before"))
        try await centre.handIn(try await centre.acts("soon", dueIn: 40))
        try await centre.handIn(try await centre.acts("later", dueIn: 3600))
        #expect(await sent(["before"], centre))
        #expect(try await eventually { try await centre.states() == ["sent": 1, "waiting": 2] })
        let backup = try await centre.backUp()

        // All this the backup does not know.
        let lost = try await centre.acts("after the backup")
        try await centre.handIn(lost)
        #expect(await sent(["before", "soon", "after the backup"], centre, within: .seconds(90)))
        #expect(try await eventually { try await centre.states() == ["sent": 3, "waiting": 1] })
        #expect(await one.terminate().status == 0)
        try await centre.restore(backup)
        #expect(try await centre.states() == ["sent": 1, "waiting": 2])

        // It knows by its note; nothing is due to go, and what is not final is looked up.
        one = try centre.start("one")
        #expect(try await eventually { try await centre.isFrozen() })
        #expect(try await centre.generation() == 2)
        #expect(
          try await centre.number(
            "select count(*)::integer from crier.event where verb = 'dispatch.epoch'") == 1)
        #expect(
          try await eventually(within: .seconds(60)) {
            try await centre.states() == ["sent": 2, "waiting": 1]
          }, "what stands there is sent, what does not waits: \(one.said)")

        // An office offers again what the centre forgot: it is as old as the backup, so it is looked up as well.
        try await centre.handIn(lost)
        #expect(
          try await eventually(within: .seconds(60)) {
            try await centre.states() == ["sent": 3, "waiting": 1]
          },
          "\(one.said)")
        #expect(try await centre.isFrozen())

        try await centre.does("thaw")
        #expect(try await !centre.isFrozen())
        try await centre.handIn(try await centre.acts("after the thaw"))
        #expect(await sent(["before", "soon", "after the backup", "after the thaw"], centre))
        #expect(await one.terminate().status == 0)
        #expect(try await centre.generation() == 2)
      }
    }

    @Test(.timeLimit(.minutes(15)))
    func neitherOtherWordsNorAWrongClockLetAPostOutTwice() async throws {
      try await Centre.with { centre in
        var one = try centre.start("one")
        try await centre.handIn(try await centre.acts("before"))
        #expect(await sent(["before"], centre))
        let backup = try await centre.backUp()
        let post = PostID(UUID())
        let reworded = try await centre.acts("as it was", of: post)
        let ahead = try await centre.acts("by a fast clock", clockAhead: 10 * 365 * 86_400)
        try await centre.handIn(reworded)
        try await centre.handIn(ahead)
        let out = ["as it was", "before", "by a fast clock"]
        #expect(await sent(out, centre))
        #expect(await one.terminate().status == 0)
        try await centre.restore(backup)

        one = try centre.start("one")
        #expect(try await eventually { try await centre.isFrozen() })
        try await centre.does("thaw")
        // The office offers again what the centre forgot; one post with words that it got since.
        try await centre.handIn(ahead)
        try await centre.handIn(reworded + centre.rewording(post, "in other words"))
        #expect(
          try await eventually(within: .seconds(60)) { try await centre.states() == ["sent": 3] }, "\(one.said)")
        #expect(try centre.platform.ledger().map(\.text).sorted() == out)
        #expect(await one.terminate().status == 0)
      }
    }

    @Test(.timeLimit(.minutes(15)))
    func wordsThatWereCorrectedAfterTheBackupAreThoseThatGoOut() async throws {
      try await Centre.with { centre in
        var one = try centre.start("one")
        try await centre.handIn(try await centre.acts("before"))
        #expect(await sent(["before"], centre))
        let post = PostID(UUID())
        try await centre.handIn(try await centre.acts("with a mistake", dueIn: 120, of: post))
        #expect(try await eventually { try await centre.states() == ["sent": 1, "waiting": 1] })
        let backup = try await centre.backUp()
        let corrected = try await centre.rewording(post, "without one")
        try await centre.handIn(corrected)
        #expect(try await eventually { try await centre.number("select max(revision) from crier.post") == 2 })
        #expect(await one.terminate().status == 0)
        try await centre.restore(backup)

        one = try centre.start("one")
        #expect(try await eventually { try await centre.isFrozen() })
        // The office offers its correction again at once, while what waited is still being looked up.
        try await centre.handIn(corrected)
        try await centre.does("thaw")
        #expect(await sent(["before", "without one"], centre, within: .seconds(200)), "\(one.said)")
        #expect(await one.terminate().status == 0)
      }
    }

    @Test(.timeLimit(.minutes(15)))
    func notesAndLivesDecideWhoMayGoOn() async throws {
      try await Centre.with { centre in
        // A fresh body: no note, nothing ever sent.
        let one = try centre.start("one")
        try await centre.handIn(try await centre.acts("first"))
        #expect(await sent(["first"], centre))
        // No note, but somebody is at work here.
        let two = try centre.start("two")
        #expect(await eventually { two.said.contains("dispatch session") })
        #expect(try await !centre.isFrozen())
        #expect(await two.terminate().status == 0)
        #expect(await one.terminate().status == 0)
        // Its own note: goes on.
        let again = try centre.start("one")
        #expect(await eventually { again.said.contains("dispatch session") })
        #expect(try await !centre.isFrozen())
        #expect(await again.terminate().status == 0)
        // No note, something was sent, and nobody is here: their heartbeats of a moment ago are no proof of life.
        let three = try centre.start("three")
        #expect(try await eventually { try await centre.isFrozen() })
        // Until its services run, a signal ends it as it ends any program.
        #expect(await eventually { three.said.contains("dispatch session") })
        #expect(await three.terminate().status == 0)
        #expect(try await centre.generation() == 2)
      }
    }

    @Test(.timeLimit(.minutes(15)))
    func aDatabaseReplacedUnderARunningCoordinatorIsNoticed() async throws {
      try await Centre.with { centre in
        let one = try centre.start("one")
        try await centre.handIn(try await centre.acts("soon", dueIn: 25))
        #expect(try await eventually { try await centre.states() == ["waiting": 1] })
        let backup = try await centre.backUp()
        #expect(await sent(["soon"], centre, within: .seconds(90)))
        try await centre.restore(backup)
        #expect(
          try await eventually(within: .seconds(30)) { try await centre.isFrozen() }, "\(one.said)")
        #expect(
          try await eventually(within: .seconds(60)) { try await centre.states() == ["sent": 1] })
        #expect(try centre.platform.ledger().count == 1)
        #expect(await one.terminate().status == 0)
      }
    }

    /// Waits until exactly these texts are public, each once.
    private func sent(_ texts: [String], _ centre: Centre, within time: Duration = .seconds(30))
      async -> Bool
    {
      await eventually(within: time) {
        ((try? centre.platform.ledger().map(\.text)) ?? []).sorted() == texts.sorted()
      }
    }
  }
}
