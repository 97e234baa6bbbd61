import Crypto
import Foundation

extension BlueskyServer {
  /// `com.atproto.repo.uploadBlob`: the type is what the bytes say, where they say it.
  mutating func upload(_ visit: inout XRPCVisit) throws(Refusal) -> Answer {
    let did = visit.viewer ?? ""
    try count("uploads \(did)", config.rateLimits.uploads, &visit)
    let bytes = visit.call.body
    guard let declared = visit.call.headers["content-type"], !declared.isEmpty else {
      throw .invalid("Request encoding (Content-Type) required but not provided")
    }
    let type = MediaFacts(bytes)?.type ?? String(declared.prefix { $0 != ";" }).lowercased()
    let blob = BlobReference(id: ContentID(.raw, of: bytes), type: type, size: bytes.count)
    let uses = repositories[did]?.blobs[blob.id.text]?.uses ?? 0
    repositories[did]?.blobs[blob.id.text] = Repository.Blob(bytes: bytes, type: type, at: visit.now, uses: uses)
    return .json(["blob": blob.json])
  }

  /// Holds every blob that a record names against what was uploaded.
  func lookAtBlobs(_ record: JSON, _ did: String, _ now: Date) throws(Refusal) {
    for blob in BlobReference.all(in: record) {
      guard let stored = repositories[did]?.blobs[blob.id.text],
        stored.uses > 0 || now < stored.at + config.blobLifetime
      else { throw .xrpc(400, "BlobNotFound", "Could not find blob: \(blob.id.text)") }
      if stored.type != blob.type {
        throw .xrpc(
          400, "InvalidMimeType",
          "Referenced Mimetype does not match stored blob. Expected: \(stored.type), Got: \(blob.type)")
      }
      if stored.bytes.count != blob.size {
        throw .xrpc(
          400, "InvalidSize",
          "Referenced Size does not match stored blob. Expected: \(stored.bytes.count), Got: \(blob.size)")
      }
    }
  }

  /// Writes a change of a post down and puts it into the public view after the delay; other records are not seen.
  mutating func show(
    _ record: Repository.Record, _ collection: String, _ key: String, _ did: String, _ kind: Effect.Kind,
    _ visit: inout XRPCVisit
  ) {
    guard collection == "app.bsky.feed.post" else { return }
    let uri = "at://\(did)/\(collection)/\(key)"
    let from = visit.now + (visit.bent.visibilityDelay ?? config.appviewDelay)
    let shown = kind == .delete ? nil : record
    view.show(shown, uri, did: did, key: key, from: from, now: visit.now)
    let post = PostView(record: record.value)
    for (blob, _) in post.attachments where shown != nil && view.files[blob.id.text] == nil {
      view.files[blob.id.text] = repositories[did]?.blobs[blob.id.text].map { ($0, from) }
    }
    visit.effects.append(
      Effect(
        kind: kind, account: handle(of: did) ?? "", id: uri, text: post.text, inReplyTo: post.parent,
        media: post.attachments.map { blob, alt in
          Effect.Medium(digest: blob.id.hexadecimal, type: blob.type, description: alt)
        },
        at: visit.now,
        details: [
          "languages": .array(post.languages.map(JSON.string)), "cid": .string(record.id.text),
          "facets": record.value["facets"] ?? [], "created_at": record.value["createdAt"] ?? .null,
        ]))
  }

  /// `com.atproto.repo.getRecord`
  func getRecord(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let collection = try visit.parameter("collection")
    let key = try visit.parameter("rkey")
    let (did, repository) = try named(visit)
    let uri = "at://\(did)/\(collection)/\(key)"
    let wanted = visit.call.parameters["cid"]
    guard let record = repository.records[collection]?[key], wanted == nil || wanted == record.id.text else {
      throw .xrpc(400, "RecordNotFound", "Could not locate record: \(uri)")
    }
    return .json(["uri": .string(uri), "cid": .string(record.id.text), "value": record.value])
  }

  /// `com.atproto.repo.listRecords`: the newest key first, the cursor is the last key.
  func listRecords(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let collection = try visit.parameter("collection")
    let (did, repository) = try named(visit)
    let limit = try visit.limit()
    let backwards = visit.call.parameters.flag("reverse") == true
    let cursor = visit.call.parameters["cursor"]
    let sorted = (repository.records[collection] ?? [:]).sorted { $0.key < $1.key }
    let ordered = backwards ? sorted : sorted.reversed()
    let page = ordered.filter { entry in
      guard let cursor else { return true }
      return backwards ? entry.key > cursor : entry.key < cursor
    }.prefix(limit)
    let records = page.map { key, record -> JSON in
      [
        "uri": .string("at://\(did)/\(collection)/\(key)"), "cid": .string(record.id.text), "value": record.value,
      ]
    }
    let last = page.last.map { ["cursor": JSON.string($0.key)] } ?? [:]
    return .json(.object(["records": .array(records)]).merging(last))
  }

  /// `com.atproto.repo.describeRepo`
  func describeRepository(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let (did, repository) = try named(visit)
    let collections = repository.records.filter { !$0.value.isEmpty }.keys.sorted()
    return .json([
      "handle": .string(repository.account.handle), "did": .string(did), "didDoc": document(did),
      "collections": .array(collections.map(JSON.string)), "handleIsCorrect": true,
    ])
  }

  private func named(_ visit: XRPCVisit) throws(Refusal) -> (String, Repository) {
    let name = try visit.parameter("repo")
    guard let repository = repository(name) else { throw .invalid("Could not find repo: \(name)") }
    return (repository.account.did, repository)
  }

  /// `app.bsky.actor.getProfile`
  func profile(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let name = try visit.parameter("actor")
    guard let repository = repository(name), repository.account.state == .active else {
      throw .invalid("Profile not found")
    }
    let posts = view.posts(of: repository.account.did, at: visit.now).count
    return .json(
      author(repository).merging([
        "followersCount": 0, "followsCount": 0, "postsCount": .int(posts),
        "indexedAt": .string(timestamp(repository.createdAt)),
      ]))
  }

  /// `app.bsky.feed.getPosts`: what is not seen is left out.
  func posts(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let uris = visit.call.parameters.all("uris")
    if uris.isEmpty { throw .invalid("Params must have the property \"uris\"") }
    if uris.count > 25 { throw .invalid("uris must not have more than 25 elements") }
    for uri in uris where !Syntax.isURI(uri) { throw .invalid("uris must be valid at-uris") }
    let seen = uris.compactMap { view.post(canonical($0), at: visit.now) }
    let conversations = Conversations(view, at: visit.now)
    return .json(["posts": .array(seen.map { entity($0, conversations) })])
  }

  /// An address with the DID in the place of a handle.
  func canonical(_ uri: String) -> String {
    let parts = uri.split(separator: "/", maxSplits: 2).map(String.init)
    guard parts.count == 3, let did = handles[parts[1].lowercased()] else { return uri }
    return "at://\(did)/\(parts[2])"
  }

  /// `app.bsky.feed.getAuthorFeed`
  func authorFeed(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let name = try visit.parameter("actor")
    guard let repository = repository(name) else { throw .invalid("Profile not found") }
    let limit = try visit.limit()
    let filter = visit.call.parameters["filter"] ?? "posts_with_replies"
    let cursor = visit.call.parameters["cursor"]
    let all = view.posts(of: repository.account.did, at: visit.now).filter { fits($0, filter) }
    let sorted = all.map { (place: place($0), seen: $0) }.sorted { $0.place > $1.place }
    let page = sorted.filter { entry in cursor.map { entry.place < $0 } ?? true }.prefix(limit)
    let conversations = Conversations(view, at: visit.now)
    let feed = page.map { entry -> JSON in
      let post = PostView(record: entry.seen.record.value)
      guard let root = post.root, let parent = post.parent else {
        return ["post": entity(entry.seen, conversations)]
      }
      return [
        "post": entity(entry.seen, conversations),
        "reply": ["root": reference(root, conversations), "parent": reference(parent, conversations)],
      ]
    }
    let last = page.count == limit ? page.last.map { ["cursor": JSON.string($0.place)] } ?? [:] : [:]
    return .json(.object(["feed": .array(feed)]).merging(last))
  }

  /// Where a post stands in a feed: by the time it says, or by when it was seen should that be earlier.
  private func place(_ seen: PublicView.Seen) -> String {
    let told = seen.record.value["createdAt"]?.text.flatMap(BlueskyServer.time)
    return timestamp(min(told ?? seen.since, seen.since)) + "::" + (seen.uri.split(separator: "/").last ?? "")
  }

  private func fits(_ seen: PublicView.Seen, _ filter: String) -> Bool {
    let post = PostView(record: seen.record.value)
    switch filter {
    case "posts_no_replies": return post.parent == nil
    case "posts_with_media": return !post.attachments.isEmpty
    case "posts_with_video": return post.media?["$type"] == "app.bsky.embed.video"
    case "posts_and_author_threads": return post.root.map { $0.hasPrefix("at://\(seen.did)/") } ?? true
    default: return true
    }
  }
}
