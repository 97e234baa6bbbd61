import Domain
import Foundation
import LocalStore
import TestKit

@testable import CentralStore

/// Offices that act, also while their line is down, and a centre that rules: the real rules, views, workbenches and
/// plans on both sides of a wire and a database that are steps of a schedule.
struct ReconcilerModel: SchedulableModel {
  let cast: RuleCast
  let seed: UInt64
  var removed: Set<RuleCentre.Guard> = []

  init(seed: UInt64) {
    self.seed = seed
    cast = RuleCast(seed: seed)
  }

  func schedule(_ chance: inout SeededChance) -> [RuleStep] {
    let length = 30 + chance.below(50)
    var steps = cast.posts.indices.map { number -> RuleStep in
      .act(office: cast.home(of: number), member: 0, post: number, .compose)
    }
    while steps.count < length { steps += RuleStep.drawn(cast, &chance) }
    return steps
  }

  func firstBroken(by steps: [RuleStep]) -> String? { end(of: steps).broken }

  func end(of steps: [RuleStep]) -> RuleWorld {
    var world = RuleWorld(cast, seed: seed, removed)
    for step in steps where world.broken == nil { world.take(step) }
    if world.broken == nil { world.comeToRest() }
    return world
  }
}

/// The centre and its offices.
struct RuleWorld {
  let cast: RuleCast
  var centre: RuleCentre
  var offices: [RuleOffice]
  var now = RuleCast.start
  private var lost: String?

  var broken: String? { centre.broken ?? lost }

  init(_ cast: RuleCast, seed: UInt64, _ removed: Set<RuleCentre.Guard>) {
    self.cast = cast
    centre = RuleCentre(cast)
    centre.removed = removed
    offices = cast.offices.enumerated().map { index, office in
      var made = RuleOffice(region: office.region, chance: SeededChance(seed: seed &* 7 &+ UInt64(index)))
      made.received = Dictionary(uniqueKeysWithValues: cast.items.map { ($0.reference, $0) })
      return made
    }
  }

  mutating func take(_ step: RuleStep) {
    now = now.adding(seconds: 1)
    switch step {
    case .act(let office, let member, let post, let deed): act(office, member, post, deed)
    case .push(let office, let restrictive, let count, let answerLost):
      let acts = offices[office].offer(restrictive: restrictive, count)
      guard !acts.isEmpty else { return }
      let upTo = centre.push(
        offices[office].region, restrictive: restrictive, acts.map { ($0.sequence, $0.signed) }, at: now)
      if !answerLost { offices[office].markReceived(restrictive: restrictive, upTo: upTo) }
    case .rule(let most): centre.rule(most)
    case .fetch(let office, let count):
      offices[office].page = centre.page(offices[office].region, from: offices[office].cursor, count)
      if centre.removed.contains(.cursor) { offices[office].cursor = offices[office].page?.upTo ?? 0 }
    case .take(let office): offices[office].take()
    case .image(let office, let number):
      centre.media.insert(Medium(region: offices[office].region, sha256: RuleCast.image(number).sha256))
    case .release(let expired): centre.release(expired: expired)
    case .pass(let seconds): now = now.adding(seconds: Int64(seconds))
    }
  }

  /// Somebody acts on what their office shows.
  private mutating func act(_ office: Int, _ number: Int, _ post: Int, _ deed: RuleStep.Deed) {
    let here = cast.offices[office]
    let member = here.members[number % here.members.count]
    let (id, region) = cast.posts[post]
    let time = now.adding(seconds: here.skew)
    let items = offices[office].view.items
    var item = ItemReference(.post, region, id)
    let act: Act
    switch deed {
    case .compose:
      let channel = ChannelReference(region: region, channel: RuleCast.channel(of: region))
      act = .composePost(
        ComposePost(postClass: .routine, content: PostContent(texts: ["en": "First words."], channels: [channel])))
    case .stop(let n):
      item = ItemReference(.stop, RuleCast.centre, StopID.derived("stop", String(n)))
      act = .placeStop(PlaceStop(scope: .everything, exemptsEmergency: false, reason: "wait"))
    case .lift(let n):
      item = ItemReference(.stop, RuleCast.centre, StopID.derived("stop", String(n)))
      act = .liftStop(Reason("go on"))
    case .revoke(let n):
      item = ItemReference(.member, RuleCast.alpha, MemberID.derived("member", RuleCast.revocable[n]))
      act = .revokeMember(Reason("left"))
    case .choose(let theirs):
      guard let open = items.openConflicts(of: id).first else { return }
      item = ItemReference(.conflict, open.region, open.id)
      act = .resolveConflict(ResolveConflict(post: id, take: theirs ? .theirs : .centre, seen: open.seen))
    default:
      guard let known = items.posts[id], let deed = deed.act(on: known) else { return }
      act = deed
    }
    offices[office].act(act, on: item, by: member, at: time)
  }

  // MARK: - Coming to rest

  mutating func comeToRest() {
    for office in offices.indices {
      for number in 0..<3 where number != 2 { take(.image(office: office, number)) }
    }
    for _ in 0..<8 {
      take(.release(expired: false))
      take(.release(expired: true))
      for office in offices.indices { for step in RuleStep.exchange(office) { take(step) } }
    }
    if broken == nil { checkEnd() }
  }

  private mutating func checkEnd() {
    if !centre.inbox.isEmpty { lost = "every act is ruled: \(centre.inbox.count) wait" }
    for office in offices {
      for kept in office.acts {
        guard let ruling = centre.rulings[kept.activity.id], ruling == kept.ruling else {
          lost = "every act is ruled: \(kept.activity.act.verb.rawValue) is not, or is not told"
          return
        }
        centre.checkNothingLost(kept.activity, ruling)
      }
      let shown = office.view.items
      for post in centre.items.posts.values where RuleCast.sees(office.region, post.region) {
        if shown.posts[post.id] != post {
          lost = "all see the same: \(post.id.short) is another at \(office.region.short)"
        }
        if shown.conflicts(of: post.id) != centre.items.conflicts(of: post.id) {
          lost = "all see the same: conflicts of \(post.id.short) are others at \(office.region.short)"
        }
      }
      for stop in centre.items.stops.values where shown.stops[stop.id] != stop {
        lost = "all see the same: a stop is another at \(office.region.short)"
      }
    }
    let made = offices.reduce(0) { $0 + $1.acts.count }
    if centre.ruled.count != made { lost = "one ruling each: \(made) acts, \(centre.ruled.count) rulings" }
  }

  /// Everything that was ruled, in order, as one line each: the same for the same seed.
  var trace: [String] {
    centre.ruled.map { one in
      let ruling = centre.rulings[one.activity.id]
      return "\(one.activity.id) \(one.activity.act.verb.rawValue) \(ruling.map { "\($0.verdict)" } ?? "")"
        + " \(ruling?.sentence ?? "")"
    }
  }
}

extension RuleStep.Deed {
  /// What it is of a post as somebody sees it; nil: nothing of a post.
  fileprivate func act(on post: Post) -> Act? {
    var changes = PostFields()
    switch self {
    case .text(let n): changes.texts = ["en": "Words \(n)."]
    case .campaign(let n): changes.campaign = ["", "one", "two"][n]
    case .visibility(let n): changes.visibility = Visibility.allCases[n]
    case .image(let n):
      let image = RuleCast.image(n)
      changes.media =
        post.content.media.contains(image) ? post.content.media.filter { $0 != image } : post.content.media + [image]
    case .submit: return .submitPost(RevisionNamed(revision: post.revision, digest: post.digest))
    case .approve: return .approvePost(RevisionNamed(revision: post.revision, digest: post.digest))
    case .giveBack: return .returnPost(Reason("no"))
    case .withdraw: return .withdrawPost(Reason("no"))
    default: return nil
    }
    return EditPost(of: post, by: changes).map(Act.editPost)
  }
}
