/// Notifications of some channels, as a sequence without end, over a connection of its own.
///
/// After a lost line it connects again by itself, for ever, and says so: what was rung meanwhile is lost, so look
/// yourself then.
package struct PostgresListener: AsyncSequence, Sendable {
  package enum Element: Sendable, Hashable {
    /// Listening has begun; from here on nothing is missed.
    case listening
    /// Listening has begun again after a gap.
    case reconnected
    case notification(PostgresNotification)
  }

  package let configuration: PostgresConfiguration
  package let channels: [String]
  private let backoff: PostgresBackoff
  private let chance: @Sendable () -> Double
  private let onSignal: @Sendable (PostgresPool.Signal) -> Void

  package init(
    configuration: PostgresConfiguration, channels: [String], backoff: PostgresBackoff = PostgresBackoff(),
    onSignal: @escaping @Sendable (PostgresPool.Signal) -> Void = { _ in },
    chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.configuration = configuration
    self.channels = channels
    self.backoff = backoff
    self.chance = chance
    self.onSignal = onSignal
  }

  package func makeAsyncIterator() -> Iterator { Iterator(listener: self) }

  package struct Iterator: AsyncIteratorProtocol {
    fileprivate let listener: PostgresListener
    private var connection: PostgresConnection?
    private var waiting: [Element] = []
    private var failures = 0
    private var hasListened = false

    fileprivate init(listener: PostgresListener) {
      self.listener = listener
    }

    /// The next element; `nil` when the task is cancelled.
    ///
    /// - Throws: what no waiting cures: `.tls`, `.authentication`, `.server`, `.misuse`.
    package mutating func next() async throws(PostgresError) -> Element? {
      while waiting.isEmpty {
        if Task.isCancelled { return nil }
        do throws(PostgresError) {
          try await advance()
          failures = 0
        } catch {
          connection = nil
          switch error.code {
          case .cancelled: return nil
          case .unreachable, .lost, .timeout: break
          default: throw error
          }
          let delay = listener.backoff.delay(after: failures, chance: listener.chance())
          failures += 1
          listener.onSignal(.retrying(error, after: delay))
          do { try await Task.sleep(for: delay) } catch { return nil }
        }
      }
      return waiting.removeFirst()
    }

    private mutating func advance() async throws(PostgresError) {
      if let connection {
        waiting = try await connection.notifications(within: .seconds(60)).map { .notification($0) }
        return
      }
      let fresh = try await PostgresConnection.connect(listener.configuration)
      for channel in listener.channels { try await fresh.listen(to: channel) }
      listener.onSignal(.connected)
      connection = fresh
      waiting = [hasListened ? .reconnected : .listening]
      hasListened = true
    }
  }
}
