/// The items that matter to the acts at hand: what rules look at, and what they change.
///
/// The coordinator fills it from the central database for a batch of acts; an agent fills it from its store
/// and plays its own unruled acts on top. The same rules run on both.
package struct Items: Sendable {
  package private(set) var regions: [RegionID: Region] = [:]
  package private(set) var members: [MemberID: Member] = [:]
  package private(set) var grants: [GrantID: Grant] = [:]
  package private(set) var policies: [PolicyID: Policy] = [:]
  package private(set) var channels: [ChannelID: Channel] = [:]
  package private(set) var posts: [PostID: Post] = [:]
  package private(set) var stops: [StopID: StopOrder] = [:]
  package private(set) var deliveries: [DeliveryID: DeliveryItem] = [:]
  package private(set) var conflicts: [ConflictID: Conflict] = [:]
  /// Grants of a member, for the question that every act asks.
  private var grantsOf: [MemberID: Set<GrantID>] = [:]
  /// Posts by their office's own name for them, byte by byte as the database compares.
  private var postsByReference: [RegionID: [[UInt8]: PostID]] = [:]
  private var deliveriesOf: [PostID: Set<DeliveryID>] = [:]
  private var conflictsOf: [PostID: Set<ConflictID>] = [:]

  package init() {}

  /// Takes an item in as it stands.
  package mutating func take(_ item: Item) {
    switch item {
    case .region(let item): regions[item.id] = item
    case .member(let item): members[item.id] = item
    case .grant(let item):
      if let earlier = grants[item.id], earlier.member != item.member { grantsOf[earlier.member]?.remove(item.id) }
      grants[item.id] = item
      grantsOf[item.member, default: []].insert(item.id)
    case .policy(let item): policies[item.id] = item
    case .channel(let item): channels[item.id] = item
    case .post(let item):
      posts[item.id] = item
      if let reference = item.reference { postsByReference[item.region, default: [:]][Array(reference.utf8)] = item.id }
    case .stop(let item): stops[item.id] = item
    case .delivery(let item):
      deliveries[item.id] = item
      deliveriesOf[item.post, default: []].insert(item.id)
    case .conflict(let item):
      conflicts[item.id] = item
      conflictsOf[item.post, default: []].insert(item.id)
    }
  }

  /// The post that an office calls so.
  package func post(of region: RegionID, called reference: String) -> Post? {
    postsByReference[region]?[Array(reference.utf8)].flatMap { posts[$0] }
  }

  /// The item of that name as it stands; nil when there is none here.
  package func find(_ reference: ItemReference) -> Item? {
    switch reference.kind {
    case .region: regions[reference.id.of()].map(Item.region)
    case .member: members[reference.id.of()].map(Item.member)
    case .grant: grants[reference.id.of()].map(Item.grant)
    case .policy: policies[reference.id.of()].map(Item.policy)
    case .channel: channels[reference.id.of()].map(Item.channel)
    case .post: posts[reference.id.of()].map(Item.post)
    case .stop: stops[reference.id.of()].map(Item.stop)
    case .delivery: deliveries[reference.id.of()].map(Item.delivery)
    case .conflict: conflicts[reference.id.of()].map(Item.conflict)
    case .ruling: nil
    }
  }

  /// The centre, where it is known here.
  package var root: Region? { regions.values.first { $0.parent == nil } }

  /// The region and those above it, nearest first.
  package func lineage(of region: RegionID) -> [RegionID] {
    var line: [RegionID] = []
    var next: RegionID? = region
    while let id = next, !line.contains(id) {
      line.append(id)
      next = regions[id]?.parent
    }
    return line
  }

  /// Whether `region` is `ancestor` or lies below it.
  package func isAtOrBelow(_ region: RegionID, _ ancestor: RegionID) -> Bool {
    region == ancestor || lineage(of: region).contains(ancestor)
  }

  /// The grants that a member has ever held, as far as they are known here.
  package func grants(of member: MemberID) -> [Grant] {
    (grantsOf[member] ?? []).compactMap { grants[$0] }
  }

  /// The policy of a region for a class: its own, else that of the nearest region above.
  package func policy(of region: RegionID, for postClass: PostClass) -> Policy? {
    lineage(of: region).lazy.compactMap { policies[Policy.id(region: $0, postClass: postClass)] }.first
  }

  /// What a post needs before it may go out: the stricter of the policies of its office and of its channels' offices.
  package func demand(on post: Post) -> Demand {
    let regions = Set([post.region] + post.content.channels.map(\.region))
    return .strictest(regions.compactMap { policy(of: $0, for: post.postClass) })
  }

  /// The deliveries of a post.
  package func deliveries(of post: PostID) -> [DeliveryItem] {
    (deliveriesOf[post] ?? []).compactMap { deliveries[$0] }
  }

  /// The conflicts that a post has had, in the order of their fields.
  package func conflicts(of post: PostID) -> [Conflict] {
    (conflictsOf[post] ?? []).compactMap { conflicts[$0] }
      .sorted { ($0.field.name, $0.id) < ($1.field.name, $1.id) }
  }

  /// Where a person must choose before the post may go on.
  package func openConflicts(of post: PostID) -> [Conflict] { conflicts(of: post).filter(\.isOpen) }

  /// The same by field. The database holds one for each; an office may for a moment know of one that is settled.
  func openConflictsByField(of post: PostID) -> [PostField: Conflict] {
    Dictionary(openConflicts(of: post).map { ($0.field, $0) }) { one, other in other.version < one.version ? one : other
    }
  }
}
