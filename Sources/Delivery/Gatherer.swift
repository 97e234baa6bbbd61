/// Makes one call of many requests: what comes while a call is under way goes together in the next.
///
/// The first request leaves at once, so nothing waits when little is to do.
package actor Gatherer<Request: Sendable, Answer: Sendable> {
  private struct Waiting {
    var request: Request
    var continuation: CheckedContinuation<Answer, any Error>
  }

  private let limit: Int
  private let width: Int
  /// Answers in the order of the requests.
  private let call: @Sendable ([Request]) async throws -> [Answer]
  private var waiting: [Waiting] = []
  private var running = 0

  /// - Parameters:
  ///   - limit: requests in one call, at most.
  ///   - width: calls at the same time, at most.
  package init(limit: Int, width: Int, call: @escaping @Sendable ([Request]) async throws -> [Answer]) {
    self.limit = limit
    self.width = width
    self.call = call
  }

  /// Not ended by cancelling the task: what has been asked is answered.
  package func ask(_ request: Request) async throws -> Answer {
    try await withCheckedThrowingContinuation { continuation in
      waiting.append(Waiting(request: request, continuation: continuation))
      start()
    }
  }

  private func start() {
    guard running < width, !waiting.isEmpty else { return }
    running += 1
    // A task of its own: the caller's cancellation must not cut a call that others wait for too.
    Task {
      // Lets those who are about to ask come along.
      await Task.yield()
      await run()
      running -= 1
      start()
    }
  }

  private func run() async {
    let batch = Array(waiting.prefix(limit))
    waiting.removeFirst(batch.count)
    guard !batch.isEmpty else { return }
    do {
      let answers = try await call(batch.map(\.request))
      precondition(answers.count == batch.count, "a call answers each of its requests")
      for (one, answer) in zip(batch, answers) { one.continuation.resume(returning: answer) }
    } catch {
      for one in batch { one.continuation.resume(throwing: error) }
    }
  }
}
