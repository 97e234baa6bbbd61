import Domain
import HTTPTypes
import Platforms
import Testing

/// Every row of the tables of errors in bluesky.md (sections 2 to 6 and 11): what it means for a delivery.
@Suite struct BlueskyErrorTests {
  enum Meaning: Hashable { case acted, surelyNot, rejected(String), credential, unknown, again }

  struct Row: CustomStringConvertible {
    var name: String
    var kind: DeliveryKind = .publish
    var status: Int
    var body: String
    var means: Meaning

    var description: String { name }
  }

  static let written = """
    {"uri":"\(Sky.uri)","cid":"\(Sky.cid())","commit":{"cid":"bafyrei","rev":"3jz"},"validationStatus":"valid"}
    """

  static let answers: [Row] = [
    Row(name: "200 written", status: 200, body: written, means: .acted),
    Row(
      name: "200 the same again, without a commit", status: 200,
      body: #"{"uri":"\#(Sky.uri)","cid":"\#(Sky.cid())"}"#, means: .acted),
    Row(
      name: "200 with validationStatus unknown", status: 200,
      body: #"{"uri":"\#(Sky.uri)","cid":"\#(Sky.cid())","validationStatus":"unknown"}"#, means: .acted),
    Row(
      name: "200 without validationStatus", status: 200,
      body: #"{"uri":"\#(Sky.uri)","cid":"\#(Sky.cid())","commit":{"cid":"bafyrei","rev":"3jz"}}"#, means: .acted),
    Row(
      name: "200 with another CID", status: 200,
      body: #"{"uri":"\#(Sky.uri)","cid":"\#(BlueskyVectors.records[0].cid)"}"#, means: .unknown),
    Row(
      name: "200 with another key", status: 200,
      body: #"{"uri":"at://\#(Sky.did)/app.bsky.feed.post/3jzfcijpj2z2a","cid":"\#(Sky.cid())"}"#, means: .unknown),
    Row(
      name: "200 of another account", status: 200,
      body: #"{"uri":"at://did:plc:other/app.bsky.feed.post/\#(Sky.key)","cid":"\#(Sky.cid())"}"#, means: .unknown),
    Row(name: "200 without uri", status: 200, body: #"{"cid":"\#(Sky.cid())"}"#, means: .unknown),
    Row(name: "200 without cid", status: 200, body: #"{"uri":"\#(Sky.uri)"}"#, means: .unknown),
    Row(name: "200 with a page", status: 200, body: "<html>", means: .unknown),
    Row(name: "200 with nothing", status: 200, body: "", means: .unknown),
    Row(name: "delete: 200 with a commit", kind: .takeDown, status: 200, body: commit, means: .acted),
    Row(name: "delete: 200 without, it was absent", kind: .takeDown, status: 200, body: "{}", means: .acted),
    Row(name: "delete: 200 with something else", kind: .takeDown, status: 200, body: #"{"a":1}"#, means: .unknown),
    Row(name: "delete: 200 with a page", kind: .takeDown, status: 200, body: "<html>", means: .unknown),
  ]
  static let commit = #"{"commit":{"cid":"bafyreiabc","rev":"3jzfcijpj2z2a"}}"#

  static let refusals: [Row] = [
    Row(name: "400 schema", status: 400, body: invalid, means: .rejected("refused")),
    Row(name: "400 in plain text", status: 400, body: "record is invalid", means: .rejected("refused")),
    Row(name: "400 of something in front", status: 400, body: "<html>", means: .unknown),
    Row(name: "400 with nothing", status: 400, body: "", means: .unknown),
    Row(name: "400 other content stands there", status: 400, body: Sky.error("InvalidSwap"), means: .unknown),
    Row(name: "400 text: exists", status: 400, body: "record already exists", means: .unknown),
    Row(name: "400 expired", status: 400, body: Sky.error("ExpiredToken", "Token has expired"), means: .surelyNot),
    Row(name: "400 invalid", status: 400, body: Sky.error("InvalidToken"), means: .surelyNot),
    Row(name: "401 expired", status: 401, body: Sky.error("ExpiredToken"), means: .surelyNot),
    Row(name: "401 text: expired", status: 401, body: "Token has expired", means: .surelyNot),
    Row(name: "400 no blob", status: 400, body: Sky.error("BlobNotFound", "Could not find blob"), means: .again),
    Row(name: "400 kind of file", status: 400, body: Sky.error("InvalidMimeType"), means: .rejected("image")),
    Row(name: "400 size of file", status: 400, body: Sky.error("InvalidSize"), means: .rejected("image")),
    Row(name: "401 no header", status: 401, body: Sky.error("AuthMissing"), means: .credential),
    Row(name: "401 another's account", status: 401, body: Sky.error("AuthenticationRequired"), means: .credential),
    Row(name: "401 in plain text", status: 401, body: "unauthorized", means: .credential),
    Row(name: "401 taken down", status: 401, body: Sky.error("AccountTakedown"), means: .credential),
    Row(name: "401 deactivated", status: 401, body: Sky.error("AccountDeactivated"), means: .credential),
    Row(name: "403 unknown account", status: 403, body: Sky.error("AccountNotFound"), means: .credential),
    Row(name: "403 forbidden", status: 403, body: Sky.error("Forbidden"), means: .rejected("forbidden")),
    Row(name: "403 of a firewall", status: 403, body: "<html>Blocked</html>", means: .unknown),
    Row(name: "404 no such call", status: 404, body: Sky.error("XRPCNotSupported"), means: .rejected("not_found")),
    Row(name: "404 of something in front", status: 404, body: "<html>", means: .unknown),
    Row(name: "408 timeout", status: 408, body: "Request timeout", means: .unknown),
    Row(name: "413 too large", status: 413, body: Sky.error("PayloadTooLarge"), means: .rejected("too_large")),
    Row(name: "413 of a proxy", status: 413, body: "<html>", means: .unknown),
    Row(name: "415 type", status: 415, body: Sky.error("UnsupportedMediaType"), means: .rejected("refused")),
    Row(name: "429 limit", status: 429, body: Sky.error("RateLimitExceeded"), means: .surelyNot),
    Row(name: "429 with nothing", status: 429, body: "", means: .surelyNot),
    Row(name: "500 fault", status: 500, body: Sky.error("InternalServerError"), means: .unknown),
    Row(name: "501", status: 501, body: Sky.error("MethodNotImplemented"), means: .unknown),
    Row(name: "502", status: 502, body: Sky.error("UpstreamFailure"), means: .unknown),
    Row(name: "503", status: 503, body: Sky.error("NotEnoughResources"), means: .unknown),
    Row(name: "504 after put", status: 504, body: Sky.error("UpstreamTimeout"), means: .unknown),
    Row(name: "302 redirect", status: 302, body: "", means: .unknown),
    Row(name: "delete: 400 text: absent", kind: .takeDown, status: 400, body: "no such record", means: .acted),
    Row(name: "delete: 400 absent", kind: .takeDown, status: 400, body: Sky.error("RecordNotFound"), means: .acted),
    Row(name: "delete: 400 else", kind: .takeDown, status: 400, body: "no", means: .rejected("refused")),
    Row(name: "delete: 404 page", kind: .takeDown, status: 404, body: "<html>no such record", means: .unknown),
    Row(name: "delete: 400 expired", kind: .takeDown, status: 400, body: Sky.error("ExpiredToken"), means: .surelyNot),
    Row(name: "delete: 403", kind: .takeDown, status: 403, body: Sky.error("Forbidden"), means: .rejected("forbidden")),
    Row(name: "delete: 429", kind: .takeDown, status: 429, body: "", means: .surelyNot),
    Row(name: "delete: 503", kind: .takeDown, status: 503, body: "", means: .unknown),
  ]
  static let invalid = Sky.error("InvalidRequest", "Invalid app.bsky.feed.post record: Record/text too long")

  @Test(arguments: answers + refusals) func row(_ row: Row) {
    let order = Sky.order(row.kind, remoteID: row.kind == .takeDown ? Sky.uri : nil)
    switch Sky.platform.interpret(Samples.answer(row.status, row.body), of: order, DeliveryProgress()) {
    case .done(.acted(let id, let url)):
      #expect(row.means == .acted)
      #expect(id == Sky.uri && url == nil)
    case .done(.surelyNot): #expect(row.means == .surelyNot)
    case .done(.rejected(let code, let sentence)):
      #expect(row.means == .rejected(code))
      #expect(sentence.contains("."))
    case .done(.credential(let sentence)):
      #expect(row.means == .credential)
      #expect(sentence.hasSuffix("."))
    case .done(.unknown): #expect(row.means == .unknown)
    case .again: #expect(row.means == .again)
    case .proceed: Issue.record("comes to no end")
    }
  }

  @Test func nothingLeftIsSurelyNotAndAnythingElseUnknown() {
    #expect(
      Sky.platform.interpret(.failure(mayHaveActed: false, sentence: "No."), of: Sky.order(), DeliveryProgress())
        == .done(.surelyNot(retryAt: nil, sentence: "No.")))
    #expect(
      Sky.platform.interpret(.failure(mayHaveActed: true, sentence: "Cut."), of: Sky.order(), DeliveryProgress())
        == .done(.unknown(sentence: "Cut.")))
  }

  /// `RateLimit-Reset` is in seconds since 1970.
  @Test(arguments: [
    (nil as String?, nil as String?, 60 as Double), (nil, "30", 30), ("1790000090", nil, 90),
    ("1790000090", "30", 90), ("1", nil, 1), (nil, "1000000", 86_400), ("soon", "later", 60),
  ])
  func comesBackWhenTold(reset: String?, after: String?, seconds: Double) {
    var fields = HTTPFields()
    fields[.init("ratelimit-reset")!] = reset
    fields[.retryAfter] = after
    for order in [Sky.order(), Sky.order(.publish, BlueskyStepTests.illustrated)] {
      guard
        case .done(.surelyNot(let retryAt, _)) = Sky.platform.interpret(
          Samples.answer(429, fields: fields), of: order, DeliveryProgress())
      else {
        Issue.record("a 429 is taken for something else")
        return
      }
      #expect(retryAt?.seconds(since: Sky.now) == seconds)
    }
  }

  @Test(arguments: [(200, "0", 90 as Double?), (200, "3", nil), (200, nil as String?, nil), (429, nil, 90)])
  func slowsDownBeforeItIsTold(status: Int, remaining: String?, seconds: Double?) {
    var fields = HTTPFields()
    fields[.init("RateLimit-Remaining")!] = remaining
    fields[.init("RateLimit-Reset")!] = "1790000090"
    let response = PlatformResponse(status: status, fields: fields, at: Sky.now)
    #expect(Sky.platform.notBefore(response)?.seconds(since: Sky.now) == seconds)
  }

  @Test(arguments: [
    Sky.error("InvalidRequest", #"a\u0000b\u202Ec\n"# + String(repeating: "x", count: 5000)),
    "a\tb c " + String(repeating: "x", count: 480),
  ])
  func repeatsLittleOfWhatAServerSays(body: String) {
    guard
      case .done(.rejected(_, let sentence)) = Sky.platform.interpret(
        Samples.answer(400, body), of: Sky.order(), DeliveryProgress())
    else {
      Issue.record("not rejected")
      return
    }
    #expect(sentence.contains("a b c x"))
    #expect(sentence.count < 300)
  }

  /// A server in the open network has an address for everybody; a house's own has none.
  @Test(arguments: [
    ("@council.gov.uk", "https://pds.gov.uk", "https://bsky.app/profile/council.gov.uk/post/" as String?),
    ("@council.example", "https://pds.gov.uk", nil), ("@council.gov.uk", "https://127.0.0.1:8443", nil),
    ("@council.gov.uk", "https://localhost", nil),
  ])
  func namesAnAddressOnlyWhereItIsRight(handle: String, address: String, url: String?) {
    let order = Sky.order(on: Sky.channel(handle: handle, address: address))
    guard
      case .done(.acted(Sky.uri, let told)) = Sky.platform.interpret(
        Samples.answer(200, Self.written), of: order, DeliveryProgress())
    else {
      Issue.record("not acted")
      return
    }
    #expect(told == url.map { $0 + Sky.key })
  }
}
