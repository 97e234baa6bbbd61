import Domain

/// The end of a try.
package enum DeliveryOutcome: Hashable, Sendable {
  /// It stands there under this id.
  case acted(remoteID: String?, url: String?)
  /// The platform surely did not act. May be tried again, not before the time given.
  case surelyNot(retryAt: Instant?, sentence: String)
  /// The platform said no; in a member's words.
  case rejected(code: String, sentence: String)
  /// The credential no longer opens the account: the channel waits for a person.
  case credential(sentence: String)
  /// Nobody knows yet.
  case unknown(sentence: String)
}
