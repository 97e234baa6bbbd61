import CentralStore
import Domain
import Foundation
import Logging
import Platforms
import Postgres
import Synchronization
import Testing

@testable import Delivery

/// Sessions through a real database: one renews at a time, nothing is lost, nothing is told.
struct SessionKeeperTests {
  private static let timing = Timing().scaled(by: 0.1)
  /// For what is not about time: an intent stands until the test ends it, however long this machine takes.
  private static let patient = {
    var timing = Self.timing
    (timing.intent, timing.start, timing.publish) = (.seconds(3600), .seconds(3600), .seconds(600))
    return timing
  }()

  private func with(
    life: Int = 3600, _ body: @Sendable (DispatchWorld, SessionServer) async throws -> Void
  ) async throws {
    try await DispatchWorld.with { world in
      try await world.editor.perform { editor in
        try editor.execute(
          """
          insert into crier.credential (region_id, channel_id, key_id, sealed, sha256)
          select c.region_id, c.channel_id, 'k1', 'secret', c.credential_sha256 from crier.channel c
          """)
      }
      try await body(world, SessionServer(world.ledger, life: life))
    }
  }

  /// What a coordinator is lent: seals that are none, so that a token that leaks is found wherever it stands.
  @Sendable private func prepare(_ parts: inout DispatchParts, _ server: SessionServer) {
    parts.platforms = ["mastodon": SessionPlatform()]
    parts.exchange = { await server.exchange($0, $1) }
    parts.sessions = SessionSeal(
      seal: { session, _ in
        let text = [session.access, session.refresh].map { $0.reveal() }.joined(separator: " ")
        return .init(keyID: "k1", bytes: text.utf8.map { $0 ^ 0x5A })
      },
      open: { sealed, _ in
        let words = String(decoding: sealed.bytes.map { $0 ^ 0x5A }, as: UTF8.self).split(separator: " ")
        return PlatformSession(
          access: Secret(String(words[0])), refresh: Secret(String(words[1])), accessUntil: .distantFuture)
      })
  }

  private func keeper(
    _ world: DispatchWorld, _ server: SessionServer, _ adjust: (inout DispatchParts) -> Void = { _ in }
  ) -> SessionKeeper {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var parts = DispatchParts(
      store: DispatchStore(pool: world.pool), book: LeaseBook(), timing: Self.patient, platforms: [],
      exchange: { _, _ in .failure(mayHaveActed: false, sentence: "") }, credential: { _ in Secret("token") },
      logger: logger)
    prepare(&parts, server)
    adjust(&parts)
    return SessionKeeper(parts: parts)
  }

  private func channel(_ world: DispatchWorld) async throws -> Channel {
    let statement = PostgresStatement(
      "select to_jsonb(c) as channel from crier.channel c where c.name = 'north'", name: "north")
    let json = try await world.editor.perform { editor in try editor.query(statement, [])[0].json("channel") }
    return try JSONDecoder().decode(Channel.self, from: Data(json.utf8))
  }

  private func access(_ keeper: SessionKeeper, _ channel: Channel) async -> SessionKeeper.Access {
    var keeper = keeper
    return await keeper.access(to: channel, on: SessionPlatform())
  }

  private func token(_ access: SessionKeeper.Access) -> String? {
    if case .ready(let secret, _) = access { secret.reveal() } else { nil }
  }

  private func expire(_ world: DispatchWorld) async throws {
    try await world.editor.perform { editor in
      try editor.execute(
        "update crier.platform_session set access_until = '-infinity', renew_at = '-infinity', not_before = '-infinity'"
      )
    }
  }

  @Test func oneOpensAndOneRenewsForAll() async throws {
    try await with { world, server in
      let channel = try await channel(world)
      let keepers = (0..<8).map { _ in keeper(world, server) }
      for round in 0...2 {
        let tokens = await withTaskGroup(of: String?.self) { group in
          for keeper in keepers { group.addTask { token(await access(keeper, channel)) } }
          return await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(tokens.count == 1 && tokens.first != .some(nil))
        #expect(await server.opened == 1)
        #expect(await server.renewed == round)
        try await expire(world)
      }
    }
  }

  @Test func aCredentialIsOpenedAgainOnlyWhenTheAccountNamesAnother() async throws {
    try await with { world, server in
      let opened = Mutex(0)
      var keeper = keeper(world, server) { parts in
        parts.credential = { _ in Secret("token \(opened.withLock { $0 += 1; return $0 })") }
      }
      var channel = try await channel(world)
      let plain = PaperPlatform()
      var held: [String?] = []
      for name in [[1], [1], [2], nil, nil, [2]] as [[UInt8]?] {
        channel.credential = name.map(HexBytes.init)
        held.append(token(await keeper.access(to: channel, on: plain)))
      }
      #expect(held == [1, 1, 2, 3, 4, 5].map { "token \($0)" })
    }
  }

  @Test func aNewPairIsKeptThoughWhoAskedForItIsCutShort() async throws {
    try await with { world, server in
      let channel = try await channel(world)
      let reached = Latch()
      let keeper = keeper(world, server) { parts in
        parts.switches.reach = { here in if here == .sessionAnswered { await reached.reachAndStay() } }
      }
      let asking = Task { await access(keeper, channel) }
      try await world.wait("the platform has answered") { reached.isReached }
      asking.cancel()
      reached.release()
      #expect(token(await asking.value) != nil)
    }
  }

  @Test(arguments: [DebugSwitches.Failpoint.sessionIntended, .sessionAnswered])
  func whoDiesWhileRenewingIsWaitedForAndThePairTriedOnce(_ point: DebugSwitches.Failpoint) async throws {
    try await with { world, server in
      let channel = try await channel(world)
      let first = await access(keeper(world, server), channel)
      #expect(token(first) != nil)
      try await expire(world)
      let reached = Latch()
      let dead = keeper(world, server) { parts in
        parts.switches.reach = { here in if here == point { await reached.reachAndStay() } }
        // What sleeps before its request wakes too late to make it.
        if point == .sessionIntended { parts.timing.start = .milliseconds(1) }
      }
      let dying = Task { await access(dead, channel) }
      try await world.wait("the failpoint is reached") { reached.isReached }
      let hasty = keeper(world, server) { $0.timing.publish = Self.timing.publish }
      let waiting = await access(hasty, channel)
      if case .aside("session", _, _) = waiting {} else { Issue.record("nobody waits: \(waiting)") }
      try await world.editor.perform { editor in
        try editor.execute("update crier.platform_session set deadline = clock_timestamp()")
      }
      let other = keeper(world, server)
      // A pair that was spent takes one more try to find out.
      var held: String?
      for _ in 0..<2 where held == nil {
        held = token(await access(other, channel))
        if held == nil { try await expireRest(world) }
      }
      // Before the request the pair was good still; after it, it was spent and the credential opened another.
      #expect(await server.renewed == 1)
      #expect(await server.opened == (point == .sessionIntended ? 1 : 2))
      // The sleeper wakes: what it brings is late, and changes nothing.
      reached.release()
      _ = await dying.value
      #expect(token(await access(other, channel)) == held)
    }
  }

  @Test func afterTwoSilencesTheCredentialOpensAnother() async throws {
    try await with { world, server in
      let channel = try await channel(world)
      let keeper = keeper(world, server)
      _ = await access(keeper, channel)
      await server.plan([.silence, .silence])
      for _ in 0..<2 {
        try await expire(world)
        if case .aside("session", _, _) = await access(keeper, channel) {
        } else {
          Issue.record("silence is taken for something")
        }
      }
      #expect(try await world.number("select tries::integer from crier.platform_session") == 2)
      try await expire(world)
      #expect(token(await access(keeper, channel)) != nil)
      #expect(await server.opened == 2)
      #expect(await server.renewed == 0)
    }
  }

  @Test func anEndedSessionIsRenewedAtOnceAndCostsNoTry() async throws {
    try await with { world, server in
      let said = Said()
      try await world.publish(["one"])
      let coordinator = try await TestCoordinator(world, timing: Self.timing) { parts in
        prepare(&parts, server)
        parts.logger = Logger(label: "canary") { _ in said }
        parts.logger.logLevel = .trace
      }
      try await world.wait("it is sent") { try await world.states()["sent"] == 1 }
      await server.forget()
      try await expireRest(world)
      try await world.publish(["two"])
      try await world.wait("it is sent") { try await world.states()["sent"] == 2 }
      await server.forgetAll()
      try await expireRest(world)
      try await world.publish(["three"])
      try await world.wait("it is sent") { try await world.states()["sent"] == 3 }
      #expect(await server.opened == 2)
      #expect(await server.renewed == 1)
      #expect(await world.ledger.posts == ["one", "two", "three"])
      #expect(try await world.number("select max(attempts)::integer from crier.delivery") == 1)
      try await coordinator.stop()
      #expect(try await leaks(world) == 0, "a token stands in the database")
      #expect(!said.lines.contains("canary-") && !said.lines.isEmpty, "a token was logged")
    }
  }

  /// Nothing but what names the time between two intents.
  private func expireRest(_ world: DispatchWorld) async throws {
    try await world.editor.perform { editor in
      try editor.execute("update crier.platform_session set not_before = '-infinity'")
    }
  }

  /// Rows of the database that hold a token as it is.
  private func leaks(_ world: DispatchWorld) async throws -> Int {
    try await world.number(
      """
      select count(*)::integer from (
        select to_jsonb(a)::text as row from crier.attempt a union all select to_jsonb(d)::text from crier.delivery d
        union all select to_jsonb(s)::text from crier.platform_session s
        union all select to_jsonb(l)::text from crier.lane l union all select to_jsonb(v)::text from crier.event_value v
      ) every where row like '%canary-%'
      """)
  }

  @Test func whatIsNotKnownSetsTheDeliveryAside() async throws {
    try await with { world, server in
      await server.plan([.down])
      try await world.publish(["patient"])
      let coordinator = try await TestCoordinator(world, timing: Self.timing) { prepare(&$0, server) }
      let delivery = try await world.delivery()
      try await world.wait("it is set aside") {
        try await world.number(
          "select count(*)::integer from crier.delivery where reason = 'session' and attempts = 0") == 1
      }
      let facts = try await world.pool.run(ExplainDelivery(delivery))
      let sentences = Explanation(try #require(facts)).sentences.joined(separator: " ")
      #expect(sentences.contains("no session") || sentences.contains("is down"), "\(sentences)")
      try await world.wait("it is sent") { try await world.states()["sent"] == 1 }
      #expect(await server.asked == 2)
      try await coordinator.stop()
    }
  }

  @Test func aRefusedCredentialIsNotTriedAgainAndANewOneIs() async throws {
    try await with { world, server in
      let channel = try await channel(world)
      await server.set(password: "other")
      let keeper = keeper(world, server)
      for _ in 0..<3 {
        if case .refused(let sentence) = await access(keeper, channel) {
          #expect(sentence == "The password is wrong.")
        } else {
          Issue.record("it is not refused")
        }
      }
      #expect(await server.asked == 1)
      try await world.editor.perform { editor in
        try editor.execute(
          """
          insert into crier.credential (region_id, channel_id, key_id, sealed, sha256)
          select c.region_id, c.channel_id, 'k1', 'new', sha256('new') from crier.channel c where c.name = 'north';
          update crier.channel set credential_sha256 = sha256('new') where name = 'north';
          delete from crier.credential where sha256 = sha256('secret');
          """)
      }
      #expect(try await world.number("select count(*)::integer from crier.platform_session") == 0)
      await server.set(password: "token")
      #expect(token(await access(keeper, try await self.channel(world))) != nil)
    }
  }

  @Test func asksNoMoreOftenThanThePlatformAllows() async throws {
    try await with { world, server in
      let channel = try await channel(world)
      let keeper = keeper(world, server)
      for _ in 0..<14 {
        _ = await access(keeper, channel)
        try await expire(world)
      }
      #expect(await server.asked == 10)
      if case .aside("session", let sentence, _) = await access(keeper, channel) {
        #expect(sentence.contains("only so often"))
      } else {
        Issue.record("it asks on and on")
      }
    }
  }
}

/// Keeps all that is logged.
private struct Said: LogHandler {
  private final class Box: Sendable { let text = Mutex("") }

  private let box = Box()
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.trace

  var lines: String { box.text.withLock { $0 } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    box.text.withLock { $0 += "\(event.message) \(event.metadata ?? [:])\n" }
  }
}
