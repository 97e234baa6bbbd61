import Domain
import Foundation
import GRDB

/// What the store knows of itself and its office.
package struct OfficeIdentity: Hashable, Sendable, Codable {
  package var region: RegionID
  /// Name of this store among those that write for the office.
  package var agent: AgentID
  /// Counts the lives of this store: a new one begins when the centre has seen other acts under the same numbers.
  package var incarnation: Int
  package var name: String
  package var body: String
  package var host: String
  package var port: Int
  package var database: String
  package var login: String
  /// The coordinators' signing key as it came with the bundle: pinned.
  package var signingKey: HexBytes

  package init(
    region: RegionID, agent: AgentID, incarnation: Int = 1, name: String, body: String, host: String, port: Int,
    database: String, login: String, signingKey: HexBytes
  ) {
    self.region = region
    self.agent = agent
    self.incarnation = incarnation
    self.name = name
    self.body = body
    self.host = host
    self.port = port
    self.database = database
    self.login = login
    self.signingKey = signingKey
  }
}

/// What `run` last learned of the line to the centre; for `status`.
package struct LineState: Hashable, Sendable, Codable {
  package enum Condition: String, Sendable, Codable {
    case up, down, locked
    /// The centre does not let this office in, or cannot be understood; see the sentence.
    case refused
  }

  package var condition: Condition
  /// When it was last tried.
  package var triedAt: Instant
  /// When it last worked.
  package var workedAt: Instant?
  /// In a member's words, when it is not up.
  package var sentence: String?
  /// The centre holds everything back after a restore.
  package var frozen: Bool
  /// Since when it has been in this condition; nil where that is not known.
  package var since: Instant?
  /// What the centre's clock said when it was last greeted, and what this computer's said then.
  package var clock: ClockState?

  package init(
    condition: Condition, triedAt: Instant, workedAt: Instant?, sentence: String? = nil, frozen: Bool = false,
    since: Instant? = nil, clock: ClockState? = nil
  ) {
    self.since = since
    self.clock = clock
    self.condition = condition
    self.triedAt = triedAt
    self.workedAt = workedAt
    self.sentence = sentence
    self.frozen = frozen
  }
}

/// The centre's clock and this computer's, at one moment.
package struct ClockState: Hashable, Sendable, Codable {
  package var centre: Instant
  package var here: Instant

  package init(centre: Instant, here: Instant) {
    self.centre = centre
    self.here = here
  }

  /// How far this computer's clock is ahead of the centre's, in seconds, by what is known at a time on its own clock.
  /// Where that is before what the centre has said, it was set back since, at least so far.
  package func ahead(at now: Instant) -> Double {
    let then = here.seconds(since: centre)
    let least = now.seconds(since: centre)
    return min(then, least)
  }
}

extension LocalStore {
  private enum Key: String {
    case office, epoch, line
    case usedAt = "used_at"
    case unread, progress, renamed, acknowledged, distrusted
  }

  /// The last number of each lane that the centre has said to have of the present incarnation.
  private struct Acknowledged: Codable {
    var incarnation: Int
    var ordinary: Int64 = 0
    var restrictive: Int64 = 0
  }

  /// Nil until the office is enrolled.
  package func office() throws(LocalStoreError) -> OfficeIdentity? { try setting(.office) }
  package func set(office: OfficeIdentity) throws(LocalStoreError) { try set(office, as: .office) }

  /// The office is not enrolled after all.
  package func forgetOffice() throws(LocalStoreError) {
    try write { try $0.execute(sql: "delete from setting where key = 'office'") }
  }

  package func lineState() throws(LocalStoreError) -> LineState? { try setting(.line) }
  package func set(lineState: LineState) throws(LocalStoreError) { try set(lineState, as: .line) }

  /// When this store last turned out to be a copy, or an older state of itself, and went on under a new name.
  package func renamedAt() throws(LocalStoreError) -> Instant? { try setting(.renamed) }
  static func setRenamed(at time: Instant, _ db: Database) throws { try put(time, as: .renamed, db) }

  /// The number of the last act of each lane of which the centre has said that it has it. A centre that has fewer was
  /// set back, whatever it says of itself.
  package func acknowledged() throws(LocalStoreError) -> [Lane: Int64] {
    try read { db in
      guard let known: Acknowledged = try Self.get(.acknowledged, db),
        known.incarnation == (try Self.office(db))?.incarnation
      else { return [:] }
      return [.ordinary: known.ordinary, .restrictive: known.restrictive]
    }
  }

  static func noteAcknowledged(_ lane: Lane, upTo sequence: Int64, of incarnation: Int, _ db: Database) throws {
    var known: Acknowledged = try get(.acknowledged, db) ?? Acknowledged(incarnation: incarnation)
    if known.incarnation != incarnation { known = Acknowledged(incarnation: incarnation) }
    switch lane {
    case .ordinary: known.ordinary = max(known.ordinary, sequence)
    case .restrictive: known.restrictive = max(known.restrictive, sequence)
    }
    try put(known, as: .acknowledged, db)
  }

  /// When a member last gave a command here.
  package func lastUse() throws(LocalStoreError) -> Instant? { try setting(.usedAt) }
  package func set(lastUse: Instant) throws(LocalStoreError) { try set(lastUse, as: .usedAt) }

  /// Items that were passed over as nobody could make sense of them here; nil: none since the last snapshot.
  package func unread() throws(LocalStoreError) -> Unread? { try setting(.unread) }

  /// - Parameter version: of the agent that passes over the item.
  package func note(unread kind: String, _ id: UUID, by version: String) throws(LocalStoreError) {
    try write { db in
      var unread: Unread = try Self.get(.unread, db) ?? Unread(version: version)
      unread.note(kind, id, by: version)
      try Self.put(unread, as: .unread, db)
    }
  }

  /// What was passed over once has come in a form that can be read.
  static func forgetUnread(_ rows: [ReceivedItem], _ db: Database) throws {
    guard var unread: Unread = try get(.unread, db) else { return }
    unread.forget(rows)
    if unread.isEmpty {
      try db.execute(sql: "delete from setting where key = 'unread'")
    } else {
      try put(unread, as: .unread, db)
    }
  }

  /// Of what is being read from the centre; nil when nothing long is.
  package func progress() throws(LocalStoreError) -> SyncProgress? { try setting(.progress) }
  static func setProgress(_ progress: SyncProgress?, _ db: Database) throws {
    if let progress { return try put(progress, as: .progress, db) }
    try db.execute(sql: "delete from setting where key = 'progress'")
  }

  /// Whether something is wrong with what came from the centre: a new snapshot takes its place.
  package func isDistrusted() throws(LocalStoreError) -> Bool { try setting(.distrusted) ?? false }
  static func setDistrusted(_ value: Bool, _ db: Database) throws { try put(value, as: .distrusted, db) }

  /// The life of the central database that this store follows; nil before the first snapshot.
  package func epoch() throws(LocalStoreError) -> UUID? { try setting(.epoch) }

  static func epoch(_ db: Database) throws -> UUID? { try get(.epoch, db) }
  static func setEpoch(_ epoch: UUID, _ db: Database) throws { try put(epoch, as: .epoch, db) }
  static func setOffice(_ office: OfficeIdentity, _ db: Database) throws { try put(office, as: .office, db) }
  static func office(_ db: Database) throws -> OfficeIdentity? { try get(.office, db) }

  private func setting<Value: Decodable>(_ key: Key) throws(LocalStoreError) -> Value? {
    try read { try Self.get(key, $0) }
  }

  private func set(_ value: some Encodable, as key: Key) throws(LocalStoreError) {
    try write { try Self.put(value, as: key, $0) }
  }

  private static func get<Value: Decodable>(_ key: Key, _ db: Database) throws -> Value? {
    guard
      let text = try String.fetchOne(
        db, sql: "select value from setting where key = ?", arguments: [key.rawValue])
    else { return nil }
    return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  private static func put(_ value: some Encodable, as key: Key, _ db: Database) throws {
    let text = String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    try db.execute(
      sql: "insert into setting (key, value) values (?, ?) on conflict do update set value = excluded.value",
      arguments: [key.rawValue, text])
  }
}
