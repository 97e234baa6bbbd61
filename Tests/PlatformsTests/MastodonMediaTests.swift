import Domain
import Foundation
import HTTPTypes
import Platforms
import Testing

/// Images on their way to a server, and posts that are changed where they stand.
@Suite struct MastodonMediaTests {
  static let platform = MastodonPlatform()
  static let images = Samples.content([Samples.image(), Samples.image("map", nil, type: .png)])
  static let edit = Samples.order(.edit, remoteID: "5")
  /// After the post to be changed was read.
  static let read = proceed(
    edit, DeliveryProgress(), Samples.answer(200, #"{"id":"5","content":"<p>a</p>","media_attachments":[]}"#))

  static func proceed(
    _ order: DeliveryOrder, _ progress: DeliveryProgress, _ result: ExchangeResult
  ) -> DeliveryProgress {
    guard case .proceed(let next) = platform.interpret(result, of: order, progress) else {
      Issue.record("\(platform.interpret(result, of: order, progress))")
      return progress
    }
    return next
  }

  private func request(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformRequest? {
    guard case .request(let request) = Self.platform.next(order, progress) else { return nil }
    return request
  }

  private static func attachment(_ id: String) -> String { #"{"id":"\#(id)","type":"image","url":"https://x/1"}"# }

  /// After both images were uploaded.
  private func uploaded(_ order: DeliveryOrder, status: Int = 200) -> DeliveryProgress {
    let one = Self.proceed(order, DeliveryProgress(), Samples.answer(status, Self.attachment("91")))
    return Self.proceed(order, one, Samples.answer(status, Self.attachment("92")))
  }

  @Test func uploadsEachImageThenPublishes() throws {
    let order = Samples.order(.publish, Self.images)
    let first = try #require(request(order, DeliveryProgress()))
    #expect(!first.acts && first.head.method == .post && first.head.path == "/api/v2/media")
    guard case .form(let parts) = first.body else {
      Issue.record("an image is sent as a form")
      return
    }
    let source = MediaSource(region: order.postRegion, sha256: Self.images.media[0].sha256, octets: 1000)
    #expect(
      parts == [
        FormPart(name: "file", filename: "image.jpeg", contentType: "image/jpeg", content: .media(source)),
        FormPart(name: "description", content: .bytes(Array("A flooded road".utf8))),
      ])
    let one = Self.proceed(order, DeliveryProgress(), Samples.answer(200, Self.attachment("91")))
    guard case .form(let second)? = request(order, one)?.body else {
      Issue.record("the second image is sent")
      return
    }
    #expect(second.map(\.name) == ["file"], "what is only decoration has no text")
    let publish = try #require(request(order, uploaded(order)))
    #expect(publish.acts)
    #expect(
      String(decoding: publish.body.literal, as: UTF8.self)
        == #"{"language":"en","media_ids":["91","92"],"status":"Roads are closed.","visibility":"public"}"#)
  }

  @Test func waitsForWhatIsNotDone() throws {
    var order = Samples.order(.publish, Self.images)
    var progress = uploaded(order, status: 202)
    #expect(Self.platform.next(order, progress) == .wait(until: Samples.now.adding(seconds: 2)))
    order.now = Samples.now.adding(seconds: 2)
    #expect(request(order, progress)?.head.path == "/api/v1/media/91")
    progress = Self.proceed(order, progress, Samples.answer(206, Self.attachment("91"), at: order.now))
    #expect(Self.platform.next(order, progress) == .wait(until: Samples.now.adding(seconds: 4)))
    order.now = Samples.now.adding(seconds: 4)
    progress = Self.proceed(order, progress, Samples.answer(200, Self.attachment("91"), at: order.now))
    #expect(request(order, progress)?.head.path == "/api/v1/media/92")
    progress = Self.proceed(order, progress, Samples.answer(200, Self.attachment("92"), at: order.now))
    #expect(request(order, progress)?.acts == true)
  }

  @Test func whatIsNeverDoneIsUploadedAnewAndThenGivenUp() {
    var order = Samples.order(.publish, Samples.content([Samples.image()]))
    var progress = DeliveryProgress()
    for turn in 0...3 {
      progress = Self.proceed(order, progress, Samples.answer(202, Self.attachment("9\(turn)"), at: order.now))
      order.now = order.now.adding(seconds: 901)
      let late = Samples.answer(206, Self.attachment("9\(turn)"), at: order.now)
      guard turn == 3 else {
        progress = Self.proceed(order, progress, late)
        #expect(request(order, progress)?.head.path == "/api/v2/media")
        continue
      }
      guard case .done(.rejected(let code, _)) = Self.platform.interpret(late, of: order, progress) else {
        Issue.record("it goes on for ever")
        return
      }
      #expect(code == "image_lost")
    }
  }

  @Test(arguments: [
    (1799, "/api/v1/statuses"), (1800, "/api/v1/media/91"), (12 * 3600 - 1, "/api/v1/media/91"),
    (12 * 3600, "/api/v2/media"),
  ])
  func whatWasUploadedGrowsOld(seconds: Int64, path: String) {
    var order = Samples.order(.publish, Self.images)
    let progress = uploaded(order)
    order.now = Samples.now.adding(seconds: seconds)
    #expect(request(order, progress)?.head.path == path)
  }

  @Test func anotherTextOrImageIsUploadedAnew() {
    let progress = uploaded(Samples.order(.publish, Self.images))
    for content in [
      Samples.content([Samples.image("road", "Another text"), Self.images.media[1]]),
      Samples.content([Samples.image("street"), Self.images.media[1]]), Samples.content([Samples.image()]),
    ] {
      #expect(request(Samples.order(.publish, content), progress)?.head.path == "/api/v2/media")
    }
    #expect(
      request(Samples.order(.publish, Self.images), DeliveryProgress(["media": "{"]))?.head.path == "/api/v2/media")
  }

  @Test func aPostRefusedBecauseAnImageIsGoneIsNotRejected() throws {
    let order = Samples.order(.publish, Self.images)
    let refusal = Samples.answer(422, #"{"error":"Medien nicht gefunden"}"#)
    guard case .again(let doubting, nil, _) = Self.platform.interpret(refusal, of: order, uploaded(order)) else {
      Issue.record("\(Self.platform.interpret(refusal, of: order, uploaded(order)))")
      return
    }
    #expect(request(order, doubting)?.head.path == "/api/v1/media/91")
    // Gone: uploaded anew.
    let gone = Self.proceed(order, doubting, Samples.answer(404, #"{"error":"Record not found"}"#))
    #expect(request(order, gone)?.head.path == "/api/v2/media")
    // There: the refusal was for something else, and is believed.
    var there = Self.proceed(order, doubting, Samples.answer(200, Self.attachment("91")))
    there = Self.proceed(order, there, Samples.answer(200, Self.attachment("92")))
    #expect(request(order, there)?.acts == true)
    guard case .done(.rejected(let code, _)) = Self.platform.interpret(refusal, of: order, there) else {
      Issue.record("a refusal is never believed")
      return
    }
    #expect(code == "refused")
  }

  @Test func anImageThatIsNotDoneAfterAllIsWaitedForButNotForEver() {
    let order = Samples.order(.publish, Self.images)
    let early = Samples.answer(
      422, #"{"error":"Cannot attach files that have not finished processing. Try again in a moment!"}"#)
    var progress = uploaded(order)
    for _ in 0..<20 {
      guard case .again(let next, let at, _) = Self.platform.interpret(early, of: order, progress) else { break }
      #expect(at == Samples.now.adding(seconds: 5))
      #expect(Self.platform.next(order, next) == .wait(until: Samples.now.adding(seconds: 5)))
      var later = order
      later.now = Samples.now.adding(seconds: 5)
      progress = next
      for id in ["91", "92"] {
        progress = Self.proceed(later, progress, Samples.answer(200, Self.attachment(id), at: later.now))
      }
    }
    guard case .done(.surelyNot) = Self.platform.interpret(early, of: order, progress) else {
      Issue.record("it is said again and again")
      return
    }
  }

  // MARK: Edits

  private static let sent = Samples.content([Samples.image("road", "Old text"), Samples.image("map", "A map")])
  private static let there = """
    {"id":"5","content":"<p>a</p>","media_attachments":[{"id":"81","type":"image","description":"Old text"},\
    {"id":"82","type":"image","description":"A map"}]}
    """

  private func edit(_ content: PostContent, before: PostContent?) -> DeliveryOrder {
    var order = Samples.order(.edit, content, remoteID: "5")
    order.before = before
    return order
  }

  @Test func anEditSendsTheWholeState() throws {
    let order = edit(
      Samples.content([Samples.image("road", "New text"), Samples.image("plan", "A plan")], text: "Open again."),
      before: Self.sent)
    let first = try #require(request(order, DeliveryProgress()))
    #expect(!first.acts && first.head.method == .get && first.head.path == "/api/v1/statuses/5")
    let read = Self.proceed(order, DeliveryProgress(), Samples.answer(200, Self.there))
    let upload = try #require(request(order, read))
    guard case .form(let parts) = upload.body, case .media(let source)? = parts.first?.content else {
      Issue.record("the new image is uploaded")
      return
    }
    #expect(source.sha256 == order.content.media[1].sha256)
    let act = try #require(request(order, Self.proceed(order, read, Samples.answer(200, Self.attachment("91")))))
    #expect(act.acts && act.head.method == .put && act.head.path == "/api/v1/statuses/5")
    #expect(
      String(decoding: act.body.literal, as: UTF8.self) == """
        {"language":"en","media_attributes":[{"description":"New text","id":"81"}],"media_ids":["81","91"],\
        "spoiler_text":"","status":"Open again."}
        """)
  }

  @Test func whereItIsNotKnownWhichImageIsWhichAllAreUploaded() {
    for before in [nil, Samples.content([Samples.image()])] {
      let order = edit(Self.sent, before: before)
      let read = Self.proceed(order, DeliveryProgress(), Samples.answer(200, Self.there))
      guard case .form(let parts)? = request(order, read)?.body, case .media(let source)? = parts.first?.content else {
        Issue.record("no image is uploaded")
        continue
      }
      #expect(source.sha256 == Self.sent.media[0].sha256)
    }
  }

  /// An earlier edit acted there, and nobody knows: what stands there is not what was sent before it.
  @Test(arguments: [
    #"{"id":"82","type":"image","description":"A map"},{"id":"81","type":"image","description":"Old text"}"#,
    #"{"id":"81","type":"image","description":"Old text"},{"id":"83","type":"image","description":"A plan"}"#,
    #"{"id":"81","type":"image","description":"Old text"},{"id":"83","type":"image","description":null}"#,
  ])
  func whereOtherTextsStandThanWereSentAllAreUploaded(_ media: String) throws {
    let order = edit(
      Samples.content([Samples.image("road", "New text"), Samples.image("map", "A map")]), before: Self.sent)
    let there = #"{"id":"5","content":"<p>a</p>","media_attachments":[\#(media)]}"#
    var progress = Self.proceed(order, DeliveryProgress(), Samples.answer(200, there))
    for (place, id) in ["91", "92"].enumerated() {
      guard case .form(let parts)? = request(order, progress)?.body,
        case .media(let source)? = parts.first?.content
      else {
        Issue.record("image \(place + 1) is not uploaded")
        return
      }
      #expect(source.sha256 == order.content.media[place].sha256)
      progress = Self.proceed(order, progress, Samples.answer(200, Self.attachment(id)))
    }
    let act = try #require(request(order, progress))
    let body = String(decoding: act.body.literal, as: UTF8.self)
    #expect(act.acts && body.contains(#""media_ids":["91","92"]"#) && !body.contains("media_attributes"))
  }

  @Test(arguments: ["null", #""""#]) func anImageWithoutTextKeepsItsPlace(_ description: String) throws {
    let content = Samples.content([Samples.image("map", nil)])
    let there = #"{"id":"5","media_attachments":[{"id":"81","type":"image","description":\#(description)}]}"#
    let order = edit(content, before: content)
    let act = try #require(request(order, Self.proceed(order, DeliveryProgress(), Samples.answer(200, there))))
    #expect(act.acts && String(decoding: act.body.literal, as: UTF8.self).contains(#""media_ids":["81"]"#))
  }

  @Test(arguments: [
    (404, #"{"error":"Record not found"}"#, "rejected gone"), (410, #"{"error":"Gone"}"#, "rejected gone"),
    (404, "<html>", "surelyNot"), (200, #"{"id":"6"}"#, "surelyNot"), (500, "", "surelyNot"),
    (401, #"{"error":"The access token is invalid"}"#, "credential"),
    (429, #"{"error":"Too many requests"}"#, "surelyNot"),
  ])
  func readsWhatStandsThereBefore(status: Int, body: String, means: String) {
    let result = Self.platform.interpret(Samples.answer(status, body), of: Self.edit, DeliveryProgress())
    switch result {
    case .done(.rejected(let code, _)): #expect(means == "rejected " + code)
    case .done(.surelyNot): #expect(means == "surelyNot")
    case .done(.credential): #expect(means == "credential")
    default: Issue.record("\(result)")
    }
  }

  @Test func looksUpAnEditByWhatStandsThere() {
    let order = edit(Self.sent, before: nil)
    let look = { (status: Int, body: String, page: LookUpPage, progress: DeliveryProgress) in
      Self.platform.interpretLookUp(Samples.answer(status, body), of: order, progress, page: page)
    }
    let none = DeliveryProgress()
    #expect(Self.platform.lookUp(order, none, page: LookUpPage())?.head.path == "/api/v1/statuses/5")
    #expect(Self.platform.lookUp(order, none, page: LookUpPage(number: 1))?.head.path == "/api/v1/statuses/5/source")
    guard case .more(let page) = look(200, Self.there, LookUpPage(), none) else {
      Issue.record("the images are as wanted")
      return
    }
    let source = { (text: String) in #"{"text":"\#(text)","spoiler_text":""}"# }
    #expect(look(200, source("Roads are closed."), page, none) == .present(remoteID: "5", url: nil))
    #expect(look(200, source("Roads are open."), page, none) == .absent)
    #expect(look(404, #"{"error":"Record not found"}"#, page, none) == .absent, "the shown text is another")
    let other = Self.there.replacingOccurrences(of: "Old text", with: "New text")
    #expect(look(200, other, LookUpPage(), none) == .absent)
    #expect(look(404, #"{"error":"Record not found"}"#, LookUpPage(), none) == .absent)
    if case .undecided = look(404, "<html>", LookUpPage(), none) {} else { Issue.record("a page in front decides") }
    if case .undecided = look(500, "", page, none) {} else { Issue.record("a fault decides") }
    // The same texts, and not the images that were uploaded for it.
    var progress = Self.proceed(order, none, Samples.answer(200, #"{"id":"5","content":"<p>a</p>"}"#))
    for id in ["91", "92"] { progress = Self.proceed(order, progress, Samples.answer(200, Self.attachment(id))) }
    #expect(look(200, Self.there, LookUpPage(), progress) == .absent)
  }
}
