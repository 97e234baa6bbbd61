import Domain
import Foundation
import Postgres

/// Keeps what a step before the publish has left: `admin.progress_v1`. False: the lane is no longer ours.
package struct KeepProgress: AnswerStatement {
  package static let statement = PostgresStatement(
    "select to_jsonb(admin.progress_v1($1, $2, $3, $4, $5)) as answer", name: "dispatch_progress")

  package typealias Output = Bool

  package let parameters: [PostgresValue]

  package init(owner: UUID, work: DispatchWork, progress: [String: String]) throws {
    parameters = [
      .uuid(owner), .uuid(work.delivery.item.region.uuid), .uuid(work.delivery.item.id.uuid), .bigint(work.fence),
      try progress.json(),
    ]
  }
}
