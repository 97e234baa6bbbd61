import Postgres

/// Shows on deliveries what stops do to them, and what lifting them does: `admin.stops_plan_v1`.
/// Answers with how many changed; again at once while it is `max`.
package struct PlanStops: AnswerStatement {
  package static let statement = PostgresStatement(
    "select to_jsonb(admin.stops_plan_v1($1)) as answer", name: "plan_stops")

  package typealias Output = Int

  package let parameters: [PostgresValue]

  package init(max: Int) { parameters = [.int(Int32(max))] }
}
