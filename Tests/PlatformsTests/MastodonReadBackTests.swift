import Domain
import HTTPTypes
import Platforms
import Testing

@Suite struct MastodonReadBackTests {
  private func read(_ status: Int, _ body: String, page: Int = 0, order: DeliveryOrder = Samples.order())
    -> ReadBackResult
  {
    MastodonPlatform().interpretReadBack(
      Samples.answer(status, body), of: order, remoteID: "5", page: LookUpPage(number: page))
  }

  private func differs(_ result: ReadBackResult, _ words: String) {
    guard case .differs(let sentence) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(sentence.contains(words))
  }

  @Test func saysWhetherItArrivedAsApproved() {
    let shown = #"{"id":"5","content":"<p>Roads are closed.</p>","visibility":"public","language":"en"}"#
    #expect(read(200, shown) == .same)
    #expect(read(200, #"{"id":"5","content":"<p>Roads are open.</p>"}"#) == .more(LookUpPage(number: 1)))
    #expect(read(200, #"{"id":"5","text":"Roads are closed.","spoiler_text":""}"#, page: 1) == .same)
    differs(read(200, #"{"id":"5","text":"Roads are open.","spoiler_text":""}"#, page: 1), "“Roads are open.”")
    differs(read(200, #"{"id":"5","text":"Roads are closed.","spoiler_text":"CW"}"#, page: 1), "not what was approved")
    differs(read(200, #"{"id":"5","content":"<p>Roads are closed.</p>","visibility":"unlisted"}"#), "“unlisted”")
    differs(read(200, #"{"id":"5","content":"<p>Roads are closed.</p>","language":"de"}"#), "“de”")
    #expect(read(404, #"{"error":"Record not found"}"#) == .gone)
    if case .undecided = read(404, "<html>") {} else { Issue.record("a page in front is believed") }
    if case .undecided = read(200, #"{"id":"6","content":"<p>Roads are closed.</p>"}"#) {
    } else {
      Issue.record("another post is believed")
    }
  }

  @Test func imagesAndTheirTextsMustStandThere() {
    let order = Samples.order(.publish, Samples.content([Samples.image(), Samples.image("dot", nil)]))
    let shown = { (media: String) in #"{"id":"5","content":"<p>Roads are closed.</p>","media_attachments":\#(media)}"# }
    let road = #"{"id":"1","description":"A flooded road"}"#
    #expect(read(200, shown("[\(road),{\"id\":\"2\",\"description\":null}]"), order: order) == .same)
    differs(read(200, shown("[\(road)]"), order: order), "It stands there with one image; approved were 2.")
    differs(read(200, shown("[]"), order: order), "with 0 images")
    differs(read(200, shown("[{\"id\":\"1\"},{\"id\":\"2\"}]"), order: order), "alternative text of image 1")
    differs(read(200, shown("[\(road)]")), "with one image; approved were 0")
    let silent = #"{"id":"5","content":"<p>Roads are closed.</p>"}"#
    if case .undecided = read(200, silent, order: order) {} else { Issue.record("silence about images decides") }
  }

  @Test func asksThePostThenItsSource() {
    let first = MastodonPlatform().readBack(Samples.order(), remoteID: "a/b", page: LookUpPage())
    let second = MastodonPlatform().readBack(Samples.order(), remoteID: "5", page: LookUpPage(number: 1))
    #expect(first?.head.path == "/api/v1/statuses/a%2Fb")
    #expect(second?.head.path == "/api/v1/statuses/5/source")
  }

  /// Pairs of what a server shows and the text that it was made from.
  @Test(arguments: [
    ("<p>a</p>", "a"), ("<p>a<br>b</p><p>c</p>", "a\nb\n\nc"), ("<p>a<br />b</p>", "a\nb"), ("plain", "plain"),
    ("<p>&lt;b&gt; &amp; &quot;c&quot; &#39;d&#x27; &apos;</p>", "<b> & \"c\" 'd' '"),
    ("<p>R&D &nosuch; 1 < 2</p>", "R&D &nosuch; 1 < 2"),
    (
      "<p>See <a href=\"https://www.example.org/a/long/path\"><span class=\"invisible\">https://www.</span>"
        + "<span class=\"ellipsis\">example.org/a/lo</span><span class=\"invisible\">ng/path</span></a>.</p>",
      "See https://www.example.org/a/long/path."
    ),
    (
      "<p><a href=\"https://a.example/x?b=1&amp;c=2\" title=\"t\">a.example/x…</a>!</p>", "https://a.example/x?b=1&c=2!"
    ),
    ("<p><a href='https://a.example/x'>a.ex…</a></p>", "https://a.example/x"),
    ("<p>#<a class=\"hashtag\" href=\"https://x/tags/a\">a</a></p>", "#a"),
    (
      "<p>Ŵythnos \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}</p>",
      "Ŵythnos \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}"
    ),
    ("<<<a", "<<<a"),
  ])
  func undoesHTML(html: String, text: String) {
    let escaped = html.flatMap { $0 == "\"" ? "\\\"" : String($0) }
    let order = Samples.order(.publish, Samples.content(["en": text]))
    #expect(read(200, #"{"id":"5","content":""# + String(escaped) + #""}"#, order: order) == .same)
  }
}
