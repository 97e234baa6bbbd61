import Dispatch
import Foundation
import Synchronization

/// A thread of its own that runs an actor's jobs one after another, so that they may block.
///
/// libpq's calls block. On the shared threads of Swift's concurrency they would starve everybody else.
final class ConnectionThread: SerialExecutor {
  private let mailbox = Mailbox()

  init(name: String) {
    let mailbox = self.mailbox
    // The thread holds the mailbox, not the executor: so the executor's end can end the thread.
    let thread = Thread {
      while let job = mailbox.next() {
        unsafe job.value.runSynchronously(on: job.executor)
      }
    }
    thread.start()
    // Foundation passes the name on only once the thread has begun.
    thread.name = name
  }

  deinit {
    mailbox.close()
  }

  func enqueue(_ job: consuming ExecutorJob) {
    unsafe mailbox.post(Job(value: UnownedJob(job), executor: asUnownedSerialExecutor()))
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }
}

/// A job and where it belongs. The actor that it runs for keeps the executor alive meanwhile.
@safe private struct Job: Sendable {
  let value: UnownedJob
  let executor: UnownedSerialExecutor
}

/// The jobs that wait, first in, first out.
private final class Mailbox: Sendable {
  private let jobs = Mutex<(waiting: [Job], closed: Bool)>(([], false))
  private let ready = DispatchSemaphore(value: 0)

  func post(_ job: Job) {
    jobs.withLock { $0.waiting.append(job) }
    ready.signal()
  }

  func close() {
    jobs.withLock { $0.closed = true }
    ready.signal()
  }

  /// The next job; waits for one. `nil` once the mailbox is closed and empty.
  func next() -> Job? {
    ready.wait()
    return jobs.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
  }
}
