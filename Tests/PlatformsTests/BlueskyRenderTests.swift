import Domain
import Platforms
import Testing

@Suite struct BlueskyRenderTests {
  private func render(_ text: String, warning: String? = nil) -> Rendering {
    Sky.platform.render(Samples.content(["en": text], warning: warning), on: Sky.channel())
  }

  /// Counted as section 12 of bluesky.md says; links are not shortened.
  @Test(arguments: [
    ("Roads are closed.", 17), ("e\u{301}", 1), (MastodonRenderTests.flag, 1), (MastodonRenderTests.family, 1),
    ("\u{1F44D}\u{1F3FD}!", 2), ("https://a.example", 17), ("@council.example", 16), ("a\r\nb", 3),
  ])
  func counts(_ text: String, _ length: Int) {
    let rendering = render(text)
    #expect(rendering.length == length && rendering.limit == 300)
    #expect(rendering.problems == [])
  }

  /// The numbers that the page tells of a validating server.
  @Test(arguments: [
    (String(repeating: "a", count: 300), nil as String?),
    (String(repeating: "a", count: 301), "Too long by 1 character: it counts as 301, and Bluesky takes 300."),
    (String(repeating: "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}", count: 120), nil),
    (
      String(repeating: "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}\u{200D}\u{1F466}", count: 121),
      "Too long by 25 bytes"
    ),
    (String(repeating: "\u{1F1EC}\u{1F1E7}", count: 300), nil),
    (String(repeating: "\u{1F1EC}\u{1F1E7}", count: 375), "Too long by 75 characters"),
  ])
  func bothCapsHold(text: String, problem: String?) {
    let problems = render(text).problems
    #expect(problems.count == (problem == nil ? 0 : 1))
    if let problem { #expect(problems.first?.hasPrefix(problem) == true, "\(problems)") }
  }

  /// What the author typed as a warning is read first, and counts.
  @Test func aWarningIsTheFirstLine() {
    let rendering = render("He was found well. #Thanks", warning: " Missing person ")
    #expect(rendering.text == "Missing person\n\nHe was found well. #Thanks")
    #expect(rendering.warning == nil)
    #expect(rendering.length == 42)
    #expect(rendering.parts == [TextPart(language: "en", range: 16..<42)])
    #expect(rendering.words(at: rendering.marks.map(\.range)) == ["#Thanks"])
    let order = Sky.order(.publish, Samples.content(["en": "Text"], warning: "Flood"))
    #expect(Sky.record(order)?["text"] == .text("Flood\n\nText"))
    #expect(Sky.record(order)?["labels"] == nil)
    #expect(render("Text", warning: " \n").text == "Text")
  }

  @Test(arguments: [Visibility.unlisted, .private]) func whatIsNotForAllCannotGoOut(visibility: Visibility) {
    let order = Sky.order(.publish, Samples.content(visibility: visibility))
    guard case .done(.rejected(code: "content", let sentence)) = Sky.platform.next(order, DeliveryProgress()) else {
      Issue.record("it goes out")
      return
    }
    #expect(sentence.contains("“\(visibility.rawValue)”"))
  }

  @Test(arguments: [
    "109", "https://bsky.app/profile/a.example/post/3jzfcijpj2z2a", "at://a.example/app.bsky.feed.post/3",
  ])
  func anAnswerNamesItsPostAsBlueskyDoes(target: String) {
    let problems = Sky.platform.render(Samples.content(replyTo: target), on: Sky.channel()).problems
    #expect(problems.count == 1 && problems.first?.contains("at://did:") == true)
  }

  @Test func imagesHaveLimits() {
    var content = Samples.content()
    content.media = (1...4).map { Sky.image("\($0)", octets: 2_000_000) }
    #expect(Sky.platform.render(content, on: Sky.channel()).problems == [])
    content.media.append(Sky.image("5", octets: 2_000_001))
    #expect(
      Sky.platform.render(content, on: Sky.channel()).problems == [
        "Bluesky takes 4 images with a post, and there are 5: take some out.",
        "Image 5 has 2.1 MB, and Bluesky takes 2 MB: make it smaller.",
      ])
    content.media = [Sky.image("1", octets: 12_345_678)]
    #expect(
      Sky.platform.render(content, on: Sky.channel()).problems == [
        "The image has 12.4 MB, and Bluesky takes 2 MB: make it smaller."
      ])
    content.media = [Sky.image("1", alt: "")]
    #expect(Sky.platform.render(content, on: Sky.channel()).problems.first?.contains("alternative text") == true)
    content.media[0].decorative = true
    #expect(Sky.platform.render(content, on: Sky.channel()).problems == [])
  }
}
