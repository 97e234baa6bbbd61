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
    var media: [String]?

    enum CodingKeys: String, CodingKey {
      case status, language
      case warning = "spoiler_text"
      case visibility
      case replyTo = "in_reply_to_id"
      case media = "media_ids"
    }
  }

  /// The whole state of a post: what is left out of an edit is taken away.
  private struct EditedStatus: Encodable {
    struct Attributes: Encodable {
      var id: String
      var description: String
    }

    var status: String
    var language: String?
    var warning: String
    var media: [String]
    var attributes: [Attributes]?

    enum CodingKeys: String, CodingKey {
      case status, language
      case warning = "spoiler_text"
      case media = "media_ids"
      case attributes = "media_attributes"
    }
  }

  /// Sends what was rendered, and nothing that was not: it is what people saw before they let it out.
  func create(_ rendering: Rendering, media: [String], of order: DeliveryOrder) -> PlatformRequest? {
    let status = NewStatus(
      status: rendering.text, language: rendering.language, warning: rendering.warning,
      visibility: order.content.visibility.rawValue, replyTo: order.content.replyTo,
      media: media.isEmpty ? nil : media)
    var fields: HTTPFields = [.contentType: "application/json"]
    fields[.idempotencyKey] = order.idempotencyKey
    let head = address.request(.post, "/api/v1/statuses", secret: secret, fields: fields)
    return Self.body(status).map { PlatformRequest(head: head, body: $0, acts: true) }
  }

  /// The texts of images that stand there already go with the edit; the others were given theirs when uploaded.
  func edit(_ id: String, _ rendering: Rendering, _ uploads: [MastodonUploads.Upload]) -> PlatformRequest? {
    let standing = zip(uploads, rendering.images).filter(\.0.stands)
    let status = EditedStatus(
      status: rendering.text, language: rendering.language, warning: rendering.warning ?? "",
      media: uploads.map(\.id),
      attributes: standing.isEmpty
        ? nil : standing.map { EditedStatus.Attributes(id: $0.0.id, description: $0.1.alternative) })
    let head = address.request(
      .put, "/api/v1/statuses/" + PlatformAddress.escaped(id), secret: secret,
      fields: [.contentType: "application/json"])
    return Self.body(status).map { PlatformRequest(head: head, body: $0, acts: true) }
  }

  private static func body(_ status: some Encodable) -> PlatformBody? {
    StableJSON.bytes(status).map { .bytes($0) }
  }

  /// Nobody sees it before a post names it. The name of the file tells nothing.
  func upload(_ image: OutgoingImage, of order: DeliveryOrder) -> PlatformRequest {
    let type = image.facts.type.rawValue
    let source = MediaSource(region: order.postRegion, sha256: image.sha256, octets: image.facts.octets)
    var parts = [
      FormPart(
        name: "file", filename: "image." + type.dropFirst("image/".count), contentType: type, content: .media(source))
    ]
    if !image.alternative.isEmpty {
      parts.append(FormPart(name: "description", content: .bytes(Array(image.alternative.utf8))))
    }
    return PlatformRequest(
      head: address.request(.post, "/api/v2/media", secret: secret), body: .form(parts), acts: false)
  }

  func medium(_ id: String) -> PlatformRequest { get("/api/v1/media/" + PlatformAddress.escaped(id)) }

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
