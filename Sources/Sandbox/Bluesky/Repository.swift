import Foundation

/// What one account has stored.
struct Repository: Sendable {
  /// A record as it stands.
  struct Record: Sendable {
    var value: JSON
    var id: ContentID
  }

  /// Bytes that were uploaded.
  struct Blob: Sendable {
    var bytes: [UInt8]
    var type: String
    var at: Date
    /// How many records name it. One that none names is swept away after a while.
    var uses = 0
  }

  let account: Config.Bluesky.Account
  let createdAt: Date
  /// By collection, then by record key.
  var records: [String: [String: Record]] = [:]
  /// By their identifiers.
  var blobs: [String: Blob] = [:]
  /// The key of the last commit.
  var revision: String
  /// The name of the last commit. Commits are not signed here and hold no tree; the name stands for all that came
  /// before.
  var head: ContentID

  init(account: Config.Bluesky.Account, createdAt: Date, revision: String) {
    self.account = account
    self.createdAt = createdAt
    self.revision = revision
    head = ContentID(.record, of: Array(account.did.utf8))
  }

  /// Makes the next commit.
  mutating func commit(revision: String) -> JSON {
    self.revision = revision
    head = ContentID(.record, of: head.bytes + Array(revision.utf8))
    return ["cid": .string(head.text), "rev": .string(revision)]
  }

  /// Notes that a record names blobs, or names them no more; then those that no record names go.
  mutating func use(_ value: JSON, by change: Int) {
    for blob in BlobReference.all(in: value) {
      blobs[blob.id.text]?.uses += change
      if change < 0, let left = blobs[blob.id.text]?.uses, left <= 0 { blobs[blob.id.text] = nil }
    }
  }
}

/// What everyone sees, which follows the repositories after a while.
struct PublicView: Sendable {
  /// A post as it is seen from a time on; without a record it is gone.
  struct Version: Sendable {
    var from: Date
    var record: Repository.Record?
  }

  struct Post: Sendable {
    var did: String
    var key: String
    var versions: [Version]
  }

  /// A post that is seen at some time.
  struct Seen: Sendable {
    var uri: String
    var did: String
    var record: Repository.Record
    /// When it was seen first.
    var since: Date
  }

  private var posts: [String: Post] = [:]
  /// The posts of each account by DID, in the order in which they were made.
  private var byAuthor: [String: [String]] = [:]
  /// Pictures and films of posts, and from when on they are seen.
  var files: [String: (blob: Repository.Blob, from: Date)] = [:]

  init() {}

  /// Notes that from a time on a post is seen in a form, or no more.
  mutating func show(_ record: Repository.Record?, _ uri: String, did: String, key: String, from: Date, now: Date) {
    if posts[uri] == nil {
      posts[uri] = Post(did: did, key: key, versions: [])
      byAuthor[did, default: []].append(uri)
    }
    guard var versions = posts[uri]?.versions else { return }
    if let past = versions.lastIndex(where: { $0.from <= now }) { versions.removeFirst(past) }
    versions.append(Version(from: from, record: record))
    posts[uri]?.versions = versions
  }

  /// The post at an address as it is seen at a time; nil when it is not.
  func post(_ uri: String, at now: Date) -> Seen? {
    guard let post = posts[uri], let version = post.versions.last(where: { $0.from <= now }),
      let record = version.record
    else { return nil }
    return Seen(uri: uri, did: post.did, record: record, since: version.from)
  }

  /// What an account shows at a time, in the order in which it was made.
  func posts(of did: String, at now: Date) -> [Seen] { (byAuthor[did] ?? []).compactMap { post($0, at: now) } }

  /// All that is seen at a time, in no order.
  func all(at now: Date) -> [Seen] { posts.keys.compactMap { post($0, at: now) } }
}

/// A refresh token as the server remembers it.
struct Refresh: Sendable {
  let did: String
  /// When it ends, by its own time or by the grace after its first use.
  var until: Date
  /// The number of the token that follows it, once it was used.
  var next: String?
}
