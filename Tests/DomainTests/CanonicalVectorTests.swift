import Domain
import Foundation
import Testing

/// The vectors that SQL is held to as well (`sql/tests/0010_content.sql`); an independent program made them.
struct CanonicalVectorTests {
  struct Vector: Decodable, CustomTestStringConvertible {
    let name: String
    let post: PostID
    let content: PostContent
    let octets: Int
    let start: String
    let digest: String

    enum CodingKeys: String, CodingKey {
      case name
      case post = "post_id"
      case content
      case octets = "canonical_octets"
      case start = "canonical_start"
      case digest
    }

    var testDescription: String { name }
  }

  static func vectors() throws -> [Vector] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../sql/tests/vectors/content.json")
    return try JSONDecoder().decode([Vector].self, from: try Data(contentsOf: file))
  }

  @Test func thereAreEnough() throws {
    #expect(try Self.vectors().count >= 12)
  }

  @Test(arguments: try vectors()) func theFormIsTheSameByteForByte(_ vector: Vector) {
    let form = vector.content.canonical(post: vector.post)
    #expect(form.count == vector.octets)
    #expect(HexBytes(Array(form.prefix(96))) == HexBytes.read(vector.start))
    #expect(vector.content.digest(post: vector.post).hex == vector.digest)
  }
}

extension HexBytes {
  fileprivate static func read(_ hex: String) -> HexBytes? {
    try? JSONDecoder().decode(HexBytes.self, from: Data("\"\(hex)\"".utf8))
  }
}
