import Synchronization

/// Where hanging calls wait until somebody releases them or their client goes.
final class Gate: Sendable {
  private struct State {
    var last = 0
    var open = false
    var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  private let state = Mutex(State())

  /// A ticket for one wait, so that it may be ended before it has begun.
  func ticket() -> Int {
    state.withLock { state in
      state.last += 1
      return state.last
    }
  }

  private let ended = Mutex(Set<Int>())

  /// Waits until the ticket is ended or all are released.
  func wait(_ ticket: Int) async {
    await withCheckedContinuation { continuation in
      let goOn = state.withLock { state -> Bool in
        if state.open || ended.withLock({ $0.remove(ticket) != nil }) { return true }
        state.waiting[ticket] = continuation
        return false
      }
      if goOn { continuation.resume() }
    }
  }

  /// Ends one wait, begun or not.
  func end(_ ticket: Int) {
    let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if let found = state.waiting.removeValue(forKey: ticket) { return found }
      ended.withLock { _ = $0.insert(ticket) }
      return nil
    }
    waiting?.resume()
  }

  /// Ends all waits that have begun; for good also those to come. Returns how many there were.
  @discardableResult
  func release(forGood: Bool = false) -> Int {
    let waiting = state.withLock { state in
      if forGood { state.open = true }
      defer { state.waiting = [:] }
      return state.waiting
    }
    for continuation in waiting.values { continuation.resume() }
    return waiting.count
  }

  /// How many calls hang now.
  var count: Int { state.withLock { $0.waiting.count } }
}
