import CentralStore
import Domain
import Foundation
import Scheduling
import Testing

/// What deliveries a post gets.
struct SchedulePlanTests {
  @Test func anApprovedPostHasOnePublishPerChannel() throws {
    let post = Sample.post(due: 3600)
    let wanted = Sample.plan(post, [])
    #expect(wanted.map(\.channel) == [Sample.north, Sample.south])
    #expect(Set(wanted.map(\.delivery)).count == 2)
    #expect(wanted.allSatisfy { $0.state == .waiting && $0.dueAt == Sample.now.adding(seconds: 3600) })
    #expect(Set(wanted.map(\.idempotencyKey)).count == 2)
  }

  @Test func aPostWithoutDueTimeGoesNow() {
    #expect(Sample.plan(Sample.post(due: nil), []).allSatisfy { $0.state == .waiting && $0.dueAt == Sample.now })
  }

  @Test func aTimeTakenAwayFromWhatWaitsMeansNow() {
    let timeless = Sample.post(due: nil)
    let later = Sample.deliveries(Sample.plan(Sample.post(due: 3600), []), .waiting)
    #expect(Sample.plan(timeless, later).map(\.dueAt) == [Sample.now, Sample.now])
    // What went in without a time keeps its turn however often it is looked at.
    let earlier = Sample.deliveries(Sample.plan(Sample.post(due: -3600), []), .waiting)
    #expect(Sample.plan(timeless, earlier).isEmpty)
  }

  @Test(arguments: [PostState.draft, .submitted, .returned, .stopped])
  func aPostThatIsNotApprovedGetsNothing(_ state: PostState) {
    var post = Sample.post(due: 3600)
    post.state = state
    #expect(Sample.plan(post, []).isEmpty)
  }

  @Test func aWithdrawnPostWithoutDeliveriesIsLookedForAsOneThatMustNotBeOut() {
    var post = Sample.post(due: 3600)
    post.state = .withdrawn
    let wanted = Sample.plan(post, [])
    #expect(wanted.map(\.channel) == [Sample.north, Sample.south])
    #expect(wanted.allSatisfy { $0.state == .withdrawn && $0.reason == "withdrawn" })
  }

  @Test func whatARestoreLeavesInDoubtTakesNewWordsAndTimes() {
    let post = Sample.post(due: 3600)
    var next = post
    next.revision = 2
    let doubtful = Sample.deliveries(post, .unknown, "restored")
    #expect(Sample.plan(post, doubtful).isEmpty)
    #expect(Sample.plan(next, doubtful).map(\.revision) == [2, 2])
    #expect(Sample.plan(Sample.post(due: 7200), doubtful).count == 2)
    #expect(Sample.plan(next, Sample.deliveries(post, .unknown, "no_outcome")).isEmpty)
  }

  @Test func tooLateIsMissed() {
    #expect(Sample.plan(Sample.post(due: -7 * 3600), []).allSatisfy { $0.state == .missed && $0.reason == "missed" })
    #expect(Sample.plan(Sample.post(due: -5 * 3600), []).allSatisfy { $0.state == .waiting })
    #expect(Sample.plan(Sample.post(due: -2 * 3600, of: .event), []).allSatisfy { $0.state == .missed })
    var post = Sample.post(due: -60)
    post.notAfter = Sample.now.adding(seconds: -1)
    #expect(Sample.plan(post, []).allSatisfy { $0.state == .missed })
  }

  @Test(arguments: DeliveryState.allCases)
  func plannedAgainNothingChanges(_ state: DeliveryState) {
    let post = Sample.post(due: 3600)
    let known = Sample.deliveries(post, state)
    let again = Sample.plan(post, known)
    // What fell with its approval stands again; everything else stays as it is.
    #expect(again.isEmpty == (state != .stopped))
  }

  @Test(arguments: ["stop", "region_locked", "channel_paused"])
  func whatAnOrderHoldsBackStaysHeldBack(_ reason: String) {
    let post = Sample.post(due: 3600)
    #expect(Sample.plan(post, Sample.deliveries(post, .stopped, reason)).isEmpty)
  }

  @Test(arguments: DeliveryState.allCases)
  func aNewRevisionNeverMakesASecondPublish(_ state: DeliveryState) {
    let post = Sample.post(due: 3600)
    let known = Sample.deliveries(post, state)
    var next = post
    next.revision = 2
    let wanted = Sample.plan(next, known)
    if state == .sent {
      #expect(wanted.map(\.kind) == [.edit, .edit])
    } else if state.mayBeOut {
      #expect(wanted.isEmpty, "nothing before it is known whether it is out")
    } else {
      #expect(Set(wanted.map(\.delivery)) == Set(known.map(\.id)), "the same deliveries, with the new wording")
      #expect(wanted.allSatisfy { $0.revision == 2 && $0.state == .waiting })
    }
  }

  @Test func movingTheTimeMovesWhatWaits() {
    let known = Sample.deliveries(Sample.post(due: 3600), .waiting)
    let wanted = Sample.plan(Sample.post(due: 7200), known)
    #expect(wanted.count == 2 && wanted.allSatisfy { $0.dueAt == Sample.now.adding(seconds: 7200) })
    #expect(Sample.plan(Sample.post(due: 7200), Sample.deliveries(Sample.post(due: 3600), .sent)).isEmpty)
  }

  @Test func aChannelTakenAwayIsWithdrawnThere() throws {
    let post = Sample.post(due: 3600)
    let known = Sample.deliveries(post, .waiting)
    let wanted = Sample.plan(post, known, channels: [Sample.north])
    #expect(wanted.map(\.channel) == [Sample.south] && wanted.map(\.state) == [.withdrawn])
    #expect(Sample.plan(post, Sample.deliveries(post, .sent), channels: [Sample.north]).isEmpty)
  }

  @Test(arguments: DeliveryState.allCases)
  func aWithdrawalReachesWhatIsOrMayBeOut(_ state: DeliveryState) {
    var post = Sample.post(due: 3600)
    let known = Sample.deliveries(post, state)
    post.state = .withdrawn
    let wanted = Sample.plan(post, known)
    let isOver = state == .rejected || state == .withdrawn
    #expect(wanted.count == (isOver ? 0 : 2))
    #expect(wanted.allSatisfy { $0.state == .withdrawn })
  }

  @Test(arguments: DeliveryState.allCases)
  func whenTheApprovalFallsWhatWaitsStops(_ state: DeliveryState) {
    var post = Sample.post(due: 3600)
    let known = Sample.deliveries(post, state)
    post.state = .stopped
    let wanted = Sample.plan(post, known)
    #expect(wanted.map(\.state) == (state == .waiting ? [.stopped, .stopped] : []))
  }
}

/// A post on two channels, and deliveries as the plan would have made them.
enum Sample {
  static let now = Instant("2026-11-23T09:00:00Z") ?? .distantFuture
  static let region = RegionID.derived("test", "region")
  static let north = min(ChannelID.derived("test", "a"), .derived("test", "b"))
  static let south = max(ChannelID.derived("test", "a"), .derived("test", "b"))

  static func post(due: Int64?, of postClass: PostClass = .routine) -> Post {
    let author = Member(id: .derived("test", "ann"), home: region, name: "Ann", activity: .derived("test", "act"))
    var post = Post(
      id: .derived("test", "post"), region: region, author: author, postClass: postClass,
      content: PostContent(
        texts: ["en": "Hello"],
        channels: [.init(region: region, channel: north), .init(region: region, channel: south)]),
      due: due.map { Due(at: now.adding(seconds: $0), zone: "UTC", wall: "2026-11-23 10:00") }, notAfter: nil,
      campaign: nil, reference: nil, activity: .derived("test", "act"), createdAt: now)
    post.state = .approved
    return post
  }

  static func plan(
    _ post: Post, _ known: [DeliveryItem], channels: [ChannelID] = [north, south], languages: [String] = ["en"],
    editing: Set<String> = ["mastodon"], words: [String: PostContent] = [:]
  ) -> [WantedDelivery] {
    let one = unplanned(post, known, channels: channels, languages: languages, words: words)
    return SchedulePlan(editing: editing, now: now).wanted(one)
  }

  static func unplanned(
    _ post: Post, _ known: [DeliveryItem], channels: [ChannelID] = [north, south], languages: [String] = ["en"],
    words: [String: PostContent] = [:]
  ) -> LoadPlans.Unplanned {
    LoadPlans.Unplanned(
      post: post,
      channels: channels.map { .init(region: region, channel: $0, platform: "mastodon", languages: languages) },
      deliveries: known, words: words)
  }

  /// The post with other words as its next revision.
  static func reworded(_ post: Post, _ text: String = "Hello again", language: String = "en") -> Post {
    var next = post
    next.revision += 1
    next.content.texts[language] = text
    next.digest = next.content.digest(post: next.id)
    return next
  }

  /// As the plan would have made them, in a state.
  static func deliveries(_ post: Post, _ state: DeliveryState, _ reason: String = "approval_fell") -> [DeliveryItem] {
    deliveries(plan(post, []), state, reason)
  }

  /// What was wanted, in a state.
  static func deliveries(
    _ wanted: [WantedDelivery], _ state: DeliveryState, _ reason: String = "approval_fell"
  ) -> [DeliveryItem] {
    let why = [.stopped, .unknown, .parked].contains(state) ? ", \"reason\": \"\(reason)\"" : ""
    return wanted.map { wanted in
      let json = """
        {"delivery_id": "\(wanted.delivery)", "region_id": "\(wanted.region)", "channel_id": "\(wanted.channel)",
        "post_region_id": "\(wanted.postRegion)", "post_id": "\(wanted.post)", "kind": "\(wanted.kind.rawValue)",
        "revision": \(wanted.revision), "digest": "\(wanted.digest.hex)", "class": "\(wanted.postClass.rawValue)",
        "state": "\(state.rawValue)", "due_at": "\(wanted.dueAt)", "not_after": "\(wanted.notAfter ?? wanted.dueAt)",
        "attempts": 0, "withdrawal": false, "version": 1\(why)}
        """
      guard let item = try? JSONDecoder().decode(DeliveryItem.self, from: Data(json.utf8)) else {
        preconditionFailure("the sample is no delivery")
      }
      return item
    }
  }
}
