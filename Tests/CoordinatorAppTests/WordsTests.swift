import CentralStore
import Console
import Domain
import Foundation
import Testing

@testable import CoordinatorApp

/// What the coordinator says, to machines and to people.
struct WordsTests {
  @Test func figuresAreWrittenAsPrometheusReadsThem() {
    let text = Exposition.text([
      Figure(name: "deliveries_open", label: "unknown", value: 2),
      Figure(name: "attempts_total", label: "sent", value: 9),
      Figure(name: "deliveries_open", label: "parked", value: 0),
      Figure(name: "feed_lag_rows", label: "North \"A\" \\ B\nC", value: 1.5),
    ])
    #expect(
      text == """
        # TYPE crier_attempts_total counter
        crier_attempts_total{of="sent"} 9.0
        # TYPE crier_deliveries_open gauge
        crier_deliveries_open{of="parked"} 0.0
        crier_deliveries_open{of="unknown"} 2.0
        # TYPE crier_feed_lag_rows gauge
        crier_feed_lag_rows{of="North \\"A\\" \\\\ B\\nC"} 1.5

        """)
  }

  @Test func outcomesAreCounted() {
    let counter = OutcomeCounter()
    for outcome in ["sent", "unknown", "sent"] { counter.count(outcome) }
    #expect(counter.figures.map { "\($0.label) \($0.value)" } == ["sent 2.0", "unknown 1.0"])
  }

  private static func region(_ name: String, _ id: String) throws -> Region {
    Region(
      id: RegionID(try #require(UUID(uuidString: id))), parent: nil, name: name, zone: "UTC", languages: ["en"],
      activity: ActivityID(UUID()))
  }

  @Test func itemsAreFoundByNameIdAndBeginning() throws {
    var items = Items()
    let one = try Self.region("North", "11111111-1111-7111-8111-aaaaaaaa1111")
    let two = try Self.region("South", "11111111-1111-7111-8111-aaaaaaaa2222")
    let twin = try Self.region("South", "33333333-1111-7111-8111-bbbbbbbb3333")
    for region in [one, two, twin] { items.take(.region(region)) }
    let naming = Naming(items: items)
    #expect(try naming.region("North").id == one.id)
    #expect(try naming.region(two.id.text).id == two.id)
    #expect(try naming.region(two.id.text.uppercased()).id == two.id)
    #expect(try naming.region(String(twin.id.short)).id == twin.id)
    #expect(try naming.region("33333333-11").id == twin.id, "a beginning of the full id")
    let several = #expect(throws: Complaint.self) { try naming.region("South") }
    #expect(several?.sentence == "\"South\" fits several: South (aaaaaaaa), South (bbbbbbbb).")
    // Their short ids are the same, so each is told in full.
    let alike = #expect(throws: Complaint.self) { try naming.region("1111") }
    #expect(alike?.sentence.contains("North (\(one.id.text)), South (\(two.id.text))") == true)
    let unknown = #expect(throws: Complaint.self) { try naming.region("West\u{1B}[2J") }
    #expect(unknown?.status == .usage && unknown?.sentence.contains("\u{1B}") == false)
    #expect(throws: Complaint.self) { try naming.region(String(one.id.short.prefix(3))) }
  }

  @Test func zonesAreThoseByWhichOfficesWriteTimes() {
    for zone in ["Europe/London", "UTC", "America/Argentina/Ushuaia"] {
      #expect(throws: Never.self) { try RegionCommand.checkZone(zone) }
    }
    for zone in ["EST", "GMT", "GMT+1", "Europe/Nowhere", ""] {
      #expect(#expect(throws: Complaint.self) { try RegionCommand.checkZone(zone) }?.status == .usage, "\(zone)")
    }
  }

  @Test func theSQLFilesAreBesideTheProgram() {
    #expect(Migrate.beside("/usr/local/bin/crier-coordinator") == "/usr/local/share/crier/sql")
    #expect(Migrate.beside("/opt/Cyngor Môn/bin/crier-coordinator") == "/opt/Cyngor Môn/share/crier/sql")
  }

  @Test func aDrillCountsFromTheCommand() throws {
    let commit = try #require(Instant("2026-11-23T09:00:00.100Z"))
    func flight(_ state: DeliveryState, _ settled: Int64?) -> ReadDrill.Flight {
      ReadDrill.Flight(
        delivery: DeliveryID(UUID()), channel: "Press", postClass: .routine, state: state, intentAt: commit,
        settledAt: settled.map { commit.adding(seconds: $0) })
    }
    let flights = [flight(.sent, 1), flight(.sending, nil), flight(.unknown, 3)]
    // The answer came 150 ms after the command, 50 ms after the commit by the database's clock.
    let now = try #require(Instant("2026-11-23T09:00:00.150Z"))
    var report = DrillReport(
      ReadDrill.Facts(ruledAt: commit, now: now, wire: flights), elapsed: 150, stop: StopID(UUID()))
    #expect(report.commitMilliseconds == 100)
    #expect(report.onTheWire == 1)
    #expect(report.lastMilliseconds == 1100, "what is not known to be out is not counted as visible")
    // Later the second is out and the others have not changed.
    var done = flights
    done[1].state = .sent
    done[1].settledAt = commit.adding(seconds: 2)
    report.take(
      DrillReport(
        ReadDrill.Facts(ruledAt: commit, now: now.adding(seconds: 5), wire: done), elapsed: 5150, stop: report.stop))
    #expect(report.onTheWire == 0 && report.lastMilliseconds == 2100 && report.commitMilliseconds == 100)
    // One that ended unseen falls out of the database's list, not out of the report.
    var seen = DrillReport(
      ReadDrill.Facts(ruledAt: commit, now: now, wire: [flights[1]]), elapsed: 150, stop: report.stop)
    seen.take(DrillReport(ReadDrill.Facts(ruledAt: commit, now: now, wire: []), elapsed: 200, stop: report.stop))
    #expect(
      seen.flights.map(\.words) == ["Press, routine, \(flights[1].delivery.short): ended without becoming visible"])
    #expect(seen.lastMilliseconds == nil)
  }
}
