import Domain
import Foundation
import HTTPTypes
import PlatformConformance
import Platforms

/// A Mastodon server in memory, written from its documents (mastodon.md), with the ways of servers of other makes.
struct MastodonDouble: PlatformDouble {
  struct Status {
    var id: String
    var createdAt: Instant
    var text: String
    var warning: String
    var visibility: String
    var language: String?
    var replyTo: String?
    var media: [String] = []
    var key: String?
  }

  /// An image as uploaded: it is done after so many questions more.
  struct Medium {
    var id: String
    var description: String?
    var turns: Int
    var isAttached = false
  }

  /// Otherwise than Mastodon itself.
  enum Oddity: CaseIterable {
    case ignoresKey, ulids, keepsNoSources, ignoresMinimum, stripsMarks, takesTime
  }

  var oddities: Set<Oddity> = [.ignoresKey]
  var statuses: [Status] = []
  var media: [Medium] = []
  private var made = 0

  init(_ oddities: Set<Oddity> = [.ignoresKey]) {
    self.oddities = oddities
  }

  var visible: [(id: String, text: String)] { statuses.map { ($0.id, $0.text) } }

  mutating func answer(_ request: PlatformRequest, at now: Instant) -> PlatformResponse {
    let parts = (request.head.path ?? "").split(separator: "?", maxSplits: 1)
    let path = parts.first.map(String.init) ?? ""
    let query = parts.count > 1 ? Self.query(parts[1]) : [:]
    switch (request.head.method, path) {
    case (.post, "/api/v1/statuses"):
      return create(request, at: now)
    case (.post, "/api/v2/media"):
      return upload(request, at: now)
    case (.get, _) where path.hasPrefix("/api/v1/media/"):
      return medium(path.dropFirst("/api/v1/media/".count), at: now)
    case (.get, "/api/v1/accounts/verify_credentials"):
      return reply(200, ["id": "7", "username": "council", "acct": "council"], now)
    case (.get, "/api/v2/instance"):
      let configuration = ["statuses": ["max_characters": 500, "characters_reserved_per_url": 23]]
      return reply(200, ["version": "4.3.0", "configuration": configuration], now)
    case (.get, "/api/v1/accounts/7/statuses"):
      return reply(200, page(query).map(json), now)
    default:
      return one(request, path, at: now)
    }
  }

  private mutating func one(_ request: PlatformRequest, _ path: String, at now: Instant) -> PlatformResponse {
    let start = "/api/v1/statuses/"
    guard path.hasPrefix(start) else { return reply(404, ["error": "Record not found"], now) }
    let rest = path.dropFirst(start.count).split(separator: "/")
    guard let index = statuses.firstIndex(where: { $0.id == rest.first.map(String.init) }) else {
      return reply(404, ["error": "Record not found"], now)
    }
    let status = statuses[index]
    switch (request.head.method, rest.count) {
    case (.get, 1): return reply(200, json(status), now)
    case (.get, 2) where rest[1] == "source" && !oddities.contains(.keepsNoSources):
      return reply(200, ["id": status.id, "text": status.text, "spoiler_text": status.warning], now)
    case (.put, 1):
      return edit(index, request, at: now)
    case (.delete, 1):
      statuses.remove(at: index)
      return reply(200, json(status).merging(["text": status.text]) { $1 }, now)
    default: return reply(404, ["error": "Record not found"], now)
    }
  }

  private mutating func create(_ request: PlatformRequest, at now: Instant) -> PlatformResponse {
    guard let object = try? JSONSerialization.jsonObject(with: Data(request.body.literal)),
      let body = object as? [String: Any], let text = body["status"] as? String
    else { return reply(400, ["error": "Bad request"], now) }
    let key = request.head.headerFields[.init("Idempotency-Key")!]
    if !oddities.contains(.ignoresKey), let key, let same = statuses.first(where: { $0.key == key }) {
      return reply(200, json(same), now)
    }
    let attached = body["media_ids"] as? [String] ?? []
    if let refusal = attach(attached, to: nil) { return reply(422, ["error": refusal], now) }
    made += 1
    let number = 109_000_000_000_000_000 + made * 65_536
    let id = oddities.contains(.ulids) ? "01JD" + String(format: "%022X", made) : String(number)
    let status = Status(
      id: id, createdAt: now, text: text, warning: body["spoiler_text"] as? String ?? "",
      visibility: body["visibility"] as? String ?? "public", language: body["language"] as? String,
      replyTo: body["in_reply_to_id"] as? String, media: attached, key: key)
    statuses.append(status)
    return reply(200, json(status), now)
  }

  private mutating func upload(_ request: PlatformRequest, at now: Instant) -> PlatformResponse {
    guard case .form(let parts) = request.body, let file = parts.first(where: { $0.name == "file" }),
      file.contentType?.hasPrefix("image/") == true
    else { return reply(422, ["error": "Validation failed: File content type is invalid, File is invalid"], now) }
    var description: String?
    if case .bytes(let bytes)? = parts.first(where: { $0.name == "description" })?.content {
      description = String(decoding: bytes, as: UTF8.self)
    }
    let turns = oddities.contains(.takesTime) ? 2 : 0
    media.append(Medium(id: "9\(media.count)", description: description, turns: turns))
    return reply(turns > 0 ? 202 : 200, json(media[media.count - 1]), now)
  }

  private mutating func medium(_ id: Substring, at now: Instant) -> PlatformResponse {
    guard let index = media.firstIndex(where: { $0.id == id && !$0.isAttached }) else {
      return reply(404, ["error": "Record not found"], now)
    }
    media[index].turns -= 1
    return reply(media[index].turns > 0 ? 206 : 200, json(media[index]), now)
  }

  private func json(_ medium: Medium) -> [String: Any] {
    [
      "id": medium.id, "type": "image", "description": medium.description ?? NSNull(),
      "url": medium.turns > 0 ? NSNull() : "https://social.example/media/\(medium.id)",
    ]
  }

  /// Nil: done.
  private mutating func attach(_ ids: [String], to status: Status?) -> String? {
    for id in ids where status?.media.contains(id) != true {
      guard let index = media.firstIndex(where: { $0.id == id && !$0.isAttached }) else {
        return "Validation failed: an image is not there"
      }
      if media[index].turns > 0 {
        return "Cannot attach files that have not finished processing. Try again in a moment!"
      }
      media[index].isAttached = true
    }
    return nil
  }

  private mutating func edit(_ index: Int, _ request: PlatformRequest, at now: Instant) -> PlatformResponse {
    guard let object = try? JSONSerialization.jsonObject(with: Data(request.body.literal)),
      let body = object as? [String: Any], let text = body["status"] as? String
    else { return reply(400, ["error": "Bad request"], now) }
    let ids = body["media_ids"] as? [String] ?? []
    if let refusal = attach(ids, to: statuses[index]) { return reply(422, ["error": refusal], now) }
    for attributes in body["media_attributes"] as? [[String: String]] ?? [] {
      if let medium = media.firstIndex(where: { $0.id == attributes["id"] }) {
        media[medium].description = attributes["description"]
      }
    }
    (statuses[index].text, statuses[index].media) = (text, ids)
    (statuses[index].warning, statuses[index].language) = (
      body["spoiler_text"] as? String ?? "", body["language"] as? String
    )
    return reply(200, json(statuses[index]), now)
  }

  private func page(_ query: [String: String]) -> [Status] {
    let limit = min(Int(query["limit"] ?? "") ?? 20, 40)
    let precedes = MastodonPlatform().precedes
    if let minimum = query["min_id"], !oddities.contains(.ignoresMinimum) {
      return statuses.filter { precedes(minimum, $0.id) }.prefix(limit).reversed()
    }
    let below = query["max_id"].map { edge in statuses.filter { precedes($0.id, edge) } } ?? statuses
    return below.suffix(limit).reversed()
  }

  private func json(_ status: Status) -> [String: Any] {
    let text = oddities.contains(.stripsMarks) ? status.text.filter { !"*_`".contains($0) } : status.text
    return [
      "id": status.id, "created_at": status.createdAt.description, "content": Self.html(text),
      "spoiler_text": status.warning, "visibility": status.visibility, "language": status.language ?? NSNull(),
      "in_reply_to_id": status.replyTo ?? NSNull(), "url": "https://social.example/@council/\(status.id)",
      "uri": "https://social.example/users/council/statuses/\(status.id)", "reblog": NSNull(),
      "application": ["name": "Crier"],
      "media_attachments": status.media.compactMap { id in media.first { $0.id == id }.map(json) },
    ]
  }

  /// As Mastodon shows a text: paragraphs, breaks, links with their middle shown and the rest hidden.
  static func html(_ text: String) -> String {
    let escaped = text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
      .replacingOccurrences(of: "'", with: "&#39;")
    let linked = escaped.replacing(/(https?:\/\/)([^\s<]+[^\s<.,;:!?)])/) { match in
      let shown = match.output.2.prefix(30)
      let rest = match.output.2.dropFirst(30)
      return "<a href=\"\(match.output.0)\" target=\"_blank\"><span class=\"invisible\">\(match.output.1)</span>"
        + "<span class=\"ellipsis\">\(shown)</span><span class=\"invisible\">\(rest)</span></a>"
    }
    let mentions = linked.replacing(/@(\w+)@[\w.]+\w/) { match in
      "<span class=\"h-card\"><a href=\"https://x/@\(match.output.1)\" class=\"u-url mention\">@<span>\(match.output.1)"
        + "</span></a></span>"
    }
    return mentions.components(separatedBy: "\n\n").map {
      "<p>\($0.replacingOccurrences(of: "\n", with: "<br />"))</p>"
    }
    .joined()
  }

  private func reply(_ status: Int, _ value: Any, _ now: Instant) -> PlatformResponse {
    let body = (try? JSONSerialization.data(withJSONObject: value)) ?? Data()
    return PlatformResponse(status: status, body: Array(body), at: now)
  }

  private static func query(_ text: Substring) -> [String: String] {
    var values: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1)
      if parts.count == 2 { values[String(parts[0])] = parts[1].removingPercentEncoding }
    }
    return values
  }
}
