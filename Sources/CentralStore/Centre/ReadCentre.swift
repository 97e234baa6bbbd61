import Domain
import Foundation
import Postgres

/// All items of one kind: `admin.items_v1`.
package struct ListItems: CentralStatement {
  package static let statement = PostgresStatement(
    "select kind.body from admin.items_v1($1) as kind (body)", name: "items")

  package var kind: ItemKind

  package init(_ kind: ItemKind) {
    self.kind = kind
  }

  package var parameters: [PostgresValue] { [.text(kind.rawValue)] }
  package static func read(_ rows: [PostgresRow]) throws -> [String] { try rows.map { try $0.json("body") } }
}

extension PostgresPool {
  /// Regions, members, grants, policies, channels and stops: what the centre's command line names things by.
  package func centre() async throws -> Items {
    var items = Items()
    for kind in [ItemKind.region, .member, .grant, .policy, .channel, .stop] {
      for json in try await run(ListItems(kind)) {
        if let item = try Item(kind, json: Data(json.utf8)) { items.take(item) }
      }
    }
    return items
  }
}

/// The ruling on one act; nil while it waits: `admin.ruling_v1`.
package struct ReadRuling: CentralStatement {
  package static let statement = PostgresStatement("select admin.ruling_v1($1, $2) as ruling", name: "ruling")

  package var region: RegionID
  package var activity: ActivityID

  package init(region: RegionID, activity: ActivityID) {
    self.region = region
    self.activity = activity
  }

  package var parameters: [PostgresValue] { [.uuid(region.uuid), .uuid(activity.uuid)] }

  package static func read(_ rows: [PostgresRow]) throws -> Ruling? {
    guard let json = try rows.first?.jsonOrNil("ruling") else { return nil }
    return try JSONDecoder().decode(Ruling.self, from: Data(json.utf8))
  }
}

/// The body, its epoch and the coordinator's public keys; nil before `init`: `admin.body_v1`.
package struct ReadBody: CentralStatement {
  package static let statement = PostgresStatement("select admin.body_v1() as body", name: "body")
  package var parameters: [PostgresValue] { [] }

  package init() {}

  package static func read(_ rows: [PostgresRow]) throws -> Body? {
    guard let json = try rows.first?.jsonOrNil("body") else { return nil }
    return try JSONDecoder().decode(Body.self, from: Data(json.utf8))
  }

  package struct Body: Sendable, Decodable {
    package var name: String
    package var epoch: UUID
    package var generation: Int64
    package var frozenAt: Instant?
    package var frozenReason: String?
    package var root: RegionID
    package var signingKey: HexBytes
    package var encryptionKey: HexBytes
    package var encryptionKeyID: String
    package var encryptionKeySignature: HexBytes

    package var keys: PublishedKeys {
      PublishedKeys(
        signingKey: signingKey, encryptionKey: encryptionKey, encryptionKeyID: encryptionKeyID,
        signature: encryptionKeySignature)
    }

    enum CodingKeys: String, CodingKey {
      case name, epoch, generation, root
      case frozenAt = "frozen_at"
      case frozenReason = "frozen_reason"
      case signingKey = "signing_key"
      case encryptionKey = "encryption_key"
      case encryptionKeyID = "encryption_key_id"
      case encryptionKeySignature = "encryption_key_signature"
    }
  }
}
