import Domain
import Platforms
import Testing

@Suite struct MastodonRenderTests {
  static let flag = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}"
  static let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}"

  /// Counted as section 11 of mastodon.md says; expected numbers counted by hand.
  @Test(arguments: [
    ("Roads are closed.", 17),
    ("e\u{301}", 1), ("\u{E9}", 1), ("o\u{302}\u{323}x", 2),
    (flag, 1), ("\u{1F1EC}\u{1F1E7}\u{1F1EB}\u{1F1F7}", 2), (family, 1), ("\u{1F44D}\u{1F3FD}!", 2),
    ("Ŵythnos tŷ d\u{302}ŵr", 14),
    ("a\r\nb", 3), ("a\n\nb", 4),
    ("https://a.example", 23), ("HTTP://A.EXAMPLE", 23),
    ("See https://www.example.org/very/long/path/that/goes/on/and/on?and=on#forever.", 28),
    ("(https://en.wikipedia.org/wiki/Dee_(river))", 25), ("https://a.example/x, then", 29),
    ("https://a.example/?q=ŵ!", 24), ("https://a.example:8080/x", 23),
    ("“https://a.example/x”", 24), ("“https://a.example”", 25), ("https://a.example\u{301}", 23),
    ("https://example.org是我们", 26), ("https://org是.example.org", 23), ("https://пример.рф", 23),
    ("https://example.org#section", 31), ("https://example.org/#section", 23),
    ("我https://a.example", 24), ("_https://a.example", 24), ("\u{FF20}https://a.example", 18),
    ("\u{FF03}https://a.example", 18), ("$https://a.example", 18), ("7https://a.example", 18),
    ("https://a.example/x…y^z•", 23), ("https://a.example/x!*\"'「」;:,.$%[]~|@?", 41),
    ("https://a.example/x)y", 25), ("https://a.example/(x", 25), ("https://a.example/a_(b_(c))!", 24),
    ("https://a.example/x<y", 25), ("https://a.example/(a(b(c)))", 32), ("https://a.example/x?", 24),
    ("https://a.example https://b.example", 47),
    ("a.example/very/long/path/without/a/scheme", 41),
    ("xhttps://a.example", 18), ("https://", 8), ("http:///x", 9), ("https://...", 11),
    ("@council@social.example", 8), ("Ask @waste@region.example.", 11), ("@council", 8), ("@council@", 9),
    ("mail me@social.example", 22), ("me@you@social.example", 21), ("/@council@social.example", 24),
    ("@a.b@c.example!", 5), ("@ @x", 4), ("@@a@b.example", 3),
    ("https://social.example/@council@other.example", 23),
  ])
  func counts(_ text: String, _ length: Int) {
    let rendering = MastodonPlatform().render(Samples.content(["en": text]), on: Samples.channel())
    #expect(rendering.length == length)
    #expect(rendering.problems == [])
  }

  @Test func countsTheWarningAndTheServersOwnLinks() {
    let limits = ChannelLimits(maxCharacters: 30, charactersPerLink: 10)
    let rendering = MastodonPlatform().render(
      Samples.content(["en": "See https://www.example.org/a"], warning: "Flood"), on: Samples.channel(limits: limits))
    #expect(rendering.length == 5 + 4 + 10)
    #expect(rendering.limit == 30)
  }

  /// No link and no mention is shortened in it.
  @Test(arguments: [
    ("See https://www.example.org/a/long/way", 38), ("https://a.example", 17), ("@council@social.example", 23),
    ("e\u{301}", 1),
  ])
  func countsTheWarningAsItStands(_ warning: String, _ length: Int) {
    let rendering = MastodonPlatform().render(
      Samples.content(["en": "See https://a.example"], warning: warning), on: Samples.channel())
    #expect(rendering.warning == warning)
    #expect(rendering.length == length + 4 + 23)
  }

  @Test(arguments: [(500, nil as String?), (501, "Too long by 1 character:"), (523, "Too long by 23 characters:")])
  func saysByHowMuch(length: Int, problem: String?) {
    let text = String(repeating: "a", count: length)
    let problems = MastodonPlatform().render(Samples.content(["en": text]), on: Samples.channel()).problems
    #expect(problems.count == (problem == nil ? 0 : 1))
    if let problem { #expect(problems.first?.hasPrefix(problem) == true) }
  }

  @Test(arguments: [
    (["en"], "Hello"), (["cy", "en"], "Helo\n\nHello"), (["en", "cy"], "Hello\n\nHelo"), (["de", "cy"], "Helo"),
  ])
  func joinsLanguagesInTheChannelsOrder(languages: [String], text: String) {
    let content = Samples.content(["en": "Hello\r\n", "cy": "\n Helo \n"])
    let rendering = MastodonPlatform().render(content, on: Samples.channel(languages))
    #expect(rendering.text == text)
    #expect(rendering.problems == [])
  }

  @Test(arguments: [
    (["de": "Hallo"], "no text in any language of this channel (en)"), ([:], "no text in any language"),
    (["en": " \n "], "text is empty"), (["en": "a\u{0}b"], "U+0000"), (["en": "a\u{FFFF}"], "U+FFFF"),
    (["en": "a\u{1B}[31m"], "U+001B"),
  ])
  func saysWhatKeepsItBack(texts: [String: String], words: String) {
    let content = Samples.content(texts)
    let problems = MastodonPlatform().render(content, on: Samples.channel()).problems
    #expect(problems.contains { $0.contains(words) })
    guard
      case .done(.rejected(_, let sentence)) = MastodonPlatform().next(
        Samples.order(.publish, content), DeliveryProgress())
    else {
      Issue.record("it would go out")
      return
    }
    #expect(problems.contains(sentence))
  }

}
