import CentralStore
import Domain
import Foundation
import TestKit

/// Who and what there is in a model, as its seed says.
struct ModelSetup: Sendable {
  let seed: UInt64
  /// Narrow worlds get deep, wide ones get broad.
  let shape: ModelStep.Shape
  /// By lane.
  let habits: [ModelHabits]
  let channels: [Channel]
  var posts: [Post]
  /// Of each coordinator's clock, in seconds.
  let skews: [Int64]
  let author: Member
  let approver: Member
  /// Approves where the first approver has gone.
  let second: Member

  /// A request that leaves is sent twice: a guard removed.
  var sendsTwice = false

  static let region = RegionID.derived("test", "north")
  /// - Parameter only: the same platform for every lane.
  init(seed: UInt64, habits only: ModelHabits? = nil) {
    self.seed = seed
    var chance = SeededChance(seed: seed &* 31 &+ 7)
    let shape = seed.isMultiple(of: 2) ? ModelStep.Shape() : ModelStep.Shape(coordinators: 2, lanes: 1, posts: 2)
    self.shape = shape
    habits = (0..<shape.lanes).map { _ in only ?? chance.pick(ModelHabits.all) }
    channels = habits.enumerated().map { index, habits in
      Channel(
        id: .derived("test", "channel \(index)"), region: Self.region, platform: habits.name,
        address: "https://model.example", handle: "@\(index)", name: "lane \(index)", languages: ["en"],
        credential: HexBytes([1]), activity: .derived("test", "act"))
    }
    skews = (0..<shape.coordinators).map { _ in Int64(chance.below(41)) - 20 }
    func member(_ name: String) -> Member {
      Member(id: .derived("test", name), home: Self.region, name: name, activity: .derived("test", "act"))
    }
    (author, approver, second) = (member("ann"), member("bob"), member("cem"))
    posts = Self.posts(by: author, approvedBy: approver, on: channels, shape.posts, &chance)
  }

  func lane(_ id: ChannelID) -> Int { channels.firstIndex { $0.id == id } ?? 0 }

  func words(_ number: Int, revision: Int) -> String { "post \(number) words \(revision)" }

  private static func posts(
    by author: Member, approvedBy approver: Member, on channels: [Channel], _ count: Int, _ chance: inout SeededChance
  ) -> [Post] {
    (0..<count).map { number in
      let first = chance.below(channels.count)
      let places = chance.once(in: 3) ? [first, (first + 1) % channels.count] : [first]
      let content = PostContent(
        texts: ["en": "post \(number) words 1"],
        channels: Set(places).map { ChannelReference(region: region, channel: channels[$0].id) })
      let start = ModelWorld<ModelDatabase>.start
      let due: Int64 = chance.pick([0, 0, 0, 40, 200])
      var post = Post(
        id: .derived("test", "post \(number)"), region: region, author: author,
        postClass: chance.pick([.routine, .routine, .event, .emergency]), content: content,
        due: due == 0 ? nil : Due(at: start.adding(seconds: due), zone: "UTC", wall: ""),
        notAfter: chance.once(in: 4) ? start.adding(seconds: due + 300) : nil, campaign: nil, reference: nil,
        activity: .derived("test", "act"), createdAt: start)
      post.approvals = [
        Approval(
          revision: 1, member: approver, tier: .approver, activity: .derived("yes", post.id.text, "1"), at: start)
      ]
      post.state = chance.once(in: 8) ? .submitted : .approved
      if post.state == .submitted { post.approvals = [] }
      return post
    }
  }
}

extension ModelWorld {
  /// A delivery of which nothing but its shape is meant.
  static var sampleItem: DeliveryItem { sample }
}

private let sample: DeliveryItem = {
  let id = DeliveryID.derived("sample").text
  let json = """
    {"delivery_id": "\(id)", "region_id": "\(id)", "channel_id": "\(id)", "post_region_id": "\(id)",
    "post_id": "\(id)", "kind": "publish", "revision": 1, "digest": "\(String(repeating: "ab", count: 32))",
    "class": "routine", "state": "waiting", "due_at": "2027-01-01T00:00:00Z", "attempts": 0, "withdrawal": false,
    "version": 1}
    """
  guard let item = try? JSONDecoder().decode(DeliveryItem.self, from: Data(json.utf8)) else {
    preconditionFailure("the sample is no delivery")
  }
  return item
}()
