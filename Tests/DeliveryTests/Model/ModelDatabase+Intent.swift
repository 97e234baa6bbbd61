import CentralStore
import Domain
import Foundation

/// The last gate, and what comes of a try.
extension ModelDatabase {
  /// `admin.intent_v1`.
  mutating func intend(_ owner: UUID, _ ask: IntendDeliveries.Ask, timeout: Int64) -> ModelVerdict {
    let (reason, until) = judge(owner, ask)
    if let reason {
      refuse(owner, ask.delivery, reason, until)
      return ModelVerdict(reason: reason)
    }
    guard let row = row(ask.delivery) else { return ModelVerdict(reason: "gone") }
    let lane = lane(deliveries[row].item.channel)
    lanes[lane].fence += 1
    let fence = lanes[lane].fence
    let known = deliveries.filter {
      $0.item.channel == deliveries[row].item.channel && $0.item.state == .sent && $0.item.kind == .publish
    }.max { ($0.item.sentAt ?? .longAgo) < ($1.item.sentAt ?? .longAgo) }
    change(row) { delivery, now in
      delivery.item.state = .sending
      delivery.fence = fence
      delivery.owner = owner
      delivery.intentAt = now
      delivery.keyAt = delivery.keyAt ?? now
      delivery.deadline = now.adding(seconds: timeout)
      delivery.lastKnown = known?.item.remoteID ?? delivery.lastKnown
      delivery.item.attempts += 1
      (delivery.looks, delivery.lookFails, delivery.lookAt, delivery.stop) = (0, 0, nil, nil)
      delivery.item.reason = nil
    }
    let delivery = deliveries[row]
    attempts.append(
      Attempt(
        delivery: ask.delivery, kind: .intent, fence: fence, owner: owner, digest: delivery.item.digest))
    return ModelVerdict(fence: delivery.fence, intentAt: now, lastKnown: delivery.lastKnown)
  }

  /// Changes a row, and lets it see the time.
  mutating func change(_ row: Int, _ change: (inout ModelDelivery, Instant) -> Void) {
    var delivery = deliveries[row]
    change(&delivery, now)
    deliveries[row] = delivery
  }

  /// `admin.dispatch_judge`: why not, and until when where that is known.
  private func judge(_ owner: UUID, _ ask: IntendDeliveries.Ask) -> (reason: String?, until: Instant?) {
    guard let row = row(ask.delivery) else { return ("gone", nil) }
    let delivery = deliveries[row]
    let item = delivery.item
    let lane = lanes[lane(item.channel)]
    let post = posts[post(item.post)]
    if item.state != .waiting { return ("not_waiting", nil) }
    if !holds(owner, ask.fence, lane), !removed.contains(.lease) { return ("lease_lost", nil) }
    if on(item.channel, .sending) { return ("in_flight", nil) }
    if delivery.readyAt > now { return ("not_due", delivery.readyAt) }
    if delivery.intentsWithoutOutcome >= 2 { return ("poison", nil) }
    if lane.holdUntil > now { return (lane.holdReason ?? "held", lane.holdUntil) }
    if item.kind == .takeDown { return (post.state == .approved ? "post_changed" : nil, nil) }
    if stop(over: item) != nil, !removed.contains(.stop) { return ("stop", nil) }
    if !removed.contains(.approval) {
      if post.state != .approved { return ("not_approved", nil) }
      if post.revision != item.revision || post.digest != item.digest { return ("changed", nil) }
      if !post.approvals.contains(where: { $0.revision == post.revision && !revoked.contains($0.member) }) {
        return ("approval_fell", nil)
      }
    }
    if planned[self.post(item.post)] != post.version || delivery.editWaits { return ("replan", nil) }
    if item.notAfter.map({ $0 < now }) ?? false { return ("missed", nil) }
    if delivery.priority > 0, on(item.channel, .unknown) { return ("unknown_before", nil) }
    return (nil, nil)
  }

  func stop(over item: DeliveryItem) -> StopID? { stops.first { $0.covers(item) }?.id }

  /// `admin.dispatch_refuse`.
  private mutating func refuse(_ owner: UUID, _ id: DeliveryID, _ reason: String, _ until: Instant?) {
    guard let row = row(id), deliveries[row].item.state == .waiting, reason != "lease_lost" else { return }
    let stop = stop(over: deliveries[row].item)
    change(row) { delivery, _ in
      switch reason {
      case "stop", "not_approved", "changed", "approval_fell", "post_changed": delivery.item.state = .stopped
      case "missed": delivery.item.state = .missed
      case "poison": delivery.item.state = .parked
      default: break
      }
      delivery.item.reason = reason
      delivery.stop = reason == "stop" ? stop : nil
    }
    let lane = lane(deliveries[row].item.channel)
    if reason == "replan", lanes[lane].owner == owner {
      lanes[lane].holdUntil = max(lanes[lane].holdUntil, now.adding(0.1))
      lanes[lane].holdReason = reason
    }
    recompute([lane], owner, all: true)
  }

  /// `admin.settle_v1`.
  mutating func settle(_ owner: UUID, _ settlement: Settlement, goOn: Bool) -> DispatchWork? {
    guard let row = row(settlement.delivery) else { return nil }
    let lane = lane(deliveries[row].item.channel)
    let isHit = isOfTry(owner, settlement, row, lane)
    let isTold = attempts.contains {
      $0.delivery == settlement.delivery && $0.kind == .outcome && $0.fence == settlement.fence && $0.owner == owner
        && $0.outcome == settlement.outcome
    }
    if isHit { take(settlement, row) }
    if isHit || !isTold {
      attempts.append(
        Attempt(
          delivery: settlement.delivery, kind: isHit ? .outcome : .late, fence: settlement.fence, owner: owner,
          outcome: settlement.outcome))
    }
    if !isHit { late(settlement, row) }
    let item = deliveries[row].item
    if isHit, item.withdrawal, item.state == .sent, item.kind == .publish { makeTakeDown(row) }
    if let hold = settlement.holdIn, hold > 0 {
      lanes[lane].holdUntil = max(lanes[lane].holdUntil, now.adding(hold))
      lanes[lane].holdReason = settlement.holdReason
    }
    let isOurs = lanes[lane].owner == owner && lanes[lane].fence == settlement.fence
    guard isHit || isOurs else { return nil }
    recompute([lane], owner, all: !goOn)
    return goOn ? work(owner, [lane]).first : nil
  }

  private func isOfTry(_ owner: UUID, _ settlement: Settlement, _ row: Int, _ lane: Int) -> Bool {
    let delivery = deliveries[row]
    if settlement.beforeIntent {
      return delivery.item.state == .waiting && [.surelyNot, .rejected].contains(settlement.outcome)
        && holds(owner, settlement.fence, lanes[lane])
    }
    return delivery.item.state == .sending && (delivery.fence == settlement.fence || removed.contains(.fence))
  }

  private mutating func take(_ settlement: Settlement, _ row: Int) {
    let repeats = removed.contains(.unknown)
    let trustsDeadline = removed.contains(.lateWord)
    change(row) { delivery, now in
      let wasSending = delivery.item.state == .sending
      switch settlement.outcome {
      case .sent: delivery.item.state = .sent
      case .rejected: delivery.item.state = .rejected
      case .surelyNot: delivery.item.state = delivery.item.withdrawal ? .withdrawn : .waiting
      case .unknown: delivery.item.state = repeats ? .waiting : .unknown
      }
      delivery.item.remoteID = settlement.remoteID ?? delivery.item.remoteID
      if settlement.outcome == .sent { delivery.item.sentAt = now }
      delivery.item.reason = settlement.reason
      if settlement.outcome == .surelyNot, let retry = settlement.retryIn, retry > 0 {
        delivery.notBefore = now.adding(retry)
      }
      if settlement.beforeIntent, !settlement.free {
        delivery.item.attempts += 1
      } else if settlement.free, wasSending, settlement.outcome == .surelyNot {
        delivery.item.attempts -= 1
      }
      delivery.intentsWithoutOutcome = 0
      if settlement.outcome == .unknown, !trustsDeadline { delivery.deadline = max(delivery.deadline ?? now, now) }
      delivery.lookAt = settlement.outcome == .unknown ? now : nil
      delivery.progress = settlement.progress ?? delivery.progress
    }
  }

  /// `admin.dispatch_late`.
  private mutating func late(_ settlement: Settlement, _ row: Int) {
    let state = deliveries[row].item.state
    if settlement.outcome == .sent, ![.sending, .sent].contains(state) {
      let unwanted = deliveries[row].item.withdrawal || state == .withdrawn
      let post = posts[post(deliveries[row].item.post)]
      let intent = attempts.first {
        $0.delivery == settlement.delivery && $0.kind == .intent && $0.fence == settlement.fence
      }
      let words = post.history.last { $0.digest == intent?.digest }
      change(row) { delivery, now in
        delivery.item.state = .sent
        delivery.item.remoteID = settlement.remoteID ?? delivery.item.remoteID
        delivery.item.sentAt = delivery.intentAt ?? now
        (delivery.lookAt, delivery.item.reason) = (nil, nil)
        delivery.item.revision = words?.revision ?? delivery.item.revision
        delivery.item.digest = words?.digest ?? delivery.item.digest
        delivery.editWaits =
          delivery.editWaits || delivery.item.kind == .publish && delivery.item.revision < post.revision
      }
      if unwanted, deliveries[row].item.kind == .publish { makeTakeDown(row) }
      recompute([lane(deliveries[row].item.channel)])
    } else if state == .unknown {
      deliveries[row].lookAt = now
      // It may have left as late as this: whatever was not seen before proves nothing.
      guard settlement.outcome == .unknown, deliveries[row].fence == settlement.fence, !removed.contains(.lateWord)
      else { return }
      deliveries[row].deadline = max(deliveries[row].deadline ?? now, now)
      deliveries[row].looks = 0
    }
  }

  /// `admin.take_down_make`.
  mutating func makeTakeDown(_ row: Int) {
    let publish = deliveries[row]
    guard publish.item.state == .sent, publish.item.kind == .publish else { return }
    var item = publish.item
    item.id = DeliveryItem.id(post: item.post, channel: item.channel, kind: .takeDown, revision: 0)
    guard self.row(item.id) == nil else { return }
    item.kind = .takeDown
    item.state = .waiting
    item.dueAt = now
    (item.notAfter, item.reason, item.sentAt, item.attempts, item.withdrawal) = (nil, nil, nil, 0, false)
    deliveries.append(ModelDelivery(item: item, priority: 0, key: item.id.text))
  }
}
