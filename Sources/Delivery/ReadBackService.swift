import CentralStore
import Domain
import Logging
import Platforms
import ServiceLifecycle

/// After a post was sent: does it stand there as approved? Asks each account at most once a minute, newest post first.
/// It only reads, and tells people; it changes nothing on the platform.
package struct ReadBackService: Service {
  private let parts: DispatchParts

  package init(_ parts: DispatchParts) {
    self.parts = parts
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        do {
          try await step()
        } catch is CancellationError {
          break
        } catch {
          parts.logger.warning("reading back waits", metadata: ["error": "\(error)"])
        }
        try? await Task.sleep(for: parts.timing.readBack / 12)
      }
    }
  }

  /// Reads what is to be read now, eight accounts at most. Returns what was found.
  @discardableResult
  package func step() async throws -> [NoteReadBack.Finding] {
    let cases = try await parts.store.run(
      ReadBackSent(max: 8, every: parts.timing.readBack, rest: parts.timing.quiet))
    guard !cases.isEmpty else { return [] }
    let findings = await withTaskGroup(of: NoteReadBack.Finding?.self) { group in
      for one in cases { group.addTask { await read(one) } }
      return await group.reduce(into: [NoteReadBack.Finding]()) { found, next in if let next { found.append(next) } }
    }
    guard !findings.isEmpty else { return [] }
    _ = try await parts.store.run(try NoteReadBack(findings))
    for finding in findings {
      parts.onOutcome("read_back_\(finding.found.rawValue)")
      if finding.found != .same {
        parts.logger.warning(
          "a post does not stand as approved",
          metadata: ["delivery": "\(finding.delivery)", "found": "\(finding.found.rawValue)"])
      }
    }
    return findings
  }

  /// Nil: nothing was learnt this time; it comes up again by itself.
  private func read(_ one: LookAtUnknown.Case) async -> NoteReadBack.Finding? {
    var keeper = SessionKeeper(parts: parts)
    guard let platform = parts.platforms[one.channel.platform],
      case .ready(let secret, let session) = await keeper.access(to: one.channel, on: platform)
    else { return nil }
    var machine = ReadBackMachine(one, secret: secret, platform: platform)
    var move = machine.start()
    while case .ask(let request) = move {
      let result = await parts.exchange(request, Leave(deadline: .now + parts.timing.publish))
      if case .answer(let response) = result, platform.endsSession(response) {
        await keeper.ended(session, of: one.channel)
        return nil
      }
      move = machine.received(result)
    }
    if case .undecided(let why) = move {
      parts.logger.debug("not read back", metadata: ["delivery": "\(one.delivery.item.id)", "why": "\(why)"])
    }
    guard case .found(let finding) = move else { return nil }
    return finding
  }
}
