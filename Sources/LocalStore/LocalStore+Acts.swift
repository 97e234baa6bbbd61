import Domain
import Foundation
import GRDB

/// One of the two sequences in which acts go to the centre.
package enum Lane: String, Sendable, CaseIterable {
  /// Goes ahead of everything that waits.
  case restrictive
  case ordinary

  package var isRestrictive: Bool { self == .restrictive }
}

extension LocalStore {
  /// Lets a member act: the body adds acts to the workbench, which plays and signs them. All of them and their
  /// numbers are stored in one transaction, or, when the body throws, none.
  ///
  /// What is returned is durable.
  package func act<Value>(
    as member: MemberID, key: SigningKey, at now: Instant, on scope: LocalView.Scope,
    _ body: (inout Workbench) throws -> Value
  ) throws -> Value {
    try writeOrGiveUp { db in
      let office = try Self.enrolled(db)
      var bench = try Self.bench(office, member, key, now, scope, db)
      let value = try body(&bench)
      for made in bench.made { try Self.insert(made.signed, made.activity, office.incarnation, db) }
      for row in bench.calendarRows {
        try db.execute(
          sql: """
            insert into calendar_row (identity, post, digest) values (?, ?, ?)
            on conflict do update set post = excluded.post, digest = excluded.digest
            """, arguments: [row.identity, row.post.text, row.digest.hex])
      }
      return value
    }
  }

  /// As `act`, only to see what would become of it: the same rules are played, and nothing is stored.
  package func rehearse<Value>(
    as member: MemberID, key: SigningKey, at now: Instant, on scope: LocalView.Scope,
    _ body: (inout Workbench) throws -> Value
  ) throws -> Value {
    var bench = try read { db in try Self.bench(try Self.enrolled(db), member, key, now, scope, db) }
    return try body(&bench)
  }

  private static func enrolled(_ db: Database) throws -> OfficeIdentity {
    guard let office = try office(db) else { throw LocalStoreError(.failed, "this office is not enrolled") }
    return office
  }

  private static func bench(
    _ office: OfficeIdentity, _ member: MemberID, _ key: SigningKey, _ now: Instant, _ scope: LocalView.Scope,
    _ db: Database
  ) throws -> Workbench {
    Workbench(
      view: try view(scope, db), office: office.region, epoch: try epoch(db), member: member, key: key, now: now)
  }

  private static func insert(
    _ signed: SignedActivity, _ activity: Activity, _ incarnation: Int, _ db: Database
  ) throws {
    try db.execute(
      sql: """
        insert into act (id, incarnation, restrictive, sequence, member, verb, kind, item, body, signature, done_at)
        values (?, ?, ?, (
          select coalesce(max(sequence), 0) + 1 from act where incarnation = ? and restrictive = ?
        ), ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        signed.id.text, incarnation, signed.restrictive, incarnation, signed.restrictive, activity.member.text,
        activity.act.verb.rawValue, activity.item.kind.rawValue, activity.item.id.text, signed.body,
        Data(signed.signature), activity.at.microseconds,
      ])
    try note(activity.act.media, of: activity.id, db)
  }

  /// The acts of a lane from a number on, in order, whatever has become of them.
  package func acts(_ lane: Lane, from sequence: Int64, max: Int) throws(LocalStoreError) -> [KeptAct] {
    try read { db in
      guard let office = try Self.office(db) else { return [] }
      return try Row.fetchAll(
        db,
        sql: """
          select * from act where incarnation = ? and restrictive = ? and sequence >= ? order by sequence limit ?
          """, arguments: [office.incarnation, lane.isRestrictive, sequence, max]
      ).map(KeptAct.init)
    }
  }

  /// The number of the first act of a lane that is not known to be at the centre; nil when there is none.
  package func firstPending(_ lane: Lane) throws(LocalStoreError) -> Int64? {
    try read { db in
      guard let office = try Self.office(db) else { return nil }
      return try Int64.fetchOne(
        db, sql: "select min(sequence) from act where state = 'pending' and incarnation = ? and restrictive = ?",
        arguments: [office.incarnation, lane.isRestrictive])
    }
  }

  /// The number of the last act of a lane; 0 when there is none.
  package func lastSequence(_ lane: Lane) throws(LocalStoreError) -> Int64 {
    try read { db in
      guard let office = try Self.office(db) else { return 0 }
      return try Int64.fetchOne(
        db, sql: "select max(sequence) from act where incarnation = ? and restrictive = ?",
        arguments: [office.incarnation, lane.isRestrictive]) ?? 0
    }
  }

  /// The acts up to this number have been received.
  package func markReceived(_ lane: Lane, upTo sequence: Int64) throws(LocalStoreError) {
    try write { db in
      guard let office = try Self.office(db) else { return }
      try db.execute(
        sql: """
          update act set state = 'received'
          where state = 'pending' and incarnation = ? and restrictive = ? and sequence <= ?
          """, arguments: [office.incarnation, lane.isRestrictive, sequence])
      try Self.noteAcknowledged(lane, upTo: sequence, of: office.incarnation, db)
    }
  }

  /// Begins a new life of this store, which turned out to be a copy or an older state of itself: acts that nobody has
  /// ruled on are numbered anew, in their order, and members are told.
  package func beginIncarnation(renamedAt: Instant) throws(LocalStoreError) -> OfficeIdentity? {
    try write { db in
      try Self.setRenamed(at: renamedAt, db)
      return try Self.beginIncarnation(inOrder: false, db)
    }
  }

  /// - Parameter inOrder: what holds something back does not go ahead of the others.
  @discardableResult
  static func beginIncarnation(inOrder: Bool, _ db: Database) throws -> OfficeIdentity? {
    guard var office = try office(db) else { return nil }
    let last = try Int.fetchOne(db, sql: "select max(incarnation) from act") ?? 0
    office.incarnation = max(last, office.incarnation) + 1
    try setOffice(office, db)
    try db.execute(
      sql: """
        update act set state = 'pending', incarnation = ?, restrictive = renumbered.lane, sequence = renumbered.n
        from (
          select place, lane, row_number() over (partition by lane order by place) as n
          from (select place, case when ? then 0 else restrictive end as lane from act where state <> 'ruled')
        ) renumbered
        where act.place = renumbered.place
        """, arguments: [office.incarnation, inOrder])
    return office
  }

  /// One act by its id.
  package func act(_ id: ActivityID) throws(LocalStoreError) -> KeptAct? {
    try read { db in
      try Row.fetchOne(db, sql: "select * from act where id = ?", arguments: [id.text]).map(KeptAct.init)
    }
  }

  /// Everything that members of this office did to an item, oldest first.
  package func acts(on item: Identifier<ItemReference>) throws(LocalStoreError) -> [KeptAct] {
    try read { db in
      try Row.fetchAll(db, sql: "select * from act where item = ? order by place", arguments: [item.text])
        .map(KeptAct.init)
    }
  }

  /// How many acts are in which state, and how many were refused.
  package func counts() throws(LocalStoreError) -> ActCounts {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          select coalesce(sum(state = 'pending'), 0) as pending, coalesce(sum(state = 'received'), 0) as received,
            coalesce(sum(verdict = 'refused'), 0) as refused, coalesce(sum(verdict = 'conflicted'), 0) as conflicted
          from act
          """)
      return ActCounts(
        pending: row?["pending"] ?? 0, received: row?["received"] ?? 0, refused: row?["refused"] ?? 0,
        conflicted: row?["conflicted"] ?? 0)
    }
  }
}

/// How many of this office's acts stand where.
package struct ActCounts: Hashable, Sendable, Codable {
  /// Not yet at the centre.
  package var pending: Int
  /// At the centre, not yet decided.
  package var received: Int
  package var refused: Int
  package var conflicted: Int

  package init(pending: Int, received: Int, refused: Int, conflicted: Int) {
    self.pending = pending
    self.received = received
    self.refused = refused
    self.conflicted = conflicted
  }
}
