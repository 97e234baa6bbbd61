import CLibCurl
import Synchronization

/// One exchange as it was asked for, on its way to the engine's thread.
struct Order: Sendable {
  let request: CurlRequest
  let authority: Authority
  let url: String
  let cancelled: CancelFlag
  let answer: CheckedContinuation<Result<CurlResponse, CurlFailure>, Never>

  func fail(_ code: CurlFailure.Code) {
    answer.resume(returning: .failure(.before(code, request)))
  }
}

/// Raised when the asking task is cancelled. The guard reads it at the last instant.
final class CancelFlag: Sendable {
  private let flag = Atomic(false)
  var isRaised: Bool { flag.load(ordering: .acquiring) }
  func raise() { flag.store(true, ordering: .releasing) }
}

/// The way into the engine's thread: a locked queue, and libcurl's bell that ends its waiting.
final class Mailbox: Sendable {
  @safe private struct State {
    /// The handle to ring; nil once the thread has ended.
    var multi: UnsafeMutableRawPointer?
    var orders: [Order] = []
    var lookAtCancelled = false
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  /// What the thread takes out at once.
  struct Mail {
    var orders: [Order]
    var lookAtCancelled: Bool
  }

  private let state: Mutex<State>
  private let closing = Atomic(false)

  /// Ringing the bell is the one call that libcurl allows from any thread; under the lock it never
  /// meets a handle that is gone.
  init(_ multi: sending UnsafeMutableRawPointer) {
    unsafe state = Mutex(State(multi: multi))
  }

  var isClosing: Bool { closing.load(ordering: .acquiring) }

  func post(_ order: Order) {
    let taken = state.withLock { state in
      guard unsafe state.multi != nil, !isClosing else { return false }
      state.orders.append(order)
      if state.orders.count == 1 { unsafe Self.ring(state.multi) }
      return true
    }
    if !taken { order.fail(.closed) }
  }

  func cancel(_ flag: CancelFlag) {
    flag.raise()
    state.withLock { state in
      state.lookAtCancelled = true
      unsafe Self.ring(state.multi)
    }
  }

  /// Asks the thread to end. From now on the guard lets nothing leave.
  func close() {
    closing.store(true, ordering: .releasing)
    state.withLock { state in unsafe Self.ring(state.multi) }
  }

  func waitForEnd() async {
    await withCheckedContinuation { waiter in
      let ended = state.withLock { state in
        guard unsafe state.multi != nil else { return true }
        state.closers.append(waiter)
        return false
      }
      if ended { waiter.resume() }
    }
  }

  func take() -> Mail {
    state.withLock { state in
      defer {
        state.orders = []
        state.lookAtCancelled = false
      }
      return Mail(orders: state.orders, lookAtCancelled: state.lookAtCancelled)
    }
  }

  /// The thread's last word: the bell is taken down, then `cleanup` may free what it hung on, and
  /// whoever waits for the end goes on.
  func end(_ cleanup: () -> Void) {
    let (orders, closers) = state.withLock { state in
      unsafe state.multi = nil
      defer { (state.orders, state.closers) = ([], []) }
      return (state.orders, state.closers)
    }
    cleanup()
    for order in orders { order.fail(.closed) }
    for closer in closers { closer.resume() }
  }

  private static func ring(_ multi: UnsafeMutableRawPointer?) {
    if let multi = unsafe multi { unsafe curl_multi_wakeup(multi) }
  }
}
