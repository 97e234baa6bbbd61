/// One post on one channel, of one kind: what goes out, when, and what became of it.
package struct DeliveryItem: Hashable, Sendable, Codable {
  package var id: DeliveryID
  /// The channel's office.
  package var region: RegionID
  package var channel: ChannelID
  package var postRegion: RegionID
  package var post: PostID
  package var kind: DeliveryKind
  package var revision: Int
  package var digest: Digest
  package var postClass: PostClass
  package var state: DeliveryState
  package var dueAt: Instant
  package var notAfter: Instant?
  package var attempts: Int
  package var remoteID: String?
  package var remoteURL: String?
  package var sentAt: Instant?
  /// A withdrawal met it in flight: when it turns out present it is taken down.
  package var withdrawal: Bool
  /// Code of why it stands where it stands.
  package var reason: String?
  /// The same for people.
  package var sentence: String?
  /// Nil: not read back yet.
  package var readBack: ReadBack?
  package var version: Int64

  enum CodingKeys: String, CodingKey {
    case id = "delivery_id"
    case region = "region_id"
    case channel = "channel_id"
    case postRegion = "post_region_id"
    case post = "post_id"
    case kind, revision, digest
    case postClass = "class"
    case state
    case dueAt = "due_at"
    case notAfter = "not_after"
    case attempts
    case remoteID = "remote_id"
    case remoteURL = "remote_url"
    case sentAt = "sent_at"
    case withdrawal, reason, sentence
    case readBack = "read_back"
    case version
  }

  /// The platform cannot change a post that is out, and nothing was asked of it.
  package var cannotEdit: Bool { state == .parked && reason == "no_edit" }

  /// The id follows from what is delivered, so that a restored database arrives at the same names.
  package static func id(post: PostID, channel: ChannelID, kind: DeliveryKind, revision: Int) -> DeliveryID {
    .derived("delivery", post.text, channel.text, kind.rawValue, kind == .edit ? String(revision) : "0")
  }
}

/// What stood on the platform when a sent post was read again.
package enum ReadBack: String, Sendable, Codable, CaseIterable {
  /// As approved.
  case same
  case differs
  /// It is not there any more.
  case gone
}

package enum DeliveryKind: String, Sendable, Codable, CaseIterable {
  case publish, edit
  case takeDown = "take_down"
}

/// A delivery's life: `crier-coordinator delivery --help` explains each state.
package enum DeliveryState: String, Sendable, Codable, CaseIterable {
  case waiting, sending, unknown, parked, sent, rejected, missed, withdrawn, stopped

  /// Nothing follows of itself.
  package var isFinal: Bool {
    switch self {
    case .sent, .rejected, .withdrawn: true
    case .waiting, .sending, .unknown, .parked, .missed, .stopped: false
    }
  }

  /// Something may stand on the platform.
  package var mayBeOut: Bool {
    switch self {
    case .sending, .unknown, .parked, .sent: true
    case .waiting, .rejected, .missed, .withdrawn, .stopped: false
    }
  }
}
