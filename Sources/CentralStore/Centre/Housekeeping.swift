import Domain
import Foundation
import Postgres

/// Which database this is and how far it has come: `admin.identity_v1`.
package struct ReadIdentity: CentralStatement {
  package static let statement = PostgresStatement("select admin.identity_v1($1) as identity", name: "identity")
  package let parameters: [PostgresValue]

  /// - Parameter seen: what was there before; its last ruling is asked for again.
  package init(since seen: Identity?) {
    parameters = [.orNull(seen?.rulings, PostgresValue.bigint)]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Identity {
    guard let row = rows.first else { throw PostgresError(.decoding, "no identity came back") }
    return try JSONDecoder().decode(Identity.self, from: Data(try row.json("identity").utf8))
  }

  package struct Identity: Sendable, Hashable, Codable {
    package var system: String
    package var timeline: Int64
    package var database: Int64
    /// Counts the changes of epoch.
    package var generation: Int64
    /// Grows with every claim and every intent.
    package var claims: Int64
    /// The number of the last ruling.
    package var rulings: Int64
    /// The act that the last ruling is on.
    package var lastAct: UUID?
    /// The act of the ruling that was the last when it was seen before.
    package var actThen: UUID?
    /// Coordinators whose session stands now.
    package var alive: Int64
    /// Whether a delivery was ever made.
    package var anything: Bool

    package init(
      system: String, timeline: Int64, database: Int64, generation: Int64, claims: Int64, rulings: Int64,
      lastAct: UUID?, actThen: UUID?, alive: Int64, anything: Bool
    ) {
      self.system = system
      self.timeline = timeline
      self.database = database
      self.generation = generation
      self.claims = claims
      self.rulings = rulings
      self.lastAct = lastAct
      self.actThen = actThen
      self.alive = alive
      self.anything = anything
    }

    enum CodingKeys: String, CodingKey {
      case system, timeline, database, generation, claims, rulings
      case lastAct = "last_act"
      case actThen = "act_then"
      case alive, anything
    }
  }
}

/// Carries feeds to the regions above, one batch; how many rows: `admin.fan_out_v1`.
package struct FanOut: CentralStatement {
  package static let statement = PostgresStatement("select admin.fan_out_v1($1) as carried", name: "fan_out")

  package var max: Int

  package init(max: Int) {
    self.max = max
  }

  package var parameters: [PostgresValue] { [.int(Int32(max))] }
  package static func read(_ rows: [PostgresRow]) throws -> Int {
    try rows.first.map { Int(try $0.int("carried")) } ?? 0
  }
}

/// Rings desks in use that have something to fetch: `admin.bell_due_v1`.
package struct RingDesks: CentralStatement {
  package static let statement = PostgresStatement("select admin.bell_due_v1() as rang", name: "bell_due")
  package var parameters: [PostgresValue] { [] }

  package init() {}

  package static func read(_ rows: [PostgresRow]) throws -> Int { try rows.first.map { Int(try $0.int("rang")) } ?? 0 }
}

/// Ends what regions see of channels that nobody lends them any more; how much: `admin.shares_end_v1`.
package struct EndShares: CentralStatement {
  package static let statement = PostgresStatement("select admin.shares_end_v1() as ended", name: "shares_end")
  package var parameters: [PostgresValue] { [] }

  package init() {}

  package static func read(_ rows: [PostgresRow]) throws -> Int { try rows.first.map { Int(try $0.int("ended")) } ?? 0 }
}

/// Deletes credentials that no act has named for a day; how many: `admin.credentials_forget_v1`.
package struct ForgetCredentials: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.credentials_forget_v1(interval '1 day') as forgotten", name: "credentials_forget")
  package var parameters: [PostgresValue] { [] }

  package init() {}

  package static func read(_ rows: [PostgresRow]) throws -> Int {
    try rows.first.map { Int(try $0.int("forgotten")) } ?? 0
  }
}

/// Forgets rows of feeds that are older than 90 days, so many of each feed and hardly more in all; how many:
/// `admin.feeds_trim_v1`.
package struct TrimFeeds: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.feeds_trim_v1(interval '90 days', $1) as gone", name: "feeds_trim")

  package var max: Int

  package init(max: Int) {
    self.max = max
  }

  package var parameters: [PostgresValue] { [.int(Int32(max))] }

  package static func read(_ rows: [PostgresRow]) throws -> Int64 { try rows.first?.bigint("gone") ?? 0 }
}

/// Ends agents' transactions that are older than ten seconds: `admin.login_watch_v1`.
package struct WatchLogins: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.login_watch_v1(interval '10 seconds') as ended", name: "login_watch")
  package var parameters: [PostgresValue] { [] }

  package init() {}

  package static func read(_ rows: [PostgresRow]) throws -> Int { try rows.first.map { Int(try $0.int("ended")) } ?? 0 }
}

/// Figures for health, metrics and status: `admin.figures_v1`.
package struct ReadFigures: CentralStatement {
  package static let statement = PostgresStatement("select name, label, value from admin.figures_v1()", name: "figures")
  package var parameters: [PostgresValue] { [] }

  package init() {}

  package static func read(_ rows: [PostgresRow]) throws -> [Figure] {
    try rows.map { Figure(name: try $0.text("name"), label: try $0.text("label"), value: try $0.double("value")) }
  }
}

/// One figure: a name, what it is of (empty: the whole body), a value.
package struct Figure: Sendable, Hashable, Codable {
  package var name: String
  package var label: String
  package var value: Double

  package init(name: String, label: String, value: Double) {
    self.name = name
    self.label = label
    self.value = value
  }
}
