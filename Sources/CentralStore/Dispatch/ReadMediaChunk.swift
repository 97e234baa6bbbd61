import Domain
import Foundation
import Postgres

/// One chunk of an image: `admin.media_chunk_v1`. Nil: there is no such image.
package struct ReadMediaChunk: CentralStatement {
  package static let statement = PostgresStatement(
    "select octets, complete, bytes from admin.media_chunk_v1($1, $2, $3)", name: "media_chunk")

  package struct Chunk: Sendable {
    /// Of the whole image, in bytes.
    package var octets: Int64
    /// All of it has come.
    package var isComplete: Bool
    /// Nil: there is no chunk of that number.
    package var bytes: [UInt8]?

    package init(octets: Int64, isComplete: Bool, bytes: [UInt8]?) {
      self.octets = octets
      self.isComplete = isComplete
      self.bytes = bytes
    }
  }

  package let parameters: [PostgresValue]

  /// - Parameter number: from 0.
  package init(region: RegionID, sha256: Digest, number: Int) {
    parameters = [.uuid(region.uuid), .bytea(sha256.bytes), .int(Int32(clamping: number))]
  }

  package static func read(_ rows: [PostgresRow]) throws -> Chunk? {
    try rows.first.map { row in
      Chunk(
        octets: try row.bigint("octets"), isComplete: try row.bool("complete"), bytes: try row.byteaOrNil("bytes"))
    }
  }
}
