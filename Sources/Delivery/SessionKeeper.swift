import CentralStore
import Domain
import Foundation
import Logging
import Platforms

/// How pairs of tokens are sealed and opened; lent by the composition root.
package struct SessionSeal: Sendable {
  package struct Sealed: Hashable, Sendable {
    /// Of the coordinator's encryption key.
    package var keyID: String
    package var bytes: [UInt8]

    package init(keyID: String, bytes: [UInt8]) {
      self.keyID = keyID
      self.bytes = bytes
    }
  }

  package var seal: @Sendable (PlatformSession, Channel) throws -> Sealed
  package var open: @Sendable (Sealed, Channel) throws -> PlatformSession

  package init(
    seal: @escaping @Sendable (PlatformSession, Channel) throws -> Sealed,
    open: @escaping @Sendable (Sealed, Channel) throws -> PlatformSession
  ) {
    self.seal = seal
    self.open = open
  }
}

/// Gets what goes with each request of a channel: the credential itself or, where the platform knows sessions, the
/// token of one, opened and renewed by one coordinator at a time.
///
/// Whoever works through one account's deliveries asks one keeper: it opens the credential again only when the account
/// names another.
struct SessionKeeper: Sendable {
  enum Access: Sendable {
    /// `generation` names the session's pair; nil: it is the credential itself.
    case ready(Secret, generation: Int64?)
    /// The credential no longer opens the account.
    case refused(sentence: String)
    /// Not now: a code, the same for people, and seconds.
    case aside(reason: String, sentence: String, retryIn: Double)
  }

  /// Opening and renewing, in a day, at most: the strictest that a platform's page tells is 300, so that some are left
  /// for checks.
  static let perDay = 250.0

  let parts: DispatchParts
  private var opened: (channel: ChannelID, name: HexBytes, credential: Secret)?

  init(parts: DispatchParts) {
    self.parts = parts
  }

  /// Waits a bounded time where somebody else is at it.
  mutating func access(to channel: Channel, on platform: any Platform) async -> Access {
    let credential: Secret
    do {
      credential = try await self.credential(of: channel)
    } catch {
      parts.logger.warning(
        "a credential cannot be opened", metadata: ["channel": "\(channel.id)", "error": "\(error)"])
      return .aside(
        reason: "not_connected", sentence: "The account's credential cannot be opened here.", retryIn: 60)
    }
    guard platform.openSession(channel, credential, renewing: nil) != nil else {
      return .ready(credential, generation: nil)
    }
    guard let seal = parts.sessions, let name = channel.credential else {
      return .aside(reason: "not_connected", sentence: "No session can be kept for this account here.", retryIn: 60)
    }
    do {
      return try await session(Opening(channel: channel, platform: platform, credential: credential, name: name), seal)
    } catch {
      // Never the error itself where it may hold what was sealed.
      parts.logger.warning(
        "a session is not to be had", metadata: ["channel": "\(channel.id)", "error": "\(type(of: error))"])
      return .aside(
        reason: "session", sentence: "The session with the platform cannot be read or kept now.", retryIn: 5)
    }
  }

  private mutating func credential(of channel: Channel) async throws -> Secret {
    if let opened, opened.channel == channel.id, opened.name == channel.credential { return opened.credential }
    let credential = try await parts.credential(channel.id)
    opened = channel.credential.map { (channel.id, $0, credential) }
    return credential
  }

  /// The platform says that the session has ended: whoever asks next renews it at once.
  func ended(_ generation: Int64?, of channel: Channel) async {
    guard let generation else { return }
    do {
      _ = try await parts.store.run(EndPlatformSession(channel.reference, generation: generation))
    } catch {
      parts.logger.warning("that a session has ended was not noted", metadata: ["error": "\(error)"])
    }
  }

  /// What one opening is about.
  private struct Opening: Sendable {
    var channel: Channel
    var platform: any Platform
    var credential: Secret
    /// SHA-256 of the credential as it is stored.
    var name: HexBytes
  }

  private func session(_ opening: Opening, _ seal: SessionSeal) async throws -> Access {
    let end = ContinuousClock.now + parts.timing.publish
    while true {
      let held = try await parts.store.run(ReadPlatformSession(opening.channel.reference))
      switch SessionMachine.next(held, credential: opening.name) {
      case .use:
        guard let held, let pair = try? pair(held, opening, seal) else { return Self.unreadable }
        return .ready(pair.access, generation: held.generation)
      case .refused(let sentence):
        return .refused(sentence: sentence)
      case .aside(let sentence, let retryIn):
        return .aside(reason: "session", sentence: sentence, retryIn: retryIn)
      case .begin(let kind):
        if let access = try await begin(kind, held, opening, seal) { return access }
      case .wait:
        break
      }
      guard .now < end else { return .aside(reason: "session", sentence: "The session is being renewed.", retryIn: 5) }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private static let unreadable = Access.aside(
    reason: "session", sentence: "The session that is kept does not open with this coordinator's key.", retryIn: 60)

  private func pair(_ held: HeldSession, _ opening: Opening, _ seal: SessionSeal) throws -> PlatformSession? {
    guard let bytes = held.sealed?.bytes, let keyID = held.keyID else { return nil }
    return try seal.open(SessionSeal.Sealed(keyID: keyID, bytes: bytes), opening.channel)
  }

  /// Intent, request, settlement. Nil: look again.
  private func begin(
    _ kind: HeldSession.Kind, _ held: HeldSession?, _ opening: Opening, _ seal: SessionSeal
  ) async throws -> Access? {
    var kind = kind
    var pair: PlatformSession?
    if kind == .renew, let held {
      pair = try? self.pair(held, opening, seal)
      // A pair that does not open here is of no use: the credential opens another.
      if pair == nil { kind = .open }
    }
    let owner = parts.book.owner ?? UUID()
    let fence = held?.credential == opening.name ? held?.fence ?? 0 : 0
    let askedAt = ContinuousClock.now
    let intent = BeginPlatformSession(
      owner: owner, channel: opening.channel.reference, credential: opening.name, fence: fence, kind: kind,
      timeout: parts.timing.intent, perDay: Self.perDay)
    guard let fence = try await parts.store.runWithoutWarning(intent),
      var request = opening.platform.openSession(opening.channel, opening.credential, renewing: pair)
    else { return nil }
    #if DEBUG
      await parts.switches.reach(.sessionIntended)
    #endif
    // Leaves at most once, like whatever acts.
    request.acts = true
    let start = askedAt + parts.timing.start
    let exchange = await parts.exchange(
      request, Leave(deadline: askedAt + parts.timing.publish, mayLeave: { .now < start }))
    #if DEBUG
      await parts.switches.reach(.sessionAnswered)
    #endif
    let result = opening.platform.interpretSession(exchange, of: opening.channel, opening.credential, renewing: pair)
    var settlement = SessionMachine.settlement(
      result, after: exchange, fails: held?.fails ?? 0, now: parts.now(), rest: parts.timing.look.seconds / 6,
      chance: parts.chance())
    parts.onOutcome("session_\(settlement.outcome.rawValue)")
    if case .open(let new) = result {
      let sealed = try seal.seal(new, opening.channel)
      (settlement.keyID, settlement.sealed) = (sealed.keyID, HexBytes(sealed.bytes))
    }
    guard try await settle(settlement, owner: owner, fence: fence, opening.channel) else { return nil }
    // Used only now that it is kept.
    guard case .open(let new) = result else { return nil }
    return .ready(new.access, generation: (held?.credential == opening.name ? held?.generation ?? 0 : 0) + 1)
  }

  /// Goes on trying while the database is away: a new pair that is not kept is lost. Not cut short by cancellation:
  /// this is the last word on the pair.
  private func settle(
    _ result: SettlePlatformSession.Result, owner: UUID, fence: Int64, _ channel: Channel
  ) async throws -> Bool {
    let statement = try SettlePlatformSession(
      owner: owner, channel: channel.reference, fence: fence, result: result)
    let end = ContinuousClock.now + parts.timing.intent
    // A task of its own, waited for right here: cancellation does not reach it.
    return try await Task {
      while true {
        do {
          return try await parts.store.run(statement)
        } catch {
          guard .now < end else { throw error }
          try await Task.sleep(for: .milliseconds(200))
        }
      }
    }.value
  }
}

extension Duration {
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
