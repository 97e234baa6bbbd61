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
    guard let uuid = UUID(text: text) else { return nil }
    self.uuid = uuid
  }

  /// The lower-case text, as PostgreSQL prints it.
  package var text: String { uuid.text }

  /// The first eight characters of the random end: what people see and type, like a short commit name.
  package var short: String { String(text.suffix(12).prefix(8)) }
}

extension Identifier: CustomStringConvertible {
  package var description: String { text }
}

extension Identifier: Comparable {
  package static func < (left: Self, right: Self) -> Bool { left.uuid < right.uuid }
}

extension Identifier: Codable {
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let uuid = UUID(text: text) else {
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
  /// Reads the usual text form, 36 characters in either case; nil for any other.
  package init?(text: some StringProtocol) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(16)
    var (place, high, isSecond) = (0, UInt8(0), false)
    for character in text.utf8 {
      if Self.dashes.contains(place) {
        guard character == UInt8(ascii: "-") else { return nil }
      } else {
        let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "F")).contains(character)
        guard let digit = Hex.value(isUpper ? character + 32 : character) else { return nil }
        if isSecond { bytes.append(high << 4 | digit) } else { high = digit }
        isSecond.toggle()
      }
      place += 1
    }
    guard place == 36 else { return nil }
    self.init(bytes: bytes)
  }

  /// The lower-case text, as PostgreSQL prints it.
  package var text: String {
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for byte in bytes {
      if Self.dashes.contains(text.count) { text.append(UInt8(ascii: "-")) }
      Hex.append(byte, to: &text)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let dashes = [8, 13, 18, 23]

  private var bytes: [UInt8] {
    [
      uuid.0, uuid.1, uuid.2, uuid.3, uuid.4, uuid.5, uuid.6, uuid.7, uuid.8, uuid.9, uuid.10, uuid.11, uuid.12,
      uuid.13, uuid.14, uuid.15,
    ]
  }
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
