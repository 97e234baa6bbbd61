import CLibPQ
import Glibc

extension PostgresLink {
  enum Direction {
    case sending
    case receiving
  }

  /// Waits until the socket is ready, or has failed, which the next call on it will tell. `false` when time is up.
  func isReady(_ direction: Direction, within time: Duration) -> Bool {
    let socket = unsafe PQsocket(pointer)
    guard socket >= 0 else { return true }
    var entry = pollfd(fd: socket, events: Int16(direction == .sending ? POLLOUT : POLLIN), revents: 0)
    return unsafe poll(&entry, 1, CInt(clamping: time.milliseconds)) > 0
  }

  /// Takes in what has arrived on an idle connection, and whether it is still one.
  func isAlive() -> Bool {
    // A dying server says so first and closes then: two things to read, or one, or a session ticket of TLS.
    for _ in 0..<8 where isReady(.receiving, within: .zero) {
      guard unsafe PQconsumeInput(pointer) == 1 else { return false }
      _ = unsafe PQisBusy(pointer)
      if isEnding { return false }
    }
    return unsafe PQstatus(pointer) == CONNECTION_OK
  }

  /// The server has announced that it ends the connection.
  private var isEnding: Bool { notices.contains { $0.severity == "FATAL" || $0.severity == "PANIC" } }

  /// Waits for the next result of what was sent; `nil` at the end of an answer.
  ///
  /// - Throws: `.timeout` or `.cancelled` when no answer came in time. Then the connection is of no use any more.
  func nextResult(_ watch: inout AnswerWatch) throws(PostgresError) -> ResultHandle? {
    while unsafe PQisBusy(pointer) == 1 {
      switch watch.step(now: .now, isCancelled: Task.isCancelled) {
      case .wait: break
      case .cancel: unsafe cancelling.send(for: pointer, within: .seconds(1))
      case .giveUp:
        throw watch.cancelWasSent
          ? PostgresError(.cancelled, "the task was cancelled and the server does not answer")
          : PostgresError(.timeout, "the server does not answer")
      }
      // When the line is cut, what the server said before still comes as a result, and the cut as the next one.
      guard isReady(.receiving, within: .milliseconds(50)) else { continue }
      if unsafe PQconsumeInput(pointer) == 0 { break }
      watch.heard(at: .now)
    }
    guard let result = unsafe PQgetResult(pointer) else { return nil }
    return unsafe ResultHandle(result)
  }

  /// The first line of libpq's words.
  var firstLine: String { message.split(separator: "\n").first.map(String.init) ?? "the connection broke" }
}
