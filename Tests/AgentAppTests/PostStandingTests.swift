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

  private func delivery(_ post: Post, _ state: DeliveryState, due: Instant? = nil) throws -> Item {
    let json = """
      {"delivery_id":"\(UUID().uuidString)","region_id":"\(office.id)","channel_id":"\(channel.id)",
       "post_region_id":"\(office.id)","post_id":"\(post.id)","kind":"publish","revision":1,"digest":"\(post.digest)",
       "class":"routine","state":"\(state.rawValue)","due_at":"\(due ?? now)","attempts":0,"withdrawal":false,
       "remote_url":"https://a.example/1","version":1}
      """
    return .delivery(try JSONDecoder().decode(DeliveryItem.self, from: Data(json.utf8)))
  }

  private func standing(_ post: Post, _ more: [Item] = []) -> PostStanding {
    PostStanding(post, items: items(more), unruled: [], refused: [], at: now)
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

  @Test("what is out is out, with its address")
  func sent() throws {
    let out = post(.approved)
    let found = standing(out, [try delivery(out, .sent)])
    #expect(found.word == "sent")
    #expect(found.next == nil)
    #expect(found.why == ["North account: is out: https://a.example/1"])
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
