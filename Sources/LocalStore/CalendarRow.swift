import Domain

/// A row of a calendar that became a post.
package struct CalendarRow: Hashable, Sendable {
  /// The office's own name for the row, or the digest of the row where it has none.
  package var identity: String
  package var post: PostID
  /// Of the row as it was taken.
  package var digest: Digest

  package init(identity: String, post: PostID, digest: Digest) {
    self.identity = identity
    self.post = post
    self.digest = digest
  }
}
