import Domain

/// What a credential has opened on a platform that does not take the credential itself with each request: two tokens,
/// of which the second renews both. Kept sealed at the centre; whoever renews it stores the new pair before using it.
package struct PlatformSession: Hashable, Sendable {
  /// Goes with each request.
  package var access: Secret
  /// Renews both, once: most platforms give a new one with each renewal.
  package var refresh: Secret
  /// The access token is of no use after this; as the platform says, never assumed.
  package var accessUntil: Instant

  package init(access: Secret, refresh: Secret, accessUntil: Instant) {
    self.access = access
    self.refresh = refresh
    self.accessUntil = accessUntil
  }
}

/// What came of opening or renewing a session.
package enum SessionResult: Hashable, Sendable {
  case open(PlatformSession)
  /// The pair that was to be renewed is of no use any more: open a new session with the credential.
  case spent
  /// The credential itself no longer opens the account: the channel waits for a person.
  case refused(sentence: String)
  /// Nothing is known; the credential and the pair may be as good as before. Not before the time given.
  case undecided(retryAt: Instant?, sentence: String)
}
