import Domain
import Foundation
import HTTPTypes
import PlatformConformance
import Platforms

/// A PDS in memory, written from its documents (bluesky.md), with the ways of servers of other makes.
struct BlueskyDouble: PlatformDouble {
  /// Otherwise than the reference.
  enum Oddity: CaseIterable {
    /// Overwrites whatever stands there, whatever `swapRecord` says.
    case replaces
    /// Refuses a second put even of the same content.
    case refusesTheSame
    /// Errors are lines of text.
    case plainText
    /// To delete what is not there is an error.
    case deletesOnce
    /// Writes times in its own form, so that the CID is another than the client's.
    case rewrites
  }

  var oddities: Set<Oddity>
  /// By key.
  private(set) var records: [String: BlueskyValue] = [:]
  private var blobs: Set<String> = []
  /// Requests by their names, in order.
  private(set) var asked: [String] = []

  static let did = Sky.did
  /// A post of somebody else, kept by another server.
  static let foreign = "at://did:plc:44ybard66vv44zksje25o7dz/app.bsky.feed.post/3jzfcijpj2z2a"
  static let foreignRecord = BlueskyValue.map(["$type": .text("app.bsky.feed.post"), "text": .text("How long?")])

  init(_ oddities: Set<Oddity> = []) {
    self.oddities = oddities
  }

  var visible: [(id: String, text: String)] {
    records.sorted { $0.key < $1.key }.map { (Self.uri($0.key), $0.value["text"]?.text ?? "") }
  }

  mutating func answer(_ request: PlatformRequest, at now: Instant) -> PlatformResponse {
    let parts = (request.head.path ?? "").split(separator: "?", maxSplits: 1)
    let name = parts.first.map { String($0.dropFirst("/xrpc/".count)) } ?? ""
    let query = parts.count > 1 ? Self.query(parts[1]) : [:]
    asked.append(name)
    let body = Sky.json(request) ?? .null
    switch name {
    case "com.atproto.repo.putRecord": return put(body, now)
    case "com.atproto.repo.deleteRecord": return delete(body, now)
    case "com.atproto.repo.getRecord": return get(query["rkey"] ?? "", now)
    case "com.atproto.repo.uploadBlob": return upload(request, now)
    case "com.atproto.identity.resolveHandle":
      guard query["handle"] == "waste.region.example" else {
        return refuse(400, "InvalidRequest", "Unable to resolve handle", now)
      }
      return reply(200, .map(["did": .text("did:plc:44ybard66vv44zksje25o7dz")]), now)
    case "app.bsky.feed.getPosts":
      guard query["uris"] == Self.foreign else { return reply(200, .map(["posts": .list([])]), now) }
      let post: [String: BlueskyValue] = [
        "uri": .text(Self.foreign), "cid": .text(Self.foreignRecord.cid ?? ""), "record": Self.foreignRecord,
      ]
      return reply(200, .map(["posts": .list([.map(post)])]), now)
    default: return refuse(404, "XRPCNotSupported", "XRPCNotSupported", now)
    }
  }

  private mutating func put(_ body: BlueskyValue, _ now: Instant) -> PlatformResponse {
    guard let key = body["rkey"]?.text, body["repo"] == .text(Self.did) || body["repo"] == .text("council.example"),
      body["collection"] == .text("app.bsky.feed.post"), let sent = body["record"]
    else { return refuse(400, "InvalidRequest", "Input must have the property \\\"rkey\\\"", now) }
    for image in sent["embed"]?["images"]?.list ?? [] {
      let link = image["image"]?["ref"]?["$link"]?.text ?? ""
      guard blobs.contains(link) else { return refuse(400, "BlobNotFound", "Could not find blob: \(link)", now) }
    }
    let record = oddities.contains(.rewrites) ? Self.rewritten(sent) : sent
    if let there = records[key], !oddities.contains(.replaces) {
      if there != record || oddities.contains(.refusesTheSame) {
        return refuse(400, "InvalidSwap", "Record was at \(there.cid ?? "")", now)
      }
    }
    records[key] = record
    return reply(
      200, .map(["uri": .text(Self.uri(key)), "cid": .text(record.cid ?? ""), "validationStatus": .text("valid")]), now)
  }

  private static func rewritten(_ record: BlueskyValue) -> BlueskyValue {
    guard case .map(var fields) = record, let time = fields["createdAt"]?.text else { return record }
    fields["createdAt"] = .text(time.dropLast(5) + "+00:00")
    return .map(fields)
  }

  private mutating func delete(_ body: BlueskyValue, _ now: Instant) -> PlatformResponse {
    let key = body["rkey"]?.text ?? ""
    guard records.removeValue(forKey: key) != nil else {
      return oddities.contains(.deletesOnce) ? text(400, "no such record", now) : reply(200, .map([:]), now)
    }
    let commit: [String: BlueskyValue] = ["cid": .text("bafyrei"), "rev": .text("3jzfcijpj2z2a")]
    return reply(200, .map(["commit": .map(commit)]), now)
  }

  private func get(_ key: String, _ now: Instant) -> PlatformResponse {
    guard let record = records[key] else {
      return refuse(400, "RecordNotFound", "Could not locate record: \(Self.uri(key))", now)
    }
    return reply(
      200, .map(["uri": .text(Self.uri(key)), "cid": .text(record.cid ?? ""), "value": record]), now)
  }

  private mutating func upload(_ request: PlatformRequest, _ now: Instant) -> PlatformResponse {
    guard case .media(let source) = request.body, let type = request.head.headerFields[.contentType] else {
      return refuse(400, "InvalidRequest", "Request has no body", now)
    }
    let cid = BlueskyCID.ofFile(source.sha256)
    blobs.insert(cid)
    return reply(200, .map(["blob": Self.blob(cid, type, source.octets)]), now)
  }

  static func blob(_ cid: String, _ type: String, _ size: Int64) -> BlueskyValue {
    .map([
      "$type": .text("blob"), "ref": .map(["$link": .text(cid)]), "mimeType": .text(type), "size": .integer(size),
    ])
  }

  /// The server sweeps what no post names.
  mutating func forgetBlobs() { blobs = [] }

  static func uri(_ key: String) -> String { "at://\(did)/app.bsky.feed.post/\(key)" }

  private func refuse(_ status: Int, _ name: String, _ message: String, _ now: Instant) -> PlatformResponse {
    oddities.contains(.plainText)
      ? text(status, message, now) : reply(status, .map(["error": .text(name), "message": .text(message)]), now)
  }

  private func text(_ status: Int, _ line: String, _ now: Instant) -> PlatformResponse {
    PlatformResponse(status: status, body: Array(line.utf8), at: now)
  }

  private func reply(_ status: Int, _ value: BlueskyValue, _ now: Instant) -> PlatformResponse {
    PlatformResponse(status: status, body: Array(Sky.text(value).utf8), at: now)
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
