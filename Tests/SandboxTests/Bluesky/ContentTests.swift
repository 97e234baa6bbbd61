import Foundation
import Testing

@testable import Sandbox

@Suite struct ContentTests {
  @Test("The record of the documents has the CID that two other implementations computed")
  func vector() throws {
    let text = #"""
      {"$type":"app.bsky.feed.post","text":"hello","createdAt":"2026-11-22T00:00:00.000Z","langs":["en"]}
      """#
    let id = try RecordForm.id(of: JSON(bytes: Array(text.utf8)))
    #expect(id.text == "bafyreiev4yj7klybkjmkrgcc5ogvkacui4dyrioczl4et75wktv2kr7yaq")
    #expect(ContentID(id.text) == id)
  }

  @Test("The CID of no bytes is the known one, and other texts are none")
  func identifiers() {
    let empty = ContentID(.raw, of: [])
    #expect(empty.text == "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")
    #expect(empty.hexadecimal == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    for text in ["", "b", "bafkrei", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKaZ9s", empty.text + "a"] {
      #expect(ContentID(text) == nil, "\(text)")
    }
  }

  /// Appendix A of RFC 8949 has these in their shortest forms.
  @Test(
    "Values have the one form of DAG-CBOR",
    arguments: [
      ("0", "00"), ("23", "17"), ("24", "1818"), ("255", "18ff"), ("256", "190100"), ("1000000", "1a000f4240"),
      ("1000000000000", "1b000000e8d4a51000"), ("-1", "20"), ("-1000", "3903e7"), ("true", "f5"), ("false", "f4"),
      ("null", "f6"), (#""IETF""#, "6449455446"), (#""ü""#, "62c3bc"), ("[1,[2,3]]", "8201820203"),
      (#"{"bb":1,"a":2,"c":3}"#, "a361610261630362626201"), (#"{"$bytes":"AQID"}"#, "43010203"),
    ])
  func forms(text: String, hexadecimal: String) throws {
    let bytes = try RecordForm.bytes(of: JSON(bytes: Array(text.utf8)))
    #expect(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() == hexadecimal)
  }

  @Test("What has no form is refused", arguments: ["1.5", #"{"$link":"x"}"#, #"{"$bytes":"!"}"#])
  func unfit(text: String) throws {
    let value = try JSON(bytes: Array(text.utf8))
    #expect(throws: RecordForm.Unfit.self) { try RecordForm.bytes(of: value) }
  }

  @Test("Timed keys grow, also when the clock stands or steps back, and tell their time")
  func timedKeys() {
    var keys = TimedKeys()
    let start = Date(timeIntervalSince1970: 1_790_000_000)
    var last = ""
    for step in 0..<5000 {
      let next = keys.next(at: start + (step == 4000 ? -5 : Double(step) / 1_000_000))
      #expect(Syntax.isTID(next) && next > last)
      last = next
    }
    let letters = Array("234567abcdefghijklmnopqrstuvwxyz")
    var first = TimedKeys()
    let bits = first.next(at: start).reduce(UInt64(0)) { $0 << 5 | UInt64(letters.firstIndex(of: $1) ?? 0) }
    #expect(bits >> 10 == 1_790_000_000_000_000)
  }

  @Test("Pictures tell their type and size whatever their sender says")
  func facts() throws {
    let png = try #require(MediaFacts(SkyRig.png))
    #expect(png.type == "image/png" && png.size == MediaFacts.Size(width: 3, height: 2))
    let gif = MediaFacts(Array("GIF89a".utf8) + [5, 0, 4, 0])
    #expect(gif?.type == "image/gif" && gif?.size == MediaFacts.Size(width: 5, height: 4))
    let jpeg = MediaFacts([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 8, 8, 0, 7, 0, 9])
    #expect(jpeg?.type == "image/jpeg" && jpeg?.size == MediaFacts.Size(width: 9, height: 7))
    let webp = MediaFacts(
      Array("RIFF\0\0\0\0WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 11, 0, 0, 12, 0, 0])
    #expect(webp?.type == "image/webp" && webp?.size == MediaFacts.Size(width: 12, height: 13))
    #expect(MediaFacts(Array("\0\0\0\u{18}ftypmp42".utf8))?.type == "video/mp4")
    #expect(MediaFacts(Array("<html>".utf8)) == nil)
    #expect(MediaFacts([]) == nil)
  }
}

/// Holds the forms of strings against the protocol's own lists.
@Suite(.enabled(if: Lexicons.shared != nil, "the platform's lexicons are not beside this checkout"))
struct SyntaxTests {
  private static let forms: [(String, @Sendable (String) -> Bool)] = [
    ("did", Syntax.isDID), ("handle", Syntax.isHandle), ("atidentifier", Syntax.isIdentifier),
    ("nsid", Syntax.isNSID), ("recordkey", Syntax.isRecordKey), ("tid", Syntax.isTID), ("aturi", Syntax.isURI),
    ("datetime", Syntax.isTime), ("language", Syntax.isLanguage),
  ]

  private func lines(_ name: String) throws -> [String] {
    let folder = try #require(Lexicons.folder).appending(path: "interop-test-files/syntax")
    let text = try String(contentsOf: folder.appending(path: name + ".txt"), encoding: .utf8)
    return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") && !$0.isEmpty }
  }

  @Test("Each form takes what the protocol calls valid and nothing that it calls invalid")
  func forms() throws {
    for (form, fits) in SyntaxTests.forms {
      let valid = try lines("\(form)_syntax_valid")
      let invalid = try lines("\(form)_syntax_invalid")
      #expect(!valid.isEmpty && !invalid.isEmpty)
      for text in valid { #expect(fits(text), "\(form): \(text)") }
      for text in invalid { #expect(!fits(text), "\(form): \(text)") }
    }
    for text in try lines("datetime_parse_invalid") { #expect(!Syntax.isTime(text), "\(text)") }
  }
}
