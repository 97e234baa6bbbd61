import CentralStore
import Domain
import Foundation
import Scheduling

/// What the scheduler and people write.
extension ModelDatabase {
  mutating func write(_ post: Post) {
    if let index = posts.firstIndex(where: { $0.id == post.id }) {
      posts[index] = post
    } else {
      posts.append(post)
      planned.append(0)
    }
  }

  /// `admin.plan_load_v1`.
  mutating func unplanned() -> [LoadPlans.Unplanned] {
    posts.indices.compactMap { index in
      let post = posts[index]
      let own = deliveries.filter { $0.item.post == post.id }
      let wasInDoubt = own.contains { $0.editWaits && ![.sending, .unknown, .parked].contains($0.item.state) }
      guard planned[index] != post.version || wasInDoubt else { return nil }
      if own.isEmpty, post.state != .approved {
        planned[index] = post.version
        return nil
      }
      let sent = own.filter { $0.item.state == .sent }.map(\.item.revision)
      let words = Dictionary(
        sent.compactMap { revision in content(post.id, revision).map { (String(revision), $0) } }
      ) { first, _ in first }
      let places = post.content.channels.map { place in
        let channel = lanes[lane(place.channel)].channel
        return LoadPlans.Place(
          region: place.region, channel: place.channel, platform: channel.platform, languages: channel.languages)
      }
      return LoadPlans.Unplanned(post: post, channels: places, deliveries: own.map(\.item), words: words)
    }
  }

  /// `admin.plan_write_v1`.
  mutating func write(_ plan: DeliveryPlan) {
    let seen = plan.posts.filter { posts[post($0.post)].version == $0.version }
    let wanted = plan.wanted.filter { one in seen.contains { $0.post == one.post } }
    var touched: [Int] = []
    for one in wanted {
      let lane = lane(one.channel)
      if let row = row(one.delivery) {
        let revision = deliveries[row].item.revision
        if change(row, as: one) { touched.append(lane) }
        if deliveries[row].item.revision != revision { recall(lane) }
      } else if make(one) {
        touched.append(lane)
      }
    }
    for one in wanted where one.state == .withdrawn {
      guard let row = row(one.delivery), deliveries[row].item.state == .sent else { continue }
      makeTakeDown(row)
      touched.append(lane(one.channel))
    }
    for row in deliveries.indices
    where deliveries[row].item.kind == .publish && seen.contains(where: { $0.post == deliveries[row].item.post }) {
      deliveries[row].editWaits = plan.waits.contains { $0.delivery == deliveries[row].item.id }
    }
    recompute(touched)
    for one in seen { planned[post(one.post)] = one.version }
  }

  /// `admin.lanes_recall`: who holds the lane has older words in hand.
  private mutating func recall(_ lane: Int) {
    guard lanes[lane].owner != nil, !removed.contains(.recall) else { return }
    lanes[lane].fence += 1
    lanes[lane].owner = nil
    lanes[lane].leaseUntil = .longAgo
  }

  private mutating func make(_ wanted: WantedDelivery) -> Bool {
    guard [.waiting, .missed, .parked].contains(wanted.state) else { return false }
    let sent = deliveries.first {
      $0.item.post == wanted.post && $0.item.channel == wanted.channel && $0.item.kind == .publish
        && $0.item.state == .sent
    }
    guard wanted.kind != .edit || sent != nil else { return false }
    var item = ModelWorld<ModelDatabase>.sampleItem
    (item.id, item.region, item.channel) = (wanted.delivery, wanted.region, wanted.channel)
    (item.postRegion, item.post, item.kind) = (wanted.postRegion, wanted.post, wanted.kind)
    if wanted.kind == .edit { item.remoteID = sent?.item.remoteID }
    var delivery = ModelDelivery(item: item, priority: 9, key: "")
    delivery.take(wanted)
    deliveries.append(delivery)
    return true
  }

  /// False: it stays as it is.
  private mutating func change(_ row: Int, as wanted: WantedDelivery) -> Bool {
    let item = deliveries[row].item
    if wanted.state == .withdrawn, !item.withdrawal, [.sending, .unknown, .parked].contains(item.state),
      !item.cannotEdit
    {
      if removed.contains(.withdrawal) { return false }
      deliveries[row].item.withdrawal = true
      return true
    }
    let isNewer = wanted.revision > item.revision
    let gives =
      switch item.state {
      case .waiting, .stopped, .missed: true
      case .parked: item.cannotEdit && wanted.state == .withdrawn
      case .withdrawn, .rejected: isNewer && [.waiting, .missed].contains(wanted.state)
      default: false
      }
    let isSame =
      item.state == wanted.state && item.reason == wanted.reason && item.revision == wanted.revision
      && item.postClass == wanted.postClass && item.dueAt == wanted.dueAt && item.notAfter == wanted.notAfter
    guard gives, !isSame else { return false }
    deliveries[row].take(wanted)
    return true
  }

  // MARK: - Orders and words of people

  mutating func place(_ stop: ModelStop) { stops.append(stop) }

  mutating func lift(_ stop: StopID) {
    guard let index = stops.firstIndex(where: { $0.id == stop }) else { return }
    stops[index].stands = false
    stops[index].isPlanned = false
  }

  /// `admin.stops_plan_v1`.
  mutating func planStops() {
    let order = stops.indices.filter { !stops[$0].isPlanned }
      .sorted { (stops[$0].stands ? 0 : 1, $0) < (stops[$1].stands ? 0 : 1, $1) }
    var touched: [Int] = []
    for index in order {
      let stop = stops[index]
      for row in deliveries.indices {
        let over = self.stop(over: deliveries[row].item)
        let item = deliveries[row].item
        let isConcerned =
          stop.stands
          ? item.state == .waiting && item.kind != .takeDown && over != nil
          : item.state == .stopped && deliveries[row].stop == stop.id
        guard isConcerned else { continue }
        change(row) { delivery, now in
          let isLate = delivery.item.dueAt <= now
          delivery.item.state = over != nil ? .stopped : isLate ? .missed : .waiting
          delivery.item.reason = over != nil ? "stop" : isLate ? "lifted_late" : nil
          delivery.stop = over
        }
        touched.append(lane(item.channel))
      }
      stops[index].isPlanned = true
    }
    recompute(touched)
  }

  mutating func revoke(_ member: MemberID) { revoked.insert(member) }

  /// `admin.decide_v1`, after the rules have let it through.
  mutating func decide(_ id: DeliveryID, _ decision: DeliveryDecision) {
    guard let row = row(id) else { return }
    let revision = posts[post(deliveries[row].item.post)].revision
    change(row) { delivery, now in
      switch decision {
      case .isThere(let remoteID, _):
        delivery.item.state = .sent
        delivery.item.remoteID = remoteID
        delivery.item.sentAt = delivery.intentAt ?? now
      case .send:
        delivery.item.state = .waiting
        (delivery.item.dueAt, delivery.item.notAfter) = (now, now.adding(seconds: 3600))
        if delivery.item.revision == revision { delivery.editWaits = false }
      case .drop: delivery.item.state = .withdrawn
      }
      delivery.item.reason = decision == .drop ? "dropped" : nil
      delivery.notBefore = .longAgo
      (delivery.stop, delivery.lookAt, delivery.intentsWithoutOutcome) = (nil, nil, 0)
    }
    let item = deliveries[row].item
    if item.state == .sent, item.withdrawal, item.kind == .publish { makeTakeDown(row) }
    recompute([lane(item.channel)])
  }
}

extension ModelDelivery {
  /// As the scheduler wants it.
  fileprivate mutating func take(_ wanted: WantedDelivery) {
    if wanted.revision != item.revision { (notBefore, progress) = (.longAgo, [:]) }
    if wanted.idempotencyKey != key { keyAt = nil }
    (item.state, item.reason, item.revision, item.digest) = (
      wanted.state, wanted.reason, wanted.revision, wanted.digest
    )
    (item.postClass, item.dueAt, item.notAfter, key) =
      (wanted.postClass, wanted.dueAt, wanted.notAfter, wanted.idempotencyKey)
    priority = wanted.kind == .edit ? max(wanted.postClass.priority, 5) : wanted.postClass.priority
    (stop, lookFails, lookAt) = (nil, 0, nil)
  }
}
