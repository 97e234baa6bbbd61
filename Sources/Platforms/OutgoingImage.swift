import Domain

/// An image of a post as one channel sends it.
package struct OutgoingImage: Hashable, Sendable {
  package var sha256: Digest
  package var facts: ImageFacts
  /// The alternative texts of the channel's languages, in its order, joined by one blank line;
  /// empty for an image that is only decoration.
  package var alternative: String

  package init(sha256: Digest, facts: ImageFacts, alternative: String) {
    self.sha256 = sha256
    self.facts = facts
    self.alternative = alternative
  }

  package init(_ medium: MediaReference, on channel: Channel) {
    let texts = medium.decorative ? [] : channel.languages.compactMap { medium.alternative[$0] }
    self.init(
      sha256: medium.sha256, facts: medium.image,
      alternative: texts.map(OutgoingText.plain).filter { !$0.isEmpty }.joined(separator: "\n\n"))
  }
}
