import Domain
import HTTPTypes
import Platforms
import Testing

/// Whether a post stands there, and whether it is the one.
@Suite struct BlueskyLookUpTests {
  private func answer(_ value: String, cid: String = BlueskyVectors.records[0].cid, uri: String = Sky.uri) -> String {
    #"{"uri":"\#(uri)","cid":"\#(cid)","value":\#(value)}"#
  }

  private func look(_ status: Int, _ body: String, _ order: DeliveryOrder = Sky.order()) -> LookUpResult {
    Sky.platform.interpretLookUp(
      Samples.answer(status, body), of: order, DeliveryProgress(), page: LookUpPage())
  }

  private func readBack(_ status: Int, _ body: String, _ order: DeliveryOrder = Sky.order()) -> ReadBackResult {
    Sky.platform.interpretReadBack(
      Samples.answer(status, body), of: order, remoteID: Sky.uri, page: LookUpPage())
  }

  static let record = #"{"$type":"app.bsky.feed.post","text":"Roads are closed.","langs":["en"],"createdAt":"x"}"#

  @Test func asksForTheOneKey() {
    let path =
      "/xrpc/com.atproto.repo.getRecord?repo=did%3Aplc%3A7iza6de2dwap2sbkpav7c6c6&"
      + "collection=app.bsky.feed.post&rkey=\(Sky.key)"
    let requests = [
      Sky.platform.lookUp(Sky.order(), DeliveryProgress(), page: LookUpPage()),
      Sky.platform.lookUp(Sky.order(.takeDown, remoteID: Sky.uri), DeliveryProgress(), page: LookUpPage()),
      Sky.platform.readBack(Sky.order(), remoteID: Sky.uri, page: LookUpPage()),
    ]
    for request in requests {
      #expect(request?.head.path == path && request?.acts == false && request?.head.method == .get)
    }
    #expect(Sky.platform.readBack(Sky.order(), remoteID: "at://x", page: LookUpPage()) == nil)
  }

  @Test func itsContentProvesIt() {
    // The CID alone decides, whatever the server makes of the rest.
    #expect(look(200, answer("{}", cid: Sky.cid())) == .present(remoteID: Sky.uri, url: nil))
    // Another CID, the same meaning: a server that rewrote what nobody reads.
    #expect(look(200, answer(Self.record)) == .present(remoteID: Sky.uri, url: nil))
    // Somebody else's words are neither ours nor nothing: nobody may write over them.
    for value in [#"{"text":"Roads are open."}"#, "{}", #"{"text":"Roads are closed.","embed":{"$type":"x"}}"#] {
      guard case .undecided(let sentence) = look(200, answer(value)) else {
        Issue.record("\(value): \(look(200, answer(value)))")
        continue
      }
      #expect(sentence.contains("something else stands"))
    }
  }

  @Test(arguments: [
    (400, Sky.error("RecordNotFound", "Could not locate record: at://x"), true),
    (400, Sky.error("InvalidRequest", "Could not locate record: at://x"), true), (404, "record not found", true),
    (400, "no such record", true), (404, Sky.error("NotFound", "Record not found"), true),
    (404, "<html>record not found", false), (404, "", false), (400, "bad request", false), (404, "not found", false),
    (400, Sky.error("InvalidRequest", "Invalid rkey"), false), (401, Sky.error("AuthMissing"), false),
    (400, Sky.error("ExpiredToken"), false), (500, Sky.error("RecordNotFound"), false), (200, "{}", false),
    (403, Sky.error("AccountNotFound"), false), (200, Sky.error("RecordNotFound"), false), (429, "", false),
  ])
  func onlyTheServersOwnNoIsAbsence(status: Int, body: String, isAbsent: Bool) {
    let takeDown = Sky.order(.takeDown, remoteID: Sky.uri)
    if isAbsent {
      #expect(look(status, body) == .absent)
      #expect(look(status, body, takeDown) == .present(remoteID: Sky.uri, url: nil))
      #expect(readBack(status, body) == .gone)
    } else {
      if case .undecided = look(status, body) {} else { Issue.record("\(look(status, body))") }
      if case .undecided = look(status, body, takeDown) {} else { Issue.record("\(look(status, body, takeDown))") }
      if case .undecided = readBack(status, body) {} else { Issue.record("\(readBack(status, body))") }
    }
  }

  @Test func whatStillStandsIsNotTakenDown() {
    #expect(look(200, answer("{}"), Sky.order(.takeDown, remoteID: Sky.uri)) == .absent)
  }

  @Test(arguments: [
    "at://\(Sky.did)/app.bsky.feed.post/3jzfcijpj2z2a", "at://did:plc:other/app.bsky.feed.post/\(Sky.key)", "x", "",
  ])
  func anAnswerAboutAnotherPostDecidesNothing(uri: String) {
    let body = answer(Self.record, cid: Sky.cid(), uri: uri)
    if case .undecided = look(200, body) {} else { Issue.record("\(look(200, body))") }
    if case .undecided = readBack(200, body) {} else { Issue.record("\(readBack(200, body))") }
  }

  /// However deep somebody nests a record, reading it ends.
  @Test(arguments: [100, 500, 100_000]) func aDeepRecordEnds(depth: Int) {
    let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    for value in [value, #"{"text":\#(value),"embed":{"images":\#(value)},"facets":\#(value)}"#] {
      if case .undecided = look(200, answer(value)) {} else { Issue.record("\(depth) deep is taken") }
      if case .same = readBack(200, answer(value)) { Issue.record("\(depth) deep is the same") }
    }
  }

  @Test func silenceDecidesNothing() {
    let lost = ExchangeResult.failure(mayHaveActed: false, sentence: "x")
    let look = Sky.platform.interpretLookUp(lost, of: Sky.order(), DeliveryProgress(), page: LookUpPage())
    if case .undecided = look {} else { Issue.record("\(look)") }
  }

  // MARK: Reading back

  static let full: DeliveryOrder = {
    var content = Samples.content(["en": "See https://a.example @b.example #Bins"], replyTo: BlueskyDouble.foreign)
    content.media = [Sky.image("one"), Sky.image("two", alt: "The same, dry")]
    return Sky.order(.publish, content)
  }()

  /// What stands there when all is well, as a server tells it.
  static func there(_ change: (inout String) -> Void = { _ in }) -> String {
    let blob = { (name: String) in Sky.text(BlueskyDouble.blob(BlueskyCID.ofFile(Digest.of(name)), "image/jpeg", 9)) }
    let place = { (start: Int, end: Int) in #""index":{"byteStart":\#(start),"byteEnd":\#(end)}"# }
    var text = """
      {"text":"See https://a.example @b.example #Bins","langs":["en"],"createdAt":"2026","facets":[\
      {\(place(4, 21)),"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://a.example"}]},\
      {\(place(22, 32)),"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:b"}]},\
      {\(place(33, 38)),"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"Bins"}]}],\
      "reply":{"root":{"uri":"at://r","cid":"r"},"parent":{"uri":"\(BlueskyDouble.foreign)","cid":"p"}},\
      "embed":{"$type":"app.bsky.embed.images","images":[{"image":\(blob("one")),"alt":"A road"},\
      {"image":\(blob("two")),"alt":"The same, dry"}]}}
      """
    change(&text)
    return text
  }

  @Test func sameIsSame() {
    #expect(readBack(200, answer(Self.there()), Self.full) == .same)
    #expect(look(200, answer(Self.there()), Self.full) == .present(remoteID: Sky.uri, url: nil))
    #expect(readBack(200, answer(Self.record)) == .same)
  }

  /// The last says whether a look-up still knows it for ours.
  @Test(arguments: [
    ("See https", "Sea https", "It reads: “Sea https://a.example", false),
    (#""alt":"The same, dry""#, #""alt":"""#, "alternative text of image 2", false),
    (#""alt":"A road""#, #""alt":"Two\u0000\n\u202Eroads""#, "It reads: “Two roads”", false),
    ("app.bsky.feed.post/3jzfcijpj2z2a", "app.bsky.feed.post/3jzfcijpj2z2b", "answer", false),
    (#""reply""#, #""other""#, "does not stand there as an answer", false),
    (#""images":[{"#, #""images":[{"alt":"x"},{"#, "with 3 images; approved were 2", false),
    ("bafkrei", "bafkreh", "image 1 is not the file", false), (#""embed""#, #""other""#, "with 0 images", false),
    (#""langs":["en"]"#, #""langs":["de"]"#, "another language (“de”)", true),
    (#""langs":["en"],"#, "", "no language", true),
    (#""uri":"https://a.example""#, #""uri":"https://evil.example""#, "no link", true),
    (#""uri":"https://a.example""#, #""uri":"https://evil.example""#, "leads elsewhere", true),
    (#"facet#mention""#, #"facet#other""#, "“@b.example” stands there as plain text", true),
    (#""byteStart":33"#, #""byteStart":32"#, "“#Bins” is no tag", true),
    (#"{"text""#, #"{"labels":{"values":[{"val":"!warn"}]},"text""#, "label (“!warn”)", true),
  ])
  func saysWhatDiffers(old: String, new: String, words: String, isOurs: Bool) {
    let value = Self.there { text in
      if let range = text.firstRange(of: old) { text.replaceSubrange(range, with: new) }
    }
    #expect(value != Self.there())
    guard case .differs(let sentence) = readBack(200, answer(value), Self.full) else {
      Issue.record("\(readBack(200, answer(value), Self.full))")
      return
    }
    #expect(sentence.contains(words), "\(sentence)")
    if case .present = look(200, answer(value), Self.full) { #expect(isOurs) } else { #expect(!isOurs) }
  }

  @Test func whatWasNotApprovedIsTold() {
    let reply = #"{"text":"Roads are closed.","langs":["en"],"reply":{"parent":{"uri":"at://x"}}}"#
    guard case .differs(let sentence) = readBack(200, answer(reply)) else {
      Issue.record("same")
      return
    }
    #expect(sentence.contains("answer to another post"))
    let card = #"{"text":"Roads are closed.","langs":["en"],"embed":{"$type":"app.bsky.embed.external"}}"#
    guard case .differs(let attached) = readBack(200, answer(card)) else {
      Issue.record("same")
      return
    }
    #expect(attached.contains("attached"))
  }
}
