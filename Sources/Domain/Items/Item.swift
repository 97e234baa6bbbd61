import Foundation

/// Any item: what feeds carry, rulings change and events compare.
package enum Item: Hashable, Sendable {
  case region(Region)
  case member(Member)
  case grant(Grant)
  case policy(Policy)
  case channel(Channel)
  case post(Post)
  case stop(StopOrder)
  case delivery(DeliveryItem)
  case conflict(Conflict)

  package var kind: ItemKind {
    switch self {
    case .region: .region
    case .member: .member
    case .grant: .grant
    case .policy: .policy
    case .channel: .channel
    case .post: .post
    case .stop: .stop
    case .delivery: .delivery
    case .conflict: .conflict
    }
  }

  package var reference: ItemReference {
    switch self {
    case .region(let item): ItemReference(.region, item.id, item.id)
    case .member(let item): ItemReference(.member, item.home, item.id)
    case .grant(let item): ItemReference(.grant, item.region, item.id)
    case .policy(let item): ItemReference(.policy, item.region, item.id)
    case .channel(let item): ItemReference(.channel, item.region, item.id)
    case .post(let item): ItemReference(.post, item.region, item.id)
    case .stop(let item): ItemReference(.stop, item.region, item.id)
    case .delivery(let item): ItemReference(.delivery, item.region, item.id)
    case .conflict(let item): ItemReference(.conflict, item.region, item.id)
    }
  }

  package var version: Int64 {
    switch self {
    case .region(let item): item.version
    case .member(let item): item.version
    case .grant(let item): item.version
    case .policy(let item): item.version
    case .channel(let item): item.version
    case .post(let item): item.version
    case .stop(let item): item.version
    case .delivery(let item): item.version
    case .conflict(let item): item.version
    }
  }
}

extension Item: Encodable {
  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .region(let item): try item.encode(to: encoder)
    case .member(let item): try item.encode(to: encoder)
    case .grant(let item): try item.encode(to: encoder)
    case .policy(let item): try item.encode(to: encoder)
    case .channel(let item): try item.encode(to: encoder)
    case .post(let item): try item.encode(to: encoder)
    case .stop(let item): try item.encode(to: encoder)
    case .delivery(let item): try item.encode(to: encoder)
    case .conflict(let item): try item.encode(to: encoder)
    }
  }
}

extension Item {
  /// Reads an item's JSON; nil for a kind that is no item (rulings).
  package init?(_ kind: ItemKind, json: Data) throws {
    let decoder = JSONDecoder()
    switch kind {
    case .region: self = .region(try decoder.decode(Region.self, from: json))
    case .member: self = .member(try decoder.decode(Member.self, from: json))
    case .grant: self = .grant(try decoder.decode(Grant.self, from: json))
    case .policy: self = .policy(try decoder.decode(Policy.self, from: json))
    case .channel: self = .channel(try decoder.decode(Channel.self, from: json))
    case .post: self = .post(try decoder.decode(Post.self, from: json))
    case .stop: self = .stop(try decoder.decode(StopOrder.self, from: json))
    case .delivery: self = .delivery(try decoder.decode(DeliveryItem.self, from: json))
    case .conflict: self = .conflict(try decoder.decode(Conflict.self, from: json))
    case .ruling: return nil
    }
  }
}
