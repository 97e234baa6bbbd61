import Domain
import Foundation
import HTTPTypes
import Platforms

/// Values of Bluesky that many tests begin from.
enum Sky {
  static let did = "did:plc:7iza6de2dwap2sbkpav7c6c6"
  static let platform = BlueskyPlatform()
  /// 2026-09-21T14:13:20Z.
  static let now = Samples.now

  static func channel(
    _ languages: [String] = ["en"], did: String? = did, handle: String = "@council.example",
    address: String = "https://pds.example"
  ) -> Channel {
    var channel = Samples.channel(languages, limits: ChannelLimits(accountID: did), platform: "bluesky")
    channel.handle = handle
    channel.address = address
    return channel
  }

  static func order(
    _ kind: DeliveryKind = .publish, _ content: PostContent = Samples.content(), on channel: Channel = channel(),
    remoteID: String? = nil
  ) -> DeliveryOrder {
    Samples.order(kind, content, on: channel, remoteID: remoteID)
  }

  /// The key that `order()` puts its record under.
  static let key = BlueskyNames.recordKey(
    post: .derived("samples"), channel: channel().id, createdAt: Samples.now)
  static let uri = "at://\(did)/app.bsky.feed.post/\(key)"

  static func image(
    _ name: String, alt: String = "A road", octets: Int64 = 9, type: ImageType = .jpeg
  ) -> MediaReference {
    MediaReference(
      sha256: Digest.of(name), alternative: ["en": alt],
      image: ImageFacts(type: type, octets: octets, width: 1600, height: 900))
  }

  /// A token that ends `seconds` from now.
  static func token(_ seconds: Int64 = 7200, name: String = "access") -> String {
    let claims = Data(#"{"exp":\#(now.microseconds / 1_000_000 + seconds),"sub":"\#(name)??>>"}"#.utf8)
    let text = claims.base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    return "eyJhbGciOiJIUzI1NiJ9.\(text).c2ln"
  }

  static func session(_ more: String = "", did: String = did, handle: String = "council.example") -> String {
    """
    {"accessJwt":"\(token())","refreshJwt":"\(token(7_776_000, name: "refresh"))","handle":"\(handle)",\
    "did":"\(did)","active":true\(more)}
    """
  }

  static func error(_ name: String, _ message: String = "Words of the server") -> String {
    #"{"error":"\#(name)","message":"\#(message)"}"#
  }

  /// The CID of the record that a publish of this order would put.
  static func cid(_ order: DeliveryOrder = order(), _ progress: DeliveryProgress = DeliveryProgress()) -> String {
    (record(order, progress) ?? .null).cid ?? ""
  }

  /// The record in a publish of this order.
  static func record(_ order: DeliveryOrder, _ progress: DeliveryProgress = DeliveryProgress()) -> BlueskyValue? {
    put(order, progress)?["record"]
  }

  /// What a publish of this order sends.
  static func put(_ order: DeliveryOrder, _ progress: DeliveryProgress = DeliveryProgress()) -> BlueskyValue? {
    guard case .request(let request) = platform.next(order, progress) else { return nil }
    return json(request)
  }

  static func json(_ request: PlatformRequest) -> BlueskyValue? {
    try? JSONDecoder().decode(BlueskyValue.self, from: Data(request.body.literal))
  }

  static func text(_ value: BlueskyValue?) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
