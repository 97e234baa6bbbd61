import Domain
import HTTPTypes

/// A platform as requests and answers. An adapter does no I/O: it says what to ask next and reads what came back.
///
/// A delivery's steps are driven from outside:
/// `next` gives the request of the coming step; what came back goes to `interpret`; so on until `done`.
package protocol Platform: Sendable {
  /// The adapter's name, as channels carry it: `mastodon`.
  var name: String { get }

  /// What this adapter can promise about repeating and looking up.
  var promises: PlatformPromises { get }

  /// What goes out on this channel, as the platform will show it; counted as the platform counts.
  func render(_ content: PostContent, on channel: Channel) -> Rendering

  /// The next step of a delivery.
  func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep

  /// What an answer, or its absence, to a step means.
  func interpret(_ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress) -> StepResult

  /// The request that tells whether the delivery is out; nil where the platform offers none.
  func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest?

  /// What the look-up found.
  func interpretLookUp(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
  ) -> LookUpResult

  /// A harmless request that proves that the credential may post and reads the account's limits.
  func check(_ channel: Channel, _ secret: Secret) -> [PlatformRequest]

  /// Reads the answers to `check`, in its order.
  func interpretCheck(_ results: [ExchangeResult], of channel: Channel) -> CheckResult
}

/// What may be relied on when an outcome is not known.
package struct PlatformPromises: Hashable, Sendable {
  /// Repeating the very same publish cannot make a second post, for this many seconds after the first.
  package var repeatIsSafeFor: Int64?
  /// Whether a look-up exists at all.
  package var canLookUp: Bool
  /// How long after acting the platform may not yet show it, in seconds.
  package var visibleAfter: Int64

  package init(repeatIsSafeFor: Int64?, canLookUp: Bool, visibleAfter: Int64) {
    self.repeatIsSafeFor = repeatIsSafeFor
    self.canLookUp = canLookUp
    self.visibleAfter = visibleAfter
  }
}

/// All that an adapter needs to know of one delivery.
package struct DeliveryOrder: Hashable, Sendable {
  package var delivery: DeliveryID
  package var kind: DeliveryKind
  package var post: PostID
  package var revision: Int
  package var content: PostContent
  package var channel: Channel
  package var secret: Secret
  /// Of the post; for adapters that write their own creation time.
  package var createdAt: Instant
  /// Derived from post, channel and revision.
  package var idempotencyKey: String
  /// For edit and take-down: what the publish left behind.
  package var remoteID: String?
  /// The last own post known before the intent, where the adapter wants one.
  package var lastKnown: String?
  /// When the intent was written: the window of a look-up begins before it.
  package var intentAt: Instant?

  package init(
    delivery: DeliveryID, kind: DeliveryKind, post: PostID, revision: Int, content: PostContent, channel: Channel,
    secret: Secret, createdAt: Instant, idempotencyKey: String, remoteID: String? = nil, lastKnown: String? = nil,
    intentAt: Instant? = nil
  ) {
    self.delivery = delivery
    self.kind = kind
    self.post = post
    self.revision = revision
    self.content = content
    self.channel = channel
    self.secret = secret
    self.createdAt = createdAt
    self.idempotencyKey = idempotencyKey
    self.remoteID = remoteID
    self.lastKnown = lastKnown
    self.intentAt = intentAt
  }
}

/// What the steps so far have left: kept with the delivery as JSON, so that a kill loses nothing.
package struct DeliveryProgress: Hashable, Sendable, Codable {
  package var values: [String: String]

  package init(_ values: [String: String] = [:]) {
    self.values = values
  }
}

/// A request as an adapter wants it made.
package struct PlatformRequest: Hashable, Sendable {
  package var head: HTTPRequest
  package var body: [UInt8]
  /// Has a visible effect: made at most once for each intent.
  package var acts: Bool

  package init(head: HTTPRequest, body: [UInt8] = [], acts: Bool) {
    self.head = head
    self.body = body
    self.acts = acts
  }
}

package enum PlatformStep: Hashable, Sendable {
  case request(PlatformRequest)
  case wait(until: Instant)
  case done(DeliveryOutcome)
}

/// What came of a request.
package enum ExchangeResult: Hashable, Sendable {
  case answer(PlatformResponse)
  /// No usable answer. `mayHaveActed` is false only when surely not one byte of the request left.
  case failure(mayHaveActed: Bool, sentence: String)
}

package struct PlatformResponse: Hashable, Sendable {
  package var status: Int
  package var fields: HTTPFields
  package var body: [UInt8]
  /// When it was read.
  package var at: Instant

  package init(status: Int, fields: HTTPFields = [:], body: [UInt8] = [], at: Instant) {
    self.status = status
    self.fields = fields
    self.body = body
    self.at = at
  }
}

package enum StepResult: Hashable, Sendable {
  case proceed(DeliveryProgress)
  case done(DeliveryOutcome)
}

/// The end of a try.
package enum DeliveryOutcome: Hashable, Sendable {
  /// It stands there under this id.
  case acted(remoteID: String?, url: String?)
  /// The platform surely did not act. May be tried again, not before the time given.
  case surelyNot(retryAt: Instant?, sentence: String)
  /// The platform said no; in a member's words.
  case rejected(code: String, sentence: String)
  /// The credential no longer opens the account: the channel waits for a person.
  case credential(sentence: String)
  /// Nobody knows yet.
  case unknown(sentence: String)
}

/// Where a look-up of several pages stands.
package struct LookUpPage: Hashable, Sendable {
  package var number: Int
  package var cursor: String?

  package init(number: Int = 0, cursor: String? = nil) {
    self.number = number
    self.cursor = cursor
  }
}

package enum LookUpResult: Hashable, Sendable {
  case present(remoteID: String, url: String?)
  case absent
  /// This page decides nothing; ask for the next.
  case more(LookUpPage)
  /// The look-up itself failed; try again later.
  case undecided(sentence: String)
}

package enum CheckResult: Hashable, Sendable {
  /// May post. Limits as read; the newest own post, to look up from.
  case fine(ChannelLimits)
  case refused(sentence: String)
  case undecided(sentence: String)
}

/// What goes out, and what is wrong with it.
package struct Rendering: Hashable, Sendable {
  /// The exact text.
  package var text: String
  /// Its length as the platform counts, and the limit.
  package var length: Int
  package var limit: Int
  /// What keeps it from going out, in a member's words; empty when nothing does.
  package var problems: [String]

  package init(text: String, length: Int, limit: Int, problems: [String]) {
    self.text = text
    self.length = length
    self.limit = limit
    self.problems = problems
  }
}

/// A secret that never shows itself in print.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let value: String

  package init(_ value: String) {
    self.value = value
  }

  /// The value, for the one header that carries it.
  package func reveal() -> String { value }

  package var description: String { "•••" }
  package var debugDescription: String { "•••" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
