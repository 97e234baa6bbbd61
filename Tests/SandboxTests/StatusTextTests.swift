import Testing

@testable import Sandbox

@Suite struct StatusTextTests {
  @Test(
    "Length as Mastodon counts it",
    arguments: [
      ("hello", 5), ("", 0), ("👨‍👩‍👧‍👦", 1), ("e\u{301}", 1), ("🏴󠁧󠁢󠁷󠁬󠁳󠁿", 1),
      ("see https://example.org/a/very/long/path/that/goes/on/and/on?with=queries", 27),
      ("http://a.example.", 24), ("(https://example.org/x_(y))", 25), ("example.org/path", 16),
      ("@press@town.example hi", 9), ("@press hi", 9), ("a@b.example", 11), ("httpsx://example.org", 20),
      ("https://localhost", 17), ("café\r\n", 5),
    ])
  func countsAsMastodonDoes(text: String, length: Int) {
    #expect(StatusText(text).length(.graphemes, reservedPerLink: 23) == length)
  }

  @Test("Other makes count scalars and know no rule for links")
  func countsScalars() {
    #expect(StatusText("👨‍👩‍👧‍👦").length(.scalars, reservedPerLink: 23) == 7)
    #expect(StatusText("https://example.org").length(.scalars, reservedPerLink: 23) == 19)
  }

  private func html(_ text: String) -> String {
    StatusText(text).html(base: "https://s.example") { name, domain in
      name == "press" && domain == nil ? "https://s.example/@press" : nil
    }
  }

  @Test("What is hostile in a text comes out as text")
  func sanitises() {
    #expect(
      html("<script>alert('x')</script> & \"q\"")
        == "<p>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;q&quot;</p>")
    #expect(!html("https://a.example/\"onclick=x").contains("\"onclick"))
    #expect(!html("https://a.example/'><b>").contains("<b>"))
  }

  @Test("Empty lines part paragraphs, line ends break lines")
  func paragraphs() {
    #expect(html("a\nb\n\n\nc") == "<p>a<br>b</p><p>c</p>")
  }

  @Test("Links, known mentions and hashtags become links; unknown mentions stay text")
  func links() {
    #expect(html("@press @nobody #Tag").contains("href=\"https://s.example/@press\""))
    #expect(html("@nobody") == "<p>@nobody</p>")
    #expect(html("#Tag").contains("https://s.example/tags/tag"))
    #expect(html("#1") == "<p>#1</p>")
    #expect(html("https://a.example/x.").contains("href=\"https://a.example/x\""))
  }

  @Test("The pieces together are the text")
  func loseNothing() {
    for text in ["a @b@c.example. #d https://e.example/f, g", "@", "#", "@@ ##", "https://", "ŵ #ŵy @ŵ"] {
      let joined = StatusText(text).pieces.map { piece -> String in
        switch piece {
        case .plain(let plain): plain
        case .link(let link): link
        case .mention(let name, let domain): "@" + name + (domain.map { "@" + $0 } ?? "")
        case .hashtag(let name): "#" + name
        }
      }.joined()
      #expect(joined == text)
    }
  }
}
