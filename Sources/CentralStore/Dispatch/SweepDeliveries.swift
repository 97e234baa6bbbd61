import Postgres

/// What was being sent when its sender fell silent becomes unknown; what is too late becomes missed: `admin.sweep_v1`.
package struct SweepDeliveries: AnswerStatement {
  package static let statement = PostgresStatement(
    "select admin.sweep_v1($1::text::interval, $2) as answer", name: "dispatch_sweep")

  /// How many became what.
  package struct Output: Hashable, Sendable, Decodable {
    package var unknown: Int
    package var missed: Int
  }

  package let parameters: [PostgresValue]

  package init(quiet: Duration, max: Int = 200) {
    parameters = [quiet.interval, .int(Int32(max))]
  }
}
