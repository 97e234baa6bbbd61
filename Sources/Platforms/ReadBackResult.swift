/// Whether what stands on the platform is what was sent.
package enum ReadBackResult: Hashable, Sendable {
  case same
  /// It stands there otherwise than approved; how, in a member's words.
  case differs(sentence: String)
  /// It is no longer there.
  case gone
  /// Decides nothing yet; ask for the next.
  case more(LookUpPage)
  case undecided(sentence: String)
}
