import Crypto
import Foundation

/// The id of one item: a UUID that knows what it names, so that a post's id is never taken for a channel's.
///
/// In JSON and in SQL it is the lower-case text of the UUID.
package struct Identifier<Named>: Hashable, Sendable {
  package let uuid: UUID

  package init(_ uuid: UUID) {
    self.uuid = uuid
  }

  /// Reads the usual text form; nil when it is no UUID.
  package init?(text: some StringProtocol) {
    guard let uuid = UUID(uuidString: String(text)) else { return nil }
    self.uuid = uuid
  }

  /// The lower-case text, as PostgreSQL prints it.
  package var text: String { uuid.uuidString.lowercased() }

  /// The first eight characters of the random end: what people see and type, like a short commit name.
  package var short: String { String(text.suffix(12).prefix(8)) }
}

extension Identifier: CustomStringConvertible {
  package var description: String { text }
}

extension Identifier: Comparable {
  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension Identifier: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let uuid = UUID(uuidString: text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a UUID"))
    }
    self.uuid = uuid
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension Identifier {
  /// A new id, ordered by time (UUID version 7, RFC 9562): 48 bits of milliseconds, then chance.
  package static func new(at now: Instant, using generator: inout some RandomNumberGenerator) -> Self {
    var bytes = [UInt8](repeating: 0, count: 16)
    let milliseconds = UInt64(max(0, now.microseconds / 1000))
    for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64(index))) }
    let random = (generator.next(), generator.next())
    for index in 6..<8 { bytes[index] = UInt8(truncatingIfNeeded: random.0 >> (8 * UInt64(index))) }
    for index in 8..<16 { bytes[index] = UInt8(truncatingIfNeeded: random.1 >> (8 * UInt64(index - 8))) }
    bytes[6] = (bytes[6] & 0x0F) | 0x70
    bytes[8] = (bytes[8] & 0x3F) | 0x80
    return Self(UUID(bytes: bytes))
  }

  /// An id that follows from what it names and is therefore the same wherever it is made:
  /// the first 16 bytes of SHA-256 over `crier:` and the parts joined by `:` (UUID version 8).
  package static func derived(_ parts: String...) -> Self {
    var bytes = Array(Digest.of("crier:" + parts.joined(separator: ":")).bytes.prefix(16))
    bytes[6] = (bytes[6] & 0x0F) | 0x80
    bytes[8] = (bytes[8] & 0x3F) | 0x80
    return Self(UUID(bytes: bytes))
  }
}

extension UUID {
  /// A UUID of sixteen given bytes.
  package init(bytes: [UInt8]) {
    precondition(bytes.count == 16, "a UUID has sixteen bytes")
    self.init(
      uuid: (
        bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
        bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
      ))
  }
}

package typealias RegionID = Identifier<Region>
package typealias MemberID = Identifier<Member>
package typealias GrantID = Identifier<Grant>
package typealias PolicyID = Identifier<Policy>
package typealias ChannelID = Identifier<Channel>
package typealias PostID = Identifier<Post>
package typealias DeliveryID = Identifier<DeliveryItem>
package typealias ConflictID = Identifier<Conflict>
package typealias StopID = Identifier<StopOrder>
package typealias ActivityID = Identifier<Activity>
package typealias AgentID = Identifier<AgentName>

/// Names the store that writes acts for one region.
package enum AgentName {}

extension RegionID {
  /// The feed that everybody reads belongs to no region; it goes by this id.
  package static let common = RegionID(UUID(bytes: [UInt8](repeating: 0, count: 16)))
}
