import Domain
import HTTPTypes

/// The requests that we make to one PDS, the server that keeps an account.
struct BlueskyServer {
  let address: PlatformAddress
  let secret: Secret
  /// The account: its DID where it is known, its handle until then.
  let repo: String

  init?(_ channel: Channel, _ secret: Secret) {
    guard let address = PlatformAddress(channel.address) else { return nil }
    self.address = address
    self.secret = secret
    repo = Self.did(channel) ?? BlueskyNames.handle(channel)
  }

  /// The account's DID; nil: not known yet.
  static func did(_ channel: Channel) -> String? {
    channel.limits.accountID.flatMap { BlueskyNames.isDID($0) ? $0 : nil }
  }

  // MARK: Session

  func createSession(_ identifier: String) -> PlatformRequest? {
    let body = BlueskyValue.map(["identifier": .text(identifier), "password": .text(secret.reveal())])
    guard var request = procedure("com.atproto.server.createSession", body, acts: false) else { return nil }
    // Nothing is open yet: the password stands in the body alone.
    request.head.headerFields[.authorization] = nil
    return request
  }

  /// Acts, since it can be done once with one token: no connection may repeat it unasked.
  func refreshSession() -> PlatformRequest {
    PlatformRequest(head: address.request(.post, path("com.atproto.server.refreshSession"), secret: secret), acts: true)
  }

  func deleteSession() -> PlatformRequest {
    PlatformRequest(head: address.request(.post, path("com.atproto.server.deleteSession"), secret: secret), acts: false)
  }

  func describeServer() -> PlatformRequest { query("com.atproto.server.describeServer", []) }

  // MARK: Records

  /// Makes the record where nothing is; the same record again is no change, another one is refused.
  func put(_ record: BlueskyValue, key: String) -> PlatformRequest? {
    let body = BlueskyValue.map([
      "repo": .text(repo), "collection": .text(BlueskyNames.posts), "rkey": .text(key), "validate": .flag(true),
      "record": record, "swapRecord": .null,
    ])
    return procedure("com.atproto.repo.putRecord", body, acts: true)
  }

  func delete(key: String) -> PlatformRequest? {
    let body = BlueskyValue.map([
      "repo": .text(repo), "collection": .text(BlueskyNames.posts), "rkey": .text(key),
    ])
    return procedure("com.atproto.repo.deleteRecord", body, acts: true)
  }

  func record(key: String) -> PlatformRequest {
    query(
      "com.atproto.repo.getRecord", [("repo", repo), ("collection", BlueskyNames.posts), ("rkey", key)])
  }

  func newestRecord() -> PlatformRequest {
    query(
      "com.atproto.repo.listRecords", [("repo", repo), ("collection", BlueskyNames.posts), ("limit", "1")])
  }

  /// A post as the network sees it, whoever keeps it.
  func post(_ uri: BlueskyURI) -> PlatformRequest { query("app.bsky.feed.getPosts", [("uris", uri.text)]) }

  func resolve(handle: String) -> PlatformRequest {
    query("com.atproto.identity.resolveHandle", [("handle", handle)])
  }

  func upload(_ image: OutgoingImage, of region: RegionID) -> PlatformRequest {
    let head = address.request(
      .post, path("com.atproto.repo.uploadBlob"), secret: secret,
      fields: [.contentType: image.facts.type.rawValue])
    let source = MediaSource(region: region, sha256: image.sha256, octets: image.facts.octets)
    return PlatformRequest(head: head, body: .media(source), acts: false)
  }

  // MARK: Forms

  private func path(_ name: String) -> String { "/xrpc/" + name }

  private func query(_ name: String, _ values: [(String, String)]) -> PlatformRequest {
    let pairs = values.map { $0.0 + "=" + PlatformAddress.escaped($0.1) }
    let query = pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    return PlatformRequest(head: address.request(.get, path(name) + query, secret: secret), acts: false)
  }

  private func procedure(_ name: String, _ body: BlueskyValue, acts: Bool) -> PlatformRequest? {
    guard let bytes = body.json else { return nil }
    let head = address.request(.post, path(name), secret: secret, fields: [.contentType: "application/json"])
    return PlatformRequest(head: head, body: .bytes(bytes), acts: acts)
  }
}

extension HTTPField.Name {
  static let blueskyRemaining = HTTPField.Name("RateLimit-Remaining")!
  static let blueskyReset = HTTPField.Name("RateLimit-Reset")!
}
