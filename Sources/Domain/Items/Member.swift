/// A person with one home region, where alone they sign in.
package struct Member: Hashable, Sendable, Codable {
  package var id: MemberID
  package var home: RegionID
  package var name: String
  package var state: MemberState
  /// Ed25519, 32 bytes; nil before the first sign-in.
  package var publicKey: HexBytes?
  package var version: Int64
  package var activity: ActivityID

  package init(
    id: MemberID, home: RegionID, name: String, state: MemberState = .active, publicKey: HexBytes? = nil,
    version: Int64 = 1, activity: ActivityID
  ) {
    self.id = id
    self.home = home
    self.name = name
    self.state = state
    self.publicKey = publicKey
    self.version = version
    self.activity = activity
  }

  enum CodingKeys: String, CodingKey {
    case id = "member_id"
    case home = "region_id"
    case name, state
    case publicKey = "public_key"
    case version
    case activity = "activity_id"
  }
}

/// `revoked` is final.
package enum MemberState: String, Sendable, Codable {
  case active, revoked
}
