/// What an answer to a step leads to.
package enum StepResult: Hashable, Sendable {
  case proceed(DeliveryProgress)
  case done(DeliveryOutcome)
}
