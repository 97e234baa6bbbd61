import Domain
import Foundation

/// How far something long has come that an office reads from the centre.
package struct SyncProgress: Hashable, Sendable, Codable {
  /// Where a snapshot stands, so that one that was cut goes on where it was.
  package struct Mark: Hashable, Sendable, Codable {
    package var epoch: UUID
    /// Heads of the feeds, read before the first row: from there on the feeds are read.
    package var regionHead: Int64
    package var commonHead: Int64
    /// Of the agent that reads it.
    package var version: String
    /// Everything so far could be read.
    package var isWhole = true
    /// The kind that is being read, and the last id of it that is here; nil before the first.
    package var kind: ItemKind
    package var after: UUID?
    /// The centre was set back: what it has not ruled on is offered again at the end.
    package private(set) var isRestored: Bool

    package init(
      epoch: UUID, regionHead: Int64, commonHead: Int64, version: String, kind: ItemKind, isRestored: Bool = false
    ) {
      self.epoch = epoch
      self.regionHead = regionHead
      self.commonHead = commonHead
      self.version = version
      self.kind = kind
      self.isRestored = isRestored
    }

    package func head(_ feed: Feed) -> Int64 {
      switch feed {
      case .region: regionHead
      case .common: commonHead
      }
    }
  }

  package var beganAt: Instant
  /// When the last page came.
  package var at: Instant
  /// Items, or changes of a feed.
  package var done: Int64 = 0
  /// About how many there are; nil where that is not known.
  package var total: Int64?
  /// Nil where it is what was missed in a long absence.
  package var snapshot: Mark?

  package init(at: Instant, total: Int64? = nil, snapshot: Mark? = nil) {
    beganAt = at
    self.at = at
    self.total = total
    self.snapshot = snapshot
  }
}

/// What came from the centre and made no sense to this version of the agent, and was passed over.
package struct Unread: Hashable, Sendable, Codable {
  /// More than so many are not named.
  private static let most = 1000

  /// Of the agent.
  package private(set) var version: String
  /// Items by kind and id.
  package private(set) var items: Set<String> = []
  /// There are more than are named.
  package private(set) var isMore = false

  package init(version: String) {
    self.version = version
  }

  package init(from decoder: any Decoder) throws {
    if let version = try? decoder.singleValueContainer().decode(String.self) {
      // As it was once kept: without names.
      (self.version, isMore) = (version, true)
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    version = try container.decode(String.self, forKey: .version)
    items = try container.decode(Set<String>.self, forKey: .items)
    isMore = try container.decode(Bool.self, forKey: .isMore)
  }

  package mutating func note(_ kind: String, _ id: UUID, by version: String) {
    self.version = version
    if items.count < Self.most { items.insert(Self.name(kind, id)) } else { isMore = true }
  }

  /// These have come in a form that can be read.
  mutating func forget(_ rows: [ReceivedItem]) {
    for row in rows { items.remove(Self.name(row.kind.rawValue, row.id.uuid)) }
  }

  var isEmpty: Bool { items.isEmpty && !isMore }

  private static func name(_ kind: String, _ id: UUID) -> String { "\(kind)/\(id.uuidString.lowercased())" }
}
