import Platforms

/// Under what conditions a request may leave; asked again right before its first byte.
package struct Leave: Sendable {
  /// The request, its answer included, must be over by then.
  package var deadline: ContinuousClock.Instant
  /// Whether it may leave now. Always true for a request that has no visible effect.
  package var mayLeave: @Sendable () -> Bool
  #if DEBUG
    /// Told when the request has been given to the connection. Quick, and waits for nothing.
    package var onSent: (@Sendable () -> Void)?
  #endif

  package init(deadline: ContinuousClock.Instant, mayLeave: @escaping @Sendable () -> Bool = { true }) {
    self.deadline = deadline
    self.mayLeave = mayLeave
  }
}

/// Makes one request of a platform; lent by the composition root. Never throws: what is not known is said so.
package typealias Exchange = @Sendable (PlatformRequest, Leave) async -> ExchangeResult
