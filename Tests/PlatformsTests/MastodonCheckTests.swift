import Domain
import HTTPTypes
import Platforms
import Testing

@Suite struct MastodonCheckTests {
  private static let account = Samples.answer(200, #"{"id":"7","username":"Council"}"#)
  private static let v2 = Samples.answer(
    200,
    """
    {"version":"4.3.0","configuration":{"statuses":{"max_characters":1200,"characters_reserved_per_url":20,\
    "max_media_attachments":6},"media_attachments":{"supported_mime_types":["image/jpeg","image/heic","image/png"],\
    "image_size_limit":8388608,"image_matrix_limit":16000000,"video_size_limit":1,"description_limit":1000}}}
    """)
  private static let v1 = Samples.answer(
    200, #"{"version":"3.5.1","configuration":{"statuses":{"max_characters":700}}}"#)
  private static let none = Samples.answer(404, #"{"error":"Record not found"}"#)
  private static let posts = Samples.answer(200, #"[{"id":"109","content":"<p>a</p>"}]"#)

  private func check(_ results: [ExchangeResult], _ handle: String = "@council@social.example") -> CheckResult {
    var channel = Samples.channel()
    channel.handle = handle
    return MastodonPlatform().interpretCheck(results, of: channel, Secret("a-secret"))
  }

  @Test func asksInOrder() {
    let path = { (results: [ExchangeResult]) in
      MastodonPlatform().check(Samples.channel(), Secret("a-secret"), after: results)?.head.path
    }
    let own = "/api/v1/accounts/7/statuses?limit=1&exclude_reblogs=true"
    #expect(path([]) == "/api/v1/accounts/verify_credentials")
    #expect(path([Self.account]) == "/api/v2/instance")
    #expect(path([Self.account, Self.v2]) == own)
    #expect(path([Self.account, Self.v2, Self.posts]) == nil)
    #expect(path([Self.account, Self.none]) == "/api/v1/instance")
    #expect(path([Self.account, Self.none, Self.v1]) == own)
    #expect(path([Self.account, Self.none, Self.v1, Self.posts]) == nil)
    #expect(path([Self.none]) == nil)
  }

  @Test func readsLimits() {
    let newer = ChannelLimits(
      maxCharacters: 1200, charactersPerLink: 20, accountID: "7", software: "4.3.0", readAt: Samples.now,
      maxImages: 6, maxImageOctets: 8_388_608, maxImagePixels: 16_000_000, maxAlternative: 1000,
      imageTypes: ["image/jpeg", "image/png"])
    #expect(check([Self.account, Self.v2, Self.posts]) == .fine(newer, newest: "109"))
    let older = ChannelLimits(maxCharacters: 700, accountID: "7", software: "3.5.1", readAt: Samples.now)
    #expect(check([Self.account, Self.none, Self.v1, Samples.answer(200, "[]")]) == .fine(older, newest: nil))
    let absurd = Samples.answer(200, #"{"version":"x","configuration":{"statuses":{"max_characters":-1}}}"#)
    let odd = ChannelLimits(accountID: "7", software: "x", readAt: Samples.now)
    #expect(check([Self.account, absurd, Self.posts]) == .fine(odd, newest: "109"))
  }

  @Test func refusesWhatDoesNotOpenTheAccount() {
    let refused = { (result: CheckResult, words: String) in
      guard case .refused(let sentence) = result else { return false }
      return sentence.contains(words)
    }
    #expect(
      refused(check([Samples.answer(401, #"{"error":"The access token is invalid"}"#)]), "access token is invalid"))
    #expect(refused(check([Samples.answer(403)]), "may not read"))
    #expect(refused(check([Self.account], "@mayor@social.example"), "“Council”"))
    for result in [Samples.answer(503), Samples.answer(200, "<html>"), .failure(mayHaveActed: false, sentence: "x")] {
      if case .undecided = check([result]) {} else { Issue.record("\(result) decides") }
    }
  }

  @Test(arguments: [
    ("https://social.example", "social.example"), ("https://social.example/", "social.example"),
    ("HTTPS://127.0.0.1:8443", "127.0.0.1:8443"), ("http://social.example", nil), ("https://", nil),
    ("https://a.example/path", nil), ("https://user@a.example", nil), ("https://a.example\r\nX: y", nil), ("", nil),
  ])
  func readsAddresses(text: String, authority: String?) {
    #expect(PlatformAddress(text)?.authority == authority)
  }

  @Test func anAddressThatIsNoneSendsNothing() {
    var channel = Samples.channel()
    channel.address = "ftp://social.example"
    guard case .done(.rejected(let code, _)) = MastodonPlatform().next(Samples.order(on: channel), DeliveryProgress())
    else {
      Issue.record("it would go out")
      return
    }
    #expect(code == "address")
    #expect(MastodonPlatform().check(channel, Secret("a-secret"), after: []) == nil)
  }

  @Test func aSecretNeverPrintsItself() {
    let secret = Secret("abc")
    #expect("\(secret) \(String(reflecting: secret)) \(Mirror(reflecting: secret).children.count)" == "••• ••• 0")
  }
}
