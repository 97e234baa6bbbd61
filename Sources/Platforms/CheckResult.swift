import Domain

/// Whether a channel can speak, as its platform says.
package enum CheckResult: Hashable, Sendable {
  /// The account answers. Limits as read, and the newest own post, to look up from; nil where there is none.
  case fine(ChannelLimits, newest: String?)
  case refused(sentence: String)
  case undecided(sentence: String)
}
