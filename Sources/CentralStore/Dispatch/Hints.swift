import Synchronization

/// A bell that is heard by whoever waits for it, or by whoever waits next.
package final class Hints: Sendable {
  private struct State {
    var isRung = false
    var waiter: AsyncStream<Void>.Continuation?
  }

  private let state = Mutex(State())

  package init() {}

  package func ring() {
    state.withLock { state in
      state.isRung = true
      state.waiter?.yield()
    }
  }

  /// Returns when rung, at the latest after `time`, or when the task is cancelled.
  package func wait(atMost time: Duration) async {
    guard time > .zero else { return }
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    state.withLock { state in
      if state.isRung { continuation.yield() }
      state.waiter = continuation
    }
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in stream { break } }
      group.addTask { try? await Task.sleep(for: time) }
      await group.next()
      group.cancelAll()
    }
    state.withLock { state in
      state.isRung = false
      state.waiter = nil
    }
  }
}
