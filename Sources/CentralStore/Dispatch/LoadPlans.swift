import Domain
import Postgres

/// Posts that the scheduler has not seen in their current version: `admin.plan_load_v1`.
package struct LoadPlans: AnswerStatement {
  package static let statement = PostgresStatement("select admin.plan_load_v1($1) as answer", name: "plan_load")

  /// A post, where it goes, and what became of it so far.
  package struct Unplanned: Hashable, Sendable, Decodable {
    package var post: Post
    package var channels: [Place]
    package var deliveries: [DeliveryItem]

    package init(post: Post, channels: [Place], deliveries: [DeliveryItem]) {
      self.post = post
      self.channels = channels
      self.deliveries = deliveries
    }
  }

  /// One channel of a post.
  package struct Place: Hashable, Sendable, Decodable {
    package var region: RegionID
    package var channel: ChannelID

    package init(region: RegionID, channel: ChannelID) {
      self.region = region
      self.channel = channel
    }

    enum CodingKeys: String, CodingKey {
      case region = "region_id"
      case channel = "channel_id"
    }
  }

  package typealias Output = [Unplanned]

  package let parameters: [PostgresValue]

  package init(max: Int) { parameters = [.int(Int32(max))] }
}
