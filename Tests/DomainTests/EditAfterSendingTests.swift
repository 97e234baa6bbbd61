import Domain
import Foundation
import Testing

/// A post that is out, or may be, takes new words; what becomes of them there is the scheduler's.
struct EditAfterSendingTests {
  private func delivery(
    _ world: RuleWorld, _ post: PostID, _ state: DeliveryState, kind: DeliveryKind = .publish,
    reason: String? = nil
  ) throws -> DeliveryItem {
    let known = try #require(world.book.items.posts[post])
    let why = reason.map { ", \"reason\": \"\($0)\"" } ?? ""
    let json = """
      {"delivery_id": "\(DeliveryItem.id(post: post, channel: world.alphaChannel, kind: kind, revision: 2))",
      "region_id": "\(world.alpha)", "channel_id": "\(world.alphaChannel)", "post_region_id": "\(known.region)",
      "post_id": "\(post)", "kind": "\(kind.rawValue)", "revision": 1, "digest": "\(known.digest.hex)",
      "class": "routine", "state": "\(state.rawValue)", "due_at": "\(world.now)", "attempts": 1, "withdrawal": false,
      "version": 1\(why)}
      """
    return try JSONDecoder().decode(DeliveryItem.self, from: Data(json.utf8))
  }

  @Test(arguments: DeliveryState.allCases) func newWordsAreADraftToBeApprovedAnew(_ state: DeliveryState) throws {
    var world = RuleWorld()
    let post = try world.approved()
    world.take(.delivery(try delivery(world, post, state)))
    let edit = world.edit { $0.texts = ["en": "Mended."] }
    #expect(
      try world.act(edit, by: world.author, on: world.reference(post), base: world.version(post)).verdict == .accepted)
    #expect(world.state(post) == .draft && world.named(post).revision == 2)
    #expect(world.book.items.deliveries(of: post).map(\.revision) == [1], "what is out is as it was")
  }

  @Test(arguments: DeliveryState.allCases) func whatIsOutSomewhereStaysThePosts(_ state: DeliveryState) throws {
    var world = RuleWorld()
    world.grant(.author, to: world.author, at: world.beta, channel: world.betaChannel)
    let own = ChannelReference(region: world.alpha, channel: world.alphaChannel)
    let other = ChannelReference(region: world.beta, channel: world.betaChannel)
    let post = try world.submitted(on: [own, other])
    world.take(.delivery(try delivery(world, post, state)))
    let leave = world.edit { $0.channels = [other] }
    let ruling = try world.act(leave, by: world.author, on: world.reference(post), base: world.version(post))
    #expect(ruling.reason == (state.mayBeOut ? .state : nil))
    if state.mayBeOut { #expect(ruling.sentence?.contains("withdraw it to take it down there") == true) }
  }

  @Test func whereThePlatformCannotEditTheChangeIsLeftButNotSent() throws {
    var world = RuleWorld()
    let post = try world.approved()
    let parked = try delivery(world, post, .parked, kind: .edit, reason: "no_edit")
    world.take(.delivery(parked))
    let item = ItemReference(.delivery, parked.region, parked.id)
    func decide(_ decision: DeliveryDecision) -> Act {
      .decideDelivery(DecideDelivery(decision: decision, reason: "x"))
    }
    let sent = try world.act(decide(.send), by: world.manager, on: item)
    #expect(sent.reason == .state && sent.sentence?.contains("cannot change a post that is out") == true)
    #expect(try world.act(decide(.drop), by: world.manager, on: item).verdict == .accepted)
    #expect(world.book.items.deliveries[parked.id]?.state == .withdrawn)
  }

  @Test(arguments: DeliveryState.allCases) func revokingAMemberStopsTheWordsThatCameAfter(
    _ state: DeliveryState
  ) throws {
    var world = RuleWorld()
    let post = try world.approved()
    let item = world.reference(post)
    world.take(.delivery(try delivery(world, post, state)))
    let edit = world.edit { $0.texts = ["en": "Mended."] }
    #expect(try world.act(edit, by: world.author, on: item, base: world.version(post)).verdict == .accepted)
    #expect(try world.act(.submitPost(world.named(post)), by: world.author, on: item).verdict == .accepted)
    let words = world.named(post)
    let person = ItemReference(.member, world.alpha, world.author)
    #expect(try world.act(.revokeMember(Reason("x")), by: world.manager, on: person).verdict == .accepted)
    #expect(world.state(post) == .stopped)
    #expect(try world.act(.approvePost(words), by: world.approver, on: item).reason == .state)
  }

  @Test(arguments: DeliveryState.allCases) func revokingAMemberLeavesWhatHasComeToItsEnd(
    _ state: DeliveryState
  ) throws {
    var world = RuleWorld()
    let post = try world.approved()
    world.take(.delivery(try delivery(world, post, state)))
    let person = ItemReference(.member, world.alpha, world.author)
    #expect(try world.act(.revokeMember(Reason("x")), by: world.manager, on: person).verdict == .accepted)
    #expect(world.state(post) == (state.isFinal ? .approved : .stopped))
  }

  @Test func revokingAMemberStopsWhatIsApprovedAnewAndNotYetPlanned() throws {
    var world = RuleWorld()
    let post = try world.approved()
    let item = world.reference(post)
    world.take(.delivery(try delivery(world, post, .sent)))
    let edit = world.edit { $0.texts = ["en": "Mended."] }
    _ = try world.act(edit, by: world.author, on: item, base: world.version(post))
    _ = try world.act(.submitPost(world.named(post)), by: world.author, on: item)
    #expect(try world.act(.approvePost(world.named(post)), by: world.approver, on: item).verdict == .accepted)
    let person = ItemReference(.member, world.alpha, world.author)
    #expect(try world.act(.revokeMember(Reason("x")), by: world.manager, on: person).verdict == .accepted)
    #expect(world.state(post) == .stopped)
  }
}
