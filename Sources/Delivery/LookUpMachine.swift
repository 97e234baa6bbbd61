import CentralStore
import Domain
import Platforms

/// One look at a delivery of unknown outcome, page by page until something is found: pure. Where the wording that may
/// have gone out is not known, each is looked for.
package struct LookUpMachine: Sendable {
  package enum Move: Hashable, Sendable {
    case ask(PlatformRequest)
    case found(Finding)
  }

  private let delivery: DispatchDelivery
  package private(set) var order: DeliveryOrder
  /// Wordings that are looked for after this one.
  private var wordings: [LookAtUnknown.Wording]
  /// Of the words that are looked for now, where they are not the delivery's own.
  private var revision: Int?
  private let asOf: LookAtUnknown.AsOf?
  private let platform: any Platform
  private let now: Instant
  private let scale: Double
  private var page = LookUpPage()
  private var asked = 0

  /// - Parameters:
  ///   - now: by this machine's clock.
  ///   - scale: of the times, see `Timing`.
  package init(_ one: LookAtUnknown.Case, secret: Secret, platform: any Platform, now: Instant, scale: Double = 1) {
    delivery = one.delivery
    order = DeliveryOrder(
      one.delivery, content: one.content, createdAt: one.post.createdAt, channel: one.channel, secret: secret)
    wordings = one.earlier
    asOf = one.asOf
    if order.intentAt == nil { order.intentAt = one.since }
    order.now = now
    order.others = one.others ?? []
    // The intent's time is the database's. Where that clock is ahead, the post would be older than its intent.
    if let intent = order.intentAt, let ahead = asOf?.at.seconds(since: now), ahead > 0 {
      order.intentAt = intent.adding(seconds: -Int64(min(ahead, 86_400).rounded(.up)))
    }
    self.platform = platform
    self.now = now
    self.scale = scale
  }

  package mutating func start() -> Move { ask() }

  package mutating func received(_ result: ExchangeResult) -> Move {
    switch platform.interpretLookUp(result, of: order, DeliveryProgress(delivery.progress), page: page) {
    case .present(let id, let url):
      return .found(finding(.present, id: id, url: url, detail: nil))
    case .absent:
      guard !wordings.isEmpty else { return .found(finding(.absent, detail: nil)) }
      let next = wordings.removeFirst()
      (order.content, revision) = (next.content, next.revision)
      page = LookUpPage()
      return ask()
    case .more(let next):
      page = next
      return ask()
    case .undecided(let sentence):
      return .found(finding(.unclear, detail: sentence))
    }
  }

  private mutating func ask() -> Move {
    guard asked < 100 else { return .found(finding(.unclear, detail: "The search found no end.")) }
    asked += 1
    guard let request = platform.lookUp(order, DeliveryProgress(delivery.progress), page: page) else {
      // An adapter that can look, but not now, lacks something that may come; one that cannot never will.
      let isPossible = platform.promises.canLookUp && (order.kind != .edit || platform.promises.canEdit)
      return .found(finding(isPossible ? .unclear : .impossible, detail: "The platform offers no way to look."))
    }
    return .ask(request)
  }

  /// It cannot be looked at now, and why. Said often enough it is a person's to decide.
  package static func unclear(_ one: LookAtUnknown.Case, _ sentence: String) -> Finding {
    Finding(
      region: one.delivery.item.region, delivery: one.delivery.item.id, fence: one.delivery.fence, found: .unclear,
      mayRepeat: .afterAbsence, detail: sentence)
  }

  private func finding(_ found: Finding.Found, id: String? = nil, url: String? = nil, detail: String?) -> Finding {
    Finding(
      region: delivery.item.region, delivery: delivery.item.id, fence: delivery.fence, revision: revision,
      found: found, remoteID: id, remoteURL: url, mayRepeat: mayRepeat,
      visibleAfter: Double(platform.promises.visibleAfter) * scale, detail: detail, asOf: asOf)
  }

  /// Taking down twice takes down once. An edit says the whole again, but a late copy of it could undo a newer one: it
  /// is repeated only once its try is known to have ended. A key that never ends makes repeating safe.
  /// A key that ends is a second belt only: while it lasts a repeat may follow absence, afterwards a person decides.
  package var mayRepeat: Finding.Repeat {
    switch order.kind {
    case .takeDown: return .safe
    case .edit: return .afterAbsence
    case .publish: break
    }
    guard let seconds = platform.promises.repeatIsSafeFor else { return .afterAbsence }
    if seconds == .max { return .safe }
    guard let keyAt = delivery.keyAt else { return .afterAbsence }
    return now.seconds(since: keyAt) < Double(seconds) ? .afterAbsence : .never
  }
}

#if DEBUG
  extension LookUpMachine {
    /// Says "absent" and "safe" without looking: a guard removed, to show that its test fails.
    package func pretendAbsent() -> Finding {
      Finding(
        region: delivery.item.region, delivery: delivery.item.id, fence: delivery.fence, found: .absent,
        mayRepeat: .safe)
    }
  }
#endif
