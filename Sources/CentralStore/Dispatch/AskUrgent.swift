import Domain
import Postgres

/// Whether an emergency or a take-down could go on a delivery's lane now, and the delivery is neither:
/// `admin.urgent_v1`.
package struct AskUrgent: AnswerStatement {
  package static let statement = PostgresStatement(
    "select to_jsonb(admin.urgent_v1($1, $2)) as answer", name: "dispatch_urgent")

  package typealias Output = Bool

  package let parameters: [PostgresValue]

  package init(_ delivery: DeliveryItem) {
    parameters = [.uuid(delivery.region.uuid), .uuid(delivery.id.uuid)]
  }
}
