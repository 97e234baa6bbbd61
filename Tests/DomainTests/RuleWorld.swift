import Crypto
import Domain
import Foundation

/// Chance that can be repeated: SplitMix64.
struct SeededChance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A small body: a centre, and below it the offices Alpha and Beta, each with a channel and people of every tier.
struct RuleWorld {
  var book = Rulebook(items: Items())
  private(set) var keys: [MemberID: Curve25519.Signing.PrivateKey] = [:]
  let centre = RegionID(UUID())
  let alpha = RegionID(UUID())
  let beta = RegionID(UUID())
  let centreChannel = ChannelID(UUID())
  let alphaChannel = ChannelID(UUID())
  let betaChannel = ChannelID(UUID())
  private(set) var author: MemberID
  private(set) var approver: MemberID
  private(set) var manager: MemberID
  private(set) var stranger: MemberID
  private(set) var dutyEditor: MemberID
  private(set) var administrator: MemberID
  private(set) var auditor: MemberID
  var now = Instant(microseconds: 1_800_000_000_000_000)

  init() {
    (author, approver, manager) = (MemberID(UUID()), MemberID(UUID()), MemberID(UUID()))
    (stranger, dutyEditor) = (MemberID(UUID()), MemberID(UUID()))
    (administrator, auditor) = (MemberID(UUID()), MemberID(UUID()))
    for (region, parent, name) in [(centre, nil, "Centre"), (alpha, centre, "Alpha"), (beta, centre, "Beta")] {
      take(
        .region(
          Region(id: region, parent: parent, name: name, zone: "Europe/London", languages: ["en"], activity: .some())))
    }
    for (channel, region) in [(centreChannel, centre), (alphaChannel, alpha), (betaChannel, beta)] {
      take(
        .channel(
          Channel(
            id: channel, region: region, platform: "mastodon", address: "https://social.example", handle: "@x",
            name: "main", languages: ["en"], activity: .some())))
    }
    let people: [(MemberID, RegionID, Tier)] = [
      (author, alpha, .author), (approver, alpha, .approver), (manager, alpha, .manager), (auditor, alpha, .auditor),
      (stranger, beta, .manager), (dutyEditor, centre, .dutyEditor), (administrator, centre, .administrator),
    ]
    for (member, home, tier) in people {
      join(member, home: home)
      grant(tier, to: member, at: home)
    }
  }

  mutating func take(_ item: Item) { book.items.take(item) }

  /// A member who has signed in.
  mutating func join(_ member: MemberID, home: RegionID) {
    let key = Curve25519.Signing.PrivateKey()
    keys[member] = key
    take(
      .member(
        Member(
          id: member, home: home, name: "P\(member.short)", publicKey: HexBytes(Array(key.publicKey.rawRepresentation)),
          activity: .some())))
  }

  @discardableResult
  mutating func grant(
    _ tier: Tier, to member: MemberID, at region: RegionID, channel: ChannelID? = nil, from: Instant? = nil,
    until: Instant? = nil
  ) -> GrantID {
    let id = GrantID(UUID())
    take(
      .grant(
        Grant(
          id: id, region: region, member: member, memberHome: book.items.members[member]?.home ?? region, tier: tier,
          channel: channel, from: from ?? now, until: until, activity: .some())))
    return id
  }

  /// Lets a member do something through an office (their own by default) and gives the ruling.
  mutating func act(
    _ act: Act, by member: MemberID, on item: ItemReference, base: Int64? = nil, after: ActivityID? = nil,
    through login: RegionID? = nil, signedFor office: RegionID? = nil, key: Curve25519.Signing.PrivateKey? = nil,
    restrictive: Bool? = nil
  ) throws -> Ruling {
    let received = try signed(
      act, by: member, on: item, base: base, after: after, through: login, signedFor: office, key: key,
      restrictive: restrictive)
    return book.rule(received)
  }

  func signed(
    _ act: Act, by member: MemberID, on item: ItemReference, base: Int64? = nil, after: ActivityID? = nil,
    through login: RegionID? = nil, signedFor office: RegionID? = nil, key: Curve25519.Signing.PrivateKey? = nil,
    restrictive: Bool? = nil
  ) throws -> Rulebook.Received {
    let login = login ?? book.items.members[member]?.home ?? alpha
    var base = base
    // Whoever hands in has looked, unless a test says otherwise.
    if case .submitPost = act { base = base ?? version(item.id.of()) }
    let activity = Activity(
      id: .some(), member: member, region: office ?? login, item: item, base: base, after: after, at: now,
      act: act)
    var made = try SignedActivity(activity, key: key ?? keys[member] ?? Curve25519.Signing.PrivateKey())
    if let restrictive {
      made = SignedActivity(id: made.id, body: made.body, signature: made.signature, restrictive: restrictive)
    }
    return Rulebook.Received(act: made, login: login, at: now)
  }

  // MARK: - Posts

  func content(_ text: String = "Hello.", on channels: [ChannelReference]? = nil) -> PostContent {
    PostContent(texts: ["en": text], channels: channels ?? [ChannelReference(region: alpha, channel: alphaChannel)])
  }

  /// A post of Alpha's author, composed and submitted.
  mutating func submitted(
    by member: MemberID? = nil, on channels: [ChannelReference]? = nil, due: Due? = nil
  ) throws -> PostID {
    let writer = member ?? author
    let id = PostID(UUID())
    let compose = Act.composePost(ComposePost(postClass: .routine, content: content(on: channels), due: due))
    _ = try act(compose, by: writer, on: reference(id))
    _ = try act(.submitPost(named(id)), by: writer, on: reference(id))
    return id
  }

  mutating func approved(due: Due? = nil) throws -> PostID {
    let id = try submitted(due: due)
    _ = try act(.approvePost(named(id)), by: approver, on: reference(id))
    return id
  }

  func reference(_ id: PostID) -> ItemReference { ItemReference(.post, book.items.posts[id]?.region ?? alpha, id) }

  /// The current words of a post.
  func named(_ id: PostID) -> RevisionNamed {
    let post = book.items.posts[id]
    return RevisionNamed(revision: post?.revision ?? 1, digest: post?.digest ?? Digest.of(""))
  }

  func state(_ id: PostID) -> PostState? { book.items.posts[id]?.state }
  func version(_ id: PostID) -> Int64? { book.items.posts[id]?.version }

  func edit(_ change: (inout PostFields) -> Void) -> Act {
    var fields = PostFields()
    change(&fields)
    return .editPost(EditPost(base: PostFields(), changes: fields))
  }
}

extension Identifier {
  static func some() -> Self { Self(UUID()) }
}
