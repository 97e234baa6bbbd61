import Domain
import GRDB

extension LocalStore {
  /// The posts that this office knows of, its own unruled and refused ones included.
  package func postIDs() throws(LocalStoreError) -> [PostID] {
    try read { db in
      try String.fetchAll(
        db,
        sql: """
          select id from item where kind = 'post' union select item from act where verb = ? order by 1
          """, arguments: [Verb.composePost.rawValue]
      ).compactMap { PostID(text: $0) }
    }
  }

  /// Posts that were refused when they were written: they are items nowhere, but what was typed is here.
  package func refusedPosts() throws(LocalStoreError) -> [KeptAct] {
    try read { db in
      try Row.fetchAll(
        db, sql: "select * from act where verb = ? and verdict in ('refused', 'conflicted') order by place",
        arguments: [Verb.composePost.rawValue]
      ).map(KeptAct.init)
    }
  }

  /// What the rows of calendars became, by identity.
  static func calendarRows(_ db: Database) throws -> [String: CalendarRow] {
    var rows: [String: CalendarRow] = [:]
    for row in try Row.fetchAll(db, sql: "select identity, post, digest from calendar_row") {
      let identity: String = row["identity"]
      guard let post = PostID(text: row["post"] as String), let bytes = Hex.bytes(row["digest"]),
        let digest = Digest(bytes: bytes)
      else { continue }
      rows[identity] = CalendarRow(identity: identity, post: post, digest: digest)
    }
    return rows
  }
}

extension LocalStore {
  /// How many items have come of what is on its way in as a whole; 0 when nothing is.
  package func arrivingCount() throws(LocalStoreError) -> Int {
    try read { try Int.fetchOne($0, sql: "select count(*) from arriving") ?? 0 }
  }
}
