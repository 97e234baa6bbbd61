import Crypto
import Domain
import Foundation

package typealias SigningKey = Curve25519.Signing.PrivateKey

/// Where a member's acts are made: each is played on the local view by the same rules as at the centre, signed, and
/// kept for storing. What the rules refuse is never made.
package struct Workbench {
  package let office: RegionID
  package let member: MemberID
  package let now: Instant
  private let epoch: UUID?
  package private(set) var book: Rulebook
  /// What rows of calendars had become before, by identity; read with the `calendar` scope only.
  package let knownRows: [String: CalendarRow]
  package private(set) var calendarRows: [CalendarRow] = []

  private(set) var made: [(signed: SignedActivity, activity: Activity)] = []
  private let key: SigningKey
  /// Items that nobody but unruled acts of this office has made so far.
  private var unborn: Set<ItemReference>
  private var lastAct: [ItemReference: ActivityID]
  private var generator: any RandomNumberGenerator

  /// - Parameter generator: of what is by chance in the ids of acts and of what they create.
  init(
    view: LocalView, office: RegionID, epoch: UUID?, member: MemberID, key: SigningKey, now: Instant,
    generator: any RandomNumberGenerator = SystemRandomNumberGenerator()
  ) {
    self.office = office
    self.epoch = epoch
    self.member = member
    self.key = key
    self.now = now
    self.generator = generator
    book = Rulebook(items: view.items)
    knownRows = view.calendarRows
    unborn = view.unborn
    lastAct = view.lastAct
  }

  package var items: Items { book.items }

  /// A new id for something that an act creates.
  package mutating func newID<Item>(_: Item.Type = Item.self) -> Identifier<Item> {
    .new(at: now, using: &generator)
  }

  /// Plays one act and signs it. Throws `Refused` when the rules say no; then nothing has changed.
  @discardableResult
  package mutating func add(_ act: Act, to item: ItemReference) throws -> Activity {
    guard let signer = book.items.members[member] else {
      throw Refused(.member, "You are not known at this office, or no longer.")
    }
    guard signer.publicKey.map({ $0.bytes == Array(key.publicKey.rawRepresentation) }) ?? true else {
      throw Refused(.signature, "Your key has changed: sign in again.")
    }
    let before = book.items.find(item)
    let activity = Activity(
      id: .new(at: now, using: &generator), member: member, region: office, item: item, base: before?.version,
      after: lastAct[item], at: now, epoch: epoch, act: act)
    try book.play(activity, by: signer, receivedAt: now)
    _ = book.takeChanges()
    let signed = try SignedActivity(activity, key: key, waits: unborn.contains(item))
    if before == nil { unborn.insert(item) }
    lastAct[item] = activity.id
    if case .resolveConflict(let payload) = act {
      lastAct[ItemReference(.post, item.region, payload.post)] = activity.id
    }
    made.append((signed, activity))
    return activity
  }

  /// Keeps in mind which post a row of a calendar became.
  package mutating func keep(_ row: CalendarRow) {
    calendarRows.append(row)
  }
}
