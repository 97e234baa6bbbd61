import CentralStore
import Crypto
import Domain
import Foundation
import Logging
import Postgres
import Reconciliation
import TestKit
import Testing

/// Rulings on a real database: in order, once, and never held up by one bad act.
@Suite struct ReconcilerTests {
  @Test func manyActsAreRuledInOneBatchAndABadOneIsRefusedAlone() async throws {
    try await CentreWorld.with { world in
      let good = try (0..<150).map { try world.member("Person \($0)") }
      let bad = SignedActivity(
        id: ActivityID(UUID()), body: "{", signature: [UInt8](repeating: 0, count: 64), restrictive: false)
      try await world.push(Array(good[..<75]) + [bad] + Array(good[75...]))
      let service = world.service()
      #expect(try await service.step() == 151)
      #expect(try await service.step() == 0)
      #expect(try await world.text("select count(*)::text from crier.member") == "151")
      #expect(
        try await world.text(
          "select string_agg(reason || '/' || ruling_no, ',') from crier.ruling where verdict = 'refused'")
          == "malformed/76")
      // Rulings in the order of the inbox, one event each, a feed without gaps.
      #expect(
        try await world.text(
          """
          select bool_and(a.sequence = r.ruling_no)::text from crier.ruling r
          join crier.activity a using (region_id, activity_id)
          """) == "true")
      #expect(try await world.text("select count(*)::text from crier.event where verb = 'member.add'") == "150")
      #expect(
        try await world.text("select (max(n) = count(*))::text from crier.feed where region_id = '\(world.root.text)'")
          == "true")
    }
  }

  @Test func whatTheDatabaseRefusesBlocksNothing() async throws {
    try await CentreWorld.with { world in
      // A name that is taken in the database alone: the rules cannot know.
      try await world.run("create unique index surprise on crier.member (name) where name = 'Twin'")
      let acts = try (0..<20).map { try world.member($0 == 6 || $0 == 13 ? "Twin" : "Person \($0)") }
      try await world.push(acts)
      let service = world.service()
      var ruled = 0
      for _ in 0..<20 where ruled < 20 { ruled += try await service.step() }
      #expect(ruled == 20)
      #expect(try await world.text("select count(*)::text from crier.ruling where verdict = 'accepted'") == "19")
      #expect(try await world.text("select count(*)::text from crier.inbox") == "0")
    }
  }

  @Test func restrictiveActsAreRuledFirst() async throws {
    try await CentreWorld.with { world in
      try await world.push([try world.member("Person")])
      let stop = PlaceStop(scope: .everything, exemptsEmergency: false, reason: "drill")
      try await world.push([
        try world.act(.placeStop(stop), on: ItemReference(.stop, world.root, StopID(UUID())))
      ])
      #expect(try await world.service().step() == 2)
      #expect(
        try await world.text("select string_agg(kind, ',' order by ruling_no) from crier.ruling") == "stop,member")
    }
  }

  @Test func aRegionAddedAndChangedInOneBatchHasItsFeed() async throws {
    try await CentreWorld.with { world in
      let office = RegionID(UUID())
      let item = ItemReference(.region, office, office)
      let add = AddRegion(parent: world.root, name: "New", zone: "Europe/London", languages: ["en"])
      let admit = AdmitRegion(login: "r_new", certificate: Digest.of("c"))
      try await world.push([
        try world.act(.addRegion(add), on: item), try world.act(.admitRegion(admit), on: item),
      ])
      #expect(try await world.service().step() == 2)
      #expect(
        try await world.text("select count(*)::text from crier.fan_out where region_id = '\(office.text)'") == "1")
    }
  }

  @Test func oneRulesAndAnotherTakesOver() async throws {
    try await CentreWorld.with { world in
      // Long enough to outlast a slow machine's step, short enough to wait for.
      let first = world.service(lease: .seconds(6))
      let second = world.service(lease: .seconds(6))
      try await world.push([try world.member("One")])
      #expect(try await first.step() == 1)
      try await world.push([try world.member("Two")])
      #expect(try await second.step() == 0, "the first still holds the lease")
      let deadline = ContinuousClock.now + .seconds(40)
      var ruled = 0
      while ruled == 0, ContinuousClock.now < deadline { ruled = try await second.step() }
      #expect(ruled == 1)
      // Whoever lost the lease writes nothing.
      let stale = try WriteRulings(owner: UUID(), fence: 1, batch: RulingBatch())
      do {
        _ = try await world.pool.run(stale)
        Issue.record("a stale fence wrote")
      } catch let error as CentralError {
        #expect(error.routineCode == "CR007")
      }
    }
  }

  @Test func anIdThatCannotBeReadBackNeverGetsIn() async throws {
    try await CentreWorld.with { world in
      let body = try world.member("Person").body.replacingOccurrences(
        of: "\"at\":\"[^\"]*\"", with: "\"at\":\"9999-12-31T23:59:59-14:00\"", options: .regularExpression)
      try await world.push([try world.signed(body)])
      #expect(try await world.service().step() == 1)
      #expect(try await world.text("select reason from crier.ruling") == "malformed")
    }
  }
}
