import CentralStore
import Domain
import Foundation
import Logging
import Platforms

/// What the composition root lends to dispatch.
package struct DispatchParts: Sendable {
  package var store: DispatchStore
  package var book: LeaseBook
  package var timing: Timing
  package var pace = Pace()
  package var platforms: [String: any Platform]
  package var exchange: Exchange
  /// Opens the credential of a channel. Throws when there is none, or none that this process can open.
  package var credential: @Sendable (ChannelID) async throws -> Secret
  /// For platforms that know sessions; nil: none can be kept here.
  package var sessions: SessionSeal?
  package var now: @Sendable () -> Instant = { Instant(Date()) }
  /// A number from 0 up to 1.
  package var chance: @Sendable () -> Double = { Double.random(in: 0..<1) }
  /// Told of each settled try and each resolved delivery, for figures.
  package var onOutcome: @Sendable (String) -> Void = { _ in }
  package var logger: Logger
  #if DEBUG
    package var switches = DebugSwitches()
  #endif

  package init(
    store: DispatchStore, book: LeaseBook, timing: Timing, platforms: [any Platform], exchange: @escaping Exchange,
    credential: @escaping @Sendable (ChannelID) async throws -> Secret, logger: Logger
  ) {
    self.store = store
    self.book = book
    self.timing = timing
    self.platforms = Dictionary(platforms.map { ($0.name, $0) }) { first, _ in first }
    self.exchange = exchange
    self.credential = credential
    self.logger = logger
  }
}
