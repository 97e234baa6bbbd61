import Domain
import Platforms
import Testing

/// What keeps images from going out, said before anything is written.
@Suite struct MastodonImageRenderTests {
  private func problems(_ images: [MediaReference], _ limits: ChannelLimits = ChannelLimits()) -> [String] {
    let rendering = MastodonPlatform().render(Samples.content(images), on: Samples.channel(limits: limits))
    #expect(rendering.images.count == images.count)
    return rendering.problems
  }

  @Test func takesWhatAStockServerTakes() {
    let most = Samples.image("a", String(repeating: "a", count: 1500), octets: 16_777_216, width: 6144, height: 5400)
    #expect(problems([most] + [.webp, .gif, .png].map { Samples.image("\($0)", type: $0) }) == [])
  }

  @Test func saysWhatIsTooMuchAndWhatHelps() {
    let said = { (images: [MediaReference]) in self.problems(images).joined(separator: "|") }
    #expect(
      said((0..<6).map { Samples.image("\($0)") })
        == "It has 6 images, and this server takes 4 with a post: take 2 out.")
    #expect(
      said([Samples.image("a"), Samples.image("b", octets: 20_000_000)])
        == "Image 2 has 20 MB, and this server takes 16.7 MB: make it smaller.")
    #expect(
      said([Samples.image(octets: 16_777_217)])
        == "The image has 16.8 MB, and this server takes 16.7 MB: make it smaller.")
    #expect(
      said([Samples.image(width: 6145, height: 5400)])
        == "The image has 6145 by 5400 pixels, and this server takes 33.1 million in all: make it smaller.")
    #expect(said([Samples.image(width: .max, height: 2)]).contains("million in all"))
    #expect(
      said([Samples.image("a", String(repeating: "a", count: 1501))])
        == "The alternative text of the image is too long by 1 character: shorten it.")
  }

  /// The server counts code points, not what a reader sees as letters.
  @Test func countsAnAlternativeTextAsTheServerDoes() {
    let syllable = "\u{928}\u{93F}"
    #expect(problems([Samples.image("a", String(repeating: syllable, count: 750))]) == [])
    #expect(
      problems([Samples.image("a", String(repeating: syllable, count: 751))])
        == ["The alternative text of the image is too long by 2 characters: shorten it."])
  }

  @Test func heedsTheServersOwnLimits() {
    let limits = ChannelLimits(
      maxImages: 0, maxImageOctets: 999, maxImagePixels: 1199, maxAlternative: 13, imageTypes: ["image/png"])
    let found = problems([Samples.image()], limits)
    #expect(found.count == 5)
    #expect(found.first == "It has 1 image, and this server takes 0 with a post: take it out.")
    #expect(found.contains { $0.contains("image/jpeg") })
    #expect(problems([Samples.image()], ChannelLimits(maxImages: 10, imageTypes: ["image/jpeg"])) == [])
  }
}
