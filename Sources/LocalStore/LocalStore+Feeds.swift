import Domain
import Foundation
import GRDB

/// An item as a feed or a snapshot brings it. Without a body it is no longer to be seen from here.
package struct ReceivedItem: Hashable, Sendable {
  package var kind: ItemKind
  package var id: Identifier<ItemReference>
  package var owner: RegionID
  package var version: Int64
  /// Item JSON.
  package var body: String?

  package init(kind: ItemKind, id: Identifier<ItemReference>, owner: RegionID, version: Int64, body: String?) {
    self.kind = kind
    self.id = id
    self.owner = owner
    self.version = version
    self.body = body
  }
}

/// The two feeds that an office reads.
package enum Feed: String, Sendable, CaseIterable, Codable {
  /// The office's own.
  case region
  /// For everybody.
  case common
}

extension LocalStore {
  /// The number of the last row of a feed that is stored; 0 before the first.
  package func cursor(_ feed: Feed) throws(LocalStoreError) -> Int64 {
    try read { db in
      try Int64.fetchOne(db, sql: "select n from cursor where feed = ?", arguments: [feed.rawValue]) ?? 0
    }
  }

  /// Takes a page of a feed in: items and cursor in one transaction. An item never goes back to an older version.
  ///
  /// - Parameter progress: with it, where this is part of something long.
  /// - Returns: how many of the rows are older than what is here, and were left out.
  @discardableResult
  package func take(
    _ rows: [ReceivedItem], of feed: Feed, upTo cursor: Int64, progress: SyncProgress? = nil
  ) throws(LocalStoreError) -> Int {
    try write { db in
      let older = try rows.count(where: { try !Self.take($0, db) })
      try Self.set(cursor, of: feed, db)
      try Self.setProgress(progress, db)
      try Self.forgetUnread(rows, db)
      return older
    }
  }

  /// Begins a snapshot beside what is there; an unfinished one is forgotten.
  package func beginSnapshot(_ progress: SyncProgress) throws(LocalStoreError) {
    try write { db in
      try db.execute(sql: "delete from arriving")
      try Self.setProgress(progress, db)
    }
  }

  /// Adds a page to the snapshot, and says how far it has come with it: both or neither.
  package func stage(_ rows: [ReceivedItem], _ progress: SyncProgress) throws(LocalStoreError) {
    try write { db in
      try Self.setProgress(progress, db)
      for row in rows {
        guard let body = row.body else { continue }
        try db.execute(
          sql: """
            insert or replace into arriving (kind, id, owner, version, parent, body) values (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            row.kind.rawValue, row.id.text, row.owner.text, row.version, try Self.parent(of: row.kind, body), body,
          ])
      }
    }
  }

  /// Puts the snapshot in the place of what was there: items, cursors and epoch in one transaction. Acts stay; those
  /// that the snapshot brings rulings for are settled. Of a centre that was set back, all others are offered again.
  package func finishSnapshot(_ mark: SyncProgress.Mark) throws(LocalStoreError) {
    try write { db in
      try db.execute(sql: "delete from item")
      try db.execute(
        sql: """
          insert into item (kind, id, owner, version, parent, body)
          select kind, id, owner, version, parent, body from arriving where kind <> 'ruling'
          """)
      for body in try String.fetchAll(db, sql: "select body from arriving where kind = 'ruling'") {
        try Self.settle(body, db)
      }
      if mark.isRestored {
        try db.execute(
          sql: """
            update act set state = 'pending', verdict = null, reason = null, sentence = null
            where id not in (select id from arriving where kind = 'ruling')
            """)
        try Self.beginIncarnation(inOrder: true, db)
        try Self.offerMediaAgain(db)
      }
      try db.execute(sql: "delete from arriving")
      try Self.setProgress(nil, db)
      if mark.isWhole { try db.execute(sql: "delete from setting where key = 'unread'") }
      for feed in Feed.allCases { try Self.set(mark.head(feed), of: feed, db) }
      try Self.setEpoch(mark.epoch, db)
      try Self.setDistrusted(false, db)
    }
  }

  /// What is here is not to be relied on: the next greeting takes a new snapshot.
  package func distrust() throws(LocalStoreError) {
    try write { try Self.setDistrusted(true, $0) }
  }

  /// How many items of each kind are here.
  package func itemCounts() throws(LocalStoreError) -> [ItemKind: Int] {
    try read { db in
      var counts: [ItemKind: Int] = [:]
      for row in try Row.fetchAll(db, sql: "select kind, count(*) as n from item group by kind") {
        if let kind = ItemKind(rawValue: row["kind"]) { counts[kind] = row["n"] }
      }
      return counts
    }
  }

  /// False: there is a newer version here, which stays.
  private static func take(_ row: ReceivedItem, _ db: Database) throws -> Bool {
    if row.kind == .ruling {
      if let body = row.body { try settle(body, db) }
      return true
    }
    guard let body = row.body else {
      try db.execute(
        sql: "delete from item where kind = ? and id = ?", arguments: [row.kind.rawValue, row.id.text])
      // Who no longer sees a post no longer sees what was said in its conflicts; its deliveries tell of themselves.
      if row.kind == .post {
        try db.execute(sql: "delete from item where kind = 'conflict' and parent = ?", arguments: [row.id.text])
      }
      return true
    }
    try db.execute(
      sql: """
        insert into item (kind, id, owner, version, parent, body) values (?, ?, ?, ?, ?, ?)
        on conflict do update set owner = excluded.owner, version = excluded.version, parent = excluded.parent,
          body = excluded.body
        where excluded.version >= item.version
        """,
      arguments: [
        row.kind.rawValue, row.id.text, row.owner.text, row.version, try parent(of: row.kind, body), body,
      ])
    return db.changesCount > 0
  }

  /// A ruling settles the act that it is about, if that act was done here.
  private static func settle(_ body: String, _ db: Database) throws {
    let ruling = try JSONDecoder().decode(Ruling.self, from: Data(body.utf8))
    try db.execute(
      sql: "update act set state = 'ruled', verdict = ?, reason = ?, sentence = ? where id = ?",
      arguments: [
        ruling.verdict.rawValue, ruling.reason?.rawValue, ruling.sentence, ruling.activity.text,
      ])
    // A row of a calendar whose change was not taken is not as its post is: it is compared anew.
    guard ruling.verdict == .refused || ruling.verdict == .conflicted else { return }
    try db.execute(
      sql: "delete from calendar_row where post in (select item from act where id = ? and verb = ?)",
      arguments: [ruling.activity.text, Verb.editPost.rawValue])
  }

  private static func parent(of kind: ItemKind, _ body: String) throws -> String? {
    guard kind == .delivery || kind == .conflict else { return nil }
    return switch try Item(kind, json: Data(body.utf8)) {
    case .delivery(let delivery): delivery.post.text
    case .conflict(let conflict): conflict.post.text
    default: nil
    }
  }

  private static func set(_ cursor: Int64, of feed: Feed, _ db: Database) throws {
    try db.execute(
      sql: "insert into cursor (feed, n) values (?, ?) on conflict do update set n = excluded.n",
      arguments: [feed.rawValue, cursor])
  }
}
