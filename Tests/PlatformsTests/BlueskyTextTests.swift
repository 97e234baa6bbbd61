import Domain
import Platforms
import Testing

/// Links, mentions and tags, in bytes as the platform counts them.
@Suite struct BlueskyTextTests {
  private func described(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return BlueskyText.pieces(text).map { piece in
      // Both ways of counting must cut out the same words.
      let words = String(decoding: bytes[piece.bytes], as: UTF8.self)
      let scalars = Array(text.unicodeScalars)[piece.scalars]
      #expect(String(String.UnicodeScalarView(scalars)) == words)
      switch piece.feature {
      case .link(let uri): return "link \(uri) \(piece.bytes.lowerBound)-\(piece.bytes.upperBound)"
      case .mention(let handle): return "mention \(handle) \(piece.bytes.lowerBound)-\(piece.bytes.upperBound)"
      case .tag(let tag): return "tag \(tag) \(piece.bytes.lowerBound)-\(piece.bytes.upperBound)"
      }
    }
  }

  /// Byte places counted by hand.
  @Test(arguments: [
    ("See https://a.example.", ["link https://a.example 4-21"]),
    ("Ŵ: https://a.example/ŵ?x=1#y, then", ["link https://a.example/ŵ?x=1#y 4-30"]),
    ("👨‍👩‍👧 https://a.example", ["link https://a.example 19-36"]),
    ("(https://en.example/Dee_(river))", ["link https://en.example/Dee_(river) 1-31"]),
    ("[https://a.example/x]", ["link https://a.example/x 1-20"]),
    ("“https://a.example”", ["link https://a.example 3-20"]),
    ("https://a.example。次", ["link https://a.example 0-17"]), ("HTTP://A.EXAMPLE!", ["link HTTP://A.EXAMPLE 0-16"]),
    ("https://a.example:8080/x", ["link https://a.example:8080/x 0-24"]),
    ("xhttps://a.example", []), ("https://", []), ("https:///x", []), ("https://...", []), ("a.example/x", []),
    ("<https://a.example>", ["link https://a.example 1-18"]),
    ("https://a.example https://b.example", ["link https://a.example 0-17", "link https://b.example 18-35"]),
    ("@council.example", ["mention council.example 0-16"]), ("Ask @Waste.Example.", ["mention waste.example 4-18"]),
    ("(@a.example)", ["mention a.example 1-11"]), ("@council", []), ("me@a.example", []), ("@@a.example", []),
    ("@waste@region.example", []), ("@a.example@b.example", []), ("@a.example_x", []), ("@a.1example", []),
    ("/@a.example", []), ("@-a.example", []), ("@a.example's", ["mention a.example 0-10"]),
    ("https://a.example/@b.example", ["link https://a.example/@b.example 0-28"]),
    ("#Roads", ["tag Roads 0-6"]), ("Für #Überlingen!", ["tag Überlingen 5-17"]), ("a#b", []), ("#1", []), ("#", []),
    ("#20mph,#b", ["tag 20mph 0-6"]), ("#road-closed_", ["tag road-closed 0-12"]), ("(#a)", ["tag a 1-3"]),
    ("＃道路 #️⃣1", ["tag 道路 0-9"]), ("#🚧", ["tag 🚧 0-5"]), ("##a", []), ("#a #b", ["tag a 0-2", "tag b 3-5"]),
    ("#" + String(repeating: "a", count: 64), ["tag \(String(repeating: "a", count: 64)) 0-65"]),
    ("#" + String(repeating: "a", count: 65), []),
  ])
  func marks(_ text: String, _ wanted: [String]) {
    #expect(described(text) == wanted)
  }

  @Test func neverOverlapsAndIsSorted() {
    let parts = ["https://a.example/#b", "@c.example", "#d", "ŵ", "👩🏽‍🚒", " ", "(", ")", ".", "@", "#", "\n", "https://"]
    var seed: UInt64 = 7
    for _ in 0..<3000 {
      var text = ""
      for _ in 0..<8 {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += parts[Int(seed >> 33) % parts.count]
      }
      let pieces = BlueskyText.pieces(text)
      for (left, right) in zip(pieces, pieces.dropFirst()) { #expect(left.bytes.upperBound <= right.bytes.lowerBound) }
      for piece in pieces { #expect(!piece.bytes.isEmpty && piece.bytes.upperBound <= text.utf8.count) }
    }
  }

  @Test func aRecordHoldsThem() {
    let order = Sky.order(.publish, Samples.content(["en": "ŵ https://a.example/x #Bins"]))
    #expect(
      Sky.text(Sky.record(order)?["facets"]) == """
        [{"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://a.example/x"}],\
        "index":{"byteEnd":22,"byteStart":3}},\
        {"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"Bins"}],"index":{"byteEnd":28,"byteStart":23}}]
        """)
  }

  @Test func aPreviewShowsWhatIsMarked() {
    let rendering = Sky.platform.render(
      Samples.content(["en": "ŵ https://a.example/x #Bins @b.example"]), on: Sky.channel())
    #expect(rendering.marks.map(\.kind) == [.link, .hashtag, .mention])
    #expect(rendering.words(at: rendering.marks.map(\.range)) == ["https://a.example/x", "#Bins", "@b.example"])
  }
}
