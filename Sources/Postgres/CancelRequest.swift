import CLibPQ
import Dispatch
import Foundation
import Synchronization

/// Asks the server to cancel what it does for a connection, over another connection and on a thread of its own: libpq
/// waits there for the server's word, without end where the line is dead.
final class CancelRequest: Sendable {
  private let isOut = Mutex(false)
  private let done = DispatchSemaphore(value: 0)

  /// A request is under way: it may yet end whatever the connection does by then.
  var isUnderWay: Bool { isOut.withLock { $0 } }

  /// Sends a request unless one is under way, and waits for its end, but not for long. Its failure shows as no effect.
  func send(for link: OpaquePointer, within patience: Duration) {
    let isFirst = isOut.withLock { isOut in
      defer { isOut = true }
      return !isOut
    }
    if isFirst {
      guard let request = unsafe PQgetCancel(link) else { return isOut.withLock { $0 = false } }
      let address = UInt(bitPattern: request)
      let thread = Thread {
        var reason = [CChar](repeating: 0, count: 256)
        if let request = unsafe OpaquePointer(bitPattern: address) {
          _ = unsafe PQcancel(request, &reason, CInt(reason.count))
          unsafe PQfreeCancel(request)
        }
        self.isOut.withLock { $0 = false }
        self.done.signal()
      }
      thread.start()
    }
    _ = done.wait(timeout: .now() + .milliseconds(Int(patience.milliseconds)))
  }
}
