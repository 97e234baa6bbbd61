import Foundation

extension BlueskyServer {
  /// `app.bsky.actor.defs#profileViewBasic`
  func author(_ repository: Repository) -> JSON {
    [
      "did": .string(repository.account.did), "handle": .string(repository.account.handle),
      "displayName": .string(repository.account.displayName), "labels": [], "viewer": ["muted": false],
      "createdAt": .string(timestamp(repository.createdAt)),
    ]
  }

  /// `app.bsky.feed.defs#postView`
  func entity(_ seen: PublicView.Seen, _ conversations: Conversations) -> JSON {
    var entity: JSON = [
      "uri": .string(seen.uri), "cid": .string(seen.record.id.text),
      "author": repositories[seen.did].map { author($0) } ?? .null, "record": seen.record.value,
      "indexedAt": .string(timestamp(seen.since)), "labels": [], "viewer": [:], "bookmarkCount": 0,
      "replyCount": .int(conversations.replies[seen.uri]?.count ?? 0), "repostCount": 0, "likeCount": 0,
      "quoteCount": .int(conversations.quotes[seen.uri] ?? 0),
    ]
    if let embed = seen.record.value["embed"].flatMap({ self.embed($0, conversations) }) {
      entity = entity.merging(["embed": embed])
    }
    return entity
  }

  /// A post that another names: it, or that it is not found.
  func reference(_ uri: String, _ conversations: Conversations) -> JSON {
    guard let seen = conversations.posts[uri] else { return BlueskyServer.notFound(uri) }
    return entity(seen, conversations).merging(["$type": "app.bsky.feed.defs#postView"])
  }

  /// How an embed is seen; nil for one that is not known.
  private func embed(_ embed: JSON, _ conversations: Conversations) -> JSON? {
    switch embed["$type"]?.text {
    case "app.bsky.embed.images":
      let images = (embed["images"]?.elements ?? []).map { picture($0, thumb: "thumb") }
      return ["$type": "app.bsky.embed.images#view", "images": .array(images)]
    case "app.bsky.embed.gallery":
      let items = (embed["items"]?.elements ?? []).map { item in
        picture(item, thumb: "thumbnail").merging(["$type": "app.bsky.embed.gallery#viewImage"])
      }
      return ["$type": "app.bsky.embed.gallery#view", "items": .array(items)]
    case "app.bsky.embed.external":
      guard case .object(var card) = embed["external"] ?? .null else { return nil }
      card["thumb"] = card["thumb"].flatMap { BlobReference($0) }.map { .string(address($0)) }
      return ["$type": "app.bsky.embed.external#view", "external": .object(card)]
    case "app.bsky.embed.record": return quote(embed, conversations).merging(["$type": "app.bsky.embed.record#view"])
    case "app.bsky.embed.recordWithMedia":
      guard let record = embed["record"], let media = embed["media"].flatMap({ self.embed($0, conversations) }) else {
        return nil
      }
      return ["$type": "app.bsky.embed.recordWithMedia#view", "record": quote(record, conversations), "media": media]
    case "app.bsky.embed.video":
      guard let video = embed["video"].flatMap({ BlobReference($0) }) else { return nil }
      let seen: JSON = [
        "$type": "app.bsky.embed.video#view", "cid": .string(video.id.text), "playlist": .string(address(video)),
      ]
      return seen.merging(kept(["alt", "aspectRatio", "presentation"], of: embed))
    default: return nil
    }
  }

  private func picture(_ image: JSON, thumb: String) -> JSON {
    let address = image["image"].flatMap { BlobReference($0) }.map { self.address($0) } ?? base
    let seen: JSON = [thumb: .string(address), "fullsize": .string(address), "alt": image["alt"] ?? ""]
    return seen.merging(kept(["aspectRatio"], of: image))
  }

  /// What another post says within this one.
  private func quote(_ embed: JSON, _ conversations: Conversations) -> JSON {
    let uri = embed["record"]?["uri"]?.text ?? ""
    guard let seen = conversations.posts[uri], let author = repositories[seen.did].map({ author($0) }) else {
      return [
        "record": ["$type": "app.bsky.embed.record#viewNotFound", "uri": .string(uri), "notFound": true]
      ]
    }
    return [
      "record": [
        "$type": "app.bsky.embed.record#viewRecord", "uri": .string(uri), "cid": .string(seen.record.id.text),
        "author": author, "value": seen.record.value, "indexedAt": .string(timestamp(seen.since)),
      ]
    ]
  }

  private func kept(_ names: [String], of value: JSON) -> [String: JSON] {
    Dictionary(uniqueKeysWithValues: names.compactMap { name in value[name].map { (name, $0) } })
  }

  /// Where the bytes of a picture or film are.
  func address(_ blob: BlobReference) -> String { "\(base)/media/\(blob.id.text)" }

  package func file(_ name: String, at now: Date) -> Answer? {
    guard let file = view.files[name], file.from <= now else { return nil }
    return Answer(
      status: 200, headers: ["content-type": file.blob.type, "x-content-type-options": "nosniff"],
      body: file.blob.bytes)
  }

  /// The page of what everyone can see now: of all accounts, or of one by handle or DID.
  package func page(of name: String?, at now: Date) -> String? {
    let shown = config.accounts.compactMap { repositories[$0.did] }.filter {
      name == nil || $0.account.handle == name || $0.account.did == name
    }
    if name != nil && shown.isEmpty { return nil }
    let title = name.map { "@\($0) on \(config.title)" } ?? config.title
    return Page.public(title: title, accounts: shown.map { section($0, at: now) })
  }

  private func section(_ repository: Repository, at now: Date) -> Page.Section {
    let account = repository.account
    let posts = view.posts(of: account.did, at: now)
    return Page.Section(
      name: account.handle, display: account.displayName, address: "\(base)/@\(account.handle)",
      count: posts.count,
      posts: posts.reversed().prefix(200).map { seen in
        let post = PostView(record: seen.record.value)
        let labels = (seen.record.value["labels"]?["values"]?.elements ?? []).compactMap { $0["val"]?.text }
        return Page.Post(
          id: String(seen.uri.split(separator: "/").last ?? ""), time: timestamp(seen.since),
          shown: Page.shown(seen.since), language: post.languages.first ?? "", content: post.html(base: base),
          warning: labels.joined(separator: ", "), warned: !labels.isEmpty, reply: post.parent != nil,
          edited: "", wasEdited: false, application: nil,
          media: post.attachments.map { blob, alt in
            Page.Medium(
              address: address(blob), description: alt, picture: blob.type.hasPrefix("image/"), kind: blob.type)
          })
      })
  }
}
