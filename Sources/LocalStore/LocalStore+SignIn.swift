import Domain
import Foundation
import GRDB

/// What is kept of a member's password and key; neither can be read from it.
package struct KeptVerifier: Hashable, Sendable {
  package var lock: PasswordLock
  package var sealedKey: [UInt8]
  package var publicKey: [UInt8]

  package init(lock: PasswordLock, sealedKey: [UInt8], publicKey: [UInt8]) {
    self.lock = lock
    self.sealedKey = sealedKey
    self.publicKey = publicKey
  }
}

/// A session that has not ended.
package struct KeptSession: Hashable, Sendable {
  package var member: MemberID
  /// The member's signing key, sealed under the session's token.
  package var sealedKey: [UInt8]
  package var until: Instant
}

extension LocalStore {
  package func verifier(of member: MemberID) throws(LocalStoreError) -> KeptVerifier? {
    try read { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "select verifier, sealed_key, public_key from verifier where member = ?", arguments: [member.text])
      else { return nil }
      return KeptVerifier(
        lock: try JSONDecoder().decode(PasswordLock.self, from: row["verifier"] as Data),
        sealedKey: Array(row["sealed_key"] as Data), publicKey: Array(row["public_key"] as Data))
    }
  }

  package func keep(_ verifier: KeptVerifier, of member: MemberID) throws(LocalStoreError) {
    try write { db in
      try db.execute(
        sql: """
          insert into verifier (member, verifier, sealed_key, public_key) values (?, ?, ?, ?)
          on conflict do update set verifier = excluded.verifier, sealed_key = excluded.sealed_key,
            public_key = excluded.public_key
          """,
        arguments: [
          member.text, try JSONEncoder().encode(verifier.lock), Data(verifier.sealedKey), Data(verifier.publicKey),
        ])
    }
  }

  /// Opens a session and forgets those that have run out.
  package func openSession(
    _ token: Digest, of member: MemberID, sealedKey: [UInt8], until: Instant, now: Instant
  ) throws(LocalStoreError) {
    try write { db in
      try db.execute(sql: "delete from session where until <= ?", arguments: [now.microseconds])
      try db.execute(
        sql: "insert into session (token, member, sealed_key, until) values (?, ?, ?, ?)",
        arguments: [Data(token.bytes), member.text, Data(sealedKey), until.microseconds])
    }
  }

  /// Nil when there is none, or it has run out; also when it would last longer than any session does, as one that was
  /// begun while the clock was ahead.
  package func session(_ token: Digest, at now: Instant) throws(LocalStoreError) -> KeptSession? {
    try read { db in
      guard
        let row = try Row.fetchOne(
          db, sql: "select member, sealed_key, until from session where token = ? and until > ? and until <= ?",
          arguments: [
            Data(token.bytes), now.microseconds, now.adding(seconds: SessionToken.lifetime + 3600).microseconds,
          ]),
        let member = MemberID(text: row["member"] as String)
      else { return nil }
      return KeptSession(
        member: member, sealedKey: Array(row["sealed_key"] as Data), until: Instant(microseconds: row["until"]))
    }
  }

  /// Whether there was such a session.
  @discardableResult
  package func endSession(_ token: Digest) throws(LocalStoreError) -> Bool {
    try write { db in
      try db.execute(sql: "delete from session where token = ?", arguments: [Data(token.bytes)])
      return db.changesCount > 0
    }
  }
}

extension LocalStore {
  /// A member of this office has just chosen a key: the item has it at once, not only when the feed brings it.
  package func take(publicKey: [UInt8], of member: Member) throws(LocalStoreError) {
    var member = member
    member.publicKey = HexBytes(publicKey)
    try write { db in
      let body = String(decoding: try JSONEncoder().encode(member), as: UTF8.self)
      // The version stays: what the centre sends is taken in its place.
      try db.execute(
        sql: """
          insert into item (kind, id, owner, version, body) values ('member', ?, ?, ?, ?)
          on conflict do update set body = excluded.body where excluded.version >= item.version
          """, arguments: [member.id.text, member.home.text, member.version, body])
    }
  }
}
