import Domain
import HTTPTypes

/// Bluesky, and servers that keep accounts of the AT protocol.
///
/// A post stands under a key that follows from post and channel, and its content has a name that follows from its
/// bytes. So a publish may be repeated, and a look-up is exact. Steps before it read the post that is answered, find
/// the accounts that are mentioned, and upload the images.
package struct BlueskyPlatform: Platform {
  package init() {}

  package let name = "bluesky"

  /// The key never ends: repeating the same record changes nothing.
  package let promises = PlatformPromises(repeatIsSafeFor: .max, canLookUp: true, visibleAfter: 0)

  package func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep {
    guard let server = BlueskyServer(order.channel, order.secret) else {
      return .done(.rejected(code: "address", sentence: Self.badAddress(order.channel)))
    }
    guard !order.secret.reveal().isEmpty else {
      return .done(.credential(sentence: "This channel has no credential: connect the account again."))
    }
    switch order.kind {
    case .publish:
      let rendering = render(order.content, on: order.channel)
      if let problem = rendering.problems.first {
        return .done(.rejected(code: "content", sentence: problem))
      }
      return step(order, rendering, BlueskyProgress(progress), server)
    case .takeDown:
      guard let key = Self.key(order.remoteID, of: order), let request = server.delete(key: key) else {
        return .done(
          .rejected(code: "no_id", sentence: "Nobody knows under which name of this account the post stands there."))
      }
      return .request(request)
    case .edit:
      return .done(
        .rejected(
          code: "edit", sentence: "A post on Bluesky cannot be changed: take it down, and publish it anew."))
    }
  }

  private func step(
    _ order: DeliveryOrder, _ rendering: Rendering, _ finds: BlueskyProgress, _ server: BlueskyServer
  ) -> PlatformStep {
    switch finds.lack(of: order, rendering) {
    case .thread(let uri):
      return .request(uri.did == server.repo ? server.record(key: uri.key) : server.post(uri))
    case .account(let handle): return .request(server.resolve(handle: handle))
    case .blob(let image): return .request(server.upload(image, of: order.postRegion))
    case nil:
      guard let record = BlueskyRecord(order, rendering, finds), record.value.cid != nil,
        let request = server.put(record.value, key: Self.key(of: order))
      else { return .done(.rejected(code: "content", sentence: "The post cannot be put into a record.")) }
      return .request(request)
    }
  }

  package func interpret(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress
  ) -> StepResult {
    let finds = BlueskyProgress(progress)
    let rendering = render(order.content, on: order.channel)
    if order.kind == .publish, let lack = finds.lack(of: order, rendering) {
      return BlueskyStepAnswer(result, to: order, finds).result(lack)
    }
    switch result {
    case .answer(let response):
      let key = order.kind == .publish ? Self.key(of: order) : Self.key(order.remoteID, of: order) ?? ""
      let cid = order.kind == .publish ? BlueskyRecord(order, rendering, finds)?.value.cid : nil
      return BlueskyAnswer(response, to: order, finds, key: key, cid: cid).result
    case .failure(mayHaveActed: false, let sentence):
      return .done(.surelyNot(retryAt: nil, sentence: ForeignText.shown(sentence, hiding: order.secret)))
    case .failure(mayHaveActed: true, let sentence):
      return .done(.unknown(sentence: ForeignText.shown(sentence, hiding: order.secret)))
    }
  }

  /// Every answer counts down; at nothing left it says when the count begins anew.
  package func notBefore(_ response: PlatformResponse) -> Instant? {
    guard response.status == 429 || response.fields[.blueskyRemaining] == "0" else { return nil }
    return RetryTime.read(response, reset: .blueskyReset)
  }

  /// By their record keys, which tell when a post was made, and sort by it.
  package func precedes(_ left: String, _ right: String) -> Bool {
    let key = { (id: String) in id.split(separator: "/").last ?? "" }
    return key(left).utf8.lexicographicallyPrecedes(key(right).utf8)
  }

  // MARK: Names

  /// The key under which a publish puts its record.
  static func key(of order: DeliveryOrder) -> String {
    BlueskyNames.recordKey(post: order.post, channel: order.channel.id, createdAt: order.createdAt)
  }

  /// The key of a post that is out; nil when it is no post of this account.
  static func key(_ remoteID: String?, of order: DeliveryOrder) -> String? {
    guard let id = ForeignText.id(remoteID, hiding: order.secret) else { return nil }
    if let uri = BlueskyURI(id) {
      let own = BlueskyServer.did(order.channel)
      return own == nil || own == uri.did ? uri.key : nil
    }
    return BlueskyNames.isRecordKey(id) && !id.hasPrefix("at:") ? id : nil
  }

  /// The address at which everybody can read the post; nil where the account is on no server that everybody can reach.
  static func url(_ uri: BlueskyURI, of channel: Channel) -> String? {
    let handle = BlueskyNames.handle(channel)
    let host = PlatformAddress(channel.address)?.authority.prefix { $0 != ":" } ?? ""
    guard BlueskyNames.isPublic(handle), BlueskyNames.isPublic(host) else { return nil }
    return "https://bsky.app/profile/\(handle)/post/\(uri.key)"
  }

  static func badAddress(_ channel: Channel) -> String {
    "“\(ForeignText.shown(channel.address))” is no address of a server. Correct the channel: https:// and the host "
      + "that keeps the account."
  }
}
