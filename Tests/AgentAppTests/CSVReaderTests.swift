import Domain
import Testing

@Suite struct CSVReaderTests {
  private func read(_ text: String) throws -> [[String]] { try CSVReader.read(Array(text.utf8)).map(\.fields) }

  @Test func ordinary() throws {
    #expect(try read("a,b\r\nc,d\r\n") == [["a", "b"], ["c", "d"]])
    #expect(try read("a,b\nc,d") == [["a", "b"], ["c", "d"]])
    #expect(try read("a,,\n") == [["a", "", ""]])
    #expect(try read("") == [])
    #expect(try read("\"\"\n") == [], "an empty line is no record")
  }

  @Test("quotes hold commas, doubled quotes and line ends")
  func quotes() throws {
    #expect(
      try read("\"a,b\",\"say \"\"no\"\"\",\"one\r\ntwo\"\r\nnext,x,y\r\n") == [
        ["a,b", "say \"no\"", "one\r\ntwo"], ["next", "x", "y"],
      ])
  }

  @Test("records know the line that they begin on")
  func lines() throws {
    let records = try CSVReader.read(Array("h\n\"1\n2\n3\"\n\nx\n".utf8))
    #expect(records.map(\.line) == [1, 2, 6])
  }

  @Test("a byte order mark is passed over, also before a quote")
  func mark() throws {
    #expect(try CSVReader.read([0xEF, 0xBB, 0xBF] + Array("\"a\",b".utf8)).map(\.fields) == [["a", "b"]])
  }

  @Test(arguments: [
    ("a\n\"open", CSVReader.Failure.Cause.openQuote, 2), ("a\nb\"c", .strayQuote, 2), ("\"a\"b", .afterQuote, 1),
    ("a\rb", .loneReturn, 1), ("a\nb\u{0}", .zero, 2),
  ])
  func broken(_ text: String, _ cause: CSVReader.Failure.Cause, _ line: Int) {
    #expect(throws: CSVReader.Failure(line: line, cause: cause)) { try CSVReader.read(Array(text.utf8)) }
  }

  @Test func notUTF8() {
    #expect(throws: CSVReader.Failure(line: 2, cause: .notUTF8)) {
      try CSVReader.read(Array("a\n".utf8) + [0xE9, 0x2C, 0x62])
    }
  }

  @Test("whatever is written out is read back", arguments: 0..<50)
  func roundTrip(_ seed: UInt64) throws {
    var chance = Chance(seed: seed)
    let pieces = ["", "a", ",", "\"", "\n", "\r\n", "ŵ", "👩🏽‍🚒", " ", "x y"]
    let rows = (0..<5).map { _ in
      (0..<3).map { _ in
        (0..<Int.random(in: 0...4, using: &chance)).map { _ in pieces.randomElement(using: &chance)! }.joined()
      } + ["end"]
    }
    let text = rows.map { row in
      row.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",")
    }.joined(separator: "\r\n")
    #expect(try read(text) == rows, "seed \(seed)")
  }
}

/// Chance that can be repeated (SplitMix64).
struct Chance: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
