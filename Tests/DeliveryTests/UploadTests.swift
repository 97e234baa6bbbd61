import Delivery
import Domain
import Foundation
import HTTPTypes
import Platforms
import Postgres
import Synchronization
import Testing

/// Uploads before the publish, through a real database and through kills.
struct UploadTests {
  /// Uploads, asks until it is done, publishes with the name that it got.
  private struct Upload: QuietPlatform {
    let paper = PaperPlatform()
    let name = "mastodon"
    let promises = PlatformPromises(repeatIsSafeFor: nil, canLookUp: true, visibleAfter: 0)
    /// The words that have an image; nil: all.
    var only: String?

    func uploads(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> Bool {
      progress.values["name"] == nil && (only == nil || order.content.texts["en"] == only)
    }

    func render(_ content: PostContent, on channel: Channel) -> Rendering { paper.render(content, on: channel) }

    func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep {
      if let until = progress.values["ask"].flatMap({ Instant($0) }), order.now < until { return .wait(until: until) }
      guard uploads(order, progress) else { return paper.next(order, progress) }
      let head = HTTPRequest(method: .put, scheme: "https", authority: "paper", path: "/media")
      return .request(PlatformRequest(head: head, acts: false))
    }

    func interpret(_ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress) -> StepResult {
      guard uploads(order, progress) else { return paper.interpret(result, of: order, progress) }
      guard case .answer(let response) = result else { return .done(.surelyNot(retryAt: nil, sentence: "cut")) }
      return .proceed(
        DeliveryProgress(["name": "9", "ask": response.at.adding(seconds: 1).description]))
    }

    func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? {
      paper.lookUp(order, progress, page: page)
    }
    func interpretLookUp(
      _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
    ) -> LookUpResult { paper.interpretLookUp(result, of: order, progress, page: page) }
  }

  /// Ends when it is broken off, and not before.
  private static func untilBrokenOff() async -> ExchangeResult {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    for await _ in stream {}
    continuation.finish()
    return .failure(mayHaveActed: true, sentence: "broken off")
  }

  @Test func anUploadDoesNotHoldAStop() async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["with an image"])
      let begun = Mutex(false)
      let coordinator = try await TestCoordinator(world) { parts in
        parts.platforms = ["mastodon": Upload()]
        parts.exchange = { _, _ in
          begun.withLock { $0 = true }
          return await Self.untilBrokenOff()
        }
      }
      try await world.wait("the upload is under way") { begun.withLock { $0 } }
      try await coordinator.stop()
      #expect(try await world.states() == ["waiting": 1])
      #expect(try await world.number("select count(*)::integer from crier.lane where owner is not null") == 0)
    }
  }

  @Test func anUploadGivesWayToAnEmergency() async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["with an image"])
      let uploads = Mutex(0)
      let ledger = world.ledger
      let coordinator = try await TestCoordinator(world, timing: Timing()) { parts in
        parts.timing.start = .seconds(15)
        parts.platforms = ["mastodon": Upload(only: "with an image")]
        parts.exchange = { request, leave in
          guard request.head.path == "/media" else {
            return await ledger.exchange(request, mayLeave: leave.mayLeave)
          }
          let number = uploads.withLock { count in
            count += 1
            return count
          }
          if number == 1 {
            return await Self.untilBrokenOff()
          }
          return .answer(PlatformResponse(status: 200, at: Instant(Date())))
        }
      }
      try await world.wait("the upload is under way") { uploads.withLock { $0 } == 1 }
      try await world.publish(["leave the harbour"], of: "emergency")
      try await world.wait("both are sent") { try await world.states()["sent"] == 2 }
      #expect(await ledger.posts == ["leave the harbour", "with an image"])
      #expect(uploads.withLock { $0 } == 2)
      #expect(try await world.number("select max(attempts)::integer from crier.delivery") == 1)
      try await coordinator.stop()
    }
  }

  @Test func anUploadIsBrokenOffWhenTheSessionIsLost() async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["with an image"])
      let uploads = Mutex(0)
      let ledger = world.ledger
      let coordinator = try await TestCoordinator(world, timing: Timing()) { parts in
        parts.timing.start = .seconds(15)
        let book = parts.book
        parts.platforms = ["mastodon": Upload()]
        parts.exchange = { request, leave in
          guard request.head.path == "/media" else {
            return await ledger.exchange(request, mayLeave: leave.mayLeave)
          }
          let number = uploads.withLock { count in
            count += 1
            return count
          }
          if number == 1 || book.owner == nil {
            return await Self.untilBrokenOff()
          }
          return .answer(PlatformResponse(status: 200, at: Instant(Date())))
        }
      }
      try await world.wait("the upload is under way") { uploads.withLock { $0 } == 1 }
      coordinator.book.fence()
      try await world.wait("a new life sends it", atMost: .seconds(40)) { try await world.states()["sent"] == 1 }
      #expect(uploads.withLock { $0 } == 2, "the old life begins nothing more")
      try await coordinator.stop()
    }
  }

  /// Longer leases than the test waits for: who cannot go on hands the lane back.
  @Test(arguments: ["intent_v1(uuid, jsonb, interval)", "progress_v1(uuid, uuid, uuid, bigint, jsonb)"])
  func aCallThatFailsLeavesNoLaneLeased(_ routine: String) async throws {
    try await DispatchWorld.with { world in
      let change = { (verb: String, word: String) in
        try await world.editor.perform { editor in
          try editor.execute("\(verb) execute on function admin.\(routine) \(word) crier_coordinator")
        }
      }
      try await change("revoke", "from")
      try await world.publish(["with an image"])
      let ledger = world.ledger
      let coordinator = try await TestCoordinator(world, timing: Timing()) { parts in
        parts.timing.start = .seconds(15)
        parts.platforms = ["mastodon": Upload()]
        parts.exchange = { request, leave in
          guard request.head.path == "/media" else {
            return await ledger.exchange(request, mayLeave: leave.mayLeave)
          }
          return .answer(PlatformResponse(status: 200, at: Instant(Date())))
        }
      }
      try await world.wait("it says why it waits", atMost: .seconds(20)) {
        try await world.number("select count(*)::integer from crier.delivery where reason = 'database'") == 1
      }
      #expect(try await world.number("select count(*)::integer from crier.lane where owner is not null") == 0)
      try await change("grant", "to")
      try await world.wait("it is sent", atMost: .seconds(30)) { try await world.states()["sent"] == 1 }
      #expect(await ledger.posts == ["with an image"])
      try await coordinator.stop()
    }
  }

  enum Death: CaseIterable { case none, beforeItIsKept, afterwards }

  @Test(arguments: Death.allCases) func aKillCostsOneMoreUploadAtMost(_ death: Death) async throws {
    try await DispatchWorld.with { world in
      try await world.publish(["with an image"])
      let uploads = Mutex(0)
      let (reached, ledger) = (Latch(), world.ledger)
      let prepare: @Sendable (inout DispatchParts, Bool) -> Void = { parts, dies in
        parts.platforms = ["mastodon": Upload()]
        parts.exchange = { request, leave in
          guard request.head.path == "/media" else {
            return await ledger.exchange(request, mayLeave: leave.mayLeave)
          }
          uploads.withLock { $0 += 1 }
          if dies, death == .beforeItIsKept { await reached.reachAndStay() }
          return .answer(PlatformResponse(status: 200, at: Instant(Date())))
        }
        if dies, death == .afterwards {
          parts.switches.reach = { here in if here == .intentCommitted { await reached.reachAndStay() } }
        }
      }
      if death != .none {
        let first = try await TestCoordinator(world) { prepare(&$0, true) }
        try await world.wait("the place is reached") { reached.isReached }
        await first.kill()
      }
      // Who follows somebody dead waits for short leases; who is alone has those of service, and gives none up.
      var timing = Timing()
      timing.start = .seconds(15)
      let second = try await TestCoordinator(
        world, timing: death == .none ? timing : Timing().scaled(by: 0.05)
      ) { prepare(&$0, false) }
      try await world.wait("it is sent") { try await world.states()["sent"] == 1 }
      #expect(await world.ledger.count("with an image") == 1)
      #expect(uploads.withLock { $0 } == (death == .beforeItIsKept ? 2 : 1))
      // What waits, or what nobody sees, is no try.
      let tries = try await world.number("select attempts::integer from crier.delivery")
      #expect(tries == (death == .afterwards ? 2 : 1))
      try await second.stop()
    }
  }
}
