import Domain
import Foundation
import Platforms

/// How a platform of the model keeps what its adapter promises.
struct ModelHabits: Hashable, Sendable {
  var name: String
  var promises: PlatformPromises
  /// A publish is the making of a record whose name we choose: it is there once or not at all.
  var isRecord = false
  /// Seconds for which the same key makes no second post; 0: keys are ignored.
  var keyLife: Int64 = 0
  /// Something is prepared before the publish.
  var prepares = false

  static let all = [
    ModelHabits(
      name: "record", promises: PlatformPromises(repeatIsSafeFor: .max, canLookUp: true, visibleAfter: 0),
      isRecord: true),
    ModelHabits(
      name: "key",
      promises: PlatformPromises(repeatIsSafeFor: 45 * 60, canLookUp: true, visibleAfter: 60, canEdit: true),
      keyLife: 3600),
    ModelHabits(
      name: "deaf",
      promises: PlatformPromises(repeatIsSafeFor: 45 * 60, canLookUp: true, visibleAfter: 60, canEdit: true)),
    ModelHabits(
      name: "container", promises: PlatformPromises(repeatIsSafeFor: nil, canLookUp: true, visibleAfter: 90),
      prepares: true),
    ModelHabits(name: "hostile", promises: PlatformPromises(repeatIsSafeFor: nil, canLookUp: false, visibleAfter: 90)),
  ]
}

/// What the public sees: the truth against which promises are held.
struct ModelPublic: Sendable {
  /// A post on the platform.
  struct Thing: Hashable, Sendable {
    var id: String
    var channel: ChannelID
    /// Names post and account.
    var record: String
    var words: String
    var madeAt: Instant
    /// From then on a look-up finds it.
    var shownAt: Instant
    var isGone = false
  }

  /// A request as it goes over the wire.
  struct Wire: Hashable, Sendable {
    var verb: String
    var record: String
    var key: String
    var remote: String
    var words: String

    var text: String { [verb, record, key, remote, words].joined(separator: "|") }

    init(_ verb: String, _ order: DeliveryOrder) {
      self.verb = verb
      record = Self.record(order.post, order.channel.id)
      key = order.idempotencyKey
      remote = order.remoteID ?? ""
      words = order.content.texts["en"] ?? ""
    }

    init(_ request: PlatformRequest) {
      let parts = String(decoding: request.body.literal, as: UTF8.self)
        .split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      (verb, record, key, remote, words) = (parts[0], parts[1], parts[2], parts[3], parts[4])
    }

    static func record(_ post: PostID, _ channel: ChannelID) -> String { "\(post.short) on \(channel.short)" }
  }

  /// A request that has left, and will act.
  struct Late: Sendable {
    var at: Instant
    var wire: Wire
    var channel: ChannelID
    var hidden: Double
  }

  private(set) var things: [Thing] = []
  private(set) var late: [Late] = []
  private var keys: [String: (id: String, until: Instant)] = [:]

  /// How often a post was made on an account, in all.
  func makings(_ record: String) -> Int { things.count { $0.record == record } }

  func isSeen(_ record: String) -> Bool { things.contains { $0.record == record && !$0.isGone } }

  func thing(_ record: String) -> Thing? { things.last { $0.record == record } }

  mutating func act(late one: Late) { late.append(one) }

  /// Lets what is late act, up to a time.
  mutating func pass(to now: Instant, habits: (ChannelID) -> ModelHabits) {
    for one in late.filter({ $0.at <= now }).sorted(by: { $0.at < $1.at }) {
      _ = act(one.wire, on: one.channel, at: one.at, hidden: one.hidden, habits(one.channel))
    }
    late.removeAll { $0.at <= now }
  }

  /// The effect of a request, and its answer.
  mutating func act(
    _ wire: Wire, on channel: ChannelID, at now: Instant, hidden: Double, _ habits: ModelHabits
  ) -> (status: Int, body: String) {
    switch wire.verb {
    case "publish":
      if habits.isRecord, let known = things.first(where: { $0.record == wire.record && !$0.isGone }) {
        return (200, known.id)
      }
      if habits.keyLife > 0, let known = keys[wire.key], now < known.until { return (200, known.id) }
      let id = habits.isRecord ? wire.record : "thing \(things.count)"
      things.append(
        Thing(
          id: id, channel: channel, record: wire.record, words: wire.words, madeAt: now, shownAt: now.adding(hidden)))
      keys[wire.key] = (id, now.adding(seconds: habits.keyLife))
      return (200, id)
    case "edit":
      guard let index = things.lastIndex(where: { $0.id == wire.remote && !$0.isGone }) else { return (422, "gone") }
      things[index].words = wire.words
      return (200, wire.remote)
    case "take_down":
      for index in things.indices where things[index].id == wire.remote { things[index].isGone = true }
      return (200, wire.remote)
    default: return (200, "container of \(wire.record)")
    }
  }

  /// What somebody who looks finds: 200 where what was wanted stands.
  func find(_ wire: Wire, on channel: ChannelID, at now: Instant, _ habits: ModelHabits) -> (status: Int, body: String)
  {
    let shown = things.filter { $0.channel == channel && !$0.isGone && $0.shownAt <= now }
    switch wire.verb {
    case "find publish":
      let found = shown.first { habits.isRecord ? $0.record == wire.record : $0.words == wire.words }
      return (found == nil ? 404 : 200, found?.id ?? "")
    case "find edit":
      return (shown.contains { $0.id == wire.remote && $0.words == wire.words } ? 200 : 404, wire.remote)
    default:
      return (things.contains { $0.id == wire.remote && !$0.isGone } ? 404 : 200, wire.remote)
    }
  }
}
