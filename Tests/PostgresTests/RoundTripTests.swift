import Foundation
import Postgres
import TestKit
import Testing

@Suite struct RoundTripTests {
  static let id = UUID()
  static let moment = Date(timeIntervalSinceReferenceDate: 815_000_000.123456)

  @Test func everyTypeComesBack() async throws {
    let select = PostgresStatement(
      """
      select $1::uuid as id, $2::int2 as small, $3::int4 as whole, $4::int8 as big, $5::text as words,
        $6::bytea as data, $7::jsonb as tree, $8::timestamptz as moment, $9::bool as flag, $10::float8 as real
      """, name: "everything")
    let rows = try await Scratch.connection { connection in
      try connection.query(
        select,
        [
          .uuid(Self.id), .smallint(-7), .int(.min), .bigint(.max), .text("Grüße, 🔔 'x' \\"), .bytea([0, 255, 10]),
          .json(#"{"a": [1, null]}"#), .timestamptz(Self.moment), .bool(true), .double(-0.1),
        ])
    }
    let row = try #require(rows.first)
    #expect(rows.count == 1)
    #expect(try row.uuid("id") == Self.id)
    #expect(try row.smallint("small") == -7)
    #expect(try row.int("whole") == .min)
    #expect(try row.bigint("big") == .max)
    #expect(try row.text("words") == "Grüße, 🔔 'x' \\")
    #expect(try row.bytea("data") == [0, 255, 10])
    #expect(try row.json("tree") == #"{"a": [1, null]}"#)
    #expect(abs(try row.timestamptz("moment").timeIntervalSince(Self.moment)) < 0.000_000_6)
    #expect(try row.bool("flag"))
    #expect(try row.double("real") == -0.1)
    #expect(try row.uuid(0) == Self.id)
  }
}
