/// What may be relied on when an outcome is not known.
package struct PlatformPromises: Hashable, Sendable {
  /// Repeating the very same publish cannot make a second post, for this many seconds after the first.
  package var repeatIsSafeFor: Int64?
  /// Whether a look-up exists at all.
  package var canLookUp: Bool
  /// How long after acting the platform may not yet show it, in seconds.
  package var visibleAfter: Int64
  /// Whether a post that is out can be changed where it stands.
  package var canEdit: Bool

  package init(repeatIsSafeFor: Int64?, canLookUp: Bool, visibleAfter: Int64, canEdit: Bool = false) {
    self.repeatIsSafeFor = repeatIsSafeFor
    self.canLookUp = canLookUp
    self.visibleAfter = visibleAfter
    self.canEdit = canEdit
  }
}
