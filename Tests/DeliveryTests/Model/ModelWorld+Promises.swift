import CentralStore
import Delivery
import Domain
import Foundation
import Platforms

/// What must hold, said once: against what the public sees, what people ordered and what they approved.
extension ModelWorld {
  /// Nothing is ever made twice.
  mutating func checkTwice() {
    for thing in people.things where people.makings(thing.record) > 1 && !strays.contains(thing.record) {
      breaks("never twice: \(thing.record) was made \(people.makings(thing.record)) times")
    }
  }

  /// At the commit of an intent.
  mutating func checkIntent(_ task: ModelCoordinator.Task, _ wire: ModelPublic.Wire) {
    let item = task.work.delivery.item
    guard let post = posts.first(where: { $0.id == item.post }) else { return }
    if item.kind == .takeDown {
      if post.state == .approved { breaks("approved only: an approved post is taken down") }
      return
    }
    if let stop = stops.first(where: { $0.covers(item) }) {
      breaks("a stop stops: \(item.kind) of \(wire.words) was begun after the commit of \(stop.id.short)")
    }
    if post.state != .approved || post.content.texts["en"] != wire.words {
      breaks("approved only: \(wire.words) was begun while \(post.content.texts["en"] ?? "") is \(post.state)")
    }
    if !post.approvals.contains(where: { $0.revision == post.revision && !revoked.contains($0.member) }) {
      breaks("approved only: nobody who is still here approved \(wire.words)")
    }
    let inFlight = database.deliveries.count { $0.item.channel == item.channel && $0.item.state == .sending }
    if inFlight > 1 { breaks("one at a time: \(inFlight) are in flight on \(item.channel.short)") }
  }

  /// When the first byte leaves.
  mutating func checkLeave(_ task: ModelCoordinator.Task, _ wire: ModelPublic.Wire) {
    let id = task.work.delivery.item.id
    let at = task.machine.order.intentAt
    guard let index = intents.lastIndex(where: { $0.delivery == id && $0.at == at && !$0.hasLeft }) else {
      return breaks("no request without an intent: \(wire.verb) of \(wire.words) left")
    }
    intents[index].hasLeft = true
  }

  /// What is told of one try changes no other that is on the wire.
  mutating func checkSettled(_ settlement: Settlement, _ before: ModelDelivery?) {
    guard let before, before.item.state == .sending, before.fence != settlement.fence else { return }
    let after = database.deliveries.first { $0.item.id == settlement.delivery }
    if after?.item.state != .sending { breaks("each try its outcome: \(settlement.outcome) was of another try") }
  }

  /// Once everything has come to rest.
  mutating func checkEnd() {
    let rows = database.deliveries
    for row in rows {
      let item = row.item
      let record = ModelPublic.Wire.record(item.post, item.channel)
      let isStray = strays.contains(record)
      let makings = people.makings(record)
      let name = "\(item.kind) of \(record), which is \(item.state) (\(item.reason ?? "no reason"))"
      switch item.state {
      case .waiting, .sending, .unknown: breaks("nothing stays open: \(name)")
      case .sent where item.kind == .publish && makings != 1 && !isStray:
        breaks("sent is out: \(name), was made \(makings) times")
      case .rejected, .missed, .stopped, .withdrawn:
        if item.kind == .publish, makings != 0, !isStray { breaks("what is not sent is not out: \(name)") }
      default: break
      }
    }
    for post in posts where post.state == .withdrawn { checkWithdrawn(post, rows) }
    for row in rows where row.item.kind == .publish && row.item.state == .sent { checkWords(row.item, rows) }
  }

  private mutating func checkWithdrawn(_ post: Post, _ rows: [ModelDelivery]) {
    for place in post.content.channels {
      let here = rows.filter { $0.item.post == post.id && $0.item.channel == place.channel }
      let waitsForAPerson = here.contains { row in
        row.item.kind == .takeDown ? [.rejected, .parked].contains(row.item.state) : row.item.state == .parked
      }
      let record = ModelPublic.Wire.record(post.id, place.channel)
      if people.isSeen(record), !waitsForAPerson, !strays.contains(record) {
        let states = here.map { "\($0.item.kind) \($0.item.state)" }.joined(separator: ", ")
        breaks("what is withdrawn goes: \(record) still stands (\(states))")
      }
    }
  }

  /// What stands there is what the database says was sent.
  private mutating func checkWords(_ item: DeliveryItem, _ rows: [ModelDelivery]) {
    let edits = rows.filter { $0.item.post == item.post && $0.item.channel == item.channel && $0.item.kind == .edit }
    guard edits.isEmpty, let thing = people.thing(ModelPublic.Wire.record(item.post, item.channel)), !thing.isGone,
      let post = posts.first(where: { $0.id == item.post }),
      let words = post.history.first(where: { $0.revision == item.revision })?.content.texts["en"]
    else { return }
    if thing.words != words { breaks("sent as said: \(thing.words) stands there, \(words) is on record") }
  }

  // MARK: - Coming to rest

  /// No fault any more: everybody wakes, and time goes from one thing that is due to the next.
  mutating func comeToRest() {
    for who in coordinators.indices {
      coordinators[who].isFrozen = false
      start(who)
    }
    for _ in 0..<200 {
      for _ in 0..<20 where runOnce() {}
      if broken != nil || isAtRest { break }
      let late = people.late.map(\.at).min()
      guard let next = [database.nextMoment, late].compactMap({ $0 }).min() else { break }
      pass(to: next.adding(seconds: 1))
    }
    if broken == nil { checkEnd() }
  }

  private var isAtRest: Bool {
    people.late.isEmpty && coordinators.allSatisfy { $0.tasks.isEmpty && $0.looks.isEmpty }
      && !database.deliveries.contains { [.waiting, .sending, .unknown].contains($0.item.state) }
  }

  /// Everybody does what there is to do now. Whether there was anything.
  private mutating func runOnce() -> Bool {
    var did = false
    for who in coordinators.indices {
      renew(who, isLost: false)
      start(who)
      while let lane = coordinators[who].tasks.first?.lane, broken == nil {
        go(who, lane, .fine)
        did = true
      }
    }
    plan()
    database.planStops()
    database.sweep(quiet: timing.quiet)
    for who in coordinators.indices {
      look(who)
      while !coordinators[who].looks.isEmpty {
        lookOn(who, .fine)
        did = true
      }
      claim(who, isLost: false)
      did = did || !coordinators[who].tasks.isEmpty
    }
    return did
  }
}
