import CentralStore
import Domain
import Logging
import Platforms
import ServiceLifecycle

/// Finds out what became of deliveries of unknown outcome. It only reads: what it finds, the database rules on.
package struct ResolveService: Service {
  private let parts: DispatchParts
  private let onResolved: @Sendable () -> Void

  /// - Parameter onResolved: told when there may be something to send again.
  package init(_ parts: DispatchParts, onResolved: @escaping @Sendable () -> Void = {}) {
    self.parts = parts
    self.onResolved = onResolved
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          if try await step() > 0 { continue }
        } catch is CancellationError {
          break
        } catch {
          parts.logger.warning("look-ups wait", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: parts.timing.poll)
      }
    }
  }

  /// Looks at what is due, eight at a time. Returns how many.
  package func step() async throws -> Int {
    let cases = try await parts.store.run(LookAtUnknown(max: 8, every: parts.timing.look))
    guard !cases.isEmpty else { return 0 }
    let findings = await withTaskGroup(of: Finding.self) { group in
      for one in cases { group.addTask { await look(one) } }
      return await group.reduce(into: [Finding]()) { $0.append($1) }
    }
    let resolved = try await parts.store.run(
      try ResolveUnknown(findings, quiet: parts.timing.quiet, every: parts.timing.look))
    for one in resolved where one.state != .unknown {
      parts.logger.notice("resolved", metadata: ["delivery": "\(one.delivery)", "state": "\(one.state.rawValue)"])
      parts.onOutcome("resolved_\(one.state.rawValue)")
    }
    if resolved.contains(where: { $0.state == .waiting || $0.state == .sent }) { onResolved() }
    return cases.count
  }

  /// One look, which ends when nobody else would look at the same time any more. A session that has ended is renewed,
  /// once, within it.
  private func look(_ one: LookAtUnknown.Case) async -> Finding {
    guard let platform = parts.platforms[one.channel.platform] else {
      return LookUpMachine.unclear(one, "This coordinator has no adapter for the platform.")
    }
    var keeper = SessionKeeper(parts: parts)
    let end = ContinuousClock.now + parts.timing.look
    for _ in 0..<2 {
      let secret: Secret
      let session: Int64?
      switch await keeper.access(to: one.channel, on: platform) {
      case .ready(let ready, let generation): (secret, session) = (ready, generation)
      case .refused(let sentence), .aside(_, let sentence, _): return LookUpMachine.unclear(one, sentence)
      }
      if let finding = await look(one, secret, platform, until: end) { return finding }
      await keeper.ended(session, of: one.channel)
    }
    return LookUpMachine.unclear(one, "The session with the platform ended while it was looked up.")
  }

  /// Nil: the session has ended.
  private func look(
    _ one: LookAtUnknown.Case, _ secret: Secret, _ platform: any Platform, until end: ContinuousClock.Instant
  ) async -> Finding? {
    var machine = LookUpMachine(
      one, secret: secret, platform: platform, now: parts.now(), scale: parts.timing.scale)
    #if DEBUG
      if parts.switches.sabotage.contains(.lookup) { return machine.pretendAbsent() }
    #endif
    var move = machine.start()
    while case .ask(let request) = move {
      guard ContinuousClock.now < end else { return LookUpMachine.unclear(one, "Looking took too long.") }
      let leave = Leave(deadline: .now + parts.timing.publish)
      let result = await parts.exchange(request, leave)
      if case .answer(let response) = result, platform.endsSession(response) { return nil }
      move = machine.received(result)
    }
    guard case .found(let finding) = move else { return LookUpMachine.unclear(one, "The look-up came to no end.") }
    return finding
  }
}
