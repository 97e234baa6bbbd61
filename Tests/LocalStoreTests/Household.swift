import Crypto
import Domain
import Foundation
import LocalStore

/// An office with an author, an approver and a channel, in a store of its own.
struct Household {
  let folder: String
  let store: LocalStore
  let centre: Region
  let office: Region
  let author: Member
  let approver: Member
  let authorKey = SigningKey()
  let approverKey = SigningKey()
  let channel: Channel
  let items: [ReceivedItem]
  static let now = Instant(microseconds: 1_795_424_400_000_000)

  /// - Parameter name: what the state folder's name begins with.
  init(in name: String = "crier-store") throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UUID().uuidString)")
      .path(percentEncoded: false)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try LocalStore(folder: folder)
    let act = Self.id(ActivityID.self)
    centre = Region(id: Self.id(), parent: nil, name: "Centre", zone: "Europe/London", languages: ["en"], activity: act)
    office = Region(
      id: Self.id(), parent: centre.id, name: "North", zone: "Europe/London", languages: ["en"], activity: act)
    author = Member(
      id: Self.id(), home: office.id, name: "Ann", publicKey: HexBytes(Array(authorKey.publicKey.rawRepresentation)),
      activity: act)
    approver = Member(
      id: Self.id(), home: office.id, name: "Ben",
      publicKey: HexBytes(Array(approverKey.publicKey.rawRepresentation)), activity: act)
    channel = Channel(
      id: Self.id(), region: office.id, platform: "mastodon", address: "https://social.example", handle: "@north",
      name: "North", languages: ["en"], activity: act)
    let from = Self.now.adding(seconds: -3600)
    let home = office.id
    let grants = [(author, Tier.author), (approver, Tier.approver)].map { member, tier in
      Grant(
        id: Self.id(), region: home, member: member.id, memberHome: home, tier: tier, from: from, activity: act)
    }
    let all: [Item] =
      [.region(centre), .region(office), .member(author), .member(approver), .channel(channel)] + grants.map(Item.grant)
    items = try all.map { try Self.received($0) }
    try store.set(
      office: OfficeIdentity(
        region: office.id, agent: Self.id(), name: "North", body: "Body", host: "localhost", port: 1, database: "d",
        login: "r_1", signingKey: HexBytes([])))
    try store.take(items, of: .region, upTo: 7)
  }

  func end() {
    store.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  static func id<Named>(_: Identifier<Named>.Type = Identifier<Named>.self) -> Identifier<Named> {
    Identifier<Named>(UUID())
  }

  static func received(_ item: Item) throws -> ReceivedItem {
    ReceivedItem(
      kind: item.kind, id: item.reference.id, owner: item.reference.region, version: item.version,
      body: String(decoding: try JSONEncoder().encode(item), as: UTF8.self))
  }

  /// The ruling on an act, as a feed brings it.
  func ruling(_ act: ActivityID, _ verdict: Verdict, _ reason: Refusal? = nil, _ sentence: String? = nil) throws
    -> ReceivedItem
  {
    let ruling = Ruling(activity: act, verdict: verdict, reason: reason, sentence: sentence)
    return ReceivedItem(
      kind: .ruling, id: Identifier<ItemReference>(act.uuid), owner: office.id, version: 1,
      body: String(decoding: try JSONEncoder().encode(ruling), as: UTF8.self))
  }

  /// The author writes a post.
  func compose(_ text: String = "The bridge is open.") throws -> (post: PostID, act: ActivityID) {
    try store.act(as: author.id, key: authorKey, at: Self.now, on: .house) { bench in
      let id = bench.newID(Post.self)
      let content = PostContent(texts: ["en": text], channels: [channel.reference])
      let act = try bench.add(
        .composePost(ComposePost(postClass: .routine, content: content)), to: ItemReference(.post, office.id, id))
      return (id, act.id)
    }
  }
}
