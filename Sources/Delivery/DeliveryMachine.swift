import CentralStore
import Domain
import Platforms

/// The life of one delivery on a claimed lane, from its first step to its outcome: pure. It says what to do next and is
/// told what came of it; time and chance are passed in.
package struct DeliveryMachine: Sendable {
  /// What to do next.
  package enum Move: Hashable, Sendable {
    /// Make a request without visible effect.
    case prepare(PlatformRequest)
    /// Keep what the steps so far have left, then go on with `resume`.
    case keep(DeliveryProgress)
    /// Ask for leave to make this request, which acts; then `allowed`.
    case intend(PlatformRequest)
    /// Make it, at most once.
    case act(PlatformRequest)
    case settle(Settlement)
  }

  private enum Stage: Hashable, Sendable {
    case preparing
    case intending(PlatformRequest)
    case acting
  }

  package private(set) var order: DeliveryOrder
  private let work: DispatchWork
  private let platform: any Platform
  private let pace: Pace
  private var progress: DeliveryProgress
  /// Since when the platform has not been done with what was prepared; kept with the progress.
  private var waitingSince: Instant?
  private var stage = Stage.preparing
  private var fence: Int64

  package init(work: DispatchWork, secret: Secret, platform: any Platform, pace: Pace = Pace()) {
    self.work = work
    self.platform = platform
    self.pace = pace
    fence = work.fence
    progress = DeliveryProgress(work.delivery.progress)
    waitingSince = progress.values.removeValue(forKey: Self.waitingKey).flatMap { Instant($0) }
    order = DeliveryOrder(
      work.delivery, content: work.post.content, createdAt: work.post.createdAt, channel: work.channel, secret: secret)
    order.before = work.before
  }

  private static let waitingKey = "waiting_since"

  /// The adapter's progress and ours, to be kept.
  private func kept(_ progress: DeliveryProgress) -> [String: String] {
    var values = progress.values
    values[Self.waitingKey] = waitingSince?.description
    return values
  }

  /// The first move, and the next one after `keep`.
  package mutating func resume(now: Instant, chance: Double) -> Move {
    let problems = order.kind == .takeDown ? [] : platform.render(order.content, on: order.channel).problems
    if let first = problems.first {
      var settlement = settlement(.rejected)
      settlement.reason = "unfit"
      settlement.sentence = first
      return .settle(settlement)
    }
    order.now = now
    switch platform.next(order, progress) {
    case .request(let request) where request.acts:
      waitingSince = nil
      stage = .intending(request)
      return .intend(request)
    case .request(let request):
      stage = .preparing
      return .prepare(request)
    case .wait(let until):
      return .settle(wait(until: until, now: now, chance: chance))
    case .done(let outcome):
      return .settle(settle(outcome, status: nil, now: now, chance: chance))
    }
  }

  /// Holds this delivery alone, costs no try, and keeps what was done so far; after an hour of it, all begins anew.
  private mutating func wait(until: Instant, now: Instant, chance: Double) -> Settlement {
    let since = waitingSince ?? now
    var settlement = settlement(.surelyNot)
    if now.seconds(since: since) > pace.patience {
      settlement.sentence = "The platform was not done with what had been prepared: it is prepared anew."
      settlement.retryIn = pace.backoff(attempts: work.delivery.item.attempts + 1, chance: chance)
      settlement.progress = [:]
    } else {
      waitingSince = since
      settlement.sentence = "The platform is not done yet with what was prepared."
      settlement.retryIn = pace.wait(until: until, now: now, chance: chance)
      settlement.free = true
      settlement.progress = kept(progress)
    }
    return settlement
  }

  /// The intent is written: this request may leave, once.
  package mutating func allowed(fence: Int64, intentAt: Instant?, lastKnown: String?) -> Move? {
    guard case .intending(let request) = stage else { return nil }
    stage = .acting
    self.fence = fence
    order.intentAt = intentAt
    order.lastKnown = lastKnown
    return .act(request)
  }

  /// What came of the request.
  package mutating func received(_ result: ExchangeResult, now: Instant, chance: Double) -> Move {
    guard case .answer(let response) = result else { return next(result, status: nil, now: now, chance: chance) }
    if platform.endsSession(response) {
      var settlement = notLeft(sentence: "The session with the platform had ended: it is renewed.")
      settlement.status = response.status
      return .settle(settlement)
    }
    var move = next(result, status: response.status, now: now, chance: chance)
    // The account's other posts heed what this answer says of its pace.
    if case .settle(var settlement) = move, !settlement.beforeIntent, let until = platform.notBefore(response),
      until > now
    {
      settlement.holdIn = max(settlement.holdIn ?? 0, pace.wait(until: until, now: now, chance: chance))
      settlement.holdReason = settlement.holdReason ?? "held"
      move = .settle(settlement)
    }
    return move
  }

  private mutating func next(_ result: ExchangeResult, status: Int?, now: Instant, chance: Double) -> Move {
    switch platform.interpret(result, of: order, progress) {
    case .proceed(let next):
      progress = next
      // The visible step is the last: nothing may follow it. An adapter that goes on after it does not know.
      if stage == .acting {
        return .settle(
          settle(
            .unknown(sentence: "The answer did not say whether it is out."), status: status,
            now: now, chance: chance))
      }
      return .keep(DeliveryProgress(kept(next)))
    case .again(let next, let retryAt, let sentence):
      progress = next
      var settlement = settlement(.surelyNot)
      (settlement.sentence, settlement.status, settlement.progress) = (sentence, status, kept(next))
      if let retryAt {
        (settlement.retryIn, settlement.free) = (pace.wait(until: retryAt, now: now, chance: chance), true)
      } else {
        settlement.retryIn = pace.backoff(attempts: work.delivery.item.attempts + 1, chance: chance)
      }
      return .settle(settlement)
    case .done(let outcome):
      return .settle(settle(outcome, status: status, now: now, chance: chance))
    }
  }

  /// Nothing left this machine: it may be tried again soon, and the try does not count.
  package func notLeft(sentence: String, retryIn: Double = 1) -> Settlement {
    var settlement = settlement(.surelyNot)
    settlement.sentence = sentence
    settlement.retryIn = retryIn
    settlement.free = true
    return settlement
  }

  /// The settlement that says "surely not" of an intent whose answer was lost. The lane was claimed by us alone, so if
  /// the intent was written its fence is the next one; if it was not, nothing matches.
  package func intentLost() -> Settlement {
    var settlement = Settlement(
      region: work.delivery.item.region, delivery: work.delivery.item.id, fence: work.fence + 1, outcome: .surelyNot)
    settlement.sentence = "The database did not answer before it was sent."
    settlement.retryIn = 1
    settlement.free = true
    return settlement
  }

  private func settlement(_ outcome: Settlement.Outcome) -> Settlement {
    var settlement = Settlement(
      region: work.delivery.item.region, delivery: work.delivery.item.id, fence: fence, outcome: outcome)
    settlement.beforeIntent = stage != .acting
    return settlement
  }

  private func settle(_ outcome: DeliveryOutcome, status: Int?, now: Instant, chance: Double) -> Settlement {
    var result: Settlement
    switch outcome {
    case .acted(let id, let url):
      // Before the intent an adapter may find that it is out already: looked up, never taken on trust.
      guard stage == .acting else { return notLeft(sentence: "It seems to be out already.", retryIn: 60) }
      result = settlement(.sent)
      result.remoteID = id ?? url ?? (order.kind == .publish ? nil : order.remoteID)
      result.remoteURL = url
      // Without a name nothing can be looked up or taken down later.
      if result.remoteID == nil, order.kind != .takeDown { result = unnamed() }
    case .surelyNot(let retryAt, let sentence):
      result = settlement(.surelyNot)
      result.sentence = sentence
      if let retryAt {
        let wait = pace.wait(until: retryAt, now: now, chance: chance)
        (result.retryIn, result.free) = (wait, true)
        // A limit on what is prepared, as on uploads, holds no other post: not a word of warning without an image.
        if stage == .acting { (result.holdIn, result.holdReason) = (wait, "held") }
      } else {
        result.retryIn = pace.backoff(attempts: work.delivery.item.attempts + 1, chance: chance)
      }
    case .rejected(let code, let sentence):
      result = settlement(.rejected)
      (result.reason, result.sentence) = (code, sentence)
    case .credential(let sentence):
      result = settlement(.surelyNot)
      (result.reason, result.sentence) = ("credential", sentence)
      (result.retryIn, result.holdIn, result.holdReason, result.free) = (60, 60, "credential", true)
    case .unknown(let sentence):
      // Before the intent nothing visible was asked for.
      guard stage == .acting else {
        result = settlement(.surelyNot)
        result.sentence = sentence
        result.retryIn = pace.backoff(attempts: work.delivery.item.attempts + 1, chance: chance)
        break
      }
      result = settlement(.unknown)
      result.sentence = sentence
    }
    result.status = status
    return result
  }

  private func unnamed() -> Settlement {
    var result = settlement(.unknown)
    result.sentence = "The platform said yes, but did not say under which name."
    return result
  }
}

extension DeliveryOrder {
  package init(
    _ delivery: DispatchDelivery, content: PostContent, createdAt: Instant, channel: Channel, secret: Secret
  ) {
    self.init(
      delivery: delivery.item.id, kind: delivery.item.kind, post: delivery.item.post,
      postRegion: delivery.item.postRegion, revision: delivery.item.revision, content: content, channel: channel,
      secret: secret, createdAt: createdAt, dueAt: delivery.item.dueAt, idempotencyKey: delivery.idempotencyKey,
      remoteID: delivery.item.remoteID, lastKnown: delivery.lastKnown, intentAt: delivery.intentAt)
  }
}
