/// What a member may do at this moment, here: their grants as the act's office and the time of receipt let them count.
///
/// A grant counts (a) where it is held at a region at or below that of the login that brought the act, or
/// (b) where it is for one single channel and the login is that of the member's home; then for that channel only.
package struct Standing: Sendable {
  private let items: Items
  private let held: [Grant]

  package init(of member: Member, through login: RegionID, at time: Instant, in items: Items) {
    self.items = items
    // Ended is ended at this place in the order, whatever the times say.
    held = items.grants(of: member.id).filter { grant in
      guard grant.endedAt == nil, grant.holds(at: time) else { return false }
      if grant.channel != nil, login == member.home { return true }
      return grant.channel == nil && items.isAtOrBelow(grant.region, login)
    }
  }

  /// The tiers held over a region: at it or above it.
  package func tiers(over region: RegionID) -> Set<Tier> {
    let line = items.lineage(of: region)
    return held.filter { $0.channel == nil && line.contains($0.region) }
      .reduce(into: []) { $0.formUnion($1.tier.includes) }
  }

  /// The tiers held over a channel: over its region, or on it alone.
  package func tiers(on channel: ChannelReference) -> Set<Tier> {
    held.filter { $0.channel == channel.channel }
      .reduce(into: tiers(over: channel.region)) { $0.formUnion($1.tier.includes) }
  }

  /// The tiers held over a post: over its office, or on every one of its channels.
  package func tiers(on post: Post) -> Set<Tier> {
    let overRegion = tiers(over: post.region)
    guard let first = post.content.channels.first else { return overRegion }
    let onChannels = post.content.channels.dropFirst().reduce(tiers(on: first)) { $0.intersection(tiers(on: $1)) }
    return overRegion.union(onChannels)
  }

  /// Of the tiers held, the one in which a member consents: that which counts for most of what is demanded, since
  /// neither manager nor duty editor includes the other; among equals the highest.
  package static func consenting(_ tiers: Set<Tier>, to demand: Demand = .least) -> Tier? {
    let held = [Tier.approver, .manager, .dutyEditor, .administrator].filter(tiers.contains)
    return held.enumerated().max { left, right in
      (count(left.element, of: demand), left.offset) < (count(right.element, of: demand), right.offset)
    }?.element
  }

  private static func count(_ tier: Tier, of demand: Demand) -> Int { demand.tiers.intersection(tier.includes).count }
}
