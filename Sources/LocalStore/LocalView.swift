import Domain
import Foundation
import GRDB

/// What a member sees: items as last received, with this office's own unruled acts played on top.
package struct LocalView: Sendable {
  /// How much is wanted.
  package enum Scope: Hashable, Sendable {
    /// Offices, members, rights, policies, channels and stops, without any post.
    case house
    /// The house, and these posts with their deliveries and conflicts.
    case posts([PostID])
    case everything
    /// Everything, and what rows of calendars became.
    case calendar
  }

  package let items: Items
  /// Own acts that the centre has not ruled on, oldest first.
  package let unruled: [KeptAct]
  /// Unruled acts that no longer go through, as things stand.
  package let doubtful: [ActivityID: Refused]
  /// Items that only unruled acts of this office have made so far.
  let unborn: Set<ItemReference>
  /// The last unruled act on each item.
  let lastAct: [ItemReference: ActivityID]
  /// What rows of calendars became, by identity, where that was asked for.
  let calendarRows: [String: CalendarRow]

  /// - Parameters:
  ///   - received: items as the centre last told them.
  ///   - kept: own acts that the centre has not ruled on, as far as is known here, oldest first.
  init(received: Items, unruled kept: [KeptAct], calendarRows: [String: CalendarRow] = [:]) {
    // What the centre has done already, with the ruling still on its way, is not done twice.
    let unruled = kept.filter { act in
      received.find(act.activity.item).map { !Self.hasSeen($0, act.activity, received) } ?? true
    }
    var book = Rulebook(items: received)
    var doubtful: [ActivityID: Refused] = [:]
    var unborn: Set<ItemReference> = []
    var lastAct: [ItemReference: ActivityID] = [:]
    for kept in unruled {
      let activity = kept.activity
      lastAct[activity.item] = activity.id
      if case .resolveConflict(let payload) = activity.act {
        lastAct[ItemReference(.post, activity.item.region, payload.post)] = activity.id
      }
      guard let member = book.items.members[activity.member] else { continue }
      let isNew = book.items.find(activity.item) == nil
      do {
        try book.play(activity, by: member, receivedAt: activity.at)
        if isNew { unborn.insert(activity.item) }
      } catch {
        doubtful[activity.id] = error
      }
      _ = book.takeChanges()
    }
    items = book.items
    self.unruled = unruled
    self.doubtful = doubtful
    self.unborn = unborn
    self.lastAct = lastAct
    self.calendarRows = calendarRows
  }

  /// Whether an item that was received shows the effect of an act.
  private static func hasSeen(_ item: Item, _ activity: Activity, _ received: Items) -> Bool {
    switch item {
    case .post(let post):
      return post.activity == activity.id || post.history.contains { $0.activity == activity.id }
        || post.approvals.contains { $0.activity == activity.id }
        || received.conflicts(of: post.id).contains { $0.tells(of: activity.id) }
    case .conflict(let conflict): return conflict.tells(of: activity.id)
    default: return activity.base == nil
    }
  }
}

extension LocalStore {
  package func view(_ scope: LocalView.Scope) throws(LocalStoreError) -> LocalView {
    try read { try Self.view(scope, $0) }
  }

  static func view(_ scope: LocalView.Scope, _ db: Database) throws -> LocalView {
    let received = try items(scope, db)
    let unruled = try unruled(db)
    switch scope {
    case .everything: return LocalView(received: received, unruled: unruled)
    case .calendar: return LocalView(received: received, unruled: unruled, calendarRows: try calendarRows(db))
    case .house: return LocalView(received: received, unruled: unruled.filter { !isOfPosts($0) })
    case .posts(let ids):
      let wanted = Set(ids.map(\.uuid))
      return LocalView(
        received: received, unruled: unruled.filter { !isOfPosts($0) || wanted.contains(subject($0.activity)) })
    }
  }

  /// Posts that carry the label of a campaign, or may come to by acts that the centre has not ruled on.
  package func postIDs(campaign: String) throws(LocalStoreError) -> [PostID] {
    try read { db in
      let received = try String.fetchAll(
        db, sql: "select id from item where kind = 'post' and json_extract(body, '$.campaign') = ? order by id",
        arguments: [campaign]
      ).compactMap { PostID(text: $0) }
      let unruled = try Self.unruled(db).filter(Self.isOfPosts).map { PostID(Self.subject($0.activity)) }
      return received + Set(unruled).subtracting(received)
    }
  }

  private static func unruled(_ db: Database) throws -> [KeptAct] {
    try Row.fetchAll(db, sql: "select * from act where state <> 'ruled' order by place").map(KeptAct.init)
  }

  private static func isOfPosts(_ kept: KeptAct) -> Bool {
    [.post, .delivery, .conflict].contains(kept.activity.item.kind)
  }

  /// What an act is about: the post, where it chooses what a post says.
  private static func subject(_ activity: Activity) -> UUID {
    if case .resolveConflict(let payload) = activity.act { return payload.post.uuid }
    return activity.item.id.uuid
  }

  private static func items(_ scope: LocalView.Scope, _ db: Database) throws -> Items {
    var items = Items()
    func take(_ sql: String, _ arguments: StatementArguments = []) throws {
      let rows = try Row.fetchCursor(db, sql: "select kind, body from item where \(sql)", arguments: arguments)
      while let row = try rows.next() {
        guard let kind = ItemKind(rawValue: row["kind"]) else { continue }
        if let item = try Item(kind, json: Data((row["body"] as String).utf8)) { items.take(item) }
      }
    }
    switch scope {
    case .everything, .calendar: try take("true")
    case .house: try take("kind not in ('post', 'delivery', 'conflict')")
    case .posts(let ids):
      try take("kind not in ('post', 'delivery', 'conflict')")
      for id in ids {
        try take("kind = 'post' and id = ?", [id.text])
        try take("kind in ('delivery', 'conflict') and parent = ?", [id.text])
      }
    }
    return items
  }
}

extension Conflict {
  /// Whether an act is among those that made it what it is.
  fileprivate func tells(of act: ActivityID) -> Bool {
    ([centre, theirs] + earlier).contains { $0.touch.activity == act } || resolution?.touch.activity == act
  }
}
