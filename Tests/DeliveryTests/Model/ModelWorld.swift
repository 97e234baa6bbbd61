import CentralStore
import Delivery
import Domain
import Foundation
import Platforms
import Scheduling

/// A database, a public, some coordinators and people; what happens in it is told step by step.
struct ModelWorld<Database: DispatchDatabase> {
  /// What an intent allowed, by the fence that names it.
  struct Intent {
    var delivery: DeliveryID
    var channel: ChannelID
    var fence: Int64
    var at: Instant
    var hasLeft = false
  }

  let setup: ModelSetup
  let timing = ModelTiming()
  var database: Database
  var people = ModelPublic()
  var coordinators: [ModelCoordinator]
  var posts: [Post]
  var stops: [ModelStop] = []
  var revoked: Set<MemberID> = []
  var intents: [Intent] = []
  /// Where a process stood still past its deadline, between the last question and the first byte, on a platform where a
  /// repeat is safe: nobody waited for the end of that try, so what it leaves may stand unknown to anybody.
  var strays: Set<String> = []
  var loaded: DeliveryPlan?
  var lives = 0
  /// The first promise that was broken.
  var broken: String?

  static var start: Instant { Instant(microseconds: 1_800_000_000_000_000) }

  init(_ setup: ModelSetup, _ database: Database) {
    self.setup = setup
    self.database = database
    posts = setup.posts
    coordinators = setup.skews.map { ModelCoordinator(skew: $0) }
    for post in posts { self.database.write(post) }
    for who in coordinators.indices { start(who) }
    plan()
  }

  var now: Instant { database.now }

  func wall(_ who: Int) -> Instant { now.adding(seconds: coordinators[who].skew) }
  func habits(_ channel: ChannelID) -> ModelHabits { setup.habits[setup.lane(channel)] }

  mutating func breaks(_ what: String) { broken = broken ?? what }

  mutating func take(_ step: ModelStep) {
    switch step {
    case .pass(let seconds): pass(to: now.adding(seconds: Int64(seconds)))
    case .claim(let who, let isLost): claim(who, isLost: isLost)
    case .go(let who, let lane, let fate): go(who, lane, fate)
    case .look(let who): look(who)
    case .lookOn(let who, let fate): lookOn(who, fate)
    case .renew(let who, let isLost): renew(who, isLost: isLost)
    case .sweep: database.sweep(quiet: timing.quiet)
    case .kill(let who): kill(who)
    case .start(let who): start(who)
    case .freeze(let who): coordinators[who].isFrozen = true
    case .wake(let who): coordinators[who].isFrozen = false
    case .cut(let who): cut(who)
    case .leave(let who): if coordinators[who].acts { coordinators[who].isLeaving = true }
    case .edit(let post): edit(post)
    case .approve(let post): approve(post)
    case .withdraw(let post): withdraw(post)
    case .revokeApprover:
      revoked.insert(setup.approver.id)
      database.revoke(setup.approver.id)
    case .load: loaded = schedule()
    case .plan: plan()
    case .stop(let number, let lane, let exempt): stop(number, lane, exempt)
    case .lift(let number): lift(number)
    case .planStops: database.planStops()
    case .decide(let number, let decision): decide(number, decision)
    }
  }

  mutating func pass(to time: Instant) {
    database.now = time
    let setup = setup
    people.pass(to: time) { setup.habits[setup.lane($0)] }
    checkTwice()
  }

  // MARK: - Lives

  mutating func start(_ who: Int) {
    guard !coordinators[who].isAlive else { return }
    let skew = coordinators[who].skew
    coordinators[who] = ModelCoordinator(isAlive: true, skew: skew)
    live(who)
  }

  /// A new life under a new name.
  private mutating func live(_ who: Int) {
    lives += 1
    let owner = DeliveryID.derived("life", String(lives)).uuid
    coordinators[who].owner = owner
    coordinators[who].sessionStands = true
    coordinators[who].missed = 0
    coordinators[who].book.begin(owner: owner)
    database.begin(owner)
  }

  private mutating func kill(_ who: Int) {
    guard coordinators[who].isAlive else { return }
    if let owner = coordinators[who].owner { database.end(owner) }
    coordinators[who] = ModelCoordinator(skew: coordinators[who].skew)
  }

  private mutating func cut(_ who: Int) {
    guard coordinators[who].isAlive, let owner = coordinators[who].owner else { return }
    coordinators[who].sessionStands = false
    database.end(owner)
  }

  mutating func renew(_ who: Int, isLost: Bool) {
    guard coordinators[who].acts, let owner = coordinators[who].owner else { return }
    let book = coordinators[who].book
    if coordinators[who].isLeaving, book.isEmpty {
      database.release(owner)
      return kill(who)
    }
    if !coordinators[who].sessionStands || isLost && coordinators[who].missed > 0 { book.fence() }
    guard book.owner != nil else {
      guard book.isEmpty else { return }
      database.end(owner)
      return live(who)
    }
    if isLost {
      coordinators[who].missed += 1
      return
    }
    let asked = book.claims
    let held = database.renew(owner, lease: timing.lease, channels: asked.keys.sorted())
    book.renewed(asked, held: held, until: ModelCoordinator.monotonic(now.adding(seconds: timing.lease)))
    coordinators[who].missed = 0
  }

  // MARK: - What people and the scheduler do

  private mutating func change(_ post: Int, _ change: (inout Post) -> Void) {
    change(&posts[post])
    posts[post].version += 1
    database.write(posts[post])
  }

  private mutating func edit(_ number: Int) {
    guard posts[number].state != .withdrawn else { return }
    let words = setup.words(number, revision: posts[number].revision + 1)
    let author = setup.author
    let time = now
    change(number) { post in
      var content = post.content
      content.texts = ["en": words]
      post.revise(content, by: author, activity: .derived("edit", words), at: time)
      post.state = .submitted
    }
  }

  private mutating func approve(_ number: Int) {
    guard posts[number].state == .submitted else { return }
    let approver = revoked.isEmpty ? setup.approver : setup.second
    let time = now
    change(number) { post in
      post.approvals.append(
        Approval(
          revision: post.revision, member: approver, tier: .approver,
          activity: .derived("yes", post.id.text, String(post.revision)), at: time))
      post.state = .approved
    }
  }

  private mutating func withdraw(_ number: Int) {
    guard posts[number].state != .withdrawn else { return }
    change(number) { post in
      post.state = .withdrawn
      post.approvals = []
    }
  }

  private mutating func schedule() -> DeliveryPlan {
    let editing = Set(setup.habits.filter(\.promises.canEdit).map(\.name))
    return SchedulePlan(editing: editing, now: now).plan(database.unplanned())
  }

  mutating func plan() {
    database.write(loaded ?? schedule())
    loaded = nil
  }

  private mutating func stop(_ number: Int, _ lane: Int?, _ exempt: Bool) {
    guard !stops.contains(where: { $0.stands && $0.id == .derived("stop", String(number)) }) else { return }
    let id = StopID.derived("stop", String(stops.count), String(number))
    let stop = ModelStop(id: id, channel: lane.map { setup.channels[$0].id }, exemptsEmergency: exempt)
    stops.append(stop)
    database.place(stop)
  }

  private mutating func lift(_ number: Int) {
    guard let index = stops.indices.filter({ stops[$0].stands }).dropFirst(number).first else { return }
    stops[index].stands = false
    database.lift(stops[index].id)
  }

  /// A person who has looked, and is right.
  private mutating func decide(_ number: Int, _ decision: ModelStep.Decision) {
    let open = database.deliveries.filter {
      [.parked, .missed, .stopped].contains($0.item.state) && !$0.item.cannotEdit
    }.sorted { $0.item.id < $1.item.id }
    guard !open.isEmpty else { return }
    let item = open[number % open.count].item
    let record = ModelPublic.Wire.record(item.post, item.channel)
    guard item.state == .parked else {
      return database.decide(item.id, decision == .drop ? .drop : .send)
    }
    guard item.kind == .publish, !isUnderWay(item.id) else { return }
    if people.isSeen(record) {
      database.decide(item.id, .isThere(remoteID: people.thing(record)?.id ?? "", url: nil))
    } else {
      database.decide(item.id, decision == .drop || people.makings(record) > 0 ? .drop : .send)
    }
  }

  /// Whether a request of this delivery may yet act.
  func isUnderWay(_ id: DeliveryID) -> Bool {
    let records = database.deliveries.filter { $0.item.id == id }.map {
      ModelPublic.Wire.record($0.item.post, $0.item.channel)
    }
    return people.late.contains { records.contains($0.wire.record) }
      || coordinators.contains { one in one.tasks.contains { $0.work.delivery.item.id == id } }
  }
}
