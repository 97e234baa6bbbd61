import CentralStore
import Domain
import Foundation
import Postgres
import Scheduling
import TestKit

/// The routines themselves behind the model's questions, on one connection; their clock and what they know of sessions
/// are told. To be used on the connection's own thread.
struct SQLDatabase: DispatchDatabase {
  let connection: PostgresConnection
  /// What the database refused, which nothing in a model should.
  private(set) var failure: String?
  private var living: Set<UUID> = []

  var now: Instant {
    didSet { run("update public.model_clock set at = '\(now)'") }
  }

  init(_ connection: PostgresConnection, _ setup: ModelSetup, now: Instant) {
    self.connection = connection
    self.now = now
    run("update public.model_clock set at = '\(now)'; truncate public.model_living")
    for channel in setup.channels {
      run(
        """
        insert into crier.channel (region_id, channel_id, platform, address, handle, name, languages,
          credential_sha256, ceiling_per_hour, activity_id)
        values ('\(channel.region)', '\(channel.id)', '\(channel.platform)', 'https://model.example', '@x', 'x',
          '{en}', '\\x01', 1000, '\(channel.activity)');
        insert into crier.lane (region_id, channel_id, platform, rate, burst, tokens)
        values ('\(channel.region)', '\(channel.id)', '\(channel.platform)', 1000, 1000, 1000)
        """)
    }
    let second = setup.second
    run(
      """
      insert into crier.member (region_id, member_id, name, activity_id)
      values ('\(second.home)', '\(second.id)', '\(second.name)', '\(second.activity)')
      """)
  }

  /// Once for a database: the routines with a clock and sessions that are told.
  static func prepare(_ editor: PostgresConnection) async throws {
    try await editor.execute(
      """
      create table public.model_clock as select clock_timestamp() as at;
      create table public.model_living (owner uuid primary key);
      create function public.model_now() returns timestamptz language sql volatile set search_path = ''
        as 'select c.at from public.model_clock c'
      """)
    for file in try SchemaFiles.all("routines/admin") {
      try await editor.execute(file.text.replacing("clock_timestamp()", with: "public.model_now()"))
    }
    try await editor.execute(
      """
      create or replace function admin.owner_gone(p_owner uuid) returns boolean language sql volatile
        set search_path = ''
        as 'select p_owner is null or not exists (select from public.model_living l where l.owner = p_owner)'
      """)
  }

  private mutating func run(_ sql: String) {
    do { try connection.assumeIsolated { try $0.execute(sql) } } catch { failure = failure ?? "\(error) in \(sql)" }
  }

  private mutating func ask<S: CentralStatement>(_ make: () throws -> S) -> S.Output? where S.Output: Sendable {
    do {
      let statement = try make()
      return try connection.assumeIsolated { try $0.run(statement) }
    } catch {
      failure = failure ?? "\(error) in \(S.self)"
      return nil
    }
  }

  // MARK: - What coordinators ask

  func knows(_ owner: UUID) -> Bool { living.contains(owner) }

  mutating func begin(_ owner: UUID) {
    living.insert(owner)
    run("insert into public.model_living values ('\(owner)') on conflict do nothing")
  }

  mutating func end(_ owner: UUID) {
    living.remove(owner)
    run("delete from public.model_living where owner = '\(owner)'")
  }

  mutating func claim(_ owner: UUID, max: Int, lease: Int64, urgentOnly: Bool) -> [DispatchWork]? {
    let claim = ask { ClaimLanes(owner: owner, max: max, lease: .seconds(lease), urgentOnly: urgentOnly) }
    return claim?.gone == true ? nil : claim?.work ?? []
  }

  mutating func keep(_ owner: UUID, _ work: DispatchWork, _ progress: [String: String]) -> Bool {
    ask { try KeepProgress(owner: owner, work: work, progress: progress) } ?? false
  }

  mutating func intend(_ owner: UUID, _ ask: IntendDeliveries.Ask, timeout: Int64) -> ModelVerdict {
    let verdict = self.ask { try IntendDeliveries(owner: owner, asks: [ask], timeout: .seconds(timeout)) }?.first
    return ModelVerdict(
      fence: verdict?.fence, intentAt: verdict?.intentAt, lastKnown: verdict?.lastKnown, reason: verdict?.reason)
  }

  mutating func settle(_ owner: UUID, _ settlement: Settlement, goOn: Bool) -> DispatchWork? {
    ask { try SettleDeliveries(owner: owner, settlements: [settlement], goOn: goOn) }?.work.first
  }

  mutating func sweep(quiet: Int64) { _ = ask { SweepDeliveries(quiet: .seconds(quiet)) } }

  mutating func look(every: Int64) -> [LookAtUnknown.Case] {
    ask { LookAtUnknown(max: 99, every: .seconds(every)) } ?? []
  }

  mutating func resolve(_ finding: Finding, quiet: Int64, every: Int64) {
    _ = ask { try ResolveUnknown([finding], quiet: .seconds(quiet), every: .seconds(every)) }
  }

  mutating func renew(_ owner: UUID, lease: Int64, channels: [ChannelID]) -> [ChannelID] {
    ask { RenewLanes(owner: owner, lease: .seconds(lease), channels: channels) } ?? []
  }

  mutating func release(_ owner: UUID) { _ = ask { ReleaseLanes(owner: owner) } }

  // MARK: - What the stations before it write

  mutating func unplanned() -> [LoadPlans.Unplanned] { ask { LoadPlans(max: 99) } ?? [] }
  mutating func write(_ plan: DeliveryPlan) { _ = ask { try WritePlan(plan) } }
  mutating func planStops() { _ = ask { PlanStops(max: 99) } }

  mutating func write(_ post: Post) {
    guard let content = try? JSONEncoder().encode(post.content),
      let approvals = try? JSONEncoder().encode(post.approvals)
    else { return }
    let words = "'\(String(decoding: content, as: UTF8.self))'"
    let due = post.due.map { "'\($0.at)', 'UTC', ''" } ?? "null, null, null"
    let key = "'\(post.region)', '\(post.id)'"
    let writer = "'\(post.author)'"
    run(
      """
      insert into crier.post (region_id, post_id, member_id, state, class, revision, digest, content, due_at, due_zone,
        due_wall, not_after, writers, approvals, version, activity_id, created_at)
      values (\(key), \(writer), '\(post.state.rawValue)', '\(post.postClass.rawValue)', \(post.revision),
        '\\x\(post.digest.hex)', \(words), \(due), \(post.notAfter.map { "'\($0)'" } ?? "null"), array[\(writer)::uuid],
        '\(String(decoding: approvals, as: UTF8.self))', \(post.version), '\(post.activity)', '\(post.createdAt)')
      on conflict (region_id, post_id) do update set state = excluded.state, revision = excluded.revision,
        digest = excluded.digest, content = excluded.content, approvals = excluded.approvals,
        version = excluded.version;
      insert into crier.revision (region_id, post_id, revision, digest, content, member_id, member_name, activity_id,
        written_at, epoch)
      select \(key), \(post.revision), '\\x\(post.digest.hex)', \(words), \(writer), 'Ann', '\(post.activity)',
        '\(post.createdAt)', b.epoch from crier.body b on conflict do nothing
      """)
    for place in post.content.channels {
      run(
        "insert into crier.post_channel values (\(key), '\(place.region)', '\(place.channel)') on conflict do nothing")
    }
    for approval in post.approvals {
      run(
        """
        insert into crier.approval (region_id, post_id, revision, member_region_id, member_id, tier, digest,
          activity_id, approved_at)
        values (\(key), \(approval.revision), '\(approval.memberHome)', '\(approval.member)', 'approver',
          '\\x\(post.digest.hex)', '\(approval.activity)', '\(approval.at)') on conflict do nothing
        """)
    }
  }

  mutating func place(_ stop: ModelStop) {
    let scope = stop.channel.map { "'channel', '\($0)'" } ?? "'everything', null"
    run(
      """
      insert into crier.stop (region_id, stop_id, scope, target_id, exempt_emergency, reason, placed_by, placed_at,
        activity_id)
      select r.region_id, '\(stop.id)', \(scope), \(stop.exemptsEmergency), 'wait', '\(stop.id)', '\(now)',
        '\(stop.id)' from crier.region r where r.parent_id is null
      """)
  }

  mutating func lift(_ stop: StopID) {
    run(
      """
      update crier.stop set lifted_at = '\(now)', lifted_by = activity_id, version = version + 1
      where stop_id = '\(stop)'
      """)
  }

  mutating func revoke(_ member: MemberID) {
    run("update crier.member set state = 'revoked' where member_id = '\(member)'")
  }

  mutating func decide(_ delivery: DeliveryID, _ decision: DeliveryDecision) {
    let isInDoubt = deliveries.contains { $0.item.id == delivery && [.parked, .unknown].contains($0.item.state) }
    let word =
      switch decision {
      case .isThere(let remoteID, _): "'present', '\(remoteID)'"
      case .send: isInDoubt ? "'absent_send', null" : "'send_now', null"
      case .drop: isInDoubt ? "'absent_drop', null" : "'drop', null"
      }
    run(
      """
      select admin.decide_v1(d.region_id, d.delivery_id, \(word), null, d.activity_id) from crier.delivery d
      where d.delivery_id = '\(delivery)'
      """)
  }

  // MARK: - How it stands

  var deliveries: [ModelDelivery] {
    let rows = try? connection.assumeIsolated { try $0.run(ReadRows()) }
    return rows?.map(\.delivery) ?? []
  }

  /// Time is told by steps alone here.
  var nextMoment: Instant? { nil }
}

/// Every delivery as the table has it.
private struct ReadRows: AnswerStatement {
  static let statement = PostgresStatement(
    "select coalesce(jsonb_agg(to_jsonb(d) order by d.delivery_id), '[]') as answer from crier.delivery d",
    name: "model_rows")
  typealias Output = [Row]
  var parameters: [PostgresValue] { [] }

  struct Row: Decodable, Sendable {
    var delivery: ModelDelivery

    enum CodingKeys: String, CodingKey {
      case priority, owner, looks, withdrawal
      case notBefore = "not_before"
      case lookAt = "look_at"
      case lookFails = "look_fails"
      case silent = "intents_without_outcome"
      case editWaits = "edit_waits"
    }

    init(from decoder: any Decoder) throws {
      let dispatch = try DispatchDelivery(from: decoder)
      let values = try decoder.container(keyedBy: CodingKeys.self)
      delivery = ModelDelivery(
        item: dispatch.item, priority: try values.decode(Int.self, forKey: .priority), key: dispatch.idempotencyKey,
        keyAt: dispatch.keyAt, fence: dispatch.fence, intentAt: dispatch.intentAt, deadline: dispatch.deadline,
        notBefore: Instant(try values.decode(String.self, forKey: .notBefore)) ?? .longAgo,
        looks: try values.decode(Int.self, forKey: .looks),
        lookAt: try values.decodeIfPresent(String.self, forKey: .lookAt).map { Instant($0) ?? .longAgo },
        lookFails: try values.decode(Int.self, forKey: .lookFails),
        intentsWithoutOutcome: try values.decode(Int.self, forKey: .silent),
        editWaits: try values.decode(Bool.self, forKey: .editWaits))
    }
  }
}
