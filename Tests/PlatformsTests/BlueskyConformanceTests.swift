import Domain
import HTTPTypes
import PlatformConformance
import Platforms
import Testing

@Suite struct BlueskyConformanceTests {
  static let contents: [PostContent] = {
    var contents = ConformanceTests.texts.map { Samples.content(["en": $0]) }
    contents.append(
      Samples.content(["en": "Ask @waste.region.example, not @nobody.example. #Bins"], replyTo: BlueskyDouble.foreign))
    var illustrated = Samples.content(["en": "Before and after."], warning: "Flood")
    illustrated.media = [Sky.image("one"), Sky.image("two", alt: "The same road, dry", type: .png)]
    contents.append(illustrated)
    return contents
  }()

  /// Each way of other servers with the content that has most in it, and each content on the plainest and the oddest.
  static let cases: [([BlueskyDouble.Oddity], PostContent)] =
    BlueskyDouble.Oddity.allCases.map { ([$0], contents[4]) }
    + contents.flatMap { [([], $0), (BlueskyDouble.Oddity.allCases, $0)] }

  @Test(arguments: cases) func neverTwice(oddities: [BlueskyDouble.Oddity], content: PostContent) {
    let suite = Conformance(
      BlueskyPlatform(), on: Sky.channel(), saying: content, against: { BlueskyDouble(Set(oddities)) })
    #expect(suite.runDeliveries() == [])
  }

  @Test(arguments: [Sky.did, nil]) func everyRule(did: String?) {
    let suite = Conformance(
      BlueskyPlatform(), on: Sky.channel(did: did), saying: Samples.content(), against: { BlueskyDouble() })
    #expect(suite.run(bodies: 1000) == [])
  }

  @Test func theCatalogueHoldsIt() {
    #expect(PlatformCatalogue.adapter(named: "bluesky") is BlueskyPlatform)
  }

  /// A server swept the images between upload and post.
  @Test func uploadsAgainWhatTheServerForgot() {
    var content = Samples.content()
    content.media = [Sky.image("one")]
    let order = Sky.order(.publish, content)
    var double = BlueskyDouble()
    var progress = DeliveryProgress()
    var ended: [String] = []
    for _ in 0..<6 {
      guard case .request(let request) = Sky.platform.next(order, progress) else { break }
      if request.acts, ended.isEmpty { double.forgetBlobs() }
      switch Sky.platform.interpret(.answer(double.answer(request, at: Sky.now)), of: order, progress) {
      case .proceed(let next): progress = next
      case .again(let left, nil, let sentence):
        progress = left
        ended.append(sentence)
      case .done(.acted(let id, _)):
        ended.append(id ?? "")
      default: break
      }
      if ended.count == 2 { break }
    }
    #expect(ended.first?.contains("uploaded again") == true)
    #expect(ended.last == Sky.uri)
    let names = ["uploadBlob", "putRecord", "uploadBlob", "putRecord"]
    #expect(double.asked == names.map { "com.atproto.repo." + $0 })
  }
}
