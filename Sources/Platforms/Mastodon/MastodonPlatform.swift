import Domain
import HTTPTypes

/// Mastodon, and servers that speak its API.
///
/// A publish is one request after the uploads of its images; an edit and a take-down are others. They are decided by
/// their answers or, where these fail, by looking.
package struct MastodonPlatform: Platform {
  package init() {}

  package let name = "mastodon"

  /// The key is a second belt only: some servers ignore it, and it ends after an hour.
  package let promises = PlatformPromises(repeatIsSafeFor: 45 * 60, canLookUp: true, visibleAfter: 60, canEdit: true)

  /// How far the server's clock may stand from ours, in seconds.
  static let skew: Int64 = 60

  package func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep {
    guard let server = MastodonServer(order.channel, order.secret) else {
      return .done(.rejected(code: "address", sentence: Self.badAddress(order.channel)))
    }
    guard !order.secret.reveal().isEmpty else {
      return .done(.credential(sentence: "This channel has no credential: connect the account again."))
    }
    return MastodonDelivery(order, progress).next(server)
  }

  package func interpret(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress
  ) -> StepResult {
    MastodonDelivery(order, progress).interpret(result)
  }

  /// Every answer counts down; at nothing left, the limit that is nearest says when it begins anew.
  package func notBefore(_ response: PlatformResponse) -> Instant? {
    guard response.status == 429 || response.fields[.rateLimitRemaining] == "0" else { return nil }
    return RetryTime.read(response, reset: .rateLimitReset)
  }

  /// Ids are opaque: the longer is the later, then the order of their letters decides (numbers and ULIDs alike).
  package func precedes(_ left: String, _ right: String) -> Bool {
    let (left, right) = (left.utf8, right.utf8)
    return left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
  }

  static func badAddress(_ channel: Channel) -> String {
    "“\(ForeignText.shown(channel.address))” is no address of a server. Correct the channel: https:// and a host."
  }

  /// A channel's language as Mastodon takes it: the first part of the tag, `en` of `en-GB`.
  static func language(_ tag: String) -> String {
    tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
  }
}
