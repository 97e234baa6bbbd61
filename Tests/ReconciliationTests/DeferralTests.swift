import CentralStore
import Crypto
import Domain
import Foundation
import Logging
import Postgres
import Reconciliation
import TestKit
import Testing

/// Acts that name images which have not come yet.
@Suite struct DeferralTests {
  @Test func whatNamesAMissingImageWaitsAndWhatFollowsOnTheSameItemToo() async throws {
    try await DeferralWorld.with { world in
      let image = world.medium(1)
      let (compose, item) = try world.compose("One", [image])
      let withdraw = try world.act(.withdrawPost(Reason("no")), on: item, waits: true)
      let (other, _) = try world.compose("Two", [])
      try await world.centre.push([compose, withdraw, other])
      #expect(try await world.rulings() == [other.id: "accepted"])
      #expect(try await world.waits() == [compose.id: 1, withdraw.id: 0])
      // What comes later to the same item waits too, though it is loaded in another batch.
      var changes = PostFields()
      changes.texts = ["en": "Later"]
      let edit = try world.act(.editPost(EditPost(base: PostFields(), changes: changes)), on: item)
      try await world.centre.push([edit])
      #expect(try await world.rulings().count == 1)
      #expect(try await world.waits().count == 3)
      try await world.store(image)
      #expect(
        try await world.rulings() == [
          other.id: "accepted", compose.id: "accepted", withdraw.id: "accepted", edit.id: "refused",
        ], "in their order: an edit after the withdrawal is refused")
      let order = """
        select string_agg(activity_id::text, ' ' order by ruling_no) from crier.ruling
        where item_id = '\(item.id)'
        """
      #expect(try await world.centre.text(order) == [compose, withdraw, edit].map(\.id.text).joined(separator: " "))
      #expect(try await world.centre.text("select count(*)::text from crier.post_media") == "1")
    }
  }

  @Test func whatHoldsSomethingBackWaitsForNoImage() async throws {
    try await DeferralWorld.with { world in
      let (compose, item) = try world.compose("One", [])
      try await world.centre.push([compose])
      #expect(try await world.rulings() == [compose.id: "accepted"])
      var changes = PostFields()
      changes.media = [world.medium(1)]
      let edit = try world.act(.editPost(EditPost(base: PostFields(), changes: changes)), on: item, base: 1)
      try await world.centre.push([edit])
      #expect(try await world.rulings().count == 1)
      #expect(try await world.waits() == [edit.id: 1])
      let withdraw = try world.act(.withdrawPost(Reason("now")), on: item)
      try await world.centre.push([withdraw])
      #expect(try await world.rulings()[withdraw.id] == "accepted")
      try await world.store(world.medium(1))
      #expect(try await world.rulings()[edit.id] == "refused", "the post was withdrawn meanwhile")
    }
  }

  /// An edit that others have overtaken: of another field, and of the same text.
  @Test(arguments: [false, true]) func anOvertakenEditWaitsForItsImagesToo(_ isConflict: Bool) async throws {
    try await DeferralWorld.with { world in
      let (compose, item) = try world.compose("One", [world.medium(1)])
      try await world.store(world.medium(1))
      var (base, changes) = (PostFields(), PostFields())
      if isConflict {
        (base.texts, changes.texts) = (["en": "One"], ["en": "Two"])
      } else {
        (base.campaign, changes.campaign) = ("", "Bridges")
      }
      let first = try world.act(.editPost(EditPost(base: base, changes: changes)), on: item, base: 1)
      try await world.centre.push([compose, first])
      #expect(try await world.rulings() == [compose.id: "accepted", first.id: "accepted"])
      (base, changes) = (PostFields(), PostFields())
      base.media = [world.medium(1)]
      changes.media = [world.medium(2)]
      if isConflict { (base.texts, changes.texts) = (["en": "One"], ["en": "Three"]) }
      let late = try world.act(.editPost(EditPost(base: base, changes: changes)), on: item, base: 1)
      try await world.centre.push([late])
      #expect(try await world.rulings()[late.id] == nil)
      #expect(try await world.waits() == [late.id: 1])
      try await world.store(world.medium(2))
      #expect(try await world.rulings()[late.id] == (isConflict ? "conflicted" : "merged"))
      let named = "select count(*)::text from crier.post_media where sha256 = '\\x\(world.medium(2).sha256.hex)'"
      #expect(try await world.centre.text(named) == "1")
    }
  }

  @Test func afterFourteenDaysItIsRefusedWithAReason() async throws {
    try await DeferralWorld.with { world in
      let (compose, item) = try world.compose("One", [world.medium(1)])
      let submit = try world.act(
        .submitPost(RevisionNamed(revision: 1, digest: world.medium(1).sha256)), on: item)
      try await world.centre.push([compose, submit])
      let day: Int64 = 86_400
      #expect(try await world.rulings(at: 14 * day - 3600).isEmpty)
      #expect(try await world.waits().count == 2)
      let ruled = try await world.rulings(at: 14 * day + 60)
      #expect(ruled == [compose.id: "refused", submit.id: "refused"])
      let reasons = "select string_agg(reason, ' ' order by ruling_no) from crier.ruling"
      #expect(try await world.centre.text(reasons) == "media no_such_item")
      let sentence = try await world.centre.text("select sentence from crier.ruling where reason = 'media'")
      #expect(sentence?.contains("14 days") == true)
      #expect(try await world.centre.text("select count(*)::text from crier.inbox") == "0")
    }
  }

  @Test func whatTheRulesRefuseAnyhowIsRefusedAtOnce() async throws {
    try await DeferralWorld.with { world in
      var bad = world.medium(1)
      bad.alternative = [:]
      let (silent, _) = try world.compose("One", [bad])
      try await world.centre.push([silent])
      #expect(try await world.rulings() == [silent.id: "refused"])
    }
  }

  @Test func anImageIsAsLongAsIsSaidOfIt() async throws {
    try await DeferralWorld.with { world in
      try await world.store(world.medium(1))
      var longer = world.medium(1)
      longer.image.octets += 1
      let (false_, _) = try world.compose("False", [longer])
      let (true_, _) = try world.compose("True", [world.medium(1)])
      try await world.centre.push([false_, true_])
      #expect(try await world.rulings() == [false_.id: "refused", true_.id: "accepted"])
    }
  }

  @Test func anImageThatIsBegunOnlyIsNotThere() async throws {
    try await DeferralWorld.with { world in
      let (compose, _) = try world.compose("One", [world.medium(1)])
      try await world.centre.push([compose])
      try await world.store(world.medium(1), complete: false)
      #expect(try await world.rulings().isEmpty)
      try await world.centre.run("update crier.media set complete = true")
      #expect(try await world.rulings() == [compose.id: "accepted"])
    }
  }

  @Test func dbasSeeWhatIsDeferred() async throws {
    try await DeferralWorld.with { world in
      let (compose, _) = try world.compose("One", [world.medium(1)])
      try await world.centre.push([compose])
      _ = try await world.rulings()
      let seen = "select deferred || ' ' || unruled || ' ' || (deferred_seconds >= 0) from audit.region_lag"
      #expect(try await world.centre.text(seen) == "1 0 true")
    }
  }
}

/// The centre with a channel on which its administrator writes.
struct DeferralWorld: Sendable {
  let centre: CentreWorld
  let channel = ChannelID(UUID())

  static func with(_ body: @Sendable (DeferralWorld) async throws -> Void) async throws {
    try await CentreWorld.with { centre in
      let world = DeferralWorld(centre: centre)
      let add = AddChannel(
        platform: "mastodon", address: "https://social.example", handle: "@town", name: "Town", languages: ["en"])
      try await centre.push([try centre.act(.addChannel(add), on: ItemReference(.channel, centre.root, world.channel))])
      _ = try await world.rulings()
      try await centre.run("delete from crier.inbox")
      try await body(world)
    }
  }

  /// An image that says its number.
  func medium(_ number: UInt8) -> MediaReference {
    let bytes = [UInt8](repeating: number, count: 10)
    return MediaReference(
      sha256: Domain.Digest.of(bytes), alternative: ["en": "A bridge."],
      image: ImageFacts(type: .png, octets: 10, width: 4, height: 3))
  }

  /// The image has come.
  func store(_ medium: MediaReference, complete: Bool = true) async throws {
    try await centre.run(
      """
      insert into crier.media (region_id, sha256, content_type, octets, width, height, complete)
      values ('\(centre.root)', '\\x\(medium.sha256.hex)', 'image/png', 10, 4, 3, \(complete))
      """)
  }

  func compose(_ text: String, _ media: [MediaReference]) throws -> (SignedActivity, ItemReference) {
    let item = ItemReference(.post, centre.root, PostID(UUID()))
    let content = PostContent(
      texts: ["en": text], media: media, channels: [ChannelReference(region: centre.root, channel: channel)])
    return (try act(.composePost(ComposePost(postClass: .routine, content: content)), on: item), item)
  }

  func act(_ act: Act, on item: ItemReference, base: Int64? = nil, waits: Bool = false) throws -> SignedActivity {
    try SignedActivity(
      Activity(
        id: ActivityID(UUID()), member: centre.administrator, region: centre.root, item: item, base: base,
        at: Instant(microseconds: 1_800_000_000_000_000), act: act), key: centre.key, waits: waits)
  }

  /// Verdicts on acts on posts, once everything that can be ruled on is.
  ///
  /// - Parameter later: so many seconds from now.
  func rulings(at later: Int64 = 0) async throws -> [ActivityID: String] {
    var pace = ReconciliationService.Pace()
    pace.lease = .seconds(30)
    pace.release = .zero
    let service = ReconciliationService(
      database: centre.pool, owner: UUID(), pace: pace, logger: Logger(label: "test"),
      clock: { Instant(Date()).adding(seconds: later) })
    while try await service.step() > 0 {}
    await service.release()
    let told = try await centre.text(
      "select string_agg(activity_id || ' ' || verdict, ',') from crier.ruling where kind = 'post'")
    return try Self.pairs(told) { $0 }
  }

  /// What is deferred, with how many images each act lacks itself.
  func waits() async throws -> [ActivityID: Int] {
    let told = try await centre.text(
      """
      select string_agg(activity_id || ' ' || cardinality(waits_for), ',') from crier.inbox
      where deferred_at is not null
      """)
    return try Self.pairs(told) { Int($0) ?? -1 }
  }

  private static func pairs<Value>(_ told: String?, _ value: (String) -> Value) throws -> [ActivityID: Value] {
    var pairs: [ActivityID: Value] = [:]
    for pair in (told ?? "").split(separator: ",") {
      let words = pair.split(separator: " ")
      if let id = ActivityID(text: words[0]) { pairs[id] = value(String(words[1])) }
    }
    return pairs
  }
}
