import Domain

/// What to do next for a delivery.
package enum PlatformStep: Hashable, Sendable {
  case request(PlatformRequest)
  case wait(until: Instant)
  case done(DeliveryOutcome)
}
