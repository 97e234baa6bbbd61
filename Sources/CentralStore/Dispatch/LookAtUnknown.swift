import Domain
import Postgres

/// Deliveries of unknown outcome whose look-up is due: `admin.look_v1`.
package struct LookAtUnknown: AnswerStatement {
  package static let statement = PostgresStatement(
    "select admin.look_v1($1, $2::text::interval) as answer", name: "dispatch_look")

  package struct Case: Hashable, Sendable, Decodable {
    package var delivery: DispatchDelivery
    package var post: DispatchPost
    package var channel: Channel
    /// Of the revision that was sent.
    package var content: PostContent
    /// Other wordings of the post, newest first, where no try is known, as after a restore: one of them may be what
    /// went out.
    package var earlier: [Wording]
    /// Where no try is known: what went out all the same went out after this.
    package var since: Instant?
    /// Platform ids that answers named as other deliveries' posts on this channel, out since shortly before the intent.
    package var others: Set<String>?
    /// What the database knew when this look began; goes back with what is found.
    package var asOf: AsOf?

    package init(
      delivery: DispatchDelivery, post: DispatchPost, channel: Channel, content: PostContent,
      earlier: [Wording] = [], since: Instant? = nil, others: Set<String>? = nil, asOf: AsOf? = nil
    ) {
      self.delivery = delivery
      self.post = post
      self.channel = channel
      self.content = content
      self.earlier = earlier
      self.since = since
      self.others = others
      self.asOf = asOf
    }

    enum CodingKeys: String, CodingKey {
      case delivery, post, channel, content, earlier, since, others
      case asOf = "as_of"
    }
  }

  /// A look proves nothing of what came after it, however late its finding is told.
  package struct AsOf: Hashable, Sendable, Codable {
    package var at: Instant
    /// The try in question could send nothing more by then.
    package var ended: Bool

    package init(at: Instant, ended: Bool) {
      self.at = at
      self.ended = ended
    }
  }

  /// One revision of a post.
  package struct Wording: Hashable, Sendable, Decodable {
    package var revision: Int
    package var content: PostContent

    package init(revision: Int, content: PostContent) {
      self.revision = revision
      self.content = content
    }
  }

  package typealias Output = [Case]

  package let parameters: [PostgresValue]

  /// - Parameter every: until somebody looks at the same delivery again.
  package init(max: Int, every: Duration) {
    parameters = [.int(Int32(max)), every.interval]
  }
}
