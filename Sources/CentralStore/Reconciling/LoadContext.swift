import Domain
import Foundation
import Postgres

/// The items that a batch of acts is about: `admin.reconcile_context_v1`.
package struct LoadContext: CentralStatement {
  package static let statement = PostgresStatement(
    "select kind, body from admin.reconcile_context_v1($1)", name: "reconcile_context")

  package var wanted: Wanted

  package init(_ wanted: Wanted) throws {
    self.wanted = wanted
    parameters = [try wanted.json()]
  }

  package let parameters: [PostgresValue]

  package static func read(_ rows: [PostgresRow]) throws -> Items {
    var items = Items()
    for row in rows {
      guard let kind = ItemKind(rawValue: try row.text("kind")) else { continue }
      if let item = try Item(kind, json: Data(try row.json("body").utf8)) { items.take(item) }
    }
    return items
  }
}

/// What a batch of acts names.
package struct Wanted: Sendable, Encodable {
  package private(set) var regions: Set<RegionID> = []
  package private(set) var members: Set<MemberID> = []
  package private(set) var posts: Set<PostID> = []
  package private(set) var channels: Set<ChannelID> = []
  package private(set) var stops: Set<StopID> = []
  package private(set) var grants: Set<GrantID> = []
  package private(set) var deliveries: Set<Owned> = []
  package private(set) var revoked: Set<MemberID> = []
  package private(set) var references: Set<Reference> = []
  package private(set) var conflicts: Set<ConflictID> = []

  package init() {}

  /// An id with its owner, where the key needs both.
  package struct Owned: Hashable, Sendable, Encodable {
    var region: RegionID
    var id: Identifier<ItemReference>
  }

  /// A post by its office's own name for it.
  package struct Reference: Hashable, Sendable, Encodable {
    var region: RegionID
    var reference: String
  }

  package mutating func add(_ activity: Activity) {
    members.insert(activity.member)
    regions.formUnion([activity.region, activity.item.region])
    switch activity.item.kind {
    case .post: posts.insert(activity.item.id.of())
    case .channel: channels.insert(activity.item.id.of())
    case .member: members.insert(activity.item.id.of())
    case .stop: stops.insert(activity.item.id.of())
    case .grant: grants.insert(activity.item.id.of())
    case .delivery: deliveries.insert(Owned(region: activity.item.region, id: activity.item.id))
    case .conflict: conflicts.insert(activity.item.id.of())
    case .region, .policy, .ruling: break
    }
    switch activity.act {
    case .addRegion(let payload): regions.insert(payload.parent)
    case .addGrant(let payload):
      members.insert(payload.member)
      if let channel = payload.channel { channels.insert(channel) }
    case .composePost(let payload):
      channels.formUnion(payload.content.channels.map(\.channel))
      if let reference = payload.reference {
        references.insert(Reference(region: activity.item.region, reference: reference))
      }
    case .editPost(let payload): channels.formUnion((payload.changes.channels ?? []).map(\.channel))
    case .resolveConflict(let payload): posts.insert(payload.post)
    case .revokeMember: revoked.insert(activity.item.id.of())
    case .placeStop(let payload): add(payload.scope)
    default: break
    }
  }

  private mutating func add(_ scope: StopScope) {
    switch scope {
    case .region(let id): regions.insert(id)
    case .channel(let id): channels.insert(id)
    case .member(let id): members.insert(id)
    case .everything, .platform, .topic: break
    }
  }
}
