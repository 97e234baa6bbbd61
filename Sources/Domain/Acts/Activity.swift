import Crypto
import Foundation

/// An immutable, signed statement of what one member did to one item, from which version.
package struct Activity: Hashable, Sendable {
  package var id: ActivityID
  package var member: MemberID
  /// The office whose agent carries the act: an act signed for one office is nothing at another.
  package var region: RegionID
  package var item: ItemReference
  /// The version of the item that the member saw; nil where the act creates it.
  package var base: Int64?
  /// The unruled act that this one builds on.
  package var after: ActivityID?
  /// The office's clock. For display and audit; order is the server's.
  package var at: Instant
  /// The epoch of the central database that the office knew; nil where none was known. Once the database has been
  /// restored, an act of an earlier epoch may have had effects that it has forgotten.
  package var epoch: UUID?
  package var act: Act

  package init(
    id: ActivityID, member: MemberID, region: RegionID, item: ItemReference, base: Int64?, after: ActivityID? = nil,
    at: Instant, epoch: UUID? = nil, act: Act
  ) {
    self.id = id
    self.member = member
    self.region = region
    self.item = item
    self.base = base
    self.after = after
    self.at = at
    self.epoch = epoch
    self.act = act
  }

  /// Format of the envelope; an unknown one is refused.
  package static let format = 1
}

/// An item as an act names it.
package struct ItemReference: Hashable, Sendable, Codable {
  package var kind: ItemKind
  /// Owner.
  package var region: RegionID
  /// Lower-case UUID.
  package var id: Identifier<ItemReference>

  package init<Item>(_ kind: ItemKind, _ region: RegionID, _ id: Identifier<Item>) {
    self.kind = kind
    self.region = region
    self.id = Identifier<ItemReference>(id.uuid)
  }
}

package enum ItemKind: String, Sendable, Codable, CaseIterable {
  case region, member, grant, policy, channel, post, delivery, stop, ruling, conflict
}

extension Identifier where Named == ItemReference {
  package func of<Item>(_: Item.Type = Item.self) -> Identifier<Item> { Identifier<Item>(uuid) }
}

/// An act as it travels: the exact bytes that were signed, and the signature.
package struct SignedActivity: Hashable, Sendable {
  package let id: ActivityID
  /// JSON with sorted keys; the signature is over these very bytes.
  package let body: String
  /// Ed25519, 64 bytes.
  package let signature: [UInt8]
  /// Goes in the sequence that is pushed and ruled first.
  package let restrictive: Bool

  package init(id: ActivityID, body: String, signature: [UInt8], restrictive: Bool) {
    self.id = id
    self.body = body
    self.signature = signature
    self.restrictive = restrictive
  }

  /// Writes the body and signs it with the member's key.
  ///
  /// A restrictive act goes ahead of the others, unless it names an item that an earlier unruled act creates:
  /// then `waits` keeps it in its place.
  package init(_ activity: Activity, key: Curve25519.Signing.PrivateKey, waits: Bool = false) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    body = String(decoding: try encoder.encode(activity), as: UTF8.self)
    signature = Array(try key.signature(for: Self.signedBytes(body)))
    id = activity.id
    restrictive = activity.act.isRestrictive && !waits
  }

  /// Reads the body without believing it: the signature is checked apart.
  package func activity() throws -> Activity {
    try JSONDecoder().decode(Activity.self, from: Data(body.utf8))
  }

  /// Whether the holder of this key signed these bytes.
  package func isSigned(by publicKey: HexBytes) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey.bytes) else { return false }
    return key.isValidSignature(Data(signature), for: Self.signedBytes(body))
  }

  /// The prefix keeps a signature made for an act from being one over anything else.
  private static func signedBytes(_ body: String) -> Data { Data("crier activity 1\n".utf8) + Data(body.utf8) }
}

extension Activity: Codable {
  enum CodingKeys: String, CodingKey {
    case format, id, member, region, item, base, after, at, epoch, verb, payload
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    guard try values.decode(Int.self, forKey: .format) == Self.format else {
      throw DecodingError.dataCorruptedError(
        forKey: .format, in: values, debugDescription: "an envelope of another format")
    }
    id = try values.decode(ActivityID.self, forKey: .id)
    member = try values.decode(MemberID.self, forKey: .member)
    region = try values.decode(RegionID.self, forKey: .region)
    item = try values.decode(ItemReference.self, forKey: .item)
    base = try values.decodeIfPresent(Int64.self, forKey: .base)
    after = try values.decodeIfPresent(ActivityID.self, forKey: .after)
    at = try values.decode(Instant.self, forKey: .at)
    epoch = try values.decodeIfPresent(UUID.self, forKey: .epoch)
    let verb = try values.decode(Verb.self, forKey: .verb)
    guard verb.kind == item.kind else {
      throw DecodingError.dataCorruptedError(forKey: .verb, in: values, debugDescription: "a verb of another item")
    }
    act = try Act(verb: verb, payload: values, key: .payload)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(Self.format, forKey: .format)
    try values.encode(id, forKey: .id)
    try values.encode(member, forKey: .member)
    try values.encode(region, forKey: .region)
    try values.encode(item, forKey: .item)
    try values.encodeIfPresent(base, forKey: .base)
    try values.encodeIfPresent(after, forKey: .after)
    try values.encode(at, forKey: .at)
    try values.encodeIfPresent(epoch, forKey: .epoch)
    try values.encode(act.verb, forKey: .verb)
    try act.encodePayload(into: &values, key: .payload)
  }
}
