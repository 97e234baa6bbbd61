import Domain
import Platforms
import Testing

/// What a server will mark. Links and mentions as section 11 of mastodon.md says, and as that page's source
/// `status_length_validator.rb` has them extracted; hashtags as Mastodon's own `tag/naming.rb` and `tag_spec.rb` do.
@Suite struct MastodonMarkTests {
  private static let links: [(String, [String])] = [
    ("See https://www.example.org", ["link https://www.example.org"]),
    ("https://a.example/b/c?d=e#f.", ["link https://a.example/b/c?d=e#f"]),
    ("(https://en.wikipedia.org/wiki/Dee_(river)), then", ["link https://en.wikipedia.org/wiki/Dee_(river)"]),
    ("“https://a.example/x”", ["link https://a.example/x”"]), ("“https://a.example”", ["link https://a.example"]),
    ("https://example.org是我们/a", ["link https://example.org"]), ("https://a.example#b", ["link https://a.example"]),
    ("是https://a.example/是。", ["link https://a.example/是。"]),
    ("HTTP://A.EXAMPLE!", ["link HTTP://A.EXAMPLE"]),
    ("https://a.example https://b.example:8080/", ["link https://a.example", "link https://b.example:8080/"]),
    ("https://dŵr.example/tŷ, medden nhw", ["link https://dŵr.example/tŷ"]),
    ("https://social.example/@council@other.example#tag", ["link https://social.example/@council@other.example#tag"]),
    ("www.example.org/a and a.example", []), ("ftp://a.example", []), ("https://", []), ("xhttps://a.example", []),
  ]

  private static let mentions: [(String, [String])] = [
    ("@council", ["mention @council"]), ("Diolch, @Cyngor_Mon!", ["mention @Cyngor_Mon"]),
    ("Ask @waste@region.example.", ["mention @waste@region.example"]),
    ("@a.b-c@d-e.example: yes", ["mention @a.b-c@d-e.example"]), ("@waste. Then", ["mention @waste"]),
    ("(@one,@two)", ["mention @one", "mention @two"]), ("@@council", ["mention @council"]),
    ("@councilさん", ["mention @council"]),
    ("@council@", []), ("@council@x.example@y.example", []), ("me@social.example", []), ("/@council", []),
    ("=@council", []), ("@caffé", []), ("@cyngor\u{301}", []), ("@ŵyl", []), ("@council://x", []), ("@ @", []),
  ]

  private static let hashtags: [(String, [String])] = [
    ("#flood", ["hashtag #flood"]), ("#DŵrAByw, #Môn", ["hashtag #DŵrAByw", "hashtag #Môn"]),
    ("#cafe\u{301}!", ["hashtag #cafe\u{301}"]), ("#2026Etholiad", ["hashtag #2026Etholiad"]),
    ("#a", ["hashtag #a"]), ("#bin-day", ["hashtag #bin"]), ("#bin_day_", ["hashtag #bin_day_"]),
    ("#tŷ·haf·", ["hashtag #tŷ·haf"]), ("one\n#two\u{A0}#three", ["hashtag #two", "hashtag #three"]),
    ("\u{FF03}flood", ["hashtag \u{FF03}flood"]), ("#a#b", ["hashtag #a"]), ("#ysgol🌉", ["hashtag #ysgol"]),
    ("عاجل #فيضان الآن", ["hashtag #فيضان"]), ("#می\u{200C}رود", ["hashtag #می\u{200C}رود"]),
    ("#洪水 です", ["hashtag #洪水"]),
    ("#1", []), ("#2026", []), ("#_", []), ("#", []), ("##a", []), ("a#b", []), ("(#bont)", []), ("👍#bont", []),
    ("&#39;", []), ("#🌉", []), ("#·a", []),
  ]

  private static let mixed: [(String, [String])] = [
    (
      "Mae'r bont ar agor: https://môn.example/pont. @police@social.example #Pont",
      ["link https://môn.example/pont", "mention @police@social.example", "hashtag #Pont"]
    ),
    ("<a href=\"https://a.example/\">@x</a>", ["link https://a.example/", "mention @x"]),
    ("\u{1B}[31m@red\u{0} #red", ["hashtag #red"]), ("'; drop table post; --", []), ("", []),
    ("#Z\u{351}\u{36B} \(MastodonRenderTests.flag)@y", ["hashtag #Z\u{351}\u{36B}", "mention @y"]),
    ("שלום @council https://a.example/א #דרך", ["mention @council", "link https://a.example/א", "hashtag #דרך"]),
  ]

  private static let all = links + mentions + hashtags + mixed

  private func rendering(_ text: String) -> Rendering {
    MastodonPlatform().render(Samples.content(["en": text]), on: Samples.channel())
  }

  @Test("links, mentions and hashtags are marked, and nothing besides", arguments: all)
  func marks(_ text: String, _ expected: [String]) {
    let rendering = rendering(text)
    let words = rendering.words(at: rendering.marks.map(\.range))
    #expect(zip(rendering.marks, words).map { "\($0.kind.rawValue) \($1)" } == expected)
  }

  @Test("what is marked and what is counted agree", arguments: all)
  func agrees(_ text: String, _ expected: [String]) {
    let rendering = rendering(text)
    let scalars = Array(rendering.text.unicodeScalars)
    var counted = String.UnicodeScalarView()
    var end = 0
    for mark in rendering.marks {
      counted += scalars[end..<mark.range.lowerBound]
      let marked = scalars[mark.range]
      switch mark.kind {
      case .link: counted += String(repeating: "x", count: 23).unicodeScalars
      case .mention: counted += marked.prefix(1) + marked.dropFirst().prefix { $0 != "@" }
      case .hashtag: counted += marked
      }
      end = mark.range.upperBound
    }
    counted += scalars[end...]
    #expect(String(counted).count == rendering.length)
  }

  @Test("places count code points of the text that goes out, both languages in it")
  func places() {
    let content = Samples.content(["en": " Open 🌉 @a\r\n#b", "cy": "Ar agor https://c.example\n"])
    let rendering = MastodonPlatform().render(content, on: Samples.channel(["cy", "en"]))
    #expect(rendering.text == "Ar agor https://c.example\n\nOpen 🌉 @a\n#b")
    #expect(
      rendering.parts == [TextPart(language: "cy", range: 0..<25), TextPart(language: "en", range: 27..<39)])
    #expect(
      rendering.marks == [
        TextMark(kind: .link, range: 8..<25), TextMark(kind: .mention, range: 34..<36),
        TextMark(kind: .hashtag, range: 37..<39),
      ])
  }

  @Test(
    "a long text of nothing but signs is read once, not once for each",
    arguments: ["@", "#", "@a", "#a·", "@a.", "http://", "(", "http://a.example/("])
  func longSigns(_ sign: String) {
    let rendering = rendering("https://a.example/ " + String(repeating: sign, count: 50_000 / sign.count))
    #expect(rendering.marks.first?.range == 0..<18)
  }
}
