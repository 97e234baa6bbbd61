import Domain
import Foundation
import HTTPTypes
import Platforms
import Testing

@Suite struct BlueskyCheckTests {
  private static let session = Samples.answer(200, Sky.session())
  private static let server = Samples.answer(200, #"{"did":"did:web:pds.example","availableUserDomains":[]}"#)
  private static let posts = Samples.answer(200, #"{"records":[{"uri":"\#(Sky.uri)","cid":"x","value":{}}]}"#)
  private static let password = Secret("abcd-efgh-ijkl-mnop")

  private func check(_ results: [ExchangeResult], on channel: Channel = Sky.channel(did: nil)) -> CheckResult {
    Sky.platform.interpretCheck(results, of: channel, Self.password)
  }

  @Test func asksInOrderAndClosesWhatItOpened() throws {
    let request = { (results: [ExchangeResult]) in
      Sky.platform.check(Sky.channel(did: nil), Self.password, after: results)
    }
    let first = try #require(request([]))
    #expect(first == Sky.platform.openSession(Sky.channel(did: nil), Self.password, renewing: nil))
    let second = try #require(request([Self.session]))
    #expect(second.head.path == "/xrpc/com.atproto.server.describeServer")
    #expect(second.head.headerFields[.authorization] == "Bearer " + Sky.token())
    let third = try #require(request([Self.session, Self.server]))
    let repo = "repo=did%3Aplc%3A7iza6de2dwap2sbkpav7c6c6"
    #expect(third.head.path == "/xrpc/com.atproto.repo.listRecords?\(repo)&collection=app.bsky.feed.post&limit=1")
    let last = try #require(request([Self.session, Self.server, Self.posts]))
    #expect(last.head.path == "/xrpc/com.atproto.server.deleteSession")
    #expect(last.head.headerFields[.authorization] == "Bearer " + Sky.token(7_776_000, name: "refresh"))
    #expect(request([Self.session, Self.server, Self.posts, Samples.answer(200)]) == nil)
    #expect(request([Samples.answer(401, "no")]) == nil)
    for sent in [first, second, third, last] { #expect(!sent.acts) }
  }

  @Test func readsWhoItIs() {
    let limits = ChannelLimits(accountID: Sky.did, software: "AT protocol, did:web:pds.example", readAt: Sky.now)
    #expect(check([Self.session, Self.server, Self.posts]) == .fine(limits, newest: Sky.uri))
    // Where errors are plain text or nothing, the account counts.
    let text = Samples.answer(400, "not here")
    let bare = ChannelLimits(accountID: Sky.did, readAt: Sky.now)
    #expect(check([Self.session, text, text, text]) == .fine(bare, newest: nil))
    let foreign = Samples.answer(200, #"{"records":[{"uri":"at://did:plc:x/app.bsky.feed.post/3"}]}"#)
    #expect(check([Self.session, text, foreign]) == .fine(bare, newest: nil))
  }

  @Test(arguments: [
    ("council.example", "council.example", true), ("@Council.Example", "council.example", true),
    ("@council.example", "handle.invalid", true), ("@council.example", "mayor.example", false),
    ("@council@social.example", "council.example", false),
  ])
  func theNameIsTheChannels(handle: String, told: String, isFine: Bool) {
    let result = check([Samples.answer(200, Sky.session(handle: told))], on: Sky.channel(did: nil, handle: handle))
    if case .fine = result { #expect(isFine) } else { #expect(!isFine, "\(result)") }
    if !isFine, case .undecided = result { Issue.record("\(result)") }
  }

  /// Logging in works at an entryway too; posts are taken where the account is kept.
  @Test(arguments: [
    ("https://entry.gov.uk", "https://pds.gov.uk", "kept at https://pds.gov.uk" as String?),
    ("https://pds.gov.uk", "https://PDS.gov.uk/", nil), ("https://127.0.0.1:8443", "https://pds.gov.uk", nil),
    ("https://pds.gov.uk", "https://localhost:2583", nil),
  ])
  func namesTheServerThatKeepsTheAccount(address: String, home: String, words: String?) {
    let service = ##"{"id":"#atproto_pds","type":"AtprotoPersonalDataServer","serviceEndpoint":"\##(home)"}"##
    let body = Sky.session(#","didDoc":{"id":"\#(Sky.did)","service":[\#(service)]}"#)
    let result = check([Samples.answer(200, body)], on: Sky.channel(did: nil, address: address))
    if let words {
      guard case .refused(let sentence) = result else {
        Issue.record("\(result)")
        return
      }
      #expect(sentence.contains(words))
    } else if case .fine = result {
    } else {
      Issue.record("\(result)")
    }
  }

  @Test func refusesWhatDoesNotOpenTheAccount() {
    let refused = { (result: CheckResult, words: String) in
      guard case .refused(let sentence) = result else { return false }
      return sentence.contains(words)
    }
    #expect(refused(check([Samples.answer(401, "Invalid identifier or password")]), "Invalid identifier"))
    #expect(refused(check([Samples.answer(401, Sky.error("AuthFactorTokenRequired"))]), "app password"))
    #expect(refused(check([Samples.answer(401, Sky.error("AccountTakedown"))]), "closed"))
    #expect(refused(check([Self.session], on: Sky.channel(did: "did:plc:x")), "another account"))
    #expect(refused(check([], on: Sky.channel(address: "http://pds.example")), "https://"))
    let silent: [ExchangeResult] = [
      Samples.answer(503), Samples.answer(200, "<html>"), .failure(mayHaveActed: false, sentence: "x"),
      Samples.answer(429),
    ]
    for result in silent {
      if case .undecided = check([result]) {} else { Issue.record("\(result) decides") }
    }
    if case .undecided = check([]) {} else { Issue.record("nothing decides") }
  }

  @Test(.enabled(if: Lexicon.isThere, "the platforms' documents are not beside this checkout"))
  func everyRequestAndRecordIsInTheDocuments() throws {
    var content = Samples.content(
      ["en": "See https://a.example/ŵ @b.example #Bins", "cy": "Helo"], warning: "Flood",
      replyTo: BlueskyDouble.foreign)
    content.media = [Sky.image("one"), Sky.image("two", type: .webp)]
    let order = Sky.order(.publish, content, on: Sky.channel(["en", "cy"]))
    var double = BlueskyDouble()
    var progress = DeliveryProgress()
    var requests: [PlatformRequest] = []
    while case .request(let request) = Sky.platform.next(order, progress) {
      requests.append(request)
      guard
        case .proceed(let next) = Sky.platform.interpret(
          .answer(double.answer(request, at: Sky.now)), of: order, progress)
      else { break }
      progress = next
    }
    #expect(requests.count == 5, "a post, an account, two images, the record")
    let plain = Sky.order()
    for each in [plain, Sky.order(.takeDown, remoteID: Sky.uri)] {
      if case .request(let request) = Sky.platform.next(each, DeliveryProgress()) { requests.append(request) }
      requests += [Sky.platform.lookUp(each, DeliveryProgress(), page: LookUpPage())].compactMap { $0 }
    }
    let results = [[], [Self.session], [Self.session, Self.server], [Self.session, Self.server, Self.posts]]
    requests += results.compactMap { Sky.platform.check(Sky.channel(), Self.password, after: $0) }
    let held = PlatformSession(access: Secret("a"), refresh: Secret("b"), accessUntil: Sky.now)
    requests += [Sky.platform.openSession(Sky.channel(), Self.password, renewing: held)].compactMap { $0 }
    #expect(requests.count == 14)
    for request in requests { try judge(request) }
    let foreign = try JSONDecoder().decode(
      BlueskyValue.self, from: Data(#"{"$type":"app.bsky.feed.post","text":1,"mood":"x","langs":["1"]}"#.utf8))
    #expect(try Lexicon.faults(record: foreign).count == 4)
  }

  private func judge(_ request: PlatformRequest) throws {
    let parts = (request.head.path ?? "").split(separator: "?", maxSplits: 1).map(String.init)
    let name = String(parts[0].dropFirst("/xrpc/".count))
    #expect(try (request.head.method == .get) == Lexicon.isQuery(name), "\(name)")
    var query: [String: String] = [:]
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1)
      query[String(sides[0])] = sides[1].removingPercentEncoding
    }
    #expect(try Lexicon.faults(query: query, of: name) == [], "\(name)")
    guard !request.body.literal.isEmpty, let body = Sky.json(request) else { return }
    #expect(try Lexicon.faults(input: body, of: name) == [], "\(name)")
    if let record = body["record"] { #expect(try Lexicon.faults(record: record) == [], "\(name)") }
  }
}
