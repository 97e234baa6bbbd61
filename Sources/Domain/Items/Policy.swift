/// What a region demands before a post of one class may go out.
package struct Policy: Hashable, Sendable, Codable {
  package var id: PolicyID
  package var region: RegionID
  package var postClass: PostClass
  /// How many members must consent: 1 to 5.
  package var approvals: Int
  /// The tier that at least one of them must hold.
  package var tier: Tier
  package var version: Int64
  package var activity: ActivityID

  package init(
    region: RegionID, postClass: PostClass, approvals: Int, tier: Tier, version: Int64 = 1, activity: ActivityID
  ) {
    self.id = Policy.id(region: region, postClass: postClass)
    self.region = region
    self.postClass = postClass
    self.approvals = approvals
    self.tier = tier
    self.version = version
    self.activity = activity
  }

  /// One policy per region and class: its id follows from them.
  package static func id(region: RegionID, postClass: PostClass) -> PolicyID {
    .derived("policy", region.text, postClass.rawValue)
  }

  enum CodingKeys: String, CodingKey {
    case id = "policy_id"
    case region = "region_id"
    case postClass = "class"
    case approvals, tier, version
    case activity = "activity_id"
  }
}

/// What a post needs where several regions have a say: the stricter of their policies.
package struct Demand: Hashable, Sendable {
  package var approvals: Int
  /// At least one consent of each of these tiers.
  package var tiers: Set<Tier>

  /// Where no region says anything: one consent of an approver.
  package static let least = Demand(approvals: 1, tiers: [.approver])

  /// The stricter of the policies given.
  package static func strictest(_ policies: some Sequence<Policy>) -> Demand {
    policies.reduce(into: least) { demand, policy in
      demand.approvals = max(demand.approvals, policy.approvals)
      demand.tiers.insert(policy.tier)
    }
  }

  /// Whether the approvals satisfy it. Each member counts once.
  package func isMet(by given: [Approval]) -> Bool {
    Set(given.map(\.member)).count >= approvals
      && tiers.allSatisfy { tier in given.contains { $0.tier.includes.contains(tier) } }
  }
}
