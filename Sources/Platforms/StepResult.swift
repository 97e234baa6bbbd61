import Domain

/// What an answer to a step leads to.
package enum StepResult: Hashable, Sendable {
  case proceed(DeliveryProgress)
  /// The platform surely did not act, since what earlier steps had prepared is not to be used (it is gone, or not
  /// ready yet): a later try goes on from this progress. An adapter bounds how often it says so.
  case again(DeliveryProgress, retryAt: Instant?, sentence: String)
  case done(DeliveryOutcome)
}
