import Domain
import Foundation
import TestKit

@testable import LocalStore

/// An office's store in memory: its own acts, and items as last received. What it shows and makes is the real
/// `LocalView` and `Workbench`.
struct RuleOffice {
  /// A row of a feed, read at some time.
  enum Row: Sendable {
    case item(Item)
    case ruling(Ruling)
  }

  let region: RegionID
  var received: [ItemReference: Item] = [:]
  var acts: [KeptAct] = []
  var cursor = 0
  /// Read, and on its way.
  var page: (rows: [Row], upTo: Int)?
  var chance: SeededChance

  /// `LocalStore.view`.
  var view: LocalView {
    var items = Items()
    for item in received.values { items.take(item) }
    return LocalView(received: items, unruled: acts.filter { $0.state != .ruled })
  }

  /// `LocalStore.act`. What the rules refuse is never made.
  mutating func act(_ act: Act, on item: ItemReference, by member: Member, at now: Instant) {
    guard let key = RuleCast.keys[member.name] else { return }
    var bench = Workbench(
      view: view, office: region, epoch: nil, member: member.id, key: key, now: now, generator: chance)
    _ = chance.next()
    guard (try? bench.add(act, to: item)) != nil else { return }
    for made in bench.made {
      let sequence = Int64(acts.count { $0.signed.restrictive == made.signed.restrictive } + 1)
      acts.append(
        KeptAct(
          signed: made.signed, activity: made.activity, incarnation: 1, sequence: sequence, state: .pending))
    }
  }

  /// The acts of a lane from the first on that is not known to be at the centre.
  func offer(restrictive: Bool, _ count: Int) -> [KeptAct] {
    let lane = acts.filter { $0.signed.restrictive == restrictive }
    guard let first = lane.firstIndex(where: { $0.state == .pending }) else { return [] }
    return Array(lane[first...].prefix(count))
  }

  /// `LocalStore.markReceived`.
  mutating func markReceived(restrictive: Bool, upTo sequence: Int64) {
    for index in acts.indices
    where acts[index].state == .pending && acts[index].signed.restrictive == restrictive
      && acts[index].sequence <= sequence
    {
      acts[index].state = .received
    }
  }

  /// `LocalStore.take`: items and cursor together, or neither.
  mutating func take() {
    guard let page else { return }
    self.page = nil
    for row in page.rows {
      switch row {
      case .item(let item):
        let known = received[item.reference]?.version ?? 0
        if item.version >= known { received[item.reference] = item }
      case .ruling(let ruling):
        guard let index = acts.firstIndex(where: { $0.signed.id == ruling.activity }) else { continue }
        acts[index].state = .ruled
        acts[index].ruling = ruling
      }
    }
    cursor = max(cursor, page.upTo)
  }
}
