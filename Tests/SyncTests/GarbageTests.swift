import CentralStore
import Crypto
import Domain
import Foundation
import LocalStore
import Postgres
import Sync
import TestKit
import Testing

/// A centre that sends what it never should: nothing is lost, nothing ends, it is told, and it heals.
@Suite struct GarbageTests {
  enum Garbage: String, CaseIterable {
    case unknownKind, noJSON, halfJSON, otherID, otherRegion, otherRuling
    case olderVersion, gap, double, backwards, moreThanAsked
  }

  @Test("nonsense in a page of a feed costs nothing that was here or waits to go", arguments: Garbage.allCases)
  func page(_ garbage: Garbage) async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      let (ann, annKey) = try await body.member("Ann", .author, at: office)
      let channel = try await body.channel("north", at: office)
      try await office.sync.round()
      let before = try office.store.itemCounts()
      let id = try office.write("It waits.", on: channel, as: ann, annKey)
      let cursor = try office.store.cursor(.region)
      try await poison(body, office, garbage, channel, cursor)

      let trouble = await trouble(of: office)
      let isBroken = [.gap, .double, .backwards].contains(garbage)
      #expect((trouble != nil) == isBroken)
      if isBroken {
        #expect(try office.store.isDistrusted(), "everything is read anew")
        #expect(SyncTrouble(try #require(trouble)).sentence.contains("everything is read anew"))
      } else {
        #expect(try office.store.cursor(.region) > cursor, "one bad row does not stop the feed")
      }
      #expect(try office.store.itemCounts() == before)
      #expect(try office.store.view(.house).items.channels[channel.channel]?.name == "north")
      #expect(try office.post(id)?.state == .submitted, "what was typed is here")
      let passesOver = !isBroken && garbage != .olderVersion && garbage != .moreThanAsked
      #expect((try office.store.unread() != nil) == passesOver)

      // The centre is mended, and tells of the item anew.
      try await mend(body)
      try await tell(of: channel, in: body)
      office.sync.startAgain()
      try await body.exchange(with: office)
      #expect(try office.store.counts() == ActCounts(pending: 0, received: 0, refused: 0, conflicted: 0))
      #expect(try office.post(id)?.state == .submitted)
      #expect(try office.store.view(.house).items.channels[channel.channel]?.name == "north")
      if garbage == .otherID || garbage == .otherRegion || garbage == .noJSON || garbage == .halfJSON {
        #expect(try office.store.unread() == nil, "it has come in a form that can be read")
      }
      await office.end()
    }
  }

  @Test("a snapshot with nonsense in it is taken without it, and the others are there")
  func snapshot() async throws {
    try await TestBody.with { body in
      let office = try await body.office(named: "North")
      _ = try await body.channel("north", at: office)
      _ = try await body.channel("south", at: office)
      try await body.execute(
        """
        alter function crier.channel_item(crier.channel) rename to channel_honest;
        create function crier.channel_item(item crier.channel) returns jsonb
        language sql stable set search_path = '' as $$
          select crier.channel_honest(item) || case item.name when 'north' then '{"channel_id": "\(UUID().uuidString)"}'
            else '{}' end::jsonb $$;
        grant execute on function crier.channel_item(crier.channel) to crier_coordinator, crier_sync;
        """)
      try await office.sync.round()
      let names = try office.store.view(.house).items.channels.values.map(\.name)
      #expect(names == ["south"])
      #expect(try office.store.unread() != nil)
      await office.end()
    }
  }

  // MARK: -

  /// What goes wrong in a round.
  private func trouble(of office: TestOffice) async -> (any Error)? {
    office.sync.startAgain()
    do { try await office.sync.round() } catch { return error }
    return nil
  }

  /// From now on the region's feed is rows of our making.
  private func poison(
    _ body: TestBody, _ office: TestOffice, _ garbage: Garbage, _ channel: ChannelReference, _ cursor: Int64
  ) async throws {
    let (mine, id, other) = (office.region.text, channel.channel.text, UUID().uuidString)
    let real = "(select i.body from crier.items_json('channel', array['\(mine)'::uuid], array['\(id)'::uuid]) i)"
    func row(
      _ n: Int64, kind: String = "channel", item: String? = nil, version: Int64 = 99, json: String? = nil
    ) -> String {
      "(\(n), '\(kind)', '\(item ?? id)'::uuid, '\(mine)'::uuid, \(version), \(json ?? real))"
    }
    let n = cursor + 1
    let rows =
      switch garbage {
      case .unknownKind: [row(n, kind: "spell")]
      case .noJSON: [row(n, json: "'17'::jsonb")]
      case .halfJSON: [row(n, json: "\(real) - 'name'")]
      case .otherID: [row(n, json: "\(real) || '{\"channel_id\": \"\(other)\"}'")]
      case .otherRegion: [row(n, json: "\(real) || '{\"region_id\": \"\(other)\"}'")]
      case .otherRuling:
        [row(n, kind: "ruling", item: other, json: "'{\"activity_id\": \"\(id)\", \"verdict\": \"accepted\"}'::jsonb")]
      case .olderVersion: [row(n, version: 0, json: "\(real) || '{\"name\": \"Older\", \"version\": 0}'")]
      case .gap: [row(n), row(n + 2)]
      case .double: [row(n), row(n)]
      case .backwards: [row(n + 1), row(n)]
      case .moreThanAsked: (0..<1200).map { row(n + $0) }
      }
    try await body.execute(
      """
      create or replace function sync.pull_v1(feed text, epoch uuid, cursor bigint, max integer)
      returns table (n bigint, kind text, item_id uuid, owner_region_id uuid, version bigint, body jsonb)
      language sql stable security definer set search_path = '' as $$
        select * from (values \(rows.joined(separator: ","))) as v (n, kind, item_id, owner_region_id, version, body)
        where feed = 'region' and v.n > cursor $$;
      update crier.feed_head set head = head + 2000 where region_id = '\(mine)';
      """)
  }

  private func mend(_ body: TestBody) async throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../sql/routines/sync/pull_v1.sql").standardized
    try await body.execute(try String(contentsOf: file, encoding: .utf8))
  }

  /// The feed is whole again up to its head, each row telling of the channel.
  private func tell(of channel: ChannelReference, in body: TestBody) async throws {
    try await body.execute(
      """
      insert into crier.feed (region_id, n, kind, owner_region_id, item_id, version)
      select h.region_id, g, 'channel', h.region_id, '\(channel.channel.text)', 1
      from crier.feed_head h, generate_series(1, h.head) g
      where h.region_id = '\(channel.region.text)'
      on conflict do nothing
      """)
  }
}
