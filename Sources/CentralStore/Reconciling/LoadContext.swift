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

  package static func read(_ rows: [PostgresRow]) throws -> Context {
    var context = Context()
    for row in rows {
      let name = try row.text("kind")
      let body = Data(try row.json("body").utf8)
      switch name {
      case "medium":
        let stored = try JSONDecoder().decode(StoredMedium.self, from: body)
        context.media[stored.medium] = stored.octets
      case "deferred": context.deferred.insert(try JSONDecoder().decode(Wanted.Owned.self, from: body))
      default:
        guard let kind = ItemKind(rawValue: name) else { continue }
        if let item = try Item(kind, json: body) { context.items.take(item) }
      }
    }
    return context
  }

  private struct StoredMedium: Decodable {
    var region: RegionID
    var sha256: Digest
    var octets: Int64

    var medium: Medium { Medium(region: region, sha256: sha256) }
  }
}

/// What a batch of acts is ruled on.
package struct Context: Sendable {
  package var items = Items()
  /// Images that are complete, by the office whose act names them, with their lengths in bytes.
  package var media: [Medium: Int64] = [:]
  /// Items on which earlier acts of an office are deferred.
  package var deferred: Set<Wanted.Owned> = []

  package init(items: Items = Items()) {
    self.items = items
  }
}

/// An image as an act of an office names it.
package struct Medium: Hashable, Sendable {
  package var region: RegionID
  package var sha256: Digest

  package init(region: RegionID, sha256: Digest) {
    self.region = region
    self.sha256 = sha256
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
  package private(set) var media: Set<Named> = []
  package private(set) var items: Set<Owned> = []

  package init() {}

  /// An id with its owner, where the key needs both.
  package struct Owned: Hashable, Sendable, Codable {
    package var region: RegionID
    package var id: Identifier<ItemReference>

    package init(region: RegionID, id: Identifier<ItemReference>) {
      self.region = region
      self.id = id
    }
  }

  /// An image by the office whose act names it, and the owner of the item that it is for.
  package struct Named: Hashable, Sendable, Encodable {
    var region: RegionID
    var owner: RegionID
    var sha256: Digest
  }

  /// A post by its office's own name for it.
  package struct Reference: Hashable, Sendable, Encodable {
    var region: RegionID
    var reference: String
  }

  /// - Parameters:
  ///   - login: the office that brought the act.
  ///   - officeWaits: acts of that office are deferred.
  package mutating func add(_ activity: Activity, of login: RegionID, officeWaits: Bool) {
    add(activity)
    let owner = activity.item.region
    media.formUnion(activity.act.media.map { Named(region: login, owner: owner, sha256: $0.sha256) })
    if officeWaits { items.insert(Owned(region: login, id: activity.item.id)) }
  }

  private mutating func add(_ activity: Activity) {
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
    case .resolveConflict(let payload):
      posts.insert(payload.post)
      if case .value(.channels(let chosen)) = payload.take { channels.formUnion(chosen.map(\.channel)) }
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
