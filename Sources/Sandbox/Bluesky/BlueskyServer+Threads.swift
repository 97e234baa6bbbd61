import Foundation

/// All posts that are seen at one time, with what answers and quotes what.
struct Conversations: Sendable {
  private(set) var posts: [String: PublicView.Seen] = [:]
  private(set) var replies: [String: [PublicView.Seen]] = [:]
  private(set) var quotes: [String: Int] = [:]

  init(_ view: PublicView, at now: Date) {
    for seen in view.all(at: now) {
      let post = PostView(record: seen.record.value)
      posts[seen.uri] = seen
      if let parent = post.parent { replies[parent, default: []].append(seen) }
      if let quoted = post.quoted { quotes[quoted, default: 0] += 1 }
    }
  }

  /// What a post answers, what that answers and so on, the nearest first.
  func ancestors(of seen: PublicView.Seen) -> [PublicView.Seen] {
    var found: [PublicView.Seen] = []
    var above = PostView(record: seen.record.value).parent
    while let uri = above, let parent = posts[uri], found.count < 1000 {
      found.append(parent)
      above = PostView(record: parent.record.value).parent
    }
    return found
  }
}

/// Why an account is told of a post.
private struct XRPCNotice {
  var seen: PublicView.Seen
  var reason: String
  var subject: String?
}

extension BlueskyServer {
  /// `app.bsky.feed.getPostThread`
  func thread(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let uri = canonical(try visit.parameter("uri"))
    let depth = try visit.number("depth", usual: 6)
    let height = try visit.number("parentHeight", usual: 80)
    let conversations = Conversations(view, at: visit.now)
    guard let seen = conversations.posts[uri] else { throw .xrpc(400, "NotFound", "Post not found: \(uri)") }
    var thread = below(seen, depth, conversations)
    if let parent = PostView(record: seen.record.value).parent, height > 0 {
      thread = thread.merging(["parent": above(parent, height, conversations)])
    }
    let root = PostView(record: seen.record.value).root ?? uri
    let gate = gateView(of: root).map { ["threadgate": $0] } ?? [:]
    return .json(.object(["thread": thread]).merging(gate))
  }

  private func below(_ seen: PublicView.Seen, _ depth: Int, _ conversations: Conversations) -> JSON {
    let view: JSON = ["$type": "app.bsky.feed.defs#threadViewPost", "post": entity(seen, conversations)]
    if depth == 0 { return view }
    let replies = (conversations.replies[seen.uri] ?? []).filter { passesGate($0) }.sorted { $0.since > $1.since }
    return view.merging(["replies": .array(replies.map { below($0, depth - 1, conversations) })])
  }

  private func above(_ uri: String, _ height: Int, _ conversations: Conversations) -> JSON {
    guard let seen = conversations.posts[uri] else { return BlueskyServer.notFound(uri) }
    let view: JSON = ["$type": "app.bsky.feed.defs#threadViewPost", "post": entity(seen, conversations)]
    guard height > 1, let parent = PostView(record: seen.record.value).parent else { return view }
    return view.merging(["parent": above(parent, height - 1, conversations)])
  }

  /// The rules that the author of a root post has made for its thread. They hold at once, without the delay.
  private func gate(of root: String) -> Repository.Record? {
    let parts = root.split(separator: "/").map(String.init)
    guard parts.count == 4 else { return nil }
    return repositories[parts[1]]?.records["app.bsky.feed.threadgate"]?[parts[3]]
  }

  private func gateView(of root: String) -> JSON? {
    gate(of: root).map { gate in
      [
        "uri": .string(root.replacingOccurrences(of: "app.bsky.feed.post", with: "app.bsky.feed.threadgate")),
        "cid": .string(gate.id.text), "record": gate.value, "lists": [],
      ]
    }
  }

  /// Whether the root's author lets this account answer. Nobody follows anybody here, and there are no lists.
  private func passesGate(_ reply: PublicView.Seen) -> Bool {
    guard let root = PostView(record: reply.record.value).root, let allow = gate(of: root)?.value["allow"]?.elements,
      let author = root.split(separator: "/").dropFirst().first, author != reply.did
    else { return true }
    let mentioned = view.post(root, at: .distantFuture).map { PostView(record: $0.record.value).mentions } ?? []
    return allow.contains { $0["$type"] == "app.bsky.feed.threadgate#mentionRule" } && mentioned.contains(reply.did)
  }

  /// Whether the root's author has hidden an answer.
  private func isHidden(_ reply: PublicView.Seen, from did: String) -> Bool {
    guard let root = PostView(record: reply.record.value).root, root.hasPrefix("at://\(did)/") else { return false }
    return gate(of: root)?.value["hiddenReplies"]?.elements?.contains(.string(reply.uri)) ?? false
  }

  /// `app.bsky.notification.listNotifications`: the page is cut first, then filtered, so it may come back short.
  func notifications(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let did = visit.viewer ?? ""
    if visit.call.parameters.has("seenAt") { throw .invalid("The seenAt parameter is unsupported") }
    let limit = try visit.limit()
    let reasons = visit.call.parameters.all("reasons")
    let cursor = visit.call.parameters["cursor"]
    let conversations = Conversations(view, at: visit.now)
    let all = conversations.posts.values.compactMap { notice($0, to: did, conversations) }
      .map { (place: timestamp($0.seen.since) + "::" + $0.seen.uri, notice: $0) }.sorted { $0.place > $1.place }
    let page = all.filter { entry in cursor.map { entry.place < $0 } ?? true }.prefix(limit)
    let kept = page.map(\.notice).filter { notice in
      (reasons.isEmpty || reasons.contains(notice.reason))
        && !(notice.reason == "reply" && isHidden(notice.seen, from: did))
    }
    let read = readUntil[did]
    var answer: JSON = ["notifications": .array(kept.map { entity($0, read) }), "priority": false]
    if page.count == limit, let last = page.last { answer = answer.merging(["cursor": .string(last.place)]) }
    if let read { answer = answer.merging(["seenAt": .string(timestamp(read))]) }
    return .json(answer)
  }

  /// `app.bsky.notification.updateSeen`
  mutating func markSeen(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let text = try visit.needed("seenAt")
    guard Syntax.isTime(text), let time = BlueskyServer.time(text) else {
      throw .invalid("Input/seenAt must be a valid atproto datetime")
    }
    readUntil[visit.viewer ?? ""] = time
    return Answer(status: 200)
  }

  /// One post tells an account of itself once: as a mention, else as a quote, else as an answer, at most five levels
  /// below a post of the account.
  private func notice(_ seen: PublicView.Seen, to did: String, _ conversations: Conversations) -> XRPCNotice? {
    if seen.did == did { return nil }
    let post = PostView(record: seen.record.value)
    if post.mentions.contains(did) { return XRPCNotice(seen: seen, reason: "mention") }
    if let quoted = post.quoted, quoted.hasPrefix("at://\(did)/") {
      return XRPCNotice(seen: seen, reason: "quote", subject: quoted)
    }
    guard passesGate(seen), let own = conversations.ancestors(of: seen).prefix(5).first(where: { $0.did == did })
    else { return nil }
    return XRPCNotice(seen: seen, reason: "reply", subject: own.uri)
  }

  private func entity(_ notice: XRPCNotice, _ read: Date?) -> JSON {
    let seen = notice.seen
    let entity: JSON = [
      "uri": .string(seen.uri), "cid": .string(seen.record.id.text), "reason": .string(notice.reason),
      "author": repositories[seen.did].map { author($0) } ?? .null, "record": seen.record.value, "labels": [],
      "isRead": .bool(read.map { seen.since <= $0 } ?? false), "indexedAt": .string(timestamp(seen.since)),
    ]
    return notice.subject.map { entity.merging(["reasonSubject": .string($0)]) } ?? entity
  }

  static func notFound(_ uri: String) -> JSON {
    ["$type": "app.bsky.feed.defs#notFoundPost", "uri": .string(uri), "notFound": true]
  }

  /// A time as records have it; nil for what is none.
  static func time(_ text: String) -> Date? {
    (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
      ?? (try? Date(text, strategy: .iso8601))
  }
}
