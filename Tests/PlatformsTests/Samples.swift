import Domain
import HTTPTypes
import Platforms

/// Values that many tests begin from.
enum Samples {
  static let now = Instant(microseconds: 1_790_000_000_000_000)
  static let region = RegionID.derived("samples")

  static func channel(
    _ languages: [String] = ["en"], limits: ChannelLimits = ChannelLimits(accountID: "7"), platform: String = "mastodon"
  ) -> Channel {
    Channel(
      id: .derived("samples", platform), region: region, platform: platform, address: "https://social.example",
      handle: "@council@social.example", name: "Council", languages: languages, limits: limits,
      activity: .derived("samples"))
  }

  static func content(
    _ texts: [String: String] = ["en": "Roads are closed."], warning: String? = nil,
    visibility: Visibility = .public, replyTo: String? = nil
  ) -> PostContent {
    PostContent(texts: texts, contentWarning: warning, visibility: visibility, replyTo: replyTo, channels: [])
  }

  /// An image of a post: a name of its content, what it is, and its text in English.
  static func image(
    _ name: String = "road", _ alternative: String? = "A flooded road", type: ImageType = .jpeg,
    octets: Int64 = 1000, width: Int = 40, height: Int = 30
  ) -> MediaReference {
    MediaReference(
      sha256: Digest.of(Array(name.utf8)), alternative: alternative.map { ["en": $0] } ?? [:],
      decorative: alternative == nil,
      image: ImageFacts(type: type, octets: octets, width: width, height: height))
  }

  static func content(_ images: [MediaReference], text: String = "Roads are closed.") -> PostContent {
    var content = content(["en": text])
    content.media = images
    return content
  }

  static func order(
    _ kind: DeliveryKind = .publish, _ content: PostContent = content(), on channel: Channel = channel(),
    remoteID: String? = nil, lastKnown: String? = nil
  ) -> DeliveryOrder {
    DeliveryOrder(
      delivery: .derived("samples"), kind: kind, post: .derived("samples"), postRegion: .derived("samples"),
      revision: 1,
      content: content, channel: channel, secret: Secret("token-of-tests"), createdAt: now, idempotencyKey: "key-1",
      remoteID: remoteID,
      lastKnown: lastKnown, intentAt: now)
  }

  static func answer(
    _ status: Int, _ body: String = "", fields: HTTPFields = [:], at: Instant = now
  ) -> ExchangeResult {
    .answer(PlatformResponse(status: status, fields: fields, body: Array(body.utf8), at: at))
  }
}
