import Domain
import Foundation
import HTTPTypes

/// The requests that we make to one Mastodon server.
struct MastodonServer {
  let address: PlatformAddress
  let secret: Secret

  init?(_ channel: Channel, _ secret: Secret) {
    guard let address = PlatformAddress(channel.address) else { return nil }
    self.address = address
    self.secret = secret
  }

  private struct NewStatus: Encodable {
    var status: String
    var language: String?
    var warning: String?
    var visibility: String
    var replyTo: String?

    enum CodingKeys: String, CodingKey {
      case status, language
      case warning = "spoiler_text"
      case visibility
      case replyTo = "in_reply_to_id"
    }
  }

  /// Sends what was rendered, and nothing that was not: it is what people saw before they let it out.
  func create(_ rendering: Rendering, of order: DeliveryOrder) -> PlatformRequest? {
    let status = NewStatus(
      status: rendering.text, language: rendering.language, warning: rendering.warning,
      visibility: order.content.visibility.rawValue, replyTo: order.content.replyTo)
    let encoder = JSONEncoder()
    // The same order, the same bytes: their digest is kept with the intent.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let body = try? encoder.encode(status) else { return nil }
    var fields: HTTPFields = [.contentType: "application/json"]
    fields[.idempotencyKey] = order.idempotencyKey
    let head = address.request(.post, "/api/v1/statuses", secret: secret, fields: fields)
    return PlatformRequest(head: head, body: .bytes(Array(body)), acts: true)
  }

  func delete(_ id: String) -> PlatformRequest {
    let path = "/api/v1/statuses/" + PlatformAddress.escaped(id)
    return PlatformRequest(head: address.request(.delete, path, secret: secret), acts: true)
  }

  func status(_ id: String) -> PlatformRequest { get("/api/v1/statuses/" + PlatformAddress.escaped(id)) }

  func source(_ id: String) -> PlatformRequest { get("/api/v1/statuses/" + PlatformAddress.escaped(id) + "/source") }

  func verifyCredentials() -> PlatformRequest { get("/api/v1/accounts/verify_credentials") }

  func instance(version: Int) -> PlatformRequest { get("/api/v\(version)/instance") }

  /// Own posts, newest first within a page. At most one of the edges is given.
  func statuses(
    account: String, limit: Int, after minimum: String? = nil, before maximum: String? = nil
  ) -> PlatformRequest {
    var path = "/api/v1/accounts/" + PlatformAddress.escaped(account) + "/statuses?limit=\(limit)&exclude_reblogs=true"
    if let minimum { path += "&min_id=" + PlatformAddress.escaped(minimum) }
    if let maximum { path += "&max_id=" + PlatformAddress.escaped(maximum) }
    return get(path)
  }

  private func get(_ path: String) -> PlatformRequest {
    PlatformRequest(head: address.request(.get, path, secret: secret), acts: false)
  }
}

extension HTTPField.Name {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
  static let rateLimitRemaining = HTTPField.Name("X-RateLimit-Remaining")!
  static let rateLimitReset = HTTPField.Name("X-RateLimit-Reset")!
}
