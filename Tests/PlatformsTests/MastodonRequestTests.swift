import Domain
import Foundation
import HTTPTypes
import Platforms
import Testing

@Suite struct MastodonRequestTests {
  static let full = Samples.content(
    ["cy": "Ffyrdd ar gau.", "en": "Roads \"closed\" \u{1F6A7}/now."], warning: "Flood", visibility: .unlisted,
    replyTo: "109")

  private func request(
    _ order: DeliveryOrder, _ progress: DeliveryProgress = DeliveryProgress()
  ) throws -> PlatformRequest {
    guard case .request(let request) = MastodonPlatform().next(order, progress) else {
      throw CancellationError()
    }
    return request
  }

  /// Expected bytes come from the platform's page.
  @Test func publishesAsThePageSays() throws {
    let order = Samples.order(.publish, Self.full, on: Samples.channel(["cy", "en-GB", "en"]))
    let request = try request(order)
    #expect(request.acts)
    #expect(request.head.method == .post)
    #expect(request.head.scheme == "https")
    #expect(request.head.authority == "social.example")
    #expect(request.head.path == "/api/v1/statuses")
    #expect(request.head.headerFields[.authorization] == "Bearer token-of-tests")
    #expect(request.head.headerFields[.contentType] == "application/json")
    #expect(request.head.headerFields[try #require(HTTPField.Name("idempotency-key"))] == "key-1")
    #expect(
      String(decoding: request.body.literal, as: UTF8.self) == """
        {"in_reply_to_id":"109","language":"cy","spoiler_text":"Flood",\
        "status":"Ffyrdd ar gau.\\n\\nRoads \\"closed\\" \u{1F6A7}/now.","visibility":"unlisted"}
        """)
  }

  @Test func leavesOutWhatIsNotThere() throws {
    let order = Samples.order(.publish, Samples.content(["en-GB": "Hello"]), on: Samples.channel(["de", "en-GB"]))
    #expect(
      String(decoding: try request(order).body.literal, as: UTF8.self)
        == #"{"language":"en","status":"Hello","visibility":"public"}"#)
  }

  @Test func takesDownByTheId() throws {
    let request = try request(Samples.order(.takeDown, remoteID: "01JD?x/../#"))
    #expect(request.acts)
    #expect(request.head.method == .delete)
    #expect(request.head.path == "/api/v1/statuses/01JD%3Fx%2F..%2F%23")
  }

  @Test(arguments: [nil, "", ".", "..", "a b", "a\u{0}", String(repeating: "9", count: 256)])
  func takesNothingDownByWhatIsNoId(_ id: String?) {
    let step = MastodonPlatform().next(Samples.order(.takeDown, remoteID: id), DeliveryProgress())
    guard case .done(.rejected(let code, _)) = step else {
      Issue.record("\(step)")
      return
    }
    #expect(code == "no_id")
  }

  @Test func withoutACredentialNothingGoesOut() {
    var order = Samples.order()
    order.secret = Secret("")
    guard case .done(.credential) = MastodonPlatform().next(order, DeliveryProgress()) else {
      Issue.record("it would go out")
      return
    }
  }

  @Test(.enabled(if: OpenAPI.isThere, "the platforms' documents are not beside this checkout"))
  func everyRequestIsInTheDocument() throws {
    let document = try OpenAPI(OpenAPI.mastodonFile)
    let platform = MastodonPlatform()
    let account = Samples.answer(200, #"{"id":"7"}"#)
    let none = Samples.answer(404)
    let order = Samples.order(.publish, Self.full, on: Samples.channel(["cy", "en"]), lastKnown: "109")
    let secret = order.secret
    var requests = [
      try request(order), try request(Samples.order()), try request(Samples.order(.takeDown, remoteID: "1")),
      try request(MastodonMediaTests.edit), try request(MastodonMediaTests.edit, MastodonMediaTests.read),
    ]
    requests += [
      platform.lookUp(order, DeliveryProgress(), page: LookUpPage()),
      platform.lookUp(Samples.order(), DeliveryProgress(), page: LookUpPage()),
      platform.lookUp(Samples.order(.takeDown, remoteID: "1"), DeliveryProgress(), page: LookUpPage()),
      platform.readBack(order, remoteID: "1", page: LookUpPage()),
      platform.readBack(order, remoteID: "1", page: LookUpPage(number: 1)),
      platform.check(order.channel, secret, after: []), platform.check(order.channel, secret, after: [account]),
      platform.check(order.channel, secret, after: [account, none]),
      platform.check(order.channel, secret, after: [account, none, none]),
    ].compactMap { $0 }
    #expect(requests.count == 14)
    for request in requests {
      let parts = (request.head.path ?? "").split(separator: "?", maxSplits: 1)
      let name = "\(request.head.method) \(parts[0])"
      let operation = try #require(document.operation(request.head.method.rawValue, String(parts[0])), "\(name)")
      let query = parts.count > 1 ? parts[1].split(separator: "&").compactMap { $0.split(separator: "=").first } : []
      #expect(Set(query.map(String.init)).isSubset(of: document.parameters(operation, in: "query")), "\(name)")
      if request.head.method == .put {
        let body = try JSONSerialization.jsonObject(with: Data(request.body.literal))
        #expect(document.faults(inBody: body, of: operation) == [], "\(name)")
      } else if request.head.method == .post {
        let body = try JSONSerialization.jsonObject(with: Data(request.body.literal))
        #expect(document.faults(inBody: body, of: operation) == [], "\(name)")
        #expect(document.parameters(operation, in: "header").contains("Idempotency-Key"))
      } else {
        #expect(request.body == .none)
      }
    }
    let create = try #require(document.operation("POST", "/api/v1/statuses"))
    #expect(document.faults(inBody: ["status": 1, "visibility": "secret", "mood": ""], of: create) != [])
  }

  @Test(.enabled(if: OpenAPI.isThere, "the platforms' documents are not beside this checkout"))
  func theDocumentsOwnAnswersAreRead() throws {
    let document = try OpenAPI(OpenAPI.mastodonFile)
    let answer = { (status: Int, name: String) throws -> StepResult in
      MastodonPlatform().interpret(
        Samples.answer(status, try document.example(name)), of: Samples.order(),
        DeliveryProgress())
    }
    if case .done(.acted(let id, let url)) = try answer(200, "Status") {
      #expect(id == "103270115826048975")
      #expect(url == "https://mastodon.social/@Gargron/103270115826048975")
    } else {
      Issue.record("a Status is not read")
    }
    if case .done(.unknown) = try answer(200, "ScheduledStatus200Example") {} else { Issue.record("scheduled") }
    if case .done(.credential) = try answer(401, "Error401Example") {} else { Issue.record("401") }
    if case .done(.rejected) = try answer(422, "Error422Example") {} else { Issue.record("422") }
    if case .done(.surelyNot) = try answer(429, "Error429Example") {} else { Issue.record("429") }
    if case .done(.unknown) = try answer(503, "Error503Example") {} else { Issue.record("503") }
    let results = try ["Account", "Instance"].map {
      Samples.answer(200, try document.example($0))
    }
    var channel = Samples.channel(limits: ChannelLimits())
    channel.handle = "@noiob@awoo.space"
    guard case .fine(let limits, _) = MastodonPlatform().interpretCheck(results, of: channel, Secret("token")) else {
      Issue.record("\(MastodonPlatform().interpretCheck(results, of: channel, Secret("token")))")
      return
    }
    #expect(limits.maxCharacters == 500)
    #expect(limits.charactersPerLink == 23)
    #expect(limits.accountID?.isEmpty == false)
  }
}
