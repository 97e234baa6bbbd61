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

  @Test(arguments: [250, 3]) func whatTheDatabaseRefusesBlocksNothing(part: Int) async throws {
    try await CentreWorld.with { world in
      // A name that is taken in the database alone: the rules cannot know.
      try await world.run("create unique index surprise on crier.member (name) where name = 'Twin'")
      let acts = try (0..<20).map { try world.member($0 == 6 || $0 == 13 ? "Twin" : "Person \($0)") }
      try await world.push(acts)
      let service = world.service(part: part)
      var ruled = try await service.step()
      #expect(ruled == (part == 3 ? 12 : 10), "what stands before the bad one is written")
      for _ in 0..<20 where ruled < 20 { ruled += try await service.step() }
      #expect(ruled == 20)
      #expect(try await world.text("select count(*)::text from crier.ruling where verdict = 'accepted'") == "19")
      #expect(try await world.text("select count(*)::text from crier.inbox") == "0")
    }
  }

  @Test func whatTakesTheDatabaseTooLongBlocksNothing() async throws {
    try await CentreWorld.with { world in
      try await world.run(
        """
        create sequence public.slow_tries;
        create function public.slow() returns trigger language plpgsql security definer as $$
        begin
          if nextval('public.slow_tries') > 4 and new.name = 'Late' then return new; end if;
          raise 'as a statement that took too long' using errcode = 'query_canceled';
        end $$;
        create trigger slow before insert on crier.member for each row when (new.name in ('Never', 'Late'))
          execute function public.slow();
        """)
      // The first four tries of the late one are too long: with the others, and by itself; then it is taken.
      try await world.push(try ["Ann", "Late", "Bob"].map(world.member))
      let service = world.service()
      var ruled = 0
      for _ in 0..<9 where ruled < 3 { ruled += try await service.step() }
      #expect(ruled == 3)
      #expect(try await world.text("select count(*)::text from crier.ruling where verdict = 'accepted'") == "3")
      try await world.push(try ["Cat", "Never", "Dan"].map(world.member))
      #expect(try await service.step() == 0, "the first try ends the look")
      let stop = PlaceStop(scope: .everything, exemptsEmergency: false, reason: "drill")
      try await world.push([
        try world.act(.placeStop(stop), on: ItemReference(.stop, world.root, StopID(UUID())))
      ])
      ruled += try await service.step() - 1
      #expect(try await world.text("select count(*)::text from crier.stop") == "1", "it waits for nothing")
      // The refusal cannot be written at first either.
      try await world.run(
        """
        create sequence public.refusals;
        create function public.later() returns trigger language plpgsql security definer as $$
        begin
          if nextval('public.refusals') > 1 then return new; end if;
          raise 'as a statement that took too long' using errcode = 'query_canceled';
        end $$;
        create trigger later before insert on crier.ruling for each row when (new.verdict = 'refused')
          execute function public.later();
        """)
      for _ in 0..<12 where ruled < 6 { ruled += (try? await service.step()) ?? 0 }
      #expect(ruled == 6)
      #expect(try await world.text("select count(*)::text from crier.ruling where verdict = 'accepted'") == "6")
      #expect(
        try await world.text("select sentence from crier.ruling where verdict = 'refused'")
          == "The central database did not take this (it took too long).")
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
      #expect(
        try await world.text("select count(distinct xmin::text)::text from crier.ruling") == "2",
        "in a transaction of its own: it waits for nobody")
    }
  }

  @Test func aPolicyWaitsForTheIntentThatIsUnderWay() async throws {
    try await CentreWorld.with { world in
      let policy = ItemReference(.policy, world.root, Policy.id(region: world.root, postClass: .routine))
      try await world.push([
        try world.act(.setPolicy(SetPolicy(postClass: .routine, approvals: 2, tier: .approver)), on: policy)
      ])
      let service = world.service()
      // As an intent that has been judged by the policy of before and has not committed yet.
      try await world.run("begin; select admin.stop_lock_shared()")
      async let ruled = service.step()
      let waits = try await eventually {
        try await world.text("select count(*)::text from pg_locks where locktype = 'advisory' and not granted") == "1"
      }
      #expect(waits, "it does not wait for the intent")
      try await world.run("commit")
      #expect(try await ruled == 1)
      #expect(try await world.text("select approvals::text from crier.policy") == "2")
    }
  }

  @Test func whatGoesOnItsWayWhileTheRulesLookKeepsItsWordsAndThePostGetsNewOnes() async throws {
    try await CentreWorld.with { world in
      let (post, item) = try await world.approvedPost()
      let acts = try await world.edit(post, item)
      let looked = try await world.pool.run(try LoadContext(ReconcilePlan.wanted(by: acts)))
      var plan = ReconcilePlan(on: looked)
      let batch = plan.rule(acts)
      // Between the look and the writing an intent commits.
      try await world.deliver(post, state: "sending")
      let fence = try #require(try await world.pool.run(TakeReconciler(owner: world.agent, lease: .seconds(30))))
      _ = try await world.pool.run(try WriteRulings(owner: world.agent, fence: fence, batch: batch))
      #expect(
        try await world.text("select verdict from crier.ruling order by ruling_no desc limit 1") == "accepted")
      #expect(try await world.text("select state || revision from crier.post") == "draft2", "to be approved anew")
      #expect(
        try await world.text("select state || revision from crier.delivery") == "sending1",
        "it goes out with the words that were approved")
    }
  }

  @Test func nobodyWaitsBehindAnothersLongImport() async throws {
    try await CentreWorld.with { world in
      try await world.push(try (0..<20).map { try world.member("Person \($0)") })
      let other = RegionID(UUID())
      try await world.run(
        """
        insert into crier.region (region_id, parent_id, name, zone, languages, activity_id)
        values ('\(other.text)', '\(world.root.text)', 'Other', 'Europe/London', '{en}', gen_random_uuid());
        insert into crier.activity (region_id, activity_id, agent_id, incarnation, restrictive, sequence, body,
          body_sha256, signature, login)
        values ('\(other.text)', '\(other.text)', gen_random_uuid(), 1, false, 1, '{}', sha256('{}'),
          decode(repeat('00', 64), 'hex'), 'r_other');
        insert into crier.inbox (region_id, activity_id, restrictive)
        values ('\(other.text)', '\(other.text)', false);
        """)
      let acts = try await world.pool.run(LoadInbox(max: 10))
      #expect(acts.map { $0.received.login == other }.firstIndex(of: true) == 1)
      #expect(acts.count == 6, "each has its share")
      #expect(try await world.pool.run(LoadInbox(max: 100)).count == 21)
    }
  }

  @Test func aForgeryIsNobodysAct() async throws {
    try await CentreWorld.with { world in
      let act = try world.member("Person")
      let forged = SignedActivity(
        id: act.id, body: act.body, signature: [UInt8](repeating: 7, count: 64), restrictive: false)
      try await world.push([forged])
      #expect(try await world.service().step() == 1)
      #expect(
        try await world.text(
          "select verb || '/' || reason || '/' || coalesce(member_id::text, 'nobody') from crier.event order by n desc"
        ) == "member.add/signature/nobody")
    }
  }

  @Test(arguments: [250, 1]) func aRegionAddedAndChangedInOneLookHasItsFeed(part: Int) async throws {
    try await CentreWorld.with { world in
      let office = RegionID(UUID())
      let item = ItemReference(.region, office, office)
      let add = AddRegion(parent: world.root, name: "New", zone: "Europe/London", languages: ["en"])
      let admit = AdmitRegion(login: "r_new", certificate: Digest.of("c"))
      try await world.push([
        try world.act(.addRegion(add), on: item), try world.act(.admitRegion(admit), on: item),
      ])
      #expect(try await world.service(part: part).step() == 2)
      #expect(try await world.text("select count(*)::text from crier.ruling where verdict = 'accepted'") == "2")
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
