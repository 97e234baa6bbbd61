import CentralStore
import Domain
import Foundation
import Testing

/// What goes into the database as JSON says the same as Foundation's encoder would say.
struct JSONTextTests {
  struct Parts: Codable {
    var text = "a \"quote\", a \\, a line\nand a tab\t, \u{1} and 🌉"
    var nothing: String?
    var number = -12.5
    var whole = 3.0
    var least = Int64.min
    var most = UInt64.max
    var yes = true
    var list: [Int?] = [1, nil, 3]
    var empty: [String] = []
    var names = ["b": [1, 2], "a": []]
    var id = UUID()
    var choice = Choice.two(name: "n", count: 2)
    var none = Choice.one
    var inner = Hollow()
  }

  enum Choice: Codable {
    case one
    case two(name: String, count: Int)
  }

  struct Hollow: Codable {}

  /// Writes its parts through a second container, and others nested and left open.
  struct Twofold: Encodable {
    enum Key: CodingKey { case first, second, list, object, last }

    func encode(to encoder: any Encoder) throws {
      var one = encoder.container(keyedBy: Key.self)
      try one.encode(1, forKey: .first)
      try Second().encode(to: encoder)
      var list = one.nestedUnkeyedContainer(forKey: .list)
      var inner = list.nestedContainer(keyedBy: Key.self)
      try inner.encode("deep", forKey: .object)
      try list.encodeNil()
      try "over".encode(to: one.superEncoder(forKey: .object))
      try one.encode(9, forKey: .last)
    }

    struct Second: Encodable { var second = "again" }
  }

  private func same(_ value: some Encodable, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let ours = try JSONSerialization.jsonObject(with: Data(JSONText.of(value).utf8), options: .fragmentsAllowed)
    let theirs = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value), options: .fragmentsAllowed)
    #expect((ours as? NSObject) == (theirs as? NSObject), sourceLocation: sourceLocation)
  }

  @Test("every kind of part") func parts() throws {
    try same(Parts())
    try same([Parts(), Parts()])
    try same(["key": Parts()])
    try same(Twofold())
    try same([Twofold(), Twofold()])
    try same("only a text")
    try same([String]())
    try same(Hollow())
  }

  @Test("a post as it is written") func post() throws {
    let author = Member(id: MemberID(UUID()), home: RegionID(UUID()), name: "Ada", activity: ActivityID(UUID()))
    let channel = ChannelReference(region: author.home, channel: ChannelID(UUID()))
    let post = Post(
      id: PostID(UUID()), region: author.home, author: author, postClass: .event,
      content: PostContent(texts: ["en": "Hello.", "cy": "Helô."], channels: [channel]), due: nil,
      notAfter: Instant(microseconds: 1_800_000_000_123_456), campaign: nil, reference: "R 1",
      activity: ActivityID(UUID()), createdAt: Instant(microseconds: 1_800_000_000_000_000))
    try same(post)
    try same(Item.post(post))
  }

  @Test("a number that JSON does not have is refused") func numbers() {
    #expect(throws: EncodingError.self) { try JSONText.of([Double.nan]) }
  }
}
