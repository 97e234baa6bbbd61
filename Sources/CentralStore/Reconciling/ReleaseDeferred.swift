import Domain
import Postgres

/// Lets deferred acts be ruled on whose images have come, or that have waited too long; how many:
/// `admin.media_release_v1`.
package struct ReleaseDeferred: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.media_release_v1($1, make_interval(secs => $2::bigint)) as released", name: "media_release")

  package let parameters: [PostgresValue]

  /// - Parameter patience: how long an act may wait, in seconds from its receipt.
  package init(at now: Instant, patience: Int64) {
    parameters = [.timestamptz(now.date), .bigint(patience)]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Int {
    try rows.first.map { Int(try $0.int("released")) } ?? 0
  }
}

/// Deletes images that no post has named for a month; how many: `admin.media_forget_v1`.
package struct ForgetMedia: CentralStatement {
  package static let statement = PostgresStatement(
    "select admin.media_forget_v1(interval '30 days') as forgotten", name: "media_forget")
  package var parameters: [PostgresValue] { [] }

  package init() {}

  package static func read(_ rows: [PostgresRow]) throws -> Int {
    try rows.first.map { Int(try $0.int("forgotten")) } ?? 0
  }
}
