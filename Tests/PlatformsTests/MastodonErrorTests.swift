import Domain
import HTTPTypes
import Platforms
import Testing

/// Every row of the tables of errors in mastodon.md (sections 5, 8, 9 and 10): what it means for a delivery. Those of
/// section 4, on media, are in `MastodonMediaErrorTests`.
@Suite struct MastodonErrorTests {
  enum Meaning: Hashable { case acted, surelyNot, rejected(String), credential, unknown }

  struct Row: CustomStringConvertible {
    var name: String
    var kind: DeliveryKind = .publish
    var replyTo: String?
    var status: Int
    var body: String
    var means: Meaning

    var description: String { name }
  }

  static let status = """
    {"id":"103254962155278888","created_at":"2019-12-05T11:34:47.196Z","content":"<p>test content</p>",\
    "application":{"name":"test app","website":null}}
    """

  static let rows: [Row] = [
    Row(name: "200 with a Status", status: 200, body: status, means: .acted),
    Row(
      name: "200 with a ULID", status: 200, body: #"{"id":"01FBVD42CQ3ZEEVMW180SBX03B","content":"<p>a</p>"}"#,
      means: .acted),
    Row(
      name: "200 with a ScheduledStatus", status: 200,
      body: #"{"id":"3221","scheduled_at":"2019-12-05T12:33:01.000Z","params":{},"media_attachments":[]}"#,
      means: .unknown),
    Row(name: "200 with an id that is a number", status: 200, body: #"{"id":1,"content":""}"#, means: .unknown),
    Row(name: "200 with an id and nothing else", status: 200, body: #"{"id":"1"}"#, means: .unknown),
    Row(name: "200 with an error", status: 200, body: #"{"error":"Record not found"}"#, means: .unknown),
    Row(name: "200 with HTML", status: 200, body: "<html>", means: .unknown),
    Row(name: "400 malformed parameters", status: 400, body: #"{"error":"Bad request"}"#, means: .rejected("refused")),
    Row(
      name: "400 for 422 of another make", status: 400,
      body: #"{"error":"Bad Request: status length 6000 exceeds character limit 5000"}"#, means: .rejected("too_long")),
    Row(
      name: "401 invalid token", status: 401, body: #"{"error":"The access token is invalid"}"#, means: .credential),
    Row(
      name: "401 revoked token", status: 401, body: #"{"error":"The access token was revoked"}"#, means: .credential),
    Row(
      name: "401 no user", status: 401, body: #"{"error":"This method requires an authenticated user"}"#,
      means: .credential),
    Row(
      name: "403 scope", status: 403, body: #"{"error":"This action is outside the authorized scopes"}"#,
      means: .credential),
    Row(
      name: "403 not allowed", status: 403, body: #"{"error":"This action is not allowed"}"#,
      means: .rejected("forbidden")),
    Row(
      name: "403 login disabled", status: 403, body: #"{"error":"Your login is currently disabled"}"#,
      means: .credential),
    Row(
      name: "403 suspended", status: 403, body: #"{"error":"Your account has been suspended"}"#, means: .credential),
    Row(
      name: "404 reply parent gone", replyTo: "1", status: 404, body: #"{"error":"Record not found"}"#,
      means: .rejected("reply_gone")),
    Row(
      name: "404 without a parent", status: 404, body: #"{"error":"Not Found"}"#, means: .rejected("not_found")),
    Row(name: "410 account gone", status: 410, body: #"{"error":"Gone"}"#, means: .credential),
    Row(
      name: "410 parent gone", replyTo: "1", status: 410, body: #"{"error":"Gone"}"#, means: .rejected("reply_gone")),
    Row(name: "400 of something in front", status: 400, body: "<html>", means: .unknown),
    Row(name: "401 of something in front", status: 401, body: "", means: .unknown),
    Row(name: "403 of a firewall", status: 403, body: "<html>Request blocked</html>", means: .unknown),
    Row(name: "404 of something in front", status: 404, body: "<html>", means: .unknown),
    Row(name: "410 of something in front", replyTo: "1", status: 410, body: "", means: .unknown),
    Row(name: "413 of a proxy", status: 413, body: "<html>", means: .unknown),
    Row(name: "422 of something in front", status: 422, body: #"{"message":"no"}"#, means: .unknown),
    Row(
      name: "422 blank", status: 422, body: #"{"error":"Validation failed: Text can't be blank"}"#,
      means: .rejected("empty")),
    Row(
      name: "422 limit", status: 422, body: #"{"error":"Validation failed: Text character limit of 500 exceeded"}"#,
      means: .rejected("too_long")),
    Row(
      name: "422 in another language", status: 422, body: #"{"error":"Validierung gescheitert"}"#,
      means: .rejected("refused")),
    Row(
      name: "422 media not ready", status: 422,
      body: #"{"error":"Cannot attach files that have not finished processing. Try again in a moment!"}"#,
      means: .surelyNot),
    Row(name: "429 limit", status: 429, body: #"{"error":"Too many requests"}"#, means: .surelyNot),
    Row(name: "429 older", status: 429, body: #"{"error":"Throttled"}"#, means: .surelyNot),
    Row(name: "408 timeout", status: 408, body: "", means: .unknown),
    Row(name: "500 fault", status: 500, body: #"{"error":"Internal"}"#, means: .unknown),
    Row(name: "502 of a proxy", status: 502, body: "<html>", means: .unknown),
    Row(
      name: "503 remote data", status: 503, body: #"{"error":"Remote data could not be fetched"}"#, means: .unknown),
    Row(
      name: "503 temporary", status: 503,
      body: #"{"error":"There was a temporary problem serving your request, please try again"}"#, means: .unknown),
    Row(name: "301 redirect", status: 301, body: "", means: .unknown),
    Row(
      name: "delete: 200 with the Status", kind: .takeDown, status: 200, body: status, means: .acted),
    Row(
      name: "delete: 200 with another Status", kind: .takeDown, status: 200, body: #"{"id":"5","content":""}"#,
      means: .unknown),
    Row(
      name: "delete: 404 is gone", kind: .takeDown, status: 404, body: #"{"error":"Record not found"}"#, means: .acted),
    Row(
      name: "delete: 404 of something in front", kind: .takeDown, status: 404, body: "<html>", means: .unknown),
    Row(name: "delete: 429", kind: .takeDown, status: 429, body: "", means: .surelyNot),
    Row(
      name: "delete: 403 scope", kind: .takeDown, status: 403,
      body: #"{"error":"This action is outside the authorized scopes"}"#, means: .credential),
    Row(name: "delete: 503", kind: .takeDown, status: 503, body: "", means: .unknown),
    Row(name: "edit: 200 with the Status", kind: .edit, status: 200, body: status, means: .acted),
    Row(
      name: "edit: 200 with another Status", kind: .edit, status: 200, body: #"{"id":"5","content":""}"#,
      means: .unknown),
    Row(
      name: "edit: 404 is gone", kind: .edit, replyTo: "1", status: 404, body: #"{"error":"Record not found"}"#,
      means: .rejected("gone")),
    Row(name: "edit: 410 is gone", kind: .edit, status: 410, body: #"{"error":"Gone"}"#, means: .rejected("gone")),
    Row(name: "edit: 404 of something in front", kind: .edit, status: 404, body: "<html>", means: .unknown),
    Row(
      name: "edit: 422 limit", kind: .edit, status: 422,
      body: #"{"error":"Validation failed: Text character limit of 500 exceeded"}"#, means: .rejected("too_long")),
    Row(name: "edit: 429", kind: .edit, status: 429, body: "", means: .surelyNot),
    Row(name: "edit: 500", kind: .edit, status: 500, body: #"{"error":"Internal"}"#, means: .unknown),
  ]

  @Test(arguments: rows) func row(_ row: Row) {
    let order = Samples.order(
      row.kind, Samples.content(replyTo: row.replyTo), remoteID: row.kind == .publish ? nil : "103254962155278888")
    // An edit first reads what stands there.
    let progress =
      row.kind == .edit
      ? MastodonMediaTests.proceed(order, DeliveryProgress(), Samples.answer(200, Self.status)) : DeliveryProgress()
    let result = MastodonPlatform().interpret(Samples.answer(row.status, row.body), of: order, progress)
    guard case .done(let outcome) = result else {
      Issue.record("comes to no end")
      return
    }
    switch outcome {
    case .acted(let id, _):
      #expect(row.means == .acted)
      #expect(id?.isEmpty == false)
    case .surelyNot: #expect(row.means == .surelyNot)
    case .rejected(let code, let sentence):
      #expect(row.means == .rejected(code))
      #expect(sentence.hasSuffix("."))
    case .credential: #expect(row.means == .credential)
    case .unknown: #expect(row.means == .unknown)
    }
  }

  @Test func nothingLeftIsSurelyNotAndAnythingElseUnknown() {
    let platform = MastodonPlatform()
    let order = Samples.order()
    #expect(
      platform.interpret(.failure(mayHaveActed: false, sentence: "Refused."), of: order, DeliveryProgress())
        == .done(.surelyNot(retryAt: nil, sentence: "Refused.")))
    #expect(
      platform.interpret(.failure(mayHaveActed: true, sentence: "Cut."), of: order, DeliveryProgress())
        == .done(.unknown(sentence: "Cut.")))
  }

  @Test(arguments: [
    (nil as String?, nil as String?, 60 as Double?),
    ("2026-09-21T13:14:20.123456Z", nil, nil as Double?),
    (nil, "30", 30), (nil, "0", 1), (nil, "-5", 1), (nil, "1000000", 86_400), (nil, "soon", 60),
    ("1790000090", nil, 90), ("1790000090", "30", 90), ("1790000010", "30", 30), ("1", nil, 1),
    (nil, "Mon, 21 Sep 2026 14:14:20 GMT", 60),
  ])
  func comesBackWhenTold(reset: String?, after: String?, seconds: Double?) throws {
    var fields = HTTPFields()
    fields[try #require(HTTPField.Name("x-ratelimit-reset"))] = reset
    fields[.retryAfter] = after
    let result = MastodonPlatform().interpret(
      Samples.answer(429, fields: fields), of: Samples.order(), DeliveryProgress())
    guard case .done(.surelyNot(let retryAt, _)) = result else {
      Issue.record("\(result)")
      return
    }
    if reset?.hasPrefix("2026-") == true {
      // In the past: a second from now.
      #expect(retryAt == Samples.now.adding(seconds: 1) || retryAt == Instant(reset ?? ""))
    } else {
      #expect(retryAt?.seconds(since: Samples.now) == seconds)
    }
  }

  @Test(arguments: [("3", nil as Double?), ("0", 90), ("-", nil)])
  func slowsDownBeforeItIsTold(remaining: String, seconds: Double?) throws {
    var fields = HTTPFields()
    fields[try #require(HTTPField.Name("x-ratelimit-remaining"))] = remaining
    fields[try #require(HTTPField.Name("x-ratelimit-reset"))] = Samples.now.adding(seconds: 90).description
    let response = PlatformResponse(status: 200, fields: fields, at: Samples.now)
    #expect(MastodonPlatform().notBefore(response)?.seconds(since: Samples.now) == seconds)
  }

  @Test func repeatsLittleOfWhatAServerSays() throws {
    let body = #"{"error":"a\u0000b\u202Ec\n"# + String(repeating: "x", count: 5000) + #""}"#
    let result = MastodonPlatform().interpret(Samples.answer(422, body), of: Samples.order(), DeliveryProgress())
    guard case .done(.rejected(_, let sentence)) = result else {
      Issue.record("\(result)")
      return
    }
    #expect(sentence.contains("a b c x"))
    #expect(sentence.count < 300)
  }
}
