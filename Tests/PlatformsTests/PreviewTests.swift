import Domain
import Platforms
import Testing

/// What a desk is told while somebody types.
@Suite struct PreviewTests {
  private func channel(_ languages: [String] = ["en"], platform: String = "mastodon") -> Channel {
    var channel = Samples.channel(languages, platform: platform)
    channel.credential = HexBytes([1])
    return channel
  }

  @Test func isWhatGoesOut() {
    let content = Samples.content(
      ["en": "Open: https://a.example/bridge", "cy": "Ar agor"], warning: " Traffic\n", visibility: .unlisted)
    let channel = channel(["cy", "en-GB", "en"])
    let preview = Preview(content, on: channel)
    #expect(preview.rendering == MastodonPlatform().render(content, on: channel))
    #expect(preview.rendering?.warning == "Traffic")
    #expect(preview.rendering?.language == "cy")
    #expect(preview.rendering?.length == 7 + 7 + 2 + 6 + 23)
    #expect(preview.rendering?.limit == 500)
    #expect(preview.missing == ["en-GB"])
    #expect(preview.unused == [])
    #expect(preview.contentProblems == [])
    #expect(preview.channelProblems == [])
  }

  @Test func tellsWhichLanguagesAreNotThere() {
    let preview = Preview(Samples.content(["en": "Open", "de": "Offen", "cy": " \n"]), on: channel(["cy", "en"]))
    #expect(preview.missing == ["cy"])
    #expect(preview.unused == ["de"])
    #expect(preview.contentProblems == [])
  }

  @Test func tellsWhatIsWrongWithTheWords() {
    let none = Preview(Samples.content(["de": "Offen"]), on: channel())
    #expect(none.contentProblems == ["There is no text in any language of this channel (en)."])
    let long = Preview(Samples.content(["en": String(repeating: "ŵ", count: 501)]), on: channel())
    #expect(long.contentProblems.first?.hasPrefix("Too long by 1 character") == true)
    let unknown = Preview(Samples.content(), on: channel(platform: "pigeon"))
    #expect(unknown.rendering == nil)
    #expect(unknown.contentProblems == ["This program does not know the platform pigeon."])
  }

  @Test(
    arguments: [
      (ChannelState.active, nil, true, []),
      (.active, nil, false, ["The channel is not connected: the centre connects the account first."]),
      (.paused, "Storm.", true, ["The channel is paused: Storm."]), (.paused, nil, true, ["The channel is paused."]),
      (.removed, nil, false, ["The channel was removed: take it off this post."]),
    ] as [(ChannelState, String?, Bool, [String])])
  func tellsWhatIsWrongWithTheChannel(_ state: ChannelState, _ reason: String?, _ connected: Bool, _ said: [String]) {
    var channel = channel()
    (channel.state, channel.reason) = (state, reason)
    if !connected { channel.credential = nil }
    let preview = Preview(Samples.content(), on: channel)
    #expect(preview.channelProblems == said)
    #expect(preview.contentProblems == [])
  }
}
