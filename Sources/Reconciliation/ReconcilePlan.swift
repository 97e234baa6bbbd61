import CentralStore
import Domain

/// Rules on a batch of acts: pure, given the items that the acts are about.
package struct ReconcilePlan: Sendable {
  /// What the acts name, for loading.
  package static func wanted(by acts: [WaitingAct]) -> Wanted {
    acts.reduce(into: Wanted()) { wanted, act in
      // What cannot be read names nothing; it is refused as malformed.
      if let activity = try? act.received.act.activity() { wanted.add(activity) }
    }
  }

  /// The rulings, in order, with all that they change.
  package static func rule(_ acts: [WaitingAct], on items: Items) -> RulingBatch {
    var book = Rulebook(items: items)
    var batch = RulingBatch()
    for act in acts {
      let ruling = book.rule(act.received)
      let signer = (try? act.received.act.activity()).flatMap { book.items.members[$0.member] }
      batch.add(ruling, of: act, by: signer, changes: book.takeChanges())
    }
    return batch
  }
}
