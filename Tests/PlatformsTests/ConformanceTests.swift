import Domain
import Foundation
import HTTPTypes
import PlatformConformance
import Platforms
import Testing

@Suite struct ConformanceTests {
  static let texts = [
    "Roads are closed.",
    "Ffyrdd ar gau heno – \u{1F6A7} gweler https://www.example.org/newyddion/ffyrdd-ar-gau?iaith=cy.\n\nDiolch!",
    "**Bins** & <glass>: ask @waste@region.example, it's \"free\".\nTomorrow 07:00",
  ]

  @Test(arguments: MastodonDouble.Oddity.allCases.map { [$0] } + [[], MastodonDouble.Oddity.allCases], texts)
  func mastodon(oddities: [MastodonDouble.Oddity], text: String) {
    // Letting a repeat follow absence must be safe without the key, too.
    let suite = Conformance(
      MastodonPlatform(), on: Samples.channel(), saying: Samples.content(["en": text], warning: nil),
      against: { MastodonDouble(Set(oddities)) })
    #expect(suite.runDeliveries() == [])
  }

  @Test(arguments: MastodonDouble.Oddity.allCases.map { [$0] } + [[], [.ignoresKey, .takesTime]])
  func mastodonWithImages(oddities: [MastodonDouble.Oddity]) {
    let content = Samples.content([Samples.image(), Samples.image("map", "A map"), Samples.image("dot", nil)])
    let suite = Conformance(
      MastodonPlatform(), on: Samples.channel(), saying: content, against: { MastodonDouble(Set(oddities)) })
    #expect(suite.runDeliveries() == [])
  }

  @Test func mastodonWithWarningOnAnAccountNotYetKnown() {
    let content = Samples.content(["en": "He was found well."], warning: "Missing person", visibility: .unlisted)
    let channel = Samples.channel(limits: ChannelLimits())
    #expect(Conformance(MastodonPlatform(), on: channel, saying: content, against: { MastodonDouble() }).run() == [])
  }

  #if DEBUG
    @Test func hostile() {
      let channel = Samples.channel(platform: "hostile")
      let suite = Conformance(
        HostilePlatform(), on: channel, saying: Samples.content(), against: { HostileDouble() })
      #expect(suite.run() == [])
    }
  #endif

  @Test(arguments: Careless.Vice.allCases) func findsEveryVice(_ vice: Careless.Vice) {
    let suite = Conformance(
      Careless(vice: vice), on: Samples.channel(), saying: Samples.content(), against: { MastodonDouble() })
    #expect(!suite.run(bodies: 20).isEmpty, "an adapter that \(vice) passes")
  }

  @Test func everyAdapterHasItsOwnName() {
    let names = PlatformCatalogue.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(PlatformCatalogue.adapter(named: "mastodon") is MastodonPlatform)
    #expect(PlatformCatalogue.adapter(named: "myspace") == nil)
  }
}

/// Mastodon's adapter with one guard removed: the suite must see it.
struct Careless: Platform {
  enum Vice: CaseIterable {
    case takesFaultsForRefusals, takesSilenceForNothing, trustsAnyTwoHundred, repeatsTheSecret, leaksInTheQuery
    case looksNowhere, varies, sendsAnything, takesGarbageForAbsence, forgetsTheLoss
  }

  let vice: Vice
  private let good = MastodonPlatform()

  init(vice: Vice) {
    self.vice = vice
  }

  let name = "careless"
  var promises: PlatformPromises { good.promises }

  func render(_ content: PostContent, on channel: Channel) -> Rendering {
    var rendering = good.render(content, on: channel)
    if vice == .sendsAnything { rendering.problems = [] }
    return rendering
  }

  func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep {
    guard case .request(var request) = good.next(order, progress) else { return good.next(order, progress) }
    if vice == .leaksInTheQuery { request.head.path? += "?access_token=" + order.secret.reveal() }
    if vice == .varies { request.body = .bytes(request.body.literal + Array(UUID().uuidString.utf8)) }
    return .request(request)
  }

  func interpret(_ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress) -> StepResult {
    switch (vice, result) {
    case (.takesFaultsForRefusals, .answer(let response)) where response.status >= 500:
      return .done(.surelyNot(retryAt: nil, sentence: ""))
    case (.takesSilenceForNothing, .failure):
      return .done(.surelyNot(retryAt: nil, sentence: ""))
    case (.forgetsTheLoss, .failure(mayHaveActed: true, _)):
      return .proceed(progress)
    case (.trustsAnyTwoHundred, .answer(let response)) where response.status == 200:
      let honest = good.interpret(result, of: order, progress)
      if case .done(.unknown) = honest { return .done(.acted(remoteID: "1", url: nil)) }
      return honest
    case (.repeatsTheSecret, .answer(let response)) where response.status == 400:
      return .done(.rejected(code: "refused", sentence: String(decoding: response.body, as: UTF8.self)))
    default:
      return good.interpret(result, of: order, progress)
    }
  }

  func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? {
    good.lookUp(order, progress, page: page)
  }

  func interpretLookUp(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
  ) -> LookUpResult {
    let honest = good.interpretLookUp(result, of: order, progress, page: page)
    if vice == .looksNowhere, case .present = honest { return .absent }
    if vice == .takesGarbageForAbsence, case .undecided = honest { return .absent }
    return honest
  }

  func readBack(_ order: DeliveryOrder, remoteID: String, page: LookUpPage) -> PlatformRequest? {
    good.readBack(order, remoteID: remoteID, page: page)
  }

  func interpretReadBack(
    _ result: ExchangeResult, of order: DeliveryOrder, remoteID: String, page: LookUpPage
  ) -> ReadBackResult {
    good.interpretReadBack(result, of: order, remoteID: remoteID, page: page)
  }

  func check(_ channel: Channel, _ secret: Secret, after results: [ExchangeResult]) -> PlatformRequest? {
    good.check(channel, secret, after: results)
  }

  func interpretCheck(_ results: [ExchangeResult], of channel: Channel, _ secret: Secret) -> CheckResult {
    good.interpretCheck(results, of: channel, secret)
  }

  func precedes(_ left: String, _ right: String) -> Bool { good.precedes(left, right) }
}
