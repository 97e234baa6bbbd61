import CentralStore
import Domain

/// Rules on acts: pure, given what all of them are about. What one act does, those after it find done.
package struct ReconcilePlan: Sendable {
  /// How long an act may wait for its images, in seconds from its receipt: 14 days.
  package static let patience: Int64 = 14 * 86_400

  private let context: Context
  private var book: Rulebook
  private var deferred: Set<Wanted.Owned>

  package init(on context: Context) {
    self.context = context
    book = Rulebook(items: context.items)
    deferred = context.deferred
  }

  /// What the acts name, for loading.
  package static func wanted(by acts: some Sequence<WaitingAct>) -> Wanted {
    acts.reduce(into: Wanted()) { wanted, act in
      // What cannot be read names nothing; it is refused as malformed.
      guard let activity = act.received.activity else { return }
      wanted.add(activity, of: act.received.login, officeWaits: act.officeWaits)
    }
  }

  /// The rulings on the next acts, in order, with all that they change.
  ///
  /// An act that names an image which is not there yet is deferred, and so is what its office does to the same item
  /// after it. What the rules refuse anyhow is refused at once; what holds something back waits for no image.
  package mutating func rule(_ acts: some Sequence<WaitingAct>) -> RulingBatch {
    var batch = RulingBatch()
    for act in acts {
      let activity = act.received.activity
      let item = activity.map { Wanted.Owned(region: act.received.login, id: $0.item.id) }
      if let activity, let item, deferred.contains(item), !act.received.act.restrictive {
        batch.defer(act, on: activity.item, missing: [])
        continue
      }
      // Kept only where it may be gone back to: two who hold the items would have them copied at the next change.
      let before = activity.flatMap { $0.act.media.isEmpty ? nil : book }
      var ruling = book.rule(act.received)
      let signer = activity.flatMap { book.items.members[$0.member] }
      if let activity, let item, let before, ruling.verdict != .refused {
        let images = Images(of: activity, from: act.received.login, in: context)
        if !images.missing.isEmpty, !act.hasExpired {
          book = before
          deferred.insert(item)
          batch.defer(act, on: activity.item, missing: images.missing)
          continue
        }
        if let refusal = images.refusal {
          book = before
          ruling = Ruling(
            activity: activity.id, verdict: .refused, reason: refusal.reason, sentence: refusal.sentence)
        }
      }
      batch.add(ruling, of: act, by: signer, changes: book.takeChanges())
    }
    return batch
  }

  /// How the images that an act names stand at the centre.
  private struct Images {
    var missing: [Digest] = []
    private var isFalse = false

    init(of activity: Activity, from login: RegionID, in context: Context) {
      for reference in activity.act.media {
        guard let octets = context.media[Medium(region: login, sha256: reference.sha256)] else {
          missing.append(reference.sha256)
          continue
        }
        isFalse = isFalse || octets != reference.image.octets
      }
    }

    var refusal: Refused? {
      if !missing.isEmpty {
        let what = missing.count == 1 ? "An image of it has" : "\(missing.count) images of it have"
        return Refused(
          .media, "\(what) not come to the centre within \(ReconcilePlan.patience / 86_400) days. Attach it anew.")
      }
      return isFalse ? Refused(.media, "An image of it is not as long as is said of it. Attach it anew.") : nil
    }
  }
}
