import Domain
import Foundation
import LocalStore
import Testing

@testable import AgentApp

/// `--preview` as members type it, at an office whose centre is far away.
@Suite struct PreviewTests {
  private func content(_ text: String, on channel: Channel) -> PostContent {
    PostContent(
      texts: ["en": text, "de": "Offen"], contentWarning: "Traffic", visibility: .unlisted,
      channels: [channel.reference])
  }

  private func inWords(_ content: PostContent, _ bureau: Bureau) throws -> [String] {
    ShownPreview.all(content, try bureau.items).flatMap(\.inWords)
  }

  @Test("a preview of what is typed writes nothing, whoever asks and however it reads")
  func compose() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let long = String(repeating: "a", count: 600)
    for more in [[], ["--json"], ["--submit", "--wait"]] {
      let words = ["post", "compose", "--preview", "--channel", "@north"]
      #expect(await bureau.typesAll(words + ["--text", "en=Open"] + more) == 0)
      #expect(await bureau.typesAll(words + ["--text", "en=\(long)"] + more) == 0)
      #expect(await bureau.typesAll(words + ["--text", "de=Offen"] + more) == 0)
    }
    #expect(await bureau.types("sign-out") == 0)
    #expect(await bureau.types("post", "compose", "--preview", "--channel", "@north", "--text", "en=Open") == 0)
    #expect(await bureau.types("post", "compose", "--preview", "--channel", "@south", "--text", "en=Open") == 2)
    #expect(await bureau.types("post", "compose", "--preview", "--channel", "@north") == 2, "there is no text")
    let view = try bureau.store.view(.everything)
    #expect(view.items.posts.isEmpty)
    #expect(view.unruled.isEmpty)
  }

  @Test("a post is previewed as it stands, also one that its channel's removal keeps from being one")
  func show() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    #expect(await bureau.types("post", "compose", "--channel", "@north", "--text", "en=Open") == 0)
    let post = try #require(try bureau.post("Open"))
    #expect(await bureau.types("post", "show", post.id.text, "--preview") == 0)
    #expect(await bureau.types("post", "show", post.id.text, "--preview", "--json") == 0)
    #expect(await bureau.types("post", "show", "ffffffff", "--preview") == 2)
    var removed = bureau.house.channel
    (removed.state, removed.version, removed.credential) = (.removed, 2, nil)
    try bureau.receive([.channel(removed)])
    #expect(await bureau.types("post", "show", post.id.text, "--preview") == 0)
    #expect(try inWords(post.content, bureau).last == "- The channel was removed: take it off this post.")
  }

  @Test("people are told the text, how long it counts, what is marked and what is wrong")
  func words() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    var channel = bureau.house.channel
    (channel.languages, channel.state, channel.reason, channel.version) = (["cy", "en"], .paused, "Storm.", 2)
    try bureau.receive([.channel(channel)])
    let content = content("Open: https://a.example/x.\n\n@police #Pont", on: channel)
    #expect(
      try inWords(content, bureau) == [
        "on North account, @north (52 of 500):", "  Open: https://a.example/x.\n  \n  @police #Pont",
        "warning: Traffic", "visibility: unlisted: everybody can read it, but it is in no public list",
        "language: en", "link: https://a.example/x", "mention: @police", "hashtag: #Pont", "no text in: cy",
        "not sent here: de", "- The channel is paused: Storm.",
      ])
    var both = content
    both.texts["cy"] = "Ar agor"
    #expect(try inWords(both, bureau).contains("language: cy (in it: cy then en)"))
    both.channels = [ChannelReference(region: channel.region, channel: ChannelID(UUID()))]
    #expect(try inWords(both, bureau).last == "- The channel cannot be seen from here.")
  }

  @Test("nothing of a hostile text is obeyed by a terminal")
  func hostile() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    var channel = bureau.house.channel
    (channel.name, channel.version) = ("North\u{1B}[2J", 2)
    try bureau.receive([.channel(channel)])
    var content = content("\u{1B}]0;owned\u{7} \u{202E}txt.exe\u{9B}31m", on: channel)
    content.contentWarning = "\u{2066}hidden"
    let words = try inWords(content, bureau).joined(separator: "\n")
    let obeyed = words.unicodeScalars.filter { scalar in
      scalar.properties.generalCategory == .control && scalar != "\n" || (0x202A...0x2069).contains(scalar.value)
    }
    #expect(obeyed.isEmpty)
    #expect(words.contains("owned") && words.contains("hidden"))
    #expect(words.contains("- The text holds a character that cannot be sent (U+001B)."))
    for turning in ["\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}"] {
      content.texts["en"] = "Open \(turning)nepo"
      content.contentWarning = nil
      #expect(!Wording.isSendable(content.texts["en"] ?? ""))
      let code = String(turning.unicodeScalars.first?.value ?? 0, radix: 16, uppercase: true)
      #expect(try inWords(content, bureau).contains { $0.contains("cannot be sent (U+\(code))") })
    }
  }

  @Test("an answer names the post that it answers, and an address is no name")
  func answer() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    func compose(_ target: String, _ more: String...) async -> Int32 {
      await bureau.typesAll(
        ["post", "compose", "--channel", "@north", "--text", "en=At noon.", "--reply-to", target] + more)
    }
    for wrong in [
      "", "two words", "https://a.example/@north/110", "at://did:plc:a/app.bsky.feed.post/3",
      String(repeating: "1", count: 201), "1\u{202E}",
    ] {
      #expect(await compose(wrong) == 3, "\(wrong)")
    }
    #expect(try bureau.posts.isEmpty)
    #expect(await compose("110123", "--preview") == 0)
    #expect(await compose("110123") == 0)
    let post = try #require(try bureau.posts.first)
    #expect(post.content.replyTo == "110123")
    #expect(PostWords.lines(post, try bureau.items).contains("answers the post 110123"))
    #expect(try inWords(post.content, bureau).contains("answers the post 110123"))
  }
}
