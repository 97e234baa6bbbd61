import Domain
import Postgres

/// Posts that the scheduler has not seen in their current version, or whose new words waited for an outcome:
/// `admin.plan_load_v1`.
package struct LoadPlans: AnswerStatement {
  package static let statement = PostgresStatement("select admin.plan_load_v1($1) as answer", name: "plan_load")

  /// A post, where it goes, and what became of it so far.
  package struct Unplanned: Hashable, Sendable, Decodable {
    package var post: Post
    package var channels: [Place]
    package var deliveries: [DeliveryItem]
    /// What was sent of it so far, by number of revision.
    package var words: [String: PostContent]

    package init(post: Post, channels: [Place], deliveries: [DeliveryItem], words: [String: PostContent] = [:]) {
      self.post = post
      self.channels = channels
      self.deliveries = deliveries
      self.words = words
    }
  }

  /// One channel of a post.
  package struct Place: Hashable, Sendable, Decodable {
    package var region: RegionID
    package var channel: ChannelID
    /// The adapter's name.
    package var platform: String
    /// Of the texts that go out here.
    package var languages: [String]

    package init(region: RegionID, channel: ChannelID, platform: String, languages: [String]) {
      self.region = region
      self.channel = channel
      self.platform = platform
      self.languages = languages
    }

    enum CodingKeys: String, CodingKey {
      case region = "region_id"
      case channel = "channel_id"
      case platform, languages
    }
  }

  package typealias Output = [Unplanned]

  package let parameters: [PostgresValue]

  package init(max: Int) { parameters = [.int(Int32(max))] }
}
