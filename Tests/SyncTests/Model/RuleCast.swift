import Crypto
import Domain
import Foundation
import TestKit

/// The offices, people and posts of the model: the same for every seed, but for what the policy demands.
struct RuleCast: Sendable {
  struct Office: Sendable {
    var region: RegionID
    var members: [Member]
    /// The members of which posts are written here, by number.
    var skew: Int64
  }

  let offices: [Office]
  /// By number: the office that writes it.
  let posts: [(id: PostID, region: RegionID)]
  let items: [Item]

  static let start = Instant(microseconds: 1_800_000_000_000_000)
  static let (alpha, beta, centre) = (region("alpha"), region("beta"), region("centre"))
  /// Who may be revoked.
  static let revocable = ["ben", "bob"]

  init(seed: UInt64) {
    var chance = SeededChance(seed: seed &* 17 &+ 3)
    let people: [(String, RegionID, Tier)] = [
      ("ann", Self.alpha, .author), ("ben", Self.alpha, .author), ("bob", Self.alpha, .approver),
      ("max", Self.alpha, .manager), ("sue", Self.beta, .manager), ("sam", Self.beta, .approver),
      ("dee", Self.centre, .dutyEditor), ("ada", Self.centre, .administrator),
    ]
    var items: [Item] = [(Self.centre, nil), (Self.alpha, Self.centre), (Self.beta, Self.centre)].map {
      (id: RegionID, parent: RegionID?) in
      .region(
        Region(id: id, parent: parent, name: id.short, zone: "Europe/London", languages: ["en"], activity: Self.none))
    }
    items += [Self.centre, Self.alpha, Self.beta].map { region in
      .channel(
        Channel(
          id: Self.channel(of: region), region: region, platform: "mastodon", address: "https://social.example",
          handle: "@x", name: "main", languages: ["en"], activity: Self.none))
    }
    for (name, home, tier) in people {
      items.append(.member(Self.member(name, home)))
      items.append(
        .grant(
          Grant(
            id: .derived("grant", name), region: home, member: .derived("member", name), memberHome: home, tier: tier,
            from: Self.start.adding(seconds: -9999), activity: Self.none)))
    }
    if chance.once(in: 2) {
      items.append(
        .policy(
          Policy(region: Self.alpha, postClass: .routine, approvals: 2, tier: .approver, activity: Self.none)))
    }
    self.items = items
    offices = [Self.alpha, Self.beta, Self.centre].map { region in
      Office(
        region: region, members: people.filter { $0.1 == region }.map { Self.member($0.0, $0.1) },
        skew: Int64(chance.below(7)) - 3)
    }
    posts = (0..<4).map { (.derived("post", String($0)), $0 < 2 ? Self.alpha : $0 == 2 ? Self.beta : Self.centre) }
  }

  /// The number of the office that writes a post.
  func home(of post: Int) -> Int { offices.firstIndex { $0.region == posts[post].region } ?? 0 }

  static let none = ActivityID.derived("none")

  private static func region(_ name: String) -> RegionID { .derived("region", name) }
  static func channel(of region: RegionID) -> ChannelID { .derived("channel", region.text) }

  private static func member(_ name: String, _ home: RegionID) -> Member {
    Member(
      id: .derived("member", name), home: home, name: name,
      publicKey: keys[name].map { HexBytes(Array($0.publicKey.rawRepresentation)) }, activity: none)
  }

  static let keys: [String: Curve25519.Signing.PrivateKey] = {
    let names = ["ann", "ben", "bob", "max", "sue", "sam", "dee", "ada"]
    let pairs = names.compactMap { name in
      (try? Curve25519.Signing.PrivateKey(rawRepresentation: Digest.of(name).bytes)).map { (name, $0) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }()

  /// An image that posts may carry.
  static func image(_ number: Int) -> MediaReference {
    MediaReference(
      sha256: Digest.of("image \(number)"), alternative: ["en": "A picture of \(number)."],
      image: ImageFacts(type: .png, octets: Int64(100 + number), width: 10, height: 10))
  }

  /// Who sees what belongs to an office.
  static func sees(_ reader: RegionID, _ owner: RegionID) -> Bool { reader == centre || reader == owner }
}
