import Domain
import Foundation
import HTTPTypes
import Platforms
import Testing

/// What is found out before a publish: the post that is answered, the accounts that are mentioned, the images.
@Suite struct BlueskyStepTests {
  static let cid = BlueskyVectors.records[0].cid
  static let rootCID = BlueskyVectors.records[1].cid
  static let root = "at://did:plc:44ybard66vv44zksje25o7dz/app.bsky.feed.post/3jzfcijpj2z2b"

  private func request(_ order: DeliveryOrder, _ progress: DeliveryProgress = DeliveryProgress()) throws
    -> PlatformRequest
  {
    guard case .request(let request) = Sky.platform.next(order, progress) else { throw CancellationError() }
    return request
  }

  private func interpret(
    _ status: Int, _ body: String, _ order: DeliveryOrder, _ progress: DeliveryProgress = DeliveryProgress()
  ) -> StepResult {
    Sky.platform.interpret(Samples.answer(status, body), of: order, progress)
  }

  private func proceed(_ result: StepResult) throws -> DeliveryProgress {
    guard case .proceed(let progress) = result else {
      Issue.record("\(result)")
      throw CancellationError()
    }
    return progress
  }

  // MARK: Answers

  private func answering(_ target: String) -> DeliveryOrder { Sky.order(.publish, Samples.content(replyTo: target)) }

  @Test func readsAForeignPostFromTheNetworkAndTakesItsRoot() throws {
    let order = answering(BlueskyDouble.foreign)
    let request = try request(order)
    #expect(!request.acts && request.head.method == .get)
    #expect(
      request.head.path == "/xrpc/app.bsky.feed.getPosts?uris=at%3A%2F%2Fdid%3Aplc%3A44ybard66vv44zksje25o7dz%2F"
        + "app.bsky.feed.post%2F3jzfcijpj2z2a")
    let top = #"{"posts":[{"uri":"\#(BlueskyDouble.foreign)","cid":"\#(Self.cid)","record":{"text":"a"}}]}"#
    let parent = #"{"cid":"\#(Self.cid)","uri":"\#(BlueskyDouble.foreign)"}"#
    #expect(
      Sky.text(Sky.record(order, try proceed(interpret(200, top, order)))?["reply"])
        == #"{"parent":\#(parent),"root":\#(parent)}"#)
    let root = #"{"cid":"\#(Self.rootCID)","uri":"\#(Self.root)"}"#
    let deep = """
      {"posts":[{"uri":"\(BlueskyDouble.foreign)","cid":"\(Self.cid)",\
      "record":{"text":"a","reply":{"root":\(root),"parent":\(root)}}}]}
      """
    #expect(
      Sky.text(Sky.record(order, try proceed(interpret(200, deep, order)))?["reply"])
        == #"{"parent":\#(parent),"root":\#(root)}"#)
  }

  @Test func readsAnOwnPostFromItsServer() throws {
    let own = "at://\(Sky.did)/app.bsky.feed.post/3jzfcijpj2z2a"
    let order = answering(own)
    #expect(try request(order).head.path?.hasPrefix("/xrpc/com.atproto.repo.getRecord?repo=did%3Aplc") == true)
    let progress = try proceed(
      interpret(200, #"{"uri":"\#(own)","cid":"\#(Self.cid)","value":{"text":"a"}}"#, order))
    #expect(Sky.record(order, progress)?["reply"]?["root"]?["uri"] == .text(own))
    #expect(try request(order, progress).acts)
  }

  @Test(arguments: [
    (400, Sky.error("RecordNotFound", "Could not locate record"), "reply_gone"), (200, #"{"posts":[]}"#, "reply_gone"),
    (400, Sky.error("NotFound"), "reply_gone"), (403, Sky.error("Forbidden"), "reply"),
    (200, #"{"posts":[{"uri":"\#(BlueskyDouble.foreign)","cid":"nonsense","record":{}}]}"#, "reply"),
    (200, #"{"posts":[{"uri":"\#(BlueskyDouble.foreign)","cid":"\#(cid)","record":{"reply":{"root":7}}}]}"#, "reply"),
    (
      200,
      #"{"posts":[{"uri":"\#(BlueskyDouble.foreign)","cid":"\#(cid)","record":{"reply":{"root":{"uri":"at://x","cid":"y"}}}}]}"#,
      "reply"
    ),
  ])
  func aPostThatCannotBeAnsweredIsToldInWords(status: Int, body: String, code: String) {
    let result = interpret(status, body, answering(BlueskyDouble.foreign))
    guard case .done(.rejected(code, _)) = result else {
      Issue.record("\(result)")
      return
    }
  }

  @Test func anAnswerAboutAnotherPostIsNotTheOne() {
    let own = "at://\(Sky.did)/app.bsky.feed.post/3jzfcijpj2z2a"
    for (target, body) in [
      (own, #"{"uri":"\#(Sky.uri)","cid":"\#(Self.cid)","value":{}}"#),
      (own, #"{"uri":"\#(own)","value":{}}"#), (own, "<html>"), (own, ""),
      (BlueskyDouble.foreign, #"{"posts":[{"uri":"\#(Sky.uri)","cid":"\#(Self.cid)","record":{}}]}"#),
    ] {
      let result = interpret(200, body, answering(target))
      guard case .done(.surelyNot) = result else {
        Issue.record("\(body): \(result)")
        continue
      }
    }
  }

  // MARK: Mentions

  static let asking = Samples.content(["en": "Ask @Waste.Example and @b.example, or @waste.example"])

  @Test func findsEachAccountOnceAndMarksIt() throws {
    let order = Sky.order(.publish, Self.asking)
    #expect(try request(order).head.path == "/xrpc/com.atproto.identity.resolveHandle?handle=waste.example")
    #expect(try !request(order).acts)
    var progress = try proceed(interpret(200, #"{"did":"did:plc:44ybard66vv44zksje25o7dz"}"#, order))
    #expect(
      try request(order, progress).head.path == "/xrpc/com.atproto.identity.resolveHandle?handle=b.example")
    progress = try proceed(interpret(400, Sky.error("InvalidRequest", "Unable to resolve handle"), order, progress))
    #expect(try request(order, progress).acts)
    let record = Sky.record(order, progress)
    // Text as typed; two mentions of the one that exists, none of the one that does not.
    #expect(record?["text"] == .text("Ask @Waste.Example and @b.example, or @waste.example"))
    let facets = record?["facets"]?.list ?? []
    #expect(facets.map { $0["index"]?["byteStart"]?.integer } == [4, 38])
    #expect(
      Sky.text(facets.first?["features"])
        == #"[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:44ybard66vv44zksje25o7dz"}]"#)
  }

  @Test(arguments: [(400, "Unable to resolve handle"), (404, "not found"), (400, Sky.error("HandleNotFound"))])
  func anAccountThatDoesNotExistHoldsNothingUp(status: Int, body: String) throws {
    let order = Sky.order(.publish, Samples.content(["en": "@b.example"]))
    let progress = try proceed(interpret(status, body, order))
    #expect(Sky.record(order, progress)?["facets"] == nil)
    #expect(Sky.record(order, progress)?["text"] == .text("@b.example"))
  }

  /// A name server that is down delays a warning by a few tries, and no more.
  @Test func triesOnlySoOften() throws {
    let order = Sky.order(.publish, Self.asking)
    var progress = DeliveryProgress()
    let failures: [ExchangeResult] = [
      Samples.answer(502, Sky.error("UpstreamFailure")), .failure(mayHaveActed: true, sentence: "Cut."),
      Samples.answer(200, #"{"did":"no did"}"#),
    ]
    for failure in failures {
      #expect(try request(order, progress).head.path?.contains("resolveHandle") == true)
      guard case .again(let left, nil, _) = Sky.platform.interpret(failure, of: order, progress) else {
        Issue.record("\(failure) decides")
        return
      }
      progress = left
    }
    #expect(try request(order, progress).acts)
    #expect(Sky.record(order, progress)?["facets"] == nil)
  }

  // MARK: Images

  static var illustrated: PostContent {
    var content = Samples.content()
    content.media = [Sky.image("one"), Sky.image("two", alt: "Wet", octets: 77, type: .png)]
    content.media[1].decorative = true
    return content
  }

  private func uploaded(_ name: String, _ type: String, _ size: Int64) -> String {
    #"{"blob":\#(Sky.text(BlueskyDouble.blob(BlueskyCID.ofFile(Digest.of(name)), type, size)))}"#
  }

  @Test func uploadsEachImageAndEmbedsWhatTheServerCalledIt() throws {
    let order = Sky.order(.publish, Self.illustrated)
    let first = try request(order)
    #expect(!first.acts && first.head.method == .post)
    #expect(first.head.path == "/xrpc/com.atproto.repo.uploadBlob")
    #expect(first.head.headerFields[.contentType] == "image/jpeg")
    #expect(
      first.body == .media(MediaSource(region: order.postRegion, sha256: Digest.of("one"), octets: 9)))
    var progress = try proceed(interpret(200, uploaded("one", "image/jpeg", 9), order))
    #expect(
      try request(order, progress).body
        == .media(MediaSource(region: order.postRegion, sha256: Digest.of("two"), octets: 77)))
    // The server found another kind than was told: what it says is copied.
    progress = try proceed(interpret(200, uploaded("two", "image/gif", 77), order, progress))
    #expect(try request(order, progress).acts)
    let blob = { (name: String, type: String, size: Int64) in
      Sky.text(BlueskyDouble.blob(BlueskyCID.ofFile(Digest.of(name)), type, size))
    }
    #expect(
      Sky.text(Sky.record(order, progress)?["embed"]) == """
        {"$type":"app.bsky.embed.images","images":[{"alt":"A road","aspectRatio":{"height":900,"width":1600},\
        "image":\(blob("one", "image/jpeg", 9))},{"alt":"","aspectRatio":{"height":900,"width":1600},\
        "image":\(blob("two", "image/gif", 77))}]}
        """)
    // Another wording of the post takes nothing of what this one left but the same files.
    var other = order
    other.content.media[0] = Sky.image("three")
    #expect(
      try request(other, progress).body
        == .media(MediaSource(region: order.postRegion, sha256: Digest.of("three"), octets: 9)))
  }

  @Test func takesNoOtherFileForOurs() {
    let order = Sky.order(.publish, Self.illustrated)
    for body in [
      uploaded("other", "image/jpeg", 9), uploaded("one", "image/jpeg", 8), "{}", #"{"blob":{}}"#, "<html>",
    ] {
      guard case .done(.surelyNot) = interpret(200, body, order) else {
        Issue.record("\(body) is taken: \(interpret(200, body, order))")
        continue
      }
    }
    guard case .done(.rejected("image", _)) = interpret(200, uploaded("one", "text/html", 9), order) else {
      Issue.record("a page is taken for an image")
      return
    }
  }

  // MARK: What befalls any step

  enum Meaning: Hashable { case surelyNot, rejected(String), credential }

  @Test(arguments: [
    (400, Sky.error("ExpiredToken"), Meaning.surelyNot), (401, Sky.error("InvalidToken"), .surelyNot),
    (401, "token has expired", .surelyNot), (401, Sky.error("AuthMissing"), .credential),
    (401, Sky.error("AccountTakedown"), .credential), (401, Sky.error("AccountDeactivated"), .credential),
    (403, Sky.error("AccountNotFound"), .credential), (413, Sky.error("PayloadTooLarge"), .rejected("image")),
    (413, "<html>", .surelyNot), (415, Sky.error("UnsupportedMediaType"), .rejected("image")),
    (400, "bad file", .rejected("image")), (429, Sky.error("RateLimitExceeded"), .surelyNot), (408, "", .surelyNot),
    (500, Sky.error("InternalServerError"), .surelyNot), (502, "<html>", .surelyNot), (504, "", .surelyNot),
    (301, "", .surelyNot),
  ])
  func nothingVisibleWasAskedFor(status: Int, body: String, means: Meaning) {
    switch interpret(status, body, Sky.order(.publish, Self.illustrated)) {
    case .done(.surelyNot(_, let sentence)):
      #expect(means == .surelyNot)
      #expect(sentence.hasSuffix("."))
    case .done(.rejected(let code, _)): #expect(means == .rejected(code))
    case .done(.credential): #expect(means == .credential)
    case let result: Issue.record("\(result)")
    }
  }
}
