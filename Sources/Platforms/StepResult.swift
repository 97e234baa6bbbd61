import Domain

/// What an answer to a step leads to.
package enum StepResult: Hashable, Sendable {
  case proceed(DeliveryProgress)
  /// The platform surely did not act, and what the steps before have left does not serve as it is: another try begins
  /// from this instead, not before the time given.
  case again(DeliveryProgress, retryAt: Instant?, sentence: String)
  case done(DeliveryOutcome)
}
