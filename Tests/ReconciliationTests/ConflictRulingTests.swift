import CentralStore
import Crypto
import Domain
import Foundation
import Logging
import Reconciliation
import TestKit
import Testing

/// Two changes of one post on a real database: both kept, told and put on record.
@Suite struct ConflictRulingTests {
  /// Changes the English text of a post as it was in a version.
  private func edit(
    _ world: CentreWorld, _ item: ItemReference, _ text: String, seen: String = "Hello.", version: Int64 = 1,
    language: String = "en", after: ActivityID? = nil
  ) throws -> SignedActivity {
    var (base, changes) = (PostFields(), PostFields())
    (base.texts, changes.texts) = ([language: seen], [language: text])
    let activity = Activity(
      id: ActivityID(UUID()), member: world.administrator, region: world.root, item: item, base: version, after: after,
      at: Instant(microseconds: 1_800_000_000_000_000), act: .editPost(EditPost(base: base, changes: changes)))
    return try SignedActivity(activity, key: world.key)
  }

  private func rule(_ world: CentreWorld, _ acts: [SignedActivity]) async throws {
    try await world.push(acts)
    let service = world.service()
    while try await service.step() > 0 {}
    await service.release()
  }

  private func verdicts(_ world: CentreWorld) async throws -> String? {
    try await world.text(
      "select string_agg(verdict || coalesce('/' || reason, ''), ' ' order by ruling_no) from crier.ruling")
  }

  private func conflict(_ world: CentreWorld) async throws -> Conflict {
    let json = try #require(
      try await world.text("select crier.conflict_item(c)::text from crier.conflict c order by version desc"))
    return try JSONDecoder().decode(Conflict.self, from: Data(json.utf8))
  }

  @Test(arguments: [true, false]) func aConflictIsWrittenToldAndResolved(_ inOneBatch: Bool) async throws {
    try await CentreWorld.with { world in
      let (_, item) = try await world.approvedPost()
      let first = try edit(world, item, "Ours.")
      let second = try edit(world, item, "Theirs.")
      let follower = try edit(world, item, "Theirs, better.", seen: "Theirs.", version: 2, after: second.id)
      let welsh = try edit(world, item, "Helo.", seen: "", version: 1, language: "cy")
      if inOneBatch {
        try await rule(world, [first, second, follower, welsh])
      } else {
        for act in [first, second, follower, welsh] { try await rule(world, [act]) }
      }
      #expect(
        try await verdicts(world) == "accepted accepted accepted conflicted conflicted merged",
        "the channel and the post, then the four")
      #expect(
        try await world.text("select state || jsonb_array_length(approvals) || (content ->> 'texts') from crier.post")
          == #"draft0{"cy": "Helo.", "en": "Ours."}"#)
      let open = try await conflict(world)
      #expect(open.isOpen && open.id == Conflict.id(activity: second.id, field: .text("en")))
      #expect(open.base == .text("Hello.") && open.centre.value == .text("Ours."))
      #expect(open.centre.touch.activity == first.id && open.theirs.touch.activity == follower.id)
      #expect(open.theirs.value == .text("Theirs, better.") && open.earlier.map(\.value) == [.text("Theirs.")])
      #expect(
        try await world.text("select count(*)::text from crier.feed where kind = 'conflict' and item_id = '\(open.id)'")
          != "0")

      let choice = ResolveConflict(post: item.id.of(), take: .theirs, seen: open.seen)
      let choose = Act.resolveConflict(choice)
      let reference = ItemReference(.conflict, world.root, open.id)
      try await rule(world, [try world.act(choose, on: reference), try world.act(choose, on: reference)])
      #expect(try await verdicts(world)?.hasSuffix("merged accepted refused/changed_meanwhile") == true)
      #expect(try await conflict(world).resolution?.choice == .theirs)
      #expect(try await world.text("select content #>> '{texts,en}' from crier.post") == "Theirs, better.")
      #expect(
        try await world.text("select count(*)::text from crier.event where kind = 'conflict' and verdict <> 'refused'")
          == "3",
        "each change of it has its event")
    }
  }

  @Test func whatOneActDoesInPartIsOnRecordWithWhoDidItFromWhere() async throws {
    try await CentreWorld.with { world in
      let (post, item) = try await world.approvedPost()
      var (base, changes) = (PostFields(), PostFields())
      (base.texts, changes.texts) = (["en": "Hello.", "cy": ""], ["en": "Theirs.", "cy": "Helo."])
      let both = Activity(
        id: ActivityID(UUID()), member: world.administrator, region: world.root, item: item, base: 1,
        at: Instant(microseconds: 1_800_000_000_000_000), act: .editPost(EditPost(base: base, changes: changes)))
      try await rule(world, [try edit(world, item, "Ours."), try SignedActivity(both, key: world.key)])
      #expect(try await verdicts(world)?.hasSuffix("accepted conflicted") == true)
      #expect(try await world.text("select content ->> 'texts' from crier.post") == #"{"cy": "Helo.", "en": "Ours."}"#)
      let open = try await conflict(world)
      let choice = ResolveConflict(post: post.id, take: .centre, seen: open.seen)
      try await rule(
        world,
        [
          try world.act(.resolveConflict(choice), on: ItemReference(.conflict, world.root, open.id))
        ])
      #expect(
        try await world.text(
          "select string_agg(revision || ' ' || member || ' ' || office, ', ' order by revision) from "
            + "audit.changes('\(post.id.text)') where step in ('written', 'changed')")
          == "1 Ada Centre, 2 Ada Centre, 3 Ada Centre, 4 Ada Centre")
      #expect(
        try await world.text(
          "select field || centre || theirs || chosen || chosen_by from audit.conflicts('\(post.id.text)')")
          == #"text.en{"text": "Ours."}{"text": "Theirs."}centreAda"#)
    }
  }

  @Test func channelsThatFitNotTogetherAreChosenFromThoseOfEitherSide() async throws {
    try await CentreWorld.with { world in
      let (post, item) = try await world.approvedPost()
      let second = ChannelID(UUID())
      let add = AddChannel(
        platform: "mastodon", address: "https://social.example", handle: "@second", name: "Second", languages: ["en"])
      let first = post.content.channels
      let both = (first + [ChannelReference(region: world.root, channel: second)]).sorted()
      func move(_ base: [ChannelReference], _ to: [ChannelReference], _ version: Int64) throws -> SignedActivity {
        var (was, changes) = (PostFields(), PostFields())
        (was.channels, changes.channels) = (base, to)
        let activity = Activity(
          id: ActivityID(UUID()), member: world.administrator, region: world.root, item: item, base: version,
          at: Instant(microseconds: 1_800_000_000_000_000), act: .editPost(EditPost(base: was, changes: changes)))
        return try SignedActivity(activity, key: world.key)
      }
      let other = both.filter { $0.channel == second }
      try await rule(
        world,
        [
          try world.act(.addChannel(add), on: ItemReference(.channel, world.root, second)), try move(first, both, 1),
          try move(both, first, 2), try move(both, other, 2),
        ])
      #expect(try await verdicts(world)?.hasSuffix("accepted accepted accepted conflicted") == true)
      let open = try await conflict(world)
      #expect(open.field == .channels && open.theirs.value == .channels(other))
      let choice = ResolveConflict(post: post.id, take: .theirs, seen: open.seen)
      try await rule(
        world,
        [
          try world.act(.resolveConflict(choice), on: ItemReference(.conflict, world.root, open.id))
        ])
      #expect(
        try await world.text("select string_agg(channel_id::text, ' ') from crier.post_channel") == second.text)
    }
  }

  @Test func whileSomebodyMustChooseNothingIsHandedInNorSent() async throws {
    try await CentreWorld.with { world in
      let (post, item) = try await world.approvedPost()
      try await rule(world, [try edit(world, item, "Ours."), try edit(world, item, "Theirs.")])
      var ours = post.content
      ours.texts = ["en": "Ours."]
      let words = RevisionNamed(revision: 2, digest: ours.digest(post: post.id))
      try await rule(world, [try world.act(.submitPost(words), on: item)])
      #expect(try await verdicts(world)?.hasSuffix("refused/open_conflict") == true)
      await #expect(throws: (any Error).self, "whoever writes") {
        try await world.run("update crier.post set state = 'approved'")
      }
      #expect(try await world.text("select state from crier.post") == "draft")
    }
  }

  @Test func whoSeesThePostSeesItsConflictAndNobodyElse() async throws {
    try await CentreWorld.with { world in
      let (_, item) = try await world.approvedPost()
      let other = RegionID(UUID())
      try await world.run(
        """
        insert into crier.region (region_id, parent_id, name, zone, languages, activity_id)
        values ('\(other.text)', '\(world.root.text)', 'Other', 'Europe/London', '{en}', gen_random_uuid());
        select admin.region_made_v1('\(other.text)');
        """)
      try await rule(world, [try edit(world, item, "Ours."), try edit(world, item, "Theirs.")])
      let told = "select count(*)::text from crier.feed where kind = 'conflict' and region_id = "
      #expect(try await world.text(told + "'\(world.root.text)'") == "1")
      #expect(try await world.text(told + "'\(other.text)'") == "0")
      // The post comes to stand on an account of theirs: they are told of what is still open.
      let channel = UUID().uuidString
      try await world.run(
        """
        insert into crier.channel (region_id, channel_id, platform, address, handle, name, languages, activity_id)
        values ('\(other.text)', '\(channel)', 'mastodon', 'https://a.example', '@o', 'Other', '{en}',
          gen_random_uuid());
        insert into crier.post_channel select region_id, post_id, '\(other.text)', '\(channel)' from crier.post;
        select crier.feed_write(admin.conflicts_write(jsonb_build_object('conflicts', '[]'::jsonb, 'revisions', (
          select jsonb_agg(jsonb_build_object('region_id', region_id, 'post_id', post_id)) from crier.post))));
        """)
      #expect(try await world.text(told + "'\(other.text)'") == "1")
    }
  }
}
