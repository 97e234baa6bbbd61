import Domain
import Foundation
import HTTPTypes
import Platforms
import Testing

/// The exact records, their keys and their CIDs. Expected values come from the platform's page, its own test files and
/// other implementations.
@Suite struct BlueskyRecordTests {
  @Test(arguments: BlueskyVectors.records) func namesRecordsAsOthersDo(_ vector: BlueskyVectors.Vector) throws {
    let value = try JSONDecoder().decode(BlueskyValue.self, from: Data(vector.json.utf8))
    #expect(value.cid == vector.cid)
  }

  @Test func writesTheBytesOfDAGCBOR() {
    let value = BlueskyValue.map(["bb": .list([.null, .flag(true), .integer(-25)]), "a": .text("é")])
    // Two pairs; "a": 2 bytes of text; "bb": a list of three, -25 as one further byte.
    #expect(
      value.dagCBOR == [0xA2, 0x61, 0x61, 0x62, 0xC3, 0xA9, 0x62, 0x62, 0x62, 0x83, 0xF6, 0xF5, 0x38, 0x18])
  }

  @Test func namesFilesAsOthersDo() {
    for file in BlueskyVectors.files { #expect(BlueskyCID.ofFile(Digest.of(file.bytes)) == file.cid) }
  }

  @Test func whatNoRecordMayHoldHasNoName() throws {
    for json in [#"{"a":1.5}"#, #"{"a":1e300}"#, #"{"a":{"$link":"bafyreinonsense"}}"#, #"[{"$link":""}]"#] {
      let value = try JSONDecoder().decode(BlueskyValue.self, from: Data(json.utf8))
      #expect(value.cid == nil, "\(json)")
    }
  }

  // MARK: Keys

  @Test func aKeyTellsTheSecondAndStaysTheSame() throws {
    let channel = Sky.channel().id
    let key = { (post: String, at: Int64) in
      BlueskyNames.recordKey(
        post: .derived(post), channel: channel, createdAt: Instant(microseconds: at * 1_000_000 + 999_999))
    }
    // Written down once: a restored backup must arrive at it.
    #expect(key("post", 1_790_000_000) == "3mvzvh5boapki")
    #expect(key("post", 1_790_000_000) == key("post", 1_790_000_000))
    #expect(key("post", 1_790_000_000) < key("post", 1_790_000_001))
    #expect(key("other", 1_790_000_000) < key("post", 1_790_000_002))
    for at: Int64 in [-1, 0, 1, 1_790_000_000, 9_000_000_000] { #expect(BlueskyNames.isTID(key("post", at)), "\(at)") }
    // The second that the key tells, read as the page says: 53 bits of microseconds above 10 of chance.
    let digits = Array("234567abcdefghijklmnopqrstuvwxyz")
    let value = key("post", 1_790_000_000).reduce(UInt64(0)) {
      $0 << 5 | UInt64(digits.firstIndex(of: $1) ?? 0)
    }
    #expect(value >> 10 / 1_000_000 == 1_790_000_000)
  }

  /// A calendar of posts made in one moment must not share keys.
  @Test func manyPostsOfOneMomentHaveTheirOwnKeys() {
    let keys = (0..<2000).map {
      BlueskyNames.recordKey(post: .derived("post", "\($0)"), channel: Sky.channel().id, createdAt: Sky.now)
    }
    #expect(Set(keys).count == keys.count)
    let other = BlueskyNames.recordKey(
      post: .derived("post", "0"), channel: .derived("elsewhere"), createdAt: Sky.now)
    #expect(!keys.contains(other))
  }

  @Test(
    .enabled(if: Lexicon.isThere, "the platforms' documents are not beside this checkout"),
    arguments: ["tid", "handle", "did", "recordkey"])
  func readsNamesAsTheProtocolsOwnTestsDo(kind: String) throws {
    let isSound: (String) -> Bool =
      switch kind {
      case "tid": BlueskyNames.isTID
      case "handle": { BlueskyNames.isHandle($0) }
      case "did": BlueskyNames.isDID
      default: BlueskyNames.isRecordKey
      }
    for (file, wanted) in [("valid", true), ("invalid", false)] {
      for line in try Self.lines("\(kind)_syntax_\(file)") { #expect(isSound(line) == wanted, "“\(line)”") }
    }
  }

  private static func lines(_ name: String) throws -> [String] {
    let url = Lexicon.folder.appendingPathComponent("interop-test-files/syntax/\(name).txt")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") && !$0.isEmpty }.map(String.init)
    #expect(lines.count > 3)
    return lines
  }

  @Test(.enabled(if: Lexicon.isThere, "the platforms' documents are not beside this checkout"))
  func putsNothingMalformedIntoARecord() throws {
    for line in try Self.lines("aturi_syntax_invalid") {
      #expect(Sky.platform.render(Samples.content(replyTo: line), on: Sky.channel()).problems != [], "“\(line)”")
    }
    for line in try Self.lines("language_syntax_invalid") {
      let order = Sky.order(.publish, Samples.content([line: "Text"]), on: Sky.channel([line]))
      #expect(Sky.record(order)?["langs"] == nil, "“\(line)”")
    }
    // Three letters at most begin a tag of ours, which is narrower than the protocol; what is common is told.
    for line in ["en", "ja", "pt-BR", "zh-Hans", "gsw", "es-419", "sr-Latn-RS", "ca-valencia"] {
      let order = Sky.order(.publish, Samples.content([line: "Text"]), on: Sky.channel([line]))
      #expect(Sky.record(order)?["langs"] == .list([.text(line)]))
    }
  }

  // MARK: Records

  /// Expected bytes come from the platform's page.
  @Test func publishesAsThePageSays() throws {
    let order = Sky.order(.publish, Samples.content(["en": "Hello \"you\""]))
    guard case .request(let request) = Sky.platform.next(order, DeliveryProgress()) else {
      Issue.record("nothing goes out")
      return
    }
    #expect(request.acts)
    #expect(request.head.method == .post && request.head.scheme == "https")
    #expect(request.head.authority == "pds.example" && request.head.path == "/xrpc/com.atproto.repo.putRecord")
    #expect(request.head.headerFields[.authorization] == "Bearer token-of-tests")
    #expect(request.head.headerFields[.contentType] == "application/json")
    #expect(
      String(decoding: request.body.literal, as: UTF8.self) == """
        {"collection":"app.bsky.feed.post","record":{"$type":"app.bsky.feed.post",\
        "createdAt":"2026-09-21T14:13:20.000Z","langs":["en"],"text":"Hello \\"you\\""},"repo":"\(Sky.did)",\
        "rkey":"\(Sky.key)","swapRecord":null,"validate":true}
        """)
  }

  @Test(arguments: [(0, "000"), (999, "000"), (1000, "001"), (123_456, "123"), (999_999, "999")])
  func writesTimesWithThreeDecimals(microseconds: Int64, decimals: String) {
    var order = Sky.order()
    order.createdAt = Instant(microseconds: Samples.now.microseconds + microseconds)
    #expect(Sky.record(order)?["createdAt"] == .text("2026-09-21T14:13:20.\(decimals)Z"))
  }

  @Test func readersFindAPostWhenItWasDueUnderTheKeyOfItsWriting() throws {
    var order = Sky.order()
    let key = Sky.put(order)?["rkey"]
    order.dueAt = order.createdAt.adding(seconds: 3 * 86_400)
    #expect(Sky.record(order)?["createdAt"] == .text("2026-09-24T14:13:20.000Z"))
    #expect(key != nil && Sky.put(order)?["rkey"] == key)
    order.dueAt = order.createdAt.adding(seconds: -60)
    #expect(Sky.record(order)?["createdAt"] == .text("2026-09-21T14:13:20.000Z"))
  }

  @Test(arguments: [
    (["en"], ["en"]), (["cy", "en-GB"], ["cy", "en-GB"]), (["de", "fr", "it", "rm"], ["de", "fr", "it"]),
    (["en_GB"], ["en-GB"]), (["x", "en"], ["en"]),
  ])
  func tellsTheLanguages(languages: [String], told: [String]) {
    let texts = Dictionary(uniqueKeysWithValues: languages.map { ($0, "Text in \($0)") })
    let order = Sky.order(.publish, Samples.content(texts), on: Sky.channel(languages))
    #expect(Sky.record(order)?["langs"] == .list(told.map(BlueskyValue.text)))
    #expect(Sky.platform.render(order.content, on: order.channel).language == told.first)
  }

  @Test func anAccountNotYetKnownIsNamedByItsHandle() {
    guard
      case .request(let request) = Sky.platform.next(
        Sky.order(on: Sky.channel(did: nil, handle: "@Council.Example")), DeliveryProgress())
    else {
      Issue.record("nothing goes out")
      return
    }
    #expect(Sky.json(request)?["repo"] == .text("council.example"))
  }

  @Test func takesDownByTheKey() throws {
    for id in [Sky.uri, Sky.key] {
      guard case .request(let request) = Sky.platform.next(Sky.order(.takeDown, remoteID: id), DeliveryProgress())
      else {
        Issue.record("nothing goes out for \(id)")
        continue
      }
      #expect(request.acts)
      #expect(request.head.path == "/xrpc/com.atproto.repo.deleteRecord")
      #expect(
        String(decoding: request.body.literal, as: UTF8.self)
          == #"{"collection":"app.bsky.feed.post","repo":"\#(Sky.did)","rkey":"\#(Sky.key)"}"#)
    }
  }

  @Test(arguments: [
    nil, "", "..", "a/b", "at://x", "https://bsky.app/a", "at://did:plc:other/app.bsky.feed.post/3jzfcijpj2z2a",
    "at://\(Sky.did)/app.bsky.feed.like/3jzfcijpj2z2a", "at://\(Sky.did)/app.bsky.feed.post/", "3jz\u{0}",
  ])
  func takesNothingDownByWhatIsNoNameOfOurs(_ id: String?) {
    let step = Sky.platform.next(Sky.order(.takeDown, remoteID: id), DeliveryProgress())
    guard case .done(.rejected(code: "no_id", _)) = step else {
      Issue.record("\(step)")
      return
    }
  }

  @Test func whatCannotBeIsRefusedInWords() {
    var order = Sky.order(.edit, remoteID: Sky.uri)
    if case .done(.rejected(code: "edit", _)) = Sky.platform.next(order, DeliveryProgress()) {
    } else {
      Issue.record("edits")
    }
    #expect(!Sky.platform.promises.canEdit)
    #expect(Sky.platform.lookUp(order, DeliveryProgress(), page: LookUpPage()) == nil)
    order = Sky.order()
    order.secret = Secret("")
    if case .done(.credential) = Sky.platform.next(order, DeliveryProgress()) {} else { Issue.record("no credential") }
    order = Sky.order(on: Sky.channel(address: "pds.example"))
    if case .done(.rejected(code: "address", _)) = Sky.platform.next(order, DeliveryProgress()) {
    } else {
      Issue.record("no address")
    }
  }

  @Test func sortsByKeys() {
    let (early, late) = ("at://\(Sky.did)/app.bsky.feed.post/3jzfcijpj2z2a", "3jzfcijpj2z2b")
    #expect(Sky.platform.precedes(early, late) && !Sky.platform.precedes(late, early))
    #expect(!Sky.platform.precedes(early, early) && !Sky.platform.precedes("", ""))
  }
}
