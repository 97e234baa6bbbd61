/// What a look-up knows after a request.
package enum LookUpResult: Hashable, Sendable {
  /// The delivery's effect stands: the post is there; for a take-down, it is gone.
  case present(remoteID: String, url: String?)
  /// The effect was not seen. It counts only after the quiet time and two looks.
  case absent
  /// Decides nothing yet; ask for the next.
  case more(LookUpPage)
  /// The look-up itself failed; try again later.
  case undecided(sentence: String)
}
