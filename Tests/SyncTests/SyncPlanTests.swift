import CentralStore
import Domain
import Foundation
import LocalStore
import Sync
import Testing

@Suite struct SyncPlanTests {
  let region = RegionID(UUID())
  let epoch = UUID()

  private func hello(
    state: String = "active", epoch: UUID? = nil, heads: (Int64, Int64) = (9, 4), floors: (Int64, Int64) = (0, 0),
    last: (Int64, Int64) = (0, 0)
  ) throws -> Hello {
    let json = """
      {"region_id":"\(region.text)","name":"North","state":"\(state)","body":"B",
       "epoch":"\((epoch ?? self.epoch).uuidString)","frozen":false,"region_head":\(heads.0),"common_head":\(heads.1),
       "region_floor":\(floors.0),"common_floor":\(floors.1),"last_sequence":\(last.0),"last_restrictive":\(last.1),
       "protocol_min":1,"protocol_max":1,"server_time":"2026-11-23T09:00:00.5+00:00","signing_key":"\\\\x00",
       "encryption_key":"\\\\x00","encryption_key_id":"1","encryption_key_signature":"\\\\x00","bell":"crier_1"}
      """
    return try JSONDecoder().decode(Hello.self, from: Data(json.utf8))
  }

  private func here(
    epoch: UUID?, cursors: (Int64, Int64) = (9, 4), last: (Int64, Int64) = (0, 0),
    acknowledged: (Int64, Int64) = (0, 0)
  ) -> SyncPlan.Here {
    SyncPlan.Here(
      region: region, epoch: epoch, cursors: [.region: cursors.0, .common: cursors.1],
      lastActs: [.ordinary: last.0, .restrictive: last.1],
      acknowledged: [.ordinary: acknowledged.0, .restrictive: acknowledged.1])
  }

  @Test func openings() throws {
    #expect(SyncPlan.open(try hello(), here: here(epoch: epoch)) == .goOn)
    #expect(SyncPlan.open(try hello(), here: here(epoch: nil)) == .renew(.first))
    #expect(SyncPlan.open(try hello(state: "locked"), here: here(epoch: epoch)) == .locked)
    #expect(SyncPlan.open(try hello(epoch: UUID()), here: here(epoch: epoch)) == .renew(.centreRestored))
    #expect(
      SyncPlan.open(try hello(epoch: UUID(), last: (3, 0)), here: here(epoch: epoch, last: (2, 0)))
        == .renew(.centreRestored), "then all is compared, whatever a copy has brought there meanwhile")
    #expect(SyncPlan.open(try hello(floors: (10, 0)), here: here(epoch: epoch)) == .renew(.tooOld))
    #expect(SyncPlan.open(try hello(heads: (8, 4)), here: here(epoch: epoch)) == .renew(.ahead))
    #expect(SyncPlan.open(try hello(last: (3, 0)), here: here(epoch: epoch, last: (2, 0))) == .newLife)
    #expect(SyncPlan.open(try hello(last: (0, 1)), here: here(epoch: epoch, last: (2, 0))) == .newLife)
    #expect(SyncPlan.open(try hello(last: (1, 0)), here: here(epoch: epoch, last: (2, 0))) == .goOn)
    #expect(
      SyncPlan.open(try hello(last: (1, 0)), here: here(epoch: epoch, last: (2, 0), acknowledged: (2, 0)))
        == .renew(.centreRestored), "it had an act that it has no more")
    #expect(
      SyncPlan.open(try hello(last: (2, 0)), here: here(epoch: epoch, last: (2, 1), acknowledged: (2, 0))) == .goOn)
    var odd = here(epoch: epoch)
    odd.isDistrusted = true
    #expect(SyncPlan.open(try hello(), here: odd) == .renew(.distrusted))
    #expect(SyncPlan.open(try hello(epoch: UUID()), here: odd) == .renew(.centreRestored))
    odd.wasRestored = true
    #expect(SyncPlan.open(try hello(), here: odd) == .renew(.centreRestored))
    let elsewhere = SyncPlan.Here(region: RegionID(UUID()), epoch: epoch, cursors: [:], lastActs: [:])
    #expect(SyncPlan.open(try hello(), here: elsewhere) == .otherOffice)
  }

  @Test("a page is good only when every number from the cursor on is there")
  func pages() {
    #expect(SyncPlan.page([], of: .region, after: 3) == .nothing)
    #expect(SyncPlan.page([4, 5, 6], of: .region, after: 3) == .fine(upTo: 6))
    #expect(SyncPlan.page([4, 6], of: .region, after: 3) == .broken(.gap(feed: .region, expected: 5, found: 6)))
    #expect(SyncPlan.page([5], of: .common, after: 3) == .broken(.gap(feed: .common, expected: 4, found: 5)))
    #expect(SyncPlan.page([3], of: .region, after: 3) == .broken(.gap(feed: .region, expected: 4, found: 3)))
  }

  private func act(_ sequence: Int64, bytes: Int = 10) -> KeptAct {
    let activity = Activity(
      id: ActivityID(UUID()), member: MemberID(UUID()), region: region, item: ItemReference(.post, region, region),
      base: nil, at: Instant(microseconds: 0), act: .withdrawPost(Reason("x")))
    return KeptAct(
      signed: SignedActivity(
        id: activity.id, body: String(repeating: "x", count: bytes), signature: [], restrictive: false),
      activity: activity, incarnation: 1, sequence: sequence, state: .pending)
  }

  @Test("a batch has at most so many acts and bytes, no gap, and always at least one act")
  func batches() {
    #expect(SyncPlan.batch([]).isEmpty)
    #expect(SyncPlan.batch((1...300).map { act($0) }).count == 200)
    #expect(
      SyncPlan.batch((1...9).map { act($0, bytes: 100) }, mostActs: 200, mostBytes: 250).map(\.sequence) == [1, 2])
    #expect(SyncPlan.batch([act(1, bytes: 999)], mostActs: 200, mostBytes: 250).count == 1)
    #expect(SyncPlan.batch([act(1), act(2), act(4)]).map(\.sequence) == [1, 2])
  }

  @Test("a snapshot that was cut goes on only where the feeds still reach its first heads")
  func resumes() throws {
    let mark = SyncProgress.Mark(epoch: epoch, regionHead: 7, commonHead: 3, version: "one", kind: .post)
    #expect(SyncPlan.resumes(mark, try hello(), version: "one"))
    #expect(SyncPlan.resumes(mark, try hello(floors: (7, 3)), version: "one"))
    #expect(!SyncPlan.resumes(mark, try hello(floors: (8, 3)), version: "one"))
    #expect(!SyncPlan.resumes(mark, try hello(floors: (7, 4)), version: "one"))
    #expect(!SyncPlan.resumes(mark, try hello(heads: (6, 4)), version: "one"))
    #expect(!SyncPlan.resumes(mark, try hello(epoch: UUID()), version: "one"))
    #expect(!SyncPlan.resumes(mark, try hello(), version: "two"))
  }

  @Test("less is asked for and sent at once while the line fails, never nothing, and more again with success")
  func portions() {
    var portion = SyncPlan.Portion()
    portion.worked(isFull: false, in: .zero)
    portion.worked(isFull: true, in: .seconds(3))
    #expect(portion == SyncPlan.Portion(), "what was little, or took long, is no reason for more")
    for _ in 0..<20 { portion.worked(isFull: true, in: .seconds(1)) }
    #expect(portion.rows == 500)
    #expect(portion.bytes == PushActs.mostBytes)
    portion.failed()
    #expect(portion.rows == 125)
    #expect(portion.bytes == PushActs.mostBytes / 4)
    for _ in 0..<20 { portion.failed() }
    #expect(portion.rows == 8)
    #expect(portion.bytes == 4096)
  }

  @Test("polls each second while in use, rarely otherwise, ever more rarely while the line is down")
  func pace() {
    let pace = SyncPace()
    let now = Instant(microseconds: 10_000_000_000)
    #expect(pace.isInUse(lastUse: now.adding(seconds: -299), now: now))
    #expect(!pace.isInUse(lastUse: now.adding(seconds: -301), now: now))
    #expect(pace.isInUse(lastUse: now.adding(seconds: 60), now: now), "a clock that was set back a little")
    #expect(!pace.isInUse(lastUse: now.adding(seconds: 10 * 365 * 86_400), now: now), "or by years")
    #expect(!pace.isInUse(lastUse: nil, now: now))
    #expect(pace.wait(isInUse: true, failures: 0, chance: 0.9) == .seconds(1))
    #expect(pace.wait(isInUse: false, failures: 0, chance: 0) == .seconds(7.5))
    #expect(pace.wait(isInUse: false, failures: 0, chance: 0.5) == .seconds(15))
    #expect(pace.wait(isInUse: false, failures: 1, chance: 0.999) <= .seconds(1))
    #expect(pace.wait(isInUse: false, failures: 40, chance: 0) == .seconds(150))
    #expect(pace.wait(isInUse: false, failures: 40, chance: 1) == .seconds(300))
    #expect(pace.wait(isInUse: true, failures: 40, chance: 1) == .seconds(15))
  }
}
