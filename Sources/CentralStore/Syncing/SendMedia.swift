import Domain
import Postgres

/// Asks what of an image the centre lacks, and makes room for it: `sync.media_open_v1`.
package struct OpenMedium: CentralStatement {
  package static let statement = PostgresStatement(
    "select complete, missing from sync.media_open_v1($1, $2, $3, $4, $5)", name: "media_open")

  package let parameters: [PostgresValue]

  package init(_ sha256: Digest, _ facts: ImageFacts) {
    parameters = [
      .bytea(sha256.bytes), .text(facts.type.rawValue), .bigint(facts.octets), .int(Int32(clamping: facts.width)),
      .int(Int32(clamping: facts.height)),
    ]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Standing {
    guard let row = rows.first else { throw PostgresError(.decoding, "no answer came back") }
    return Standing(isComplete: try row.bool("complete"), missing: try row.ints("missing").map(Int.init))
  }

  /// What the centre has of an image.
  package struct Standing: Hashable, Sendable {
    package var isComplete: Bool
    /// Numbers of chunks, from 0.
    package var missing: [Int]

    package init(isComplete: Bool, missing: [Int]) {
      self.isComplete = isComplete
      self.missing = missing
    }
  }
}

/// Sends one chunk of an image that was opened: `sync.media_put_v1`.
package struct PutMediumChunk: CentralStatement {
  package static let statement = PostgresStatement("select sync.media_put_v1($1, $2, $3)", name: "media_put")

  /// Length in bytes of every chunk but the last.
  package static let length = 262_144

  package let parameters: [PostgresValue]

  package init(_ sha256: Digest, number: Int, bytes: [UInt8]) {
    parameters = [.bytea(sha256.bytes), .int(Int32(clamping: number)), .bytea(bytes)]
  }

  /// The place of a chunk in an image of so many bytes.
  package static func place(of number: Int, in octets: Int64) -> Range<Int> {
    let start = min(number * length, Int(octets))
    return start..<min(start + length, Int(octets))
  }

  package static func read(_ rows: [PostgresRow]) throws {}
}

/// Ends the sending of an image: whether what came is what its name says; else all of it was thrown away:
/// `sync.media_done_v1`.
package struct EndMedium: CentralStatement {
  package static let statement = PostgresStatement("select sync.media_done_v1($1) as fine", name: "media_done")

  package let parameters: [PostgresValue]

  package init(_ sha256: Digest) {
    parameters = [.bytea(sha256.bytes)]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Bool { try rows.first?.bool("fine") ?? false }
}

/// Fetches one chunk of an image of a post of that region: `sync.media_get_v1`.
package struct GetMediumChunk: CentralStatement {
  package static let statement = PostgresStatement("select sync.media_get_v1($1, $2, $3) as bytes", name: "media_get")

  package let parameters: [PostgresValue]

  package init(_ sha256: Digest, of region: RegionID, number: Int) {
    parameters = [.uuid(region.uuid), .bytea(sha256.bytes), .int(Int32(clamping: number))]
  }

  package static func read(_ rows: [PostgresRow]) throws -> [UInt8] { try rows.first?.bytea("bytes") ?? [] }
}
