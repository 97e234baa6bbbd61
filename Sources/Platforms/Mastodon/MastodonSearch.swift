import Domain
import Foundation

/// Where the search for a publish among the account's own posts stands: the cursor of a look-up.
struct MastodonSearch: Codable, Hashable {
  /// A post that is, or may be, the one.
  struct Candidate: Codable, Hashable {
    var id: String
    var url: String?
    var createdAt: Instant?
    var speaksSame: Bool
    /// Shows the same letters.
    var isClose: Bool
    /// Has as many images, with the same texts.
    var imagesAlike: Bool
    /// Answers the same post, or none as ours.
    var repliesAlike: Bool
  }

  enum Way: String, Codable {
    /// From the last known post on, oldest page first. It shows what is there; absence only the other way shows.
    case forwards
    /// From the newest back to the intent.
    case backwards
  }

  /// The account's own id; nil until it was asked.
  var account: String?
  var way: Way
  /// The last id forwards, or the oldest backwards, that was seen.
  var edge: String?
  /// Every page was read: what is left are the doubtful ones, one by one.
  var pagesRead = false
  /// The best of those that surely are ours.
  var found: Candidate?
  /// The source of the first is asked next.
  var doubtful: [Candidate] = []
  /// One says the same, with other images: ours, of which the server has lost an image, or somebody else's.
  var hasOdd = false

  static let pageSize = 40
  /// A search that needs more requests than this is left to a person.
  static let longest = 100

  init(_ order: DeliveryOrder) {
    account = order.channel.limits.accountID
    edge = ForeignText.id(order.lastKnown, hiding: order.secret)
    way = edge == nil ? .backwards : .forwards
  }

  /// Reads the cursor of a page; begins anew when there is none.
  init(_ page: LookUpPage, of order: DeliveryOrder) {
    if let cursor = page.cursor, let kept = try? JSONDecoder().decode(Self.self, from: Data(cursor.utf8)) {
      self = kept
    } else {
      self.init(order)
    }
  }

  func page(after page: LookUpPage) -> LookUpPage {
    LookUpPage(number: page.number + 1, cursor: StableJSON.text(self))
  }

  /// The next request; nil when nothing is left to ask.
  func request(_ server: MastodonServer) -> PlatformRequest? {
    guard let account else { return server.verifyCredentials() }
    if pagesRead { return doubtful.first.map { server.source($0.id) } }
    return switch way {
    case .forwards: server.statuses(account: account, limit: Self.pageSize, after: edge)
    case .backwards: server.statuses(account: account, limit: Self.pageSize, before: edge)
    }
  }

  /// Takes in a page of own posts, the newest first.
  /// False when the server does not page as it should and the rest cannot be seen.
  mutating func take(_ statuses: [MastodonStatus], _ match: MastodonMatch, of order: DeliveryOrder) -> Bool {
    guard let newest = statuses.first, let oldest = statuses.last else {
      // The last known id may be wrong, as one that somebody typed: what is not after it may be before it.
      if way == .forwards { turn() } else { pagesRead = true }
      return true
    }
    let precedes = MastodonPlatform().precedes
    switch way {
    case .forwards:
      if let edge, statuses.contains(where: { !precedes(edge, $0.id) }) {
        // This server passes over `min_id`: walk back from the newest instead.
        turn()
        return true
      }
      sift(statuses, match, of: order)
      edge = statuses.map(\.id).max(by: precedes) ?? newest.id
      pagesRead = found != nil
    case .backwards:
      if let edge, statuses.contains(where: { $0.id == edge }) {
        // Passes over `max_id` too: what we saw is all that we shall see.
        pagesRead = true
        return found != nil || statuses.count < Self.pageSize
      }
      sift(statuses, match, of: order)
      edge = oldest.id
      pagesRead = match.isTooOld(oldest)
    }
    return true
  }

  /// Begins anew from the newest.
  private mutating func turn() { (way, edge, found, doubtful, hasOdd) = (.backwards, nil, nil, [], false) }

  private mutating func sift(_ statuses: [MastodonStatus], _ match: MastodonMatch, of order: DeliveryOrder) {
    for status in statuses {
      guard let id = ForeignText.id(status.id, hiding: order.secret) else { continue }
      let verdict = match.verdict(status)
      if verdict == .other { continue }
      let candidate = Candidate(
        id: id, url: ForeignText.link(status.url, hiding: order.secret), createdAt: status.createdAt,
        speaksSame: match.speaksSame(status), isClose: match.isClose(status), imagesAlike: match.imagesAlike(status),
        repliesAlike: match.repliesAlike(status))
      if verdict == .equal, !candidate.imagesAlike {
        hasOdd = true
      } else if verdict == .equal {
        if found.map({ Self.isBetter(candidate, than: $0, for: order.intentAt) }) ?? true { found = candidate }
      } else if candidate.isClose || !order.others.contains(id) {
        doubtful.append(candidate)
      }
    }
    doubtful.sort { Self.isBetter($0, than: $1, for: order.intentAt) }
  }

  /// Of two that fit: first the one that answers the same post, then the one in our language, then the earliest at or
  /// after the intent, then the one nearest before it.
  private static func isBetter(_ left: Candidate, than right: Candidate, for intent: Instant?) -> Bool {
    if left.repliesAlike != right.repliesAlike { return left.repliesAlike }
    if left.speaksSame != right.speaksSame { return left.speaksSame }
    if left.isClose != right.isClose { return left.isClose }
    guard let intent, let leftAt = left.createdAt, let rightAt = right.createdAt, leftAt != rightAt else {
      return MastodonPlatform().precedes(left.id, right.id)
    }
    let (leftAfter, rightAfter) = (leftAt >= intent, rightAt >= intent)
    if leftAfter != rightAfter { return leftAfter }
    return leftAfter ? leftAt < rightAt : leftAt > rightAt
  }
}
