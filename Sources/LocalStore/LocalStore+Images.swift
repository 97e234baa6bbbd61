import Domain
import Foundation
import GRDB

extension LocalStore {
  /// Notes an image whose file has been kept. One that was there already is offered to the centre again, which may
  /// have forgotten it.
  package func keep(_ image: KeptImage, at now: Instant) throws(LocalStoreError) {
    try write { db in
      try db.execute(
        sql: """
          insert into media (sha256, type, octets, width, height, taken_at, sent, state)
          values (?, ?, ?, ?, ?, ?, ?, ?)
          on conflict do update set taken_at = excluded.taken_at, sent = excluded.sent, state = excluded.state
          """,
        arguments: [
          image.sha256.hex, image.facts.type.rawValue, image.facts.octets, image.facts.width, image.facts.height,
          now.microseconds, image.sent, image.state.rawValue,
        ])
    }
  }

  package func image(_ digest: Digest) throws(LocalStoreError) -> KeptImage? {
    try read { db in
      try Row.fetchOne(db, sql: "select * from media where sha256 = ?", arguments: [digest.hex]).map(KeptImage.init)
    }
  }

  /// The image that is to go to the centre next: in the order of the acts that name them.
  ///
  /// - Parameter resting: images that are passed over.
  package func nextToSend(except resting: Set<Digest> = []) throws(LocalStoreError) -> KeptImage? {
    try read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          select m.* from act join act_media a on a.act = act.id join media m on m.sha256 = a.sha256
          where act.state <> 'ruled' and m.state = 'kept' order by act.place, m.sha256
          """)
      while let row = try rows.next() {
        let image = try KeptImage(row)
        if !resting.contains(image.sha256) { return image }
      }
      return nil
    }
  }

  /// How far an image has got to the centre.
  package func set(_ digest: Digest, sent: Int64, state: KeptImage.State) throws(LocalStoreError) {
    try write { db in
      try db.execute(
        sql: "update media set sent = ?, state = ? where sha256 = ?",
        arguments: [sent, state.rawValue, digest.hex])
    }
  }

  package func waitingImages() throws(LocalStoreError) -> WaitingImages {
    try read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          select count(*) as images, coalesce(sum(state = 'damaged'), 0) as damaged,
            coalesce(sum(octets), 0) as octets, coalesce(sum(sent), 0) as sent
          from media
          where state <> 'sent' and sha256 in (
            select a.sha256 from act_media a join act on act.id = a.act where act.state <> 'ruled')
          """)
      return WaitingImages(
        images: row?["images"] ?? 0, damaged: row?["damaged"] ?? 0, octets: row?["octets"] ?? 0,
        sent: row?["sent"] ?? 0)
    }
  }

  /// Forgets the images that nobody needs here: taken before `start` and no longer waited for, or taken before `recent`
  /// for something that was never done. What the centre has can be fetched again.
  ///
  /// - Returns: those that are left.
  package func forgetImages(takenBefore start: Instant, unusedBefore recent: Instant) throws(LocalStoreError)
    -> Set<Digest>
  {
    try write { db in
      try db.execute(
        sql: """
          delete from media
          where taken_at < ? and sha256 not in (
              select a.sha256 from act_media a join act on act.id = a.act where act.state <> 'ruled')
            or taken_at < ? and state <> 'sent' and sha256 not in (select sha256 from act_media)
          """, arguments: [start.microseconds, recent.microseconds])
      let left = try String.fetchAll(db, sql: "select sha256 from media")
      return Set(left.compactMap { Hex.bytes($0).flatMap(Digest.init(bytes:)) })
    }
  }

  /// An act names these images: whatever the centre once said of them, it is asked again.
  static func note(_ media: [MediaReference], of act: ActivityID, _ db: Database) throws {
    for medium in media {
      try db.execute(
        sql: "insert or ignore into act_media (act, sha256) values (?, ?)",
        arguments: [act.text, medium.sha256.hex])
      try db.execute(
        sql: "update media set state = 'kept', sent = 0 where sha256 = ? and state = 'sent'",
        arguments: [medium.sha256.hex])
    }
  }

  /// Acts are offered anew, as the centre has lost them: it may have lost their images too.
  static func offerMediaAgain(_ db: Database) throws {
    try db.execute(
      sql: """
        update media set state = 'kept', sent = 0
        where state = 'sent' and sha256 in (
          select a.sha256 from act_media a join act on act.id = a.act where act.state <> 'ruled')
        """)
  }
}

extension KeptImage {
  init(_ row: Row) throws {
    guard let sha256 = Hex.bytes(row["sha256"] as String).flatMap(Digest.init(bytes:)),
      let type = ImageType(rawValue: row["type"]), let state = State(rawValue: row["state"])
    else { throw LocalStoreError(.damaged, "an image has no name") }
    self.init(
      sha256: sha256,
      facts: ImageFacts(type: type, octets: row["octets"], width: row["width"], height: row["height"]),
      state: state, sent: row["sent"])
  }
}
