/// An office: the owner of items. Regions form a tree whose root is the centre.
package struct Region: Hashable, Sendable, Codable {
  package var id: RegionID
  /// Nil for the centre only.
  package var parent: RegionID?
  package var name: String
  /// Time zone by name, for times that the office types.
  package var zone: String
  /// BCP 47 tags in order.
  package var languages: [String]
  package var state: RegionState
  package var version: Int64
  package var activity: ActivityID

  package init(
    id: RegionID, parent: RegionID?, name: String, zone: String, languages: [String],
    state: RegionState = .active, version: Int64 = 1, activity: ActivityID
  ) {
    self.id = id
    self.parent = parent
    self.name = name
    self.zone = zone
    self.languages = languages
    self.state = state
    self.version = version
    self.activity = activity
  }

  enum CodingKeys: String, CodingKey {
    case id = "region_id"
    case parent = "parent_id"
    case name, zone, languages, state, version
    case activity = "activity_id"
  }
}

/// Whether an office may act. `locked` is reversible, `revoked` is final.
package enum RegionState: String, Sendable, Codable {
  case active, locked, revoked
}
