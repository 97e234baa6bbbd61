import CentralStore
import Domain
import Foundation
import Logging
import Platforms
import ServiceLifecycle

/// Does the work of one claimed lane, delivery after delivery: machine, intent, request, settlement. What it decides is
/// the machine's; what it may do, the intent's.
struct LaneRunner: Sendable {
  let parts: DispatchParts
  let owner: UUID
  let intents: Gatherer<IntentRequest, IntentAnswer>
  let settlements: Gatherer<SettleRequest, DispatchWork?>
  /// Whether to take the lane's next delivery after this one.
  let goesOn: @Sendable () -> Bool

  /// An intent to be asked for.
  struct IntentRequest: Sendable {
    var owner: UUID
    var ask: IntendDeliveries.Ask
  }

  /// What an intent was told, and when it was asked, by the clock that never jumps: right before the call. Its commit
  /// came later, so a time that counts from here ends too early, never too late, even if this process was frozen.
  struct IntentAnswer: Sendable {
    var verdict: IntendDeliveries.Verdict
    var askedAt: ContinuousClock.Instant
  }

  /// An outcome to be written.
  struct SettleRequest: Sendable {
    var owner: UUID
    var settlement: Settlement
    var channel: ChannelID
    var goesOn: Bool

    /// What goes together in one call.
    struct Key: Hashable {
      var owner: UUID
      var goesOn: Bool
    }

    var key: Key { Key(owner: owner, goesOn: goesOn) }
  }

  /// What a delivery leaves behind.
  private enum Ending {
    case next(DispatchWork)
    case idle
    /// It was refused; the lane has been let go and may have something else to do.
    case refused
  }

  /// Runs until the lane has nothing to do now, or is no longer ours. True: it may have something else to do.
  func run(_ first: DispatchWork) async -> Bool {
    defer { parts.book.forget(first) }
    var (work, keeper) = (first, SessionKeeper(parts: parts))
    while true {
      switch await deliver(work, &keeper) {
      case .next(let next): work = next
      case .idle: return false
      case .refused: return true
      }
    }
  }

  /// One delivery.
  private func deliver(_ work: DispatchWork, _ keeper: inout SessionKeeper) async -> Ending {
    await reach(.claimed)
    guard let platform = parts.platforms[work.channel.platform] else {
      return await settle(work, setAside(work, "no_adapter", "This coordinator has no adapter for the platform."))
    }
    let secret: Secret
    let session: Int64?
    switch await keeper.access(to: work.channel, on: platform) {
    case .ready(let ready, let generation): (secret, session) = (ready, generation)
    case .refused(let sentence): return await settle(work, setAside(work, "credential", sentence))
    case .aside(let reason, let sentence, let retryIn):
      return await settle(work, setAside(work, reason, sentence, retryIn: min(retryIn, 60)))
    }
    var machine = DeliveryMachine(work: work, secret: secret, platform: platform, pace: parts.pace)
    var askedAt = ContinuousClock.now
    var move = machine.resume(now: parts.now(), chance: parts.chance())
    while true {
      switch move {
      case .prepare(let request):
        guard let result = await prepare(request, of: work) else {
          let isOurs = parts.book.holds(work.channel.id, as: owner)
          let sentence = isOurs ? "Something urgent goes first." : "The lease ended before it was prepared."
          return await settle(work, machine.notLeft(sentence: sentence, retryIn: 0))
        }
        await heed(result, platform, session, work.channel, keeper)
        move = machine.received(result, now: parts.now(), chance: parts.chance())
      case .keep(let progress):
        do {
          let kept = try await parts.store.run(try KeepProgress(owner: owner, work: work, progress: progress.values))
          guard kept else { return .refused }
        } catch {
          parts.logger.warning("progress was not kept", metadata: ["error": "\(error)"])
          return await handBack(work)
        }
        move = machine.resume(now: parts.now(), chance: parts.chance())
      case .intend(let request):
        guard let allowed = await intend(work, request, &machine) else { return .refused }
        (move, askedAt) = allowed
      case .act(let request):
        let result: ExchangeResult?
        (move, result) = await act(work, request, askedAt: askedAt, &machine)
        if let result { await heed(result, platform, session, work.channel, keeper) }
      case .settle(let settlement):
        return await settle(work, settlement)
      }
    }
  }

  /// Makes a request of which nobody sees anything. Where we are asked to stop, it is broken off and done again; nil:
  /// also where something urgent has come due on the lane meanwhile.
  private func prepare(_ request: PlatformRequest, of work: DispatchWork) async -> ExchangeResult? {
    await withTaskGroup(of: ExchangeResult?.self) { group in
      group.addTask {
        await cancelWhenGracefulShutdown {
          await parts.exchange(request, Leave(deadline: .now + parts.timing.publish))
        }
      }
      group.addTask { await untilUrgent(work.delivery.item) }
      let first = await group.next().flatMap { $0 }
      group.cancelAll()
      if let first { return first }
      // It may have been done all the same: then the upload is not lost.
      if case .answer(let response) = await group.next().flatMap({ $0 }) { return .answer(response) }
      return nil
    }
  }

  /// Ends when something urgent is due on the lane, when the lane is no longer ours, or when it is told to.
  private func untilUrgent(_ delivery: DeliveryItem) async -> ExchangeResult? {
    while (try? await Task.sleep(for: parts.timing.poll)) != nil, parts.book.holds(delivery.channel, as: owner) {
      if (try? await parts.store.run(AskUrgent(delivery))) == true { break }
    }
    return nil
  }

  /// Asks for the intent. Nil: it may not be sent, and the lane is no longer ours.
  private func intend(
    _ work: DispatchWork, _ request: PlatformRequest, _ machine: inout DeliveryMachine
  ) async -> (DeliveryMachine.Move, ContinuousClock.Instant)? {
    #if DEBUG
      if parts.switches.sabotage.contains(.intent) {
        return machine.allowed(fence: work.fence + 1, intentAt: parts.now(), lastKnown: nil).map { ($0, .now) }
      }
    #endif
    let ask = ask(work, request)
    do {
      let answer = try await intents.ask(IntentRequest(owner: owner, ask: ask))
      #if DEBUG
        let verdict = try await sabotaged(answer.verdict, ask)
      #else
        let verdict = answer.verdict
      #endif
      guard verdict.allowed, let fence = verdict.fence else {
        parts.onOutcome("refused_\(verdict.reason ?? "unknown")")
        parts.logger.debug(
          "not sent", metadata: ["delivery": "\(ask.delivery)", "reason": "\(verdict.reason ?? "")"])
        return nil
      }
      await reach(.intentCommitted)
      return machine.allowed(fence: fence, intentAt: verdict.intentAt, lastKnown: verdict.lastKnown)
        .map { ($0, answer.askedAt) }
    } catch {
      // Whether it was written is not known; that nothing was sent is.
      parts.logger.warning("an intent got no answer", metadata: ["error": "\(error)"])
      // The lane first: from then on an intent that the database has not come to yet is refused. One that it wrote
      // before has moved the lane's fence on, so the first says nothing of it, and the second takes it back.
      _ = await handBack(work)
      _ = await settle(work, machine.intentLost(), goOn: false)
      return nil
    }
  }

  private func ask(_ work: DispatchWork, _ request: PlatformRequest) -> IntendDeliveries.Ask {
    IntendDeliveries.Ask(
      region: work.delivery.item.region, delivery: work.delivery.item.id, fence: work.fence,
      bytes: Digest.of(request.body.literal))
  }

  /// Makes the request that acts. It leaves within two seconds of the intent, while the lane is ours, or not at all.
  private func act(
    _ work: DispatchWork, _ request: PlatformRequest, askedAt: ContinuousClock.Instant,
    _ machine: inout DeliveryMachine
  ) async -> (DeliveryMachine.Move, ExchangeResult?) {
    let start = askedAt + parts.timing.start
    let (book, owner, channel) = (parts.book, owner, work.channel.id)
    let guarded = Leave(deadline: askedAt + parts.timing.publish) { .now < start && book.holds(channel, as: owner) }
    #if DEBUG
      let isUnfenced = parts.switches.sabotage.contains(.fence)
      let leave = parts.switches.watched(guarded)
    #else
      let isUnfenced = false
      let leave = guarded
    #endif
    guard isUnfenced || guarded.mayLeave() else {
      return (.settle(machine.notLeft(sentence: "The lease ended before it could leave.")), nil)
    }
    let result = await parts.exchange(request, leave)
    await reach(.answerRead)
    #if DEBUG
      if parts.switches.sabotage.contains(.intent) {
        // The guard removed: the intent is written only after the request.
        _ = try? await intents.ask(IntentRequest(owner: owner, ask: ask(work, request)))
      }
    #endif
    return (machine.received(result, now: parts.now(), chance: parts.chance()), result)
  }

  /// An answer that ends the session: the next try renews it.
  private func heed(
    _ result: ExchangeResult, _ platform: any Platform, _ session: Int64?, _ channel: Channel, _ keeper: SessionKeeper
  ) async {
    guard case .answer(let response) = result, platform.endsSession(response) else { return }
    await keeper.ended(session, of: channel)
  }

  /// Lets the lane go, for a moment, when the database did not answer: nobody need wait for the end of the lease. It
  /// goes by the lane's fence as claimed, so that it changes nothing where an intent was written; one that is written
  /// only afterwards finds the lane let go, and is refused.
  private func handBack(_ work: DispatchWork) async -> Ending {
    let sentence = "The database did not answer in time; it is tried again."
    return await settle(work, setAside(work, "database", sentence, retryIn: 5), goOn: false)
  }

  /// Puts a delivery off for a minute, and its lane.
  private func setAside(
    _ work: DispatchWork, _ reason: String, _ sentence: String, retryIn: Double = 60
  ) -> Settlement {
    var settlement = Settlement(
      region: work.delivery.item.region, delivery: work.delivery.item.id, fence: work.fence, outcome: .surelyNot)
    settlement.beforeIntent = true
    (settlement.reason, settlement.sentence) = (reason, sentence)
    (settlement.retryIn, settlement.holdIn, settlement.holdReason, settlement.free) = (retryIn, retryIn, reason, true)
    return settlement
  }

  /// Writes the outcome, and goes on trying while the database is away: an outcome that is known must not get lost.
  private func settle(_ work: DispatchWork, _ settlement: Settlement, goOn: Bool = true) async -> Ending {
    parts.onOutcome(settlement.outcome.rawValue)
    let started = ContinuousClock.now
    while true {
      // A lane that the book no longer holds is let go: nothing of it may leave.
      let goesOn = goOn && self.goesOn() && parts.book.holds(work.channel.id, as: owner)
      let request = SettleRequest(
        owner: owner, settlement: settlement, channel: work.channel.id, goesOn: goesOn)
      do {
        #if DEBUG
          if parts.switches.sabotage.contains(.fence), !settlement.beforeIntent {
            _ = try await parts.store.run(ForceTry(settlement))
          }
        #endif
        let next = try await settlements.ask(request)
        await reach(.settled)
        return next.map(Ending.next) ?? .idle
      } catch {
        parts.logger.warning(
          "an outcome waits to be written", metadata: ["delivery": "\(settlement.delivery)", "error": "\(error)"])
        // While it runs nothing else may be known; when it is asked to stop, the sweep finds out later.
        let patience = self.goesOn() ? Duration.seconds(600) : parts.timing.farewell
        if .now - started > patience { return .idle }
        // Not cut short by cancellation: this is the last word on the try.
        await Task { try? await Task.sleep(for: .milliseconds(200)) }.value
      }
    }
  }

  #if DEBUG
    private func reach(_ point: DebugSwitches.Failpoint) async { await parts.switches.reach(point) }

    /// A refusal for a reason whose guard has been removed becomes an intent all the same.
    private func sabotaged(
      _ verdict: IntendDeliveries.Verdict, _ ask: IntendDeliveries.Ask
    ) async throws -> IntendDeliveries.Verdict {
      let guards = parts.switches.sabotage
      let approval = ["not_approved", "changed", "approval_fell"].contains(verdict.reason)
      guard !verdict.allowed,
        approval && guards.contains(.approval) || verdict.reason == "stop" && guards.contains(.stop)
      else { return verdict }
      return try await parts.store.run(
        ForceIntent(owner: owner, ask: ask, lease: parts.timing.lease, timeout: parts.timing.intent))
    }
  #else
    private enum Failpoint { case claimed, intentCommitted, answerRead, settled }
    private func reach(_ point: Failpoint) async {}
  #endif
}
