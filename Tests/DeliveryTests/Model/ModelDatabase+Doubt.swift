import CentralStore
import Domain
import Foundation

/// What fell silent, and what is not known.
extension ModelDatabase {
  /// `admin.sweep_v1`.
  mutating func sweep(quiet: Int64) {
    var touched: [Int] = []
    for row in deliveries.indices {
      let delivery = deliveries[row]
      let channel = delivery.item.channel
      let isUrgent = deliveries.contains {
        $0.item.channel == channel && $0.item.state == .waiting && $0.priority == 0 && $0.readyAt <= now
      }
      let isOver = delivery.deadline.map { $0.adding(seconds: quiet) < now } ?? false
      if delivery.item.state == .sending, isOver || isUrgent && isGone(delivery.owner) {
        let state: DeliveryState = removed.contains(.sweep) ? .waiting : .unknown
        change(row) { delivery, now in
          delivery.item.state = state
          delivery.item.reason = "no_outcome"
          delivery.lookAt = now
          delivery.intentsWithoutOutcome += 1
        }
        touched.append(lane(channel))
      } else if delivery.item.state == .waiting, delivery.item.notAfter.map({ $0 < now }) ?? false {
        change(row) { delivery, _ in (delivery.item.state, delivery.item.reason) = (.missed, "missed") }
        touched.append(lane(channel))
      }
    }
    for index in lanes.indices {
      let isUrgent = deliveries.contains {
        $0.item.channel == lanes[index].channel.id && $0.item.state == .waiting && $0.priority == 0
          && $0.readyAt <= now
      }
      guard isUrgent else { continue }
      if lanes[index].owner != nil, lanes[index].leaseUntil > now, isGone(lanes[index].owner) {
        lanes[index].owner = nil
        lanes[index].leaseUntil = .longAgo
      }
      if lanes[index].nextPriority > 0 { touched.append(index) }
    }
    recompute(touched)
  }

  /// `admin.look_v1`.
  mutating func look(every: Int64) -> [LookAtUnknown.Case] {
    let due = deliveries.indices.filter { row in
      deliveries[row].item.state == .unknown && deliveries[row].lookAt.map { $0 <= now } ?? false
    }
    return due.compactMap { row in
      deliveries[row].lookAt = now.adding(seconds: every)
      let item = deliveries[row].item
      let post = posts[post(item.post)]
      return LookAtUnknown.Case(
        delivery: deliveries[row].dispatch, post: dispatch(post), channel: lanes[lane(item.channel)].channel,
        content: content(item.post, item.revision) ?? post.content,
        asOf: LookAtUnknown.AsOf(at: now, ended: hasEnded(deliveries[row])))
    }
  }

  /// `admin.resolve_v1`, of one finding.
  mutating func resolve(_ finding: Finding, quiet: Int64, every: Int64) {
    guard let row = row(finding.delivery), deliveries[row].item.state == .unknown,
      deliveries[row].fence == finding.fence
    else { return }
    let delivery = deliveries[row]
    var asOf = finding.asOf ?? LookAtUnknown.AsOf(at: now, ended: true)
    if removed.contains(.asOf) { asOf = LookAtUnknown.AsOf(at: now, ended: true) }
    let hasEnded = finding.found != .present && hasEnded(delivery)
    var countsAt = delivery.deadline?.adding(max(Double(quiet), finding.visibleAfter)) ?? .longAgo
    if removed.contains(.quiet) { countsAt = .longAgo }
    if finding.found == .present {
      let isTwin =
        finding.found == .present && delivery.item.kind == .publish
        && deliveries.contains {
          $0.item.channel == delivery.item.channel && $0.item.remoteID == finding.remoteID && $0.item.kind == .publish
            && $0.item.state == .sent && $0.item.id != delivery.item.id
        }
      resolved(row, isTwin ? .parked : .sent, isTwin ? "twin" : nil, finding)
    } else if finding.found != .unclear, countsAt > asOf.at || hasEnded && !asOf.ended {
      deliveries[row].lookAt = countsAt
    } else if finding.found == .absent, delivery.looks == 0 {
      deliveries[row].looks = 1
      deliveries[row].lookFails = 0
      deliveries[row].lookAt = now.adding(seconds: every)
    } else if finding.found != .unclear {
      let (state, reason) = afterAbsence(delivery, finding, hasEnded: hasEnded)
      resolved(row, state, reason, finding)
    } else if delivery.lookFails >= 5 {
      resolved(row, .parked, "no_proof", finding)
    } else {
      deliveries[row].lookAt = now.adding(seconds: every << Int64(delivery.lookFails))
      deliveries[row].lookFails += 1
    }
  }

  /// `admin.try_ended`.
  private func hasEnded(_ delivery: ModelDelivery) -> Bool {
    isGone(delivery.owner)
      || attempts.contains {
        $0.delivery == delivery.item.id && $0.fence == delivery.fence && $0.kind != .intent
      }
  }

  private func afterAbsence(
    _ delivery: ModelDelivery, _ finding: Finding, hasEnded: Bool
  ) -> (DeliveryState, String?) {
    let hasEnded = hasEnded || removed.contains(.ended)
    if delivery.item.withdrawal, finding.found == .absent, hasEnded { return (.withdrawn, "withdrawn") }
    if delivery.intentsWithoutOutcome >= 2 { return (.parked, "poison") }
    let isUnproved =
      finding.mayRepeat == .never || !(hasEnded || finding.mayRepeat == .safe) || delivery.item.withdrawal
      || finding.found == .impossible && finding.mayRepeat != .safe
    return isUnproved ? (.parked, "no_proof") : (.waiting, nil)
  }

  private mutating func resolved(_ row: Int, _ state: DeliveryState, _ reason: String?, _ finding: Finding) {
    change(row) { delivery, now in
      delivery.item.state = state
      delivery.item.reason = reason
      delivery.lookAt = nil
      if finding.found == .absent { delivery.looks += 1 }
      guard state == .sent else { return }
      delivery.item.remoteID = finding.remoteID ?? delivery.item.remoteID
      delivery.item.sentAt = delivery.intentAt ?? now
      delivery.intentsWithoutOutcome = 0
    }
    let item = deliveries[row].item
    if state == .sent, item.withdrawal, item.kind == .publish { makeTakeDown(row) }
    recompute([lane(item.channel)])
  }
}
