import CentralStore
import Domain
import Foundation
import Synchronization

/// The lanes that this process holds, and until when, by the clock that never jumps.
///
/// Times are those *before* the call that leased or renewed: the database's lease ends later, never earlier.
package final class LeaseBook: Sendable {
  private struct State {
    var owner: UUID?
    var lanes: [ChannelID: Lane] = [:]
  }

  private struct Lane {
    /// The fence that the lane was claimed with: a lane that was recalled may have been claimed again meanwhile.
    var claim: Int64
    var until: ContinuousClock.Instant
  }

  private let state = Mutex(State())

  package init() {}

  /// Who this process is to the database now; nil: it may neither claim nor send.
  package var owner: UUID? { state.withLock(\.owner) }

  /// Begins a new life under a new name. The lanes of the last one must have been forgotten.
  package func begin(owner: UUID) { state.withLock { $0.owner = owner } }

  /// Stops all sending: nothing may leave from now on.
  package func fence() { state.withLock { $0.owner = nil } }

  /// The same, if this is still the life of `owner`.
  package func fence(_ owner: UUID) { state.withLock { if $0.owner == owner { $0.owner = nil } } }

  /// After a claim.
  package func hold(_ work: [DispatchWork], until time: ContinuousClock.Instant) {
    state.withLock { state in
      for work in work { state.lanes[work.channel.id] = Lane(claim: work.fence, until: time) }
    }
  }

  /// After a renewal of `asked`, lanes by their claims, of which `held` are still ours.
  package func renewed(_ asked: [ChannelID: Int64], held: [ChannelID], until time: ContinuousClock.Instant) {
    let held = Set(held)
    state.withLock { state in
      for (channel, claim) in asked where state.lanes[channel]?.claim == claim {
        state.lanes[channel]?.until = held.contains(channel) ? time : .now
      }
    }
  }

  /// After the work of a claim: `first` is what it began with. A later claim of the same lane stays.
  package func forget(_ first: DispatchWork) {
    state.withLock { state in
      if state.lanes[first.channel.id]?.claim == first.fence { state.lanes[first.channel.id] = nil }
    }
  }

  package func forgetAll() { state.withLock { $0.lanes = [:] } }

  package var isEmpty: Bool { state.withLock { $0.lanes.isEmpty } }

  /// Each lane with the fence that it was claimed with.
  package var claims: [ChannelID: Int64] { state.withLock { $0.lanes.mapValues(\.claim) } }

  /// Whether `owner` may still send on this channel.
  package func holds(_ channel: ChannelID, as owner: UUID, at now: ContinuousClock.Instant = .now) -> Bool {
    state.withLock { state in
      guard state.owner == owner, let lane = state.lanes[channel] else { return false }
      return now < lane.until
    }
  }
}
