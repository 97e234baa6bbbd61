import Foundation
import Postgres
import TestKit
import Testing

@Suite struct RoundTripTests {
  static let id = UUID()
  static let moment = Date(timeIntervalSinceReferenceDate: 815_000_000.123456)

  @Test func everyTypeComesBack() async throws {
    let row = try await Scratch.row(
      """
      select $1::uuid as id, $2::int2 as small, $3::int4 as whole, $4::int8 as big, $5::text as words,
        $6::bytea as data, $7::jsonb as tree, $8::timestamptz as moment, $9::bool as flag, $10::float8 as real,
        $11::json as plain
      """,
      [
        .uuid(Self.id), .smallint(-7), .int(.min), .bigint(.max), .text("Grüße, 🔔 'x' \\"), .bytea([0, 255, 10]),
        .json(#"{"a": [1, null]}"#), .timestamptz(Self.moment), .bool(true), .double(-0.1), .json("[ 1 ]"),
      ])
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
    #expect(try row.json("plain") == "[ 1 ]")
    #expect(try row.uuid(0) == Self.id)
  }

  @Test func arraysComeBack() async throws {
    let row = try await Scratch.row(
      """
      select $1::uuid[] as ids, $2::int4[] as whole, $3::int8[] as big, $4::text[] as words, $5::bytea[] as data,
        $6::timestamptz[] as moments, $7::bool[] as flags, $8::jsonb[] as trees
      """,
      [
        .uuids([Self.id, nil]), .ints([1, -1]), .bigints([.max]), .texts(["a,\"b\\", nil, "NULL", ""]),
        .byteas([[], [1]]), .timestamps([Self.moment, .distantFuture]), .bools([true, false]),
        .jsons([#"{"a":"\"q\\"}"#, nil]),
      ])
    #expect(try row.uuidsOrNils("ids") == [Self.id, nil])
    #expect(try row.ints("whole") == [1, -1])
    #expect(try row.bigints("whole") == [1, -1])
    #expect(try row.bigints("big") == [.max])
    #expect(try row.textsOrNils("words") == ["a,\"b\\", nil, "NULL", ""])
    #expect(try row.byteas("data") == [[], [1]])
    #expect(try row.timestamps("moments").last == .distantFuture)
    #expect(try row.bools("flags") == [true, false])
    #expect(throws: PostgresError.self) { try row.uuids("ids") }
  }

  @Test func emptyIsNotNull() async throws {
    let row = try await Scratch.row(
      "select $1::text as a, $2::bytea as b, $3::uuid[] as c, $4::text[] as d, $5::text as e, $6::uuid as f",
      [.text(""), .bytea([]), .uuids([]), .texts([]), .null, .null])
    #expect(try row.text("a") == "")
    #expect(try row.bytea("b") == [])
    #expect(try row.uuids("c") == [])
    #expect(try row.texts("d") == [])
    #expect(try row.textOrNil("e") == nil)
    #expect(try row.isNull("f") && row.uuidOrNil("f") == nil)
    let error = try #require(throws: PostgresError.self) { try row.text("e") }
    #expect(error.code == .decoding && error.message == "column e is null")
    #expect(error.statement == "row")
  }

  @Test func infinityAndOldTimes() async throws {
    let row = try await Scratch.row(
      """
      select $1::timestamptz::text as a, $2::timestamptz::text as b, 'infinity'::timestamptz as c,
        '-infinity'::timestamptz as d, $3::timestamptz = '1815-06-18 11:30:00.000001Z'::timestamptz as e
      """,
      [
        .timestamptz(.distantFuture), .timestamptz(.distantPast),
        .timestamptz(Date(timeIntervalSince1970: -4_876_806_599.999_999)),
      ])
    #expect(try row.text("a") == "infinity")
    #expect(try row.text("b") == "-infinity")
    #expect(try row.timestamptz("c") == .distantFuture)
    #expect(try row.timestamptz("d") == .distantPast)
    #expect(try row.bool("e"))
  }

  @Test func microsecondsSurviveForSeededTimes() async throws {
    let seed = UInt64.random(in: .min ... .max)
    var chance = SplitMix(state: seed)
    let exact = (0..<500).map { _ in Int64.random(in: 0..<2_000_000_000_000_000, using: &chance) }
    let dates = exact.map { Date(timeIntervalSince1970: Double($0) / 1_000_000) }
    let row = try await Scratch.row(
      "select array(select (extract(epoch from t) * 1000000)::int8 from unnest($1::timestamptz[]) t) as a, $1 as b",
      [.timestamps(dates)])
    #expect(try row.bigints("a") == exact, "seed \(seed)")
    let again = try row.timestamps("b").map { Int64(($0.timeIntervalSince1970 * 1_000_000).rounded()) }
    #expect(again == exact, "seed \(seed)")
  }

  @Test func valuesFitWhatTheServerExpects() async throws {
    let row = try await Scratch.row(
      "select $1::int8 as a, $2::int2 as b, $3::numeric::text as c, $4::interval::text as d, $5::inet::text as e",
      [.int(5), .bigint(6), .int(7), .text("90 minutes"), .text("::1")])
    #expect(try row.bigint("a") == 5)
    #expect(try row.int("b") == 6)
    #expect(try row.text("c") == "7")
    #expect(try row.text("d") == "01:30:00")
    #expect(try row.text("e") == "::1/128")
  }

  @Test(arguments: [
    ("select $1::int2", PostgresValue.int(70_000), Optional("parameter 1 is int and does not fit smallint")),
    ("select $1::uuid", .int(1), "parameter 1 is int and does not fit uuid"),
    ("select $1::int4[]", .texts(["x"]), nil),
    ("select $1::text", .text("a\0b"), "parameter 1 holds the character zero, which PostgreSQL's text cannot"),
    ("select $1::text[]", .texts(["a", "\0"]), "parameter 1 holds the character zero, which PostgreSQL's text cannot"),
    ("select 1", .int(1), "1 parameters given, 0 expected"),
  ])
  func valuesThatDoNotFitAreRefused(sql: String, value: PostgresValue, message: String?) async throws {
    let error = await #expect(throws: PostgresError.self) {
      try await Scratch.connection { try $0.query(PostgresStatement(sql, name: "unfit"), [value]) }
    }
    if let message {
      #expect(error?.code == .misuse && error?.message == message)
    } else {
      #expect(error?.sqlstate == "22P02")
    }
  }

  @Test func columnsAreReadAsWhatTheyAre() async throws {
    let row = try await Scratch.row("select 1::int8 as a, 'x'::text as b, 5000000000 as c", [])
    #expect(throws: PostgresError.self) { try row.uuid("a") }
    #expect(throws: PostgresError.self) { try row.int("b") }
    #expect(throws: PostgresError.self) { try row.int("c") }
    #expect(throws: PostgresError.self) { try row.text("missing") }
    #expect(throws: PostgresError.self) { try row.text(7) }
    #expect(try row.int("a") == 1)
  }

  @Test func enumerationsAreText() async throws {
    try await ScratchDatabase.with { database in
      let connection = try await PostgresConnection.connect(database.superuser)
      try await connection.execute("create type tier as enum ('author', 'approver')")
      let rows = try await connection.query(
        PostgresStatement("select $1::tier as one, $2::tier[] as many", name: "tiers"),
        [.text("author"), .texts(["approver", "author"])])
      let row = try #require(rows.first)
      #expect(try row.text("one") == "author")
      #expect(try row.texts("many") == ["approver", "author"])
    }
  }
}

/// Seeded chance.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
