import Domain
import Foundation
import LocalStore
import Testing

@testable import AgentApp

@Suite struct PostStandingTests {
  let now = Instant(microseconds: 1_795_424_400_000_000)
  let office: Region
  let ann: Member
  let ben: Member
  let channel: Channel
  let act = ActivityID(UUID())

  init() {
    office = Region(
      id: RegionID(UUID()), parent: nil, name: "North", zone: "Europe/London", languages: ["en"], activity: act)
    ann = Member(id: MemberID(UUID()), home: office.id, name: "Ann", activity: act)
    ben = Member(id: MemberID(UUID()), home: office.id, name: "Ben", activity: act)
    channel = Channel(
      id: ChannelID(UUID()), region: office.id, platform: "mastodon", address: "https://a.example", handle: "@north",
      name: "North account", languages: ["en"], credential: HexBytes([1]), activity: act)
  }

  private func items(_ more: [Item] = []) -> Items {
    var items = Items()
    let grants = [(ann, Tier.author), (ben, Tier.approver)].map { member, tier in
      Item.grant(
        Grant(
          id: GrantID(UUID()), region: office.id, member: member.id, memberHome: office.id, tier: tier,
          from: now.adding(seconds: -60), activity: act))
    }
    for item in [.region(office), .member(ann), .member(ben), .channel(channel)] + grants + more { items.take(item) }
    return items
  }

  private func post(_ state: PostState, due: Instant? = nil) -> Post {
    var post = Post(
      id: PostID(UUID()), region: office.id, author: ann, postClass: .routine,
      content: PostContent(texts: ["en": "Hello"], channels: [channel.reference]),
      due: due.map { Due(at: $0, zone: "Europe/London", wall: "2026-11-23 12:00") }, notAfter: nil, campaign: "winter",
      reference: nil, activity: act, createdAt: now)
    post.state = state
    post.reason = state == .returned ? "The date is wrong." : nil
    return post
  }

  private func delivery(
    _ post: Post, _ state: DeliveryState, kind: DeliveryKind = .publish, due: Instant? = nil, says: String? = nil,
    readBack: ReadBack? = nil, on other: Channel? = nil
  ) throws -> Item {
    let json = """
      {"delivery_id":"\(UUID().uuidString)","region_id":"\(office.id)","channel_id":"\((other ?? channel).id)",
       "post_region_id":"\(office.id)","post_id":"\(post.id)","kind":"\(kind.rawValue)","revision":1,
       "digest":"\(post.digest)","class":"routine","state":"\(state.rawValue)","due_at":"\(due ?? now)","attempts":0,
       "withdrawal":false,"remote_url":"https://a.example/1","version":1}
      """
    var item = try JSONDecoder().decode(DeliveryItem.self, from: Data(json.utf8))
    item.sentence = says
    item.readBack = readBack
    return .delivery(item)
  }

  private func standing(_ post: Post, _ more: [Item] = []) -> PostStanding {
    PostStanding(post, items: items(more), unruled: [], refused: [], at: now)
  }

  /// What is said of the one channel, with ID for the post's name.
  private struct Told: Equatable {
    var word: String
    var next: String?
    var why: [String]
  }

  /// What is said of a post whose one publish, and perhaps taking down, stand so.
  private func told(
    _ state: PostState, _ publish: DeliveryState?, takeDown: DeliveryState? = nil, says: String? = nil,
    readBack: ReadBack? = nil
  ) throws -> Told {
    let post = post(state)
    var more: [Item] = []
    if let publish {
      more.append(try delivery(post, publish, says: takeDown == nil ? says : nil, readBack: readBack))
    }
    if let takeDown { more.append(try delivery(post, takeDown, kind: .takeDown, says: says)) }
    let found = standing(post, more)
    return Told(
      word: found.word, next: found.next?.replacing(post.id.short, with: "ID"),
      why: found.why.filter { $0.hasPrefix("North account: ") }.map { String($0.dropFirst(15)) })
  }

  @Test func draft() {
    #expect(standing(post(.draft)).next == "Whoever writes for this office submits it.")
  }

  @Test("a submitted post names who could approve it, never who wrote it")
  func submitted() {
    let found = standing(post(.submitted))
    #expect(found.next == "Somebody who did not write it approves it: an approver. Here that could be Ben.")
    #expect(found.why == ["It has 0 approvals and needs 1."])
  }

  @Test("what a policy demands is said")
  func demand() {
    let policy = Policy(region: office.id, postClass: .routine, approvals: 2, tier: .manager, activity: act)
    let found = standing(post(.submitted), [.policy(policy)])
    #expect(found.next?.contains("an approver and a manager") == true)
    #expect(found.why == ["It has 0 approvals and needs 2."])
  }

  @Test func returned() {
    let found = standing(post(.returned))
    #expect(found.next == "The author changes it and submits it again.")
    #expect(found.why == ["It was returned: The date is wrong."])
  }

  @Test("an approved post says when it goes out, or what holds it")
  func approved() throws {
    let later = now.adding(seconds: 3600)
    let waiting = post(.approved, due: later)
    #expect(standing(waiting).why == ["North account: approved; the centre plans it."])
    let planned = standing(waiting, [try delivery(waiting, .waiting, due: later)])
    #expect(planned.why == ["North account: goes out at 2026-11-23 12:00 (Europe/London)."])
    let stop = StopOrder(
      id: StopID(UUID()), region: office.id, scope: .topic("winter"), exemptsEmergency: true, reason: "Storm.",
      placedBy: ben.id, placedAt: now, activity: act)
    let held = standing(waiting, [try delivery(waiting, .stopped), .stop(stop)])
    #expect(held.why.contains("North account: held by the stop on the campaign winter: Storm."))
    #expect(held.next == "Somebody other than who placed the stop lifts it.")
  }

  @Test(
    "an approved post is told of in every state of its delivery, and who must act",
    arguments: [
      (nil, "approved", "approved; the centre plans it.", nil),
      (.waiting, "approved", "is due and goes out in turn. So.", nil),
      (.sending, "sending", "is being sent.", nil),
      (
        .unknown, "unknown", "was sent, but the platform's answer got lost; this is being looked up. So.", nil
      ),
      (
        .parked, "parked", "nobody can tell by machine whether it is out. So.",
        "The centre's duty editor looks at the account and decides whether it is out."
      ),
      (.sent, "sent", "is out: https://a.example/1", nil),
      (
        .rejected, "rejected", "the platform refused it. So.",
        "The author changes it and submits it again: crier-agent post edit ID"
      ),
      (
        .missed, "missed", "was not sent in time. So.",
        "The centre's duty editor decides whether it still goes out. "
          + "Or an approver gives it a new time: crier-agent post edit ID --due …"
      ),
      (.withdrawn, "withdrawn", "was taken back before it went out. So.", nil),
      (.stopped, "stopped", "is stopped. So.", "The centre's duty editor decides what becomes of it."),
    ] as [(DeliveryState?, String, String, String?)])
  func approved(_ state: DeliveryState?, _ word: String, _ sentence: String, _ next: String?) throws {
    let found = try told(.approved, state, says: "So.")
    #expect(found == Told(word: word, next: next, why: [sentence]))
  }

  @Test(
    "of a withdrawn post it is said whether it still stands in public",
    arguments: [
      (nil, nil, "withdrawn", nil, nil),
      (.waiting, nil, "withdrawn", "was not sent yet; the centre takes it back.", nil),
      (.withdrawn, nil, "withdrawn", "was never sent.", nil),
      (.stopped, nil, "withdrawn", "was never sent.", nil),
      (.missed, nil, "withdrawn", "was never sent.", nil),
      (.rejected, nil, "withdrawn", "was never out: the platform refused it. So.", nil),
      (.sending, nil, "withdrawn", "is being sent just now; once it is out, it is taken down.", nil),
      (
        .unknown, nil, "withdrawn", "may be out; this is being looked up, and what is there is taken down. So.", nil
      ),
      (
        .parked, nil, "withdrawn", "may still be out: nobody can tell by machine. So.",
        "The centre's duty editor looks at the account; if it is there, it is taken down."
      ),
      (
        .sent, nil, "withdrawn, still out", "is still out: https://a.example/1 The centre plans to take it down.", nil
      ),
      (
        .sent, .waiting, "withdrawn, still out", "is still out: https://a.example/1 It is taken down in turn. So.", nil
      ),
      (.sent, .sending, "withdrawn, still out", "is being taken down.", nil),
      (
        .sent, .unknown, "withdrawn, still out",
        "may still be out: https://a.example/1 The taking down is being looked up. So.", nil
      ),
      (
        .sent, .parked, "withdrawn, still out",
        "nobody can tell by machine whether it is still out: https://a.example/1 So.",
        "The centre's duty editor looks at the account and decides."
      ),
      (.sent, .sent, "withdrawn", "was out and is taken down.", nil),
      (
        .sent, .rejected, "withdrawn, still out",
        "is still out: https://a.example/1 The platform refused to take it down. So.",
        "The centre's duty editor takes it down by hand, on the platform."
      ),
      (
        .sent, .missed, "withdrawn, still out",
        "is still out: https://a.example/1 Taking it down is held back. So.",
        "The centre's duty editor decides what becomes of it."
      ),
    ] as [(DeliveryState?, DeliveryState?, String, String?, String?)])
  func withdrawn(
    _ publish: DeliveryState?, _ takeDown: DeliveryState?, _ word: String, _ sentence: String?, _ next: String?
  ) throws {
    let found = try told(.withdrawn, publish, takeDown: takeDown, says: "So.")
    #expect(found == Told(word: word, next: next, why: [sentence].compactMap { $0 }))
  }

  @Test(
    "of a post that was returned or stopped too it is said whether it stands in public",
    arguments: [
      (.waiting, "was not sent, and is not while it is returned.", nil),
      (.withdrawn, "was taken back before it went out.", nil),
      (.rejected, "was never out: the platform refused it. So.", nil),
      (
        .sending, "is being sent just now, and cannot be called back.",
        "To take it down: crier-agent post withdraw ID"
      ),
      (.unknown, "may be out; this is being looked up. So.", "To take it down: crier-agent post withdraw ID"),
      (
        .parked, "may be out: nobody can tell by machine. So.",
        "The centre's duty editor looks at the account and decides whether it is out."
      ),
      (.sent, "is still out: https://a.example/1", "To take it down: crier-agent post withdraw ID"),
    ] as [(DeliveryState, String, String?)])
  func heldBack(_ publish: DeliveryState, _ sentence: String, _ next: String?) throws {
    for state in [PostState.returned, .stopped] {
      let found = try told(state, publish, says: "So.")
      #expect(found.word == state.rawValue + (publish == .sent ? ", still out" : ""))
      #expect(found.why == [sentence.replacing("is returned", with: "is \(state.rawValue)")])
      let usual =
        state == .returned
        ? "The author changes it and submits it again." : "The centre's duty editor decides what becomes of it."
      #expect(found.next == next ?? usual)
    }
  }

  @Test("what was found when it was read back is said")
  func readBack() throws {
    #expect(try told(.approved, .sent, says: "So.", readBack: .same).why == ["is out: https://a.example/1"])
    let differs = try told(.approved, .sent, says: " So.", readBack: .differs)
    #expect(differs.why == ["is out, but reads otherwise there: https://a.example/1  So."])
    #expect(differs.next?.contains("crier-agent post withdraw ID") == true)
    let gone = try told(.approved, .sent, readBack: .gone)
    #expect(gone.why == ["was out and is not there any more: https://a.example/1"])
    #expect(try told(.returned, .sent, readBack: .gone).word == "returned")
    #expect(try told(.withdrawn, .sent, readBack: .gone).why == ["was out and is not there any more."])
  }

  @Test("a channel that is paused or not connected is named as what a post waits for")
  func waitingForTheChannel() throws {
    let post = post(.approved)
    var paused = channel
    (paused.state, paused.reason) = (.paused, "Storm.")
    let found = standing(post, [.channel(paused), try delivery(post, .waiting)])
    #expect(found.why == ["North account: waits, the channel is paused: Storm."])
    var bare = channel
    bare.credential = nil
    #expect(
      standing(post, [.channel(bare), try delivery(post, .waiting)]).why
        == ["North account: waits, the channel is not connected."])
  }

  @Test("of a post that is out the next step tells what becomes of its new words", arguments: DeliveryState.allCases)
  func edited(_ state: DeliveryState) throws {
    let post = post(.approved)
    let says = "So."
    let found = standing(post, [try delivery(post, .sent), try delivery(post, state, kind: .edit, says: says)])
    let told = try #require(found.why.first { $0.hasPrefix("North account: ") })
    #expect(told.hasPrefix("North account: is out: https://a.example/1"))
    let isOver = [.waiting, .sending, .unknown, .sent, .withdrawn].contains(state)
    #expect((found.next == nil) == isOver, "\(state): \(found.next ?? "nobody")")
    #expect(found.word == "sent")
    guard case .delivery(var parked) = try delivery(post, .parked, kind: .edit, says: says) else { return }
    parked.reason = "no_edit"
    let asked = standing(post, [try delivery(post, .sent), .delivery(parked)])
    #expect(asked.next?.contains("leaves it as it is. To take it down: crier-agent post withdraw") == true)
  }

  @Test("what is out on one channel can be changed for another")
  func mixed() throws {
    let second = Channel(
      id: ChannelID(UUID()), region: office.id, platform: "mastodon", address: "https://b.example", handle: "@b",
      name: "Second", languages: ["en"], credential: HexBytes([1]), activity: act)
    var post = post(.approved)
    post.content.channels.append(second.reference)
    let here = try delivery(post, .sent)
    let refused = standing(post, [.channel(second), here, try delivery(post, .rejected, on: second)])
    #expect(refused.word == "partly sent")
    #expect(refused.next?.hasPrefix("The author changes it and submits it again") == true)
    let missed = standing(post, [.channel(second), here, try delivery(post, .missed, on: second)])
    #expect(
      missed.next?.hasPrefix("The centre's duty editor decides whether it still goes out. Or an approver") == true)
    #expect(standing(post, [.channel(second), here]).word == "partly sent")
  }

  @Test("a step that would not go through as things stand is told with the reason")
  func doubtful() throws {
    let post = post(.draft)
    let activity = Activity(
      id: act, member: ann.id, region: office.id, item: ItemReference(.post, office.id, post.id), base: 1, after: nil,
      at: now, act: .submitPost(RevisionNamed(revision: 1, digest: post.digest)))
    let kept = KeptAct(
      signed: SignedActivity(id: act, body: "", signature: [], restrictive: false), activity: activity, incarnation: 1,
      sequence: 1, state: .pending)
    let found = PostStanding(
      post, items: items(), unruled: [kept], refused: [], doubtful: [act: Refused(.tier, "You may not.")], at: now)
    #expect(
      found.why == [
        "What was done here is not yet at the centre (1 step).",
        "As things stand, the centre will refuse submitting it: You may not.",
      ])
  }

  @Test("stops cover what they name and nothing else", arguments: [true, false])
  func covers(_ exempts: Bool) {
    func stop(_ scope: StopScope) -> StopOrder {
      StopOrder(
        id: StopID(UUID()), region: office.id, scope: scope, exemptsEmergency: exempts, reason: "r", placedBy: ben.id,
        placedAt: now, activity: act)
    }
    var urgent = post(.approved)
    urgent.postClass = .emergency
    let items = items()
    for (scope, isCovered) in [
      (StopScope.everything, true), (.platform("mastodon"), true), (.platform("other"), false),
      (.region(office.id), true), (.region(RegionID(UUID())), false), (.channel(channel.id), true),
      (.channel(ChannelID(UUID())), false), (.member(ann.id), true), (.member(ben.id), false), (.topic("winter"), true),
      (.topic("spring"), false),
    ] {
      let order = stop(scope)
      #expect(order.covers(post(.approved), on: channel.reference, channel: channel, in: items) == isCovered)
      #expect(order.covers(urgent, on: channel.reference, channel: channel, in: items) == (isCovered && !exempts))
    }
  }

  @Test("names in lists are as short as they may be, and no shorter")
  func shortNames() {
    let ids = [
      "00000000-0000-7000-8000-aaaa11112222", "00000000-0000-7000-8000-aaaa1199ffff",
      "00000000-0000-7000-8000-bbbb00000000",
    ]
    let names = ShortNames(ids)
    #expect(ids.map(names.name) == ["aaaa111", "aaaa119", "bbbb"])
    let twin = ids[0].replacing("00000000-0000", with: "11111111-0000")
    #expect(ShortNames([ids[0], twin]).name(of: ids[0]) == ids[0])
  }
}
