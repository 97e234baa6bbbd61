import Domain

/// An image whose file lies in the state folder.
package struct KeptImage: Hashable, Sendable {
  package enum State: String, Sendable, Codable {
    /// Here; the centre may not have it.
    case kept
    /// The centre has it whole.
    case sent
    /// The file is gone, or no longer what it was.
    case damaged
  }

  package var sha256: Digest
  package var facts: ImageFacts
  package var state: State
  /// Octets that are known to be at the centre.
  package var sent: Int64

  package init(sha256: Digest, facts: ImageFacts, state: State = .kept, sent: Int64 = 0) {
    self.sha256 = sha256
    self.facts = facts
    self.state = state
    self.sent = sent
  }

  /// As a post names it.
  package func reference(alternative: [String: String], decorative: Bool = false) -> MediaReference {
    MediaReference(sha256: sha256, alternative: alternative, decorative: decorative, image: facts)
  }
}

/// The images that acts of this office wait for.
package struct WaitingImages: Hashable, Sendable, Codable {
  package var images: Int
  /// Of them, those whose files are gone or no longer what they were: they must be attached anew.
  package var damaged: Int
  /// Octets of all of them, and of those the centre has.
  package var octets: Int64
  package var sent: Int64

  package init(images: Int, damaged: Int, octets: Int64, sent: Int64) {
    self.images = images
    self.damaged = damaged
    self.octets = octets
    self.sent = sent
  }
}
