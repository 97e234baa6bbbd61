import Domain
import Foundation
import Postgres

/// The session of a channel with its platform: `admin.platform_session_v1`. Nil: none was ever begun.
package struct ReadPlatformSession: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.platform_session_v1($1, $2) as answer", name: "platform_session")

  package let parameters: [PostgresValue]

  package init(_ channel: ChannelReference) {
    parameters = [.uuid(channel.region.uuid), .uuid(channel.channel.uuid)]
  }

  package static func read(_ rows: [PostgresRow]) throws -> HeldSession? {
    guard let text = try rows.first?.jsonOrNil("answer") else { return nil }
    return try JSONDecoder().decode(HeldSession.self, from: Data(text.utf8))
  }
}

/// What is known of a channel's session. Times are seconds from when it was read, by the database's clock.
package struct HeldSession: Hashable, Sendable, Decodable {
  package enum Kind: String, Hashable, Sendable, Codable { case open, renew }

  package enum Reason: String, Hashable, Sendable, Decodable { case refused, undecided }

  /// Of the credential that opened it.
  package var credential: HexBytes
  package var keyID: String?
  /// The pair of tokens; nil: none is held.
  package var sealed: HexBytes?
  /// Names the pair that is held.
  package var generation: Int64
  /// The first token may be used for so long, and should be renewed after so long.
  package var accessIn: Double
  package var renewIn: Double
  /// Renewals of this pair of which nothing is known.
  package var tries: Int
  package var underWay: Kind?
  /// Until what is under way counts as fallen silent.
  package var endsIn: Double
  package var fence: Int64
  /// Nothing is begun for so long.
  package var waitIn: Double
  /// In a row, without a pair.
  package var fails: Int
  package var reason: Reason?
  package var sentence: String?

  package init(
    credential: HexBytes, keyID: String? = nil, sealed: HexBytes? = nil, generation: Int64 = 0, accessIn: Double = 0,
    renewIn: Double = 0, tries: Int = 0, underWay: Kind? = nil, endsIn: Double = 0, fence: Int64 = 1,
    waitIn: Double = 0, fails: Int = 0, reason: Reason? = nil, sentence: String? = nil
  ) {
    self.credential = credential
    self.keyID = keyID
    self.sealed = sealed
    self.generation = generation
    self.accessIn = accessIn
    self.renewIn = renewIn
    self.tries = tries
    self.underWay = underWay
    self.endsIn = endsIn
    self.fence = fence
    self.waitIn = waitIn
    self.fails = fails
    self.reason = reason
    self.sentence = sentence
  }

  enum CodingKeys: String, CodingKey {
    case credential = "credential_sha256"
    case keyID = "key_id"
    case sealed, generation
    case accessIn = "access_in"
    case renewIn = "renew_in"
    case tries
    case underWay = "under_way"
    case endsIn = "ends_in"
    case fence
    case waitIn = "wait_in"
    case fails, reason, sentence
  }
}

/// The intent to open or renew a session: `admin.platform_session_begin_v1`. Answers with its fence; nil: somebody was
/// faster, or it is too early.
package struct BeginPlatformSession: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.platform_session_begin_v1($1, $2, $3, $4, $5, $6, $7::text::interval, $8::float8::real) as fence",
    name: "platform_session_begin")

  package let parameters: [PostgresValue]

  /// - Parameters:
  ///   - fence: as read; 0: no session was there.
  ///   - timeout: after it, silence counts as perhaps spent.
  ///   - perDay: how often it may be done in the long run.
  package init(
    owner: UUID, channel: ChannelReference, credential: HexBytes, fence: Int64, kind: HeldSession.Kind,
    timeout: Duration, perDay: Double
  ) {
    parameters = [
      .uuid(owner), .uuid(channel.region.uuid), .uuid(channel.channel.uuid), .bytea(credential.bytes), .bigint(fence),
      .text(kind.rawValue), timeout.interval, .double(perDay),
    ]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Int64? { try rows.first?.bigintOrNil("fence") }
}

/// Writes what came of an intent: `admin.platform_session_settle_v1`. False: another intent has been written since.
package struct SettlePlatformSession: AnswerStatement {
  package static let statement = PostgresStatement(
    "select to_jsonb(admin.platform_session_settle_v1($1, $2, $3, $4, $5)) as answer", name: "platform_session_settle")

  package typealias Output = Bool

  package struct Result: Hashable, Sendable, Encodable {
    package enum Outcome: String, Sendable, Encodable { case open, spent, refused, undecided }

    package var outcome: Outcome
    package var keyID: String?
    /// The new pair.
    package var sealed: HexBytes?
    /// Seconds.
    package var accessIn: Double?
    package var renewIn: Double?
    /// Seconds before anything is begun again.
    package var restIn: Double
    /// Of a renewal it is known that the old pair was not used.
    package var undone = false
    package var sentence: String?

    package init(_ outcome: Outcome, restIn: Double, sentence: String? = nil) {
      self.outcome = outcome
      self.restIn = restIn
      self.sentence = sentence
    }

    enum CodingKeys: String, CodingKey {
      case outcome
      case keyID = "key_id"
      case sealed
      case accessIn = "access_in"
      case renewIn = "renew_in"
      case restIn = "rest_in"
      case undone, sentence
    }
  }

  package let parameters: [PostgresValue]

  package init(owner: UUID, channel: ChannelReference, fence: Int64, result: Result) throws {
    parameters = [
      .uuid(owner), .uuid(channel.region.uuid), .uuid(channel.channel.uuid), .bigint(fence), try result.json(),
    ]
  }
}

/// The platform said that the session of a pair has ended: `admin.platform_session_stale_v1`. False: another pair is
/// held by now.
package struct EndPlatformSession: AnswerStatement {
  package static let statement = PostgresStatement(
    "select to_jsonb(admin.platform_session_stale_v1($1, $2, $3)) as answer", name: "platform_session_stale")

  package typealias Output = Bool

  package let parameters: [PostgresValue]

  package init(_ channel: ChannelReference, generation: Int64) {
    parameters = [.uuid(channel.region.uuid), .uuid(channel.channel.uuid), .bigint(generation)]
  }
}
