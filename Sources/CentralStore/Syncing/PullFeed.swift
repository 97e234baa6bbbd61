import Domain
import Foundation
import Postgres

/// The next rows of a feed after a cursor, bounded in rows and bytes: `sync.pull_v1`. Only an empty page is the end.
package struct PullFeed: CentralStatement {
  package static let statement = PostgresStatement(
    "select n, kind, item_id, owner_region_id, version, body from sync.pull_v1($1, $2, $3, $4)", name: "pull")

  package let parameters: [PostgresValue]

  /// - Parameters:
  ///   - feed: `region` or `common`.
  ///   - max: 1 to 1000 rows.
  package init(feed: String, epoch: UUID, cursor: Int64, max: Int) {
    parameters = [.text(feed), .uuid(epoch), .bigint(cursor), .int(Int32(max))]
  }

  package static func read(_ rows: [PostgresRow]) throws -> [PulledRow] {
    try rows.map { PulledRow(n: try $0.bigint("n"), item: try SentItem($0)) }
  }
}

/// A page of the items of one kind that an office may see, ordered by id, bounded in rows and bytes:
/// `sync.snapshot_v1`. Only an empty page is the end.
package struct PullSnapshot: CentralStatement {
  package static let statement = PostgresStatement(
    "select $1::text as kind, item_id, owner_region_id, version, body from sync.snapshot_v1($1, $2, $3)",
    name: "snapshot")

  package let parameters: [PostgresValue]

  /// - Parameter after: the last id of the page before; nil for the first page.
  package init(kind: ItemKind, after: UUID?, max: Int) {
    parameters = [.text(kind.rawValue), .orNull(after, PostgresValue.uuid), .int(Int32(max))]
  }

  package static func read(_ rows: [PostgresRow]) throws -> [SentItem] { try rows.map(SentItem.init) }
}

/// About how many items a snapshot of these kinds has: `sync.snapshot_size_v1`.
package struct SizeSnapshot: CentralStatement {
  package static let statement = PostgresStatement(
    "select sync.snapshot_size_v1($1) as size", name: "snapshot_size")

  package let parameters: [PostgresValue]

  package init(kinds: [ItemKind]) {
    parameters = [.texts(kinds.map(\.rawValue))]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Int64 { try rows.first?.bigint("size") ?? 0 }
}

/// A row of a feed.
package struct PulledRow: Hashable, Sendable {
  package var n: Int64
  package var item: SentItem

  package init(n: Int64, item: SentItem) {
    self.n = n
    self.item = item
  }
}

/// An item as the centre sends it.
package struct SentItem: Hashable, Sendable {
  /// An `ItemKind`, or one that this version does not know.
  package var kind: String
  package var id: UUID
  package var owner: RegionID
  package var version: Int64
  /// Item JSON; nil when it is no longer to be seen from here.
  package var body: String?

  package init(kind: String, id: UUID, owner: RegionID, version: Int64, body: String?) {
    self.kind = kind
    self.id = id
    self.owner = owner
    self.version = version
    self.body = body
  }

  init(_ row: PostgresRow) throws {
    kind = try row.text("kind")
    id = try row.uuid("item_id")
    owner = RegionID(try row.uuid("owner_region_id"))
    version = try row.bigint("version")
    body = try row.jsonOrNil("body")
  }
}
