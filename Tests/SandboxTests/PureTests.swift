import Foundation
import Testing

@testable import Sandbox

@Suite struct PagingTests {
  private let ids = (1...10).map { String($0 * 5) }

  private func page(_ parameters: [String: String]) -> [String] {
    Paging(Parameters(parameters), usual: 3, most: 4).page(of: ids, by: \.self)
  }

  @Test("min_id takes the next above, since_id the newest above, max_id the newest below; newest first always")
  func cursors() {
    #expect(page([:]) == ["50", "45", "40"])
    #expect(page(["min_id": "5"]) == ["20", "15", "10"])
    #expect(page(["since_id": "5"]) == ["50", "45", "40"])
    #expect(page(["max_id": "20"]) == ["15", "10", "5"])
    #expect(page(["min_id": "10", "max_id": "20"]) == ["15"])
    #expect(page(["min_id": "50"]) == [])
  }

  @Test("A limit is brought inside its bounds")
  func limits() {
    #expect(page(["limit": "100"]).count == 4)
    #expect(page(["limit": "0"]).count == 1)
    #expect(page(["limit": "many"]).count == 3)
  }

  @Test("Walking with min_id meets every element once")
  func walks() {
    var met: [String] = []
    var cursor = "0"
    while case let page = page(["min_id": cursor]), let newest = page.first {
      met += page.reversed()
      cursor = newest
    }
    #expect(met == ids)
  }

  @Test("The Link header names both neighbours")
  func links() {
    let paging = Paging(Parameters(), usual: 3, most: 4)
    let link = paging.link("https://s/x", first: "9", last: "7", others: [])
    #expect(
      link == "<https://s/x?limit=3&max_id=7>; rel=\"next\", <https://s/x?limit=3&min_id=9>; rel=\"prev\"")
    #expect(paging.link("https://s/x", first: nil, last: nil, others: []) == nil)
  }
}

@Suite struct IdentifierTests {
  @Test("Identifiers grow, also when the clock stands or steps back", arguments: [Identifiers.Form.snowflake, .ulid])
  func grow(form: Identifiers.Form) {
    var identifiers = Identifiers(form)
    let start = Date(timeIntervalSince1970: 1_790_000_000)
    var last = ""
    for step in 0..<70_000 {
      let next = identifiers.next(at: start + (step == 69_000 ? -5 : 0))
      #expect(precedes(last, next))
      last = next
    }
    if form == .ulid { #expect(last.count == 26) }
  }

  @Test("The bits above 16 of a snowflake are the milliseconds")
  func bits() throws {
    var identifiers = Identifiers(.snowflake)
    let id = try #require(UInt64(identifiers.next(at: Date(timeIntervalSince1970: 1_790_000_000))))
    #expect(id >> 16 == 1_790_000_000_000)
  }
}

@Suite struct RateLimiterTests {
  @Test("A window lets its number pass and opens again at its end")
  func window() {
    var limiter = RateLimiter()
    let window = Config.Window(2, per: 300)
    let start = Date(timeIntervalSince1970: 1_790_000_100)
    #expect(limiter.count("a", window, at: start).allowed)
    let (standing, allowed) = limiter.count("a", window, at: start + 10)
    #expect(allowed)
    #expect(standing.remaining == 0)
    let (over, denied) = limiter.count("a", window, at: start + 11)
    #expect(!denied)
    #expect(over.reset > start + 11)
    #expect(over.reset <= start + 300)
    #expect(limiter.count("b", window, at: start + 11).allowed)
    #expect(limiter.count("a", window, at: over.reset).allowed)
  }

  @Test("The headers give an ISO 8601 time with a fraction")
  func headers() {
    let standing = RateLimiter.Standing(
      limit: 3, remaining: 1, reset: Date(timeIntervalSince1970: 1_790_000_000), seconds: 300)
    #expect(standing.headers["x-ratelimit-reset"] == "2026-09-21T14:13:20.000000Z")
  }

  @Test("Times keep their milliseconds", arguments: [0, 1, 10, 123, 500, 999])
  func milliseconds(part: Int) {
    let date = Date(timeIntervalSince1970: 1_790_000_000 + Double(part) / 1000)
    #expect(timestamp(date).hasSuffix(String(format: ".%03dZ", part)))
  }
}

@Suite struct FaultTests {
  private let post = Call("POST", "/api/v1/statuses")

  @Test("A fault lets some pass, is done its number of times, and is then over")
  func counts() {
    var book = FaultBook()
    book.place(Fault(.actThenReset, match: .init(method: "POST", path: "/api/v1/statuses"), count: 2, after: 1))
    let met = (0..<5).map { _ in book.meet(post, account: nil)?.kind }
    #expect(met == [nil, .actThenReset, .actThenReset, nil, nil])
  }

  @Test("Faults look at account, method and path")
  func matches() {
    var book = FaultBook()
    book.place(Fault(.reject, account: "press", match: .init(method: "post", path: "/api/v1/st*")))
    #expect(book.meet(post, account: "other") == nil)
    #expect(book.meet(Call("GET", "/api/v1/statuses"), account: "press") == nil)
    #expect(book.meet(Call("POST", "/api/v1/apps"), account: "press") == nil)
    #expect(book.meet(post, account: "press")?.kind == .reject)
  }

  @Test("A refusal meets connections, never calls; clearing ends it")
  func refusals() {
    var book = FaultBook()
    book.place(Fault(.refuse, count: 1))
    #expect(book.meet(post, account: nil) == nil)
    #expect(book.refuses() == true)
    #expect(book.refuses() == false)
    let number = book.place(Fault(.refuse))
    book.clear(number)
    #expect(book.refuses() == false)
  }

  @Test("Each kind reads back from its JSON name", arguments: Fault.Kind.allCases)
  func names(kind: Fault.Kind) throws {
    let text = "{\"kind\": \"\(kind.rawValue)\", \"match\": {\"method\": \"POST\"}, \"count\": 3}"
    let fault = try JSONDecoder().decode(Fault.self, from: Data(text.utf8))
    #expect(fault == Fault(kind, match: .init(method: "POST"), count: 3))
  }
}

@Suite struct ParameterTests {
  @Test("Query, form, JSON and multipart say the same")
  func bodies() throws {
    var form = Parameters()
    try form.addBody(Array("status=a+b%26c&media_ids[]=1&media_ids[]=2".utf8), type: nil)
    var json = Parameters()
    try json.addBody(Array(#"{"status":"a b&c","media_ids":["1","2"],"x":null}"#.utf8), type: "application/json")
    var multipart = Parameters()
    let parts = [("status", "a b&c"), ("media_ids[]", "1"), ("media_ids[]", "2")].map {
      "--B\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n"
    }
    try multipart.addBody(
      Array((parts.joined() + "--B--\r\n").utf8), type: "multipart/form-data; boundary=B")
    #expect(form == json)
    #expect(form == multipart)
    #expect(form["status"] == "a b&c")
    #expect(form.all("media_ids") == ["1", "2"])
  }

  @Test("Objects in arrays come whole from forms, with places or without, and from JSON")
  func objects() throws {
    let wanted = [["id": "1", "description": "a"], ["id": "2"], ["id": "3", "description": "c"]]
    var bare = Parameters()
    bare.addForm("m[][id]=1&m[][description]=a&m[][id]=2&m[][id]=3&m[][description]=c")
    var placed = Parameters()
    placed.addForm("m[0][id]=1&m[2][id]=2&m[1][id]=3&m[0][description]=a&m[1][description]=c")
    var json = Parameters()
    let text = #"{"m":[{"id":"1","description":"a"},{"id":"2","description":null},{"id":"3","description":"c"}]}"#
    json.addJSON(try JSON(bytes: Array(text.utf8)))
    for given in [bare, placed, json] { #expect(given.objects("m") == wanted) }
    #expect(bare.objects("n").isEmpty)
  }

  @Test("A file of a multipart body keeps its bytes and its declared type")
  func files() throws {
    let head = "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"
    let bytes: [UInt8] = [0, 13, 10, 0x2D, 0x2D, 255]
    let body = Array("\(head)Content-Type: image/png\r\n\r\n".utf8) + bytes + Array("\r\n--B--\r\n".utf8)
    var parameters = Parameters()
    let files = try parameters.addBody(body, type: "multipart/form-data; boundary=B")
    #expect(files == [Multipart(name: "file", file: "a.png", type: "image/png", content: bytes)])
    let untyped = Array("\(head)\r\nx\r\n--B--\r\n".utf8)
    #expect(try parameters.addBody(untyped, type: "multipart/form-data; boundary=B").first?.type == nil)
  }

  @Test(
    "A body that is not what it says is a 400",
    arguments: [
      ("{", "application/json"), ("[1]", "application/json"), ("x", "multipart/form-data; boundary=B"),
      ("--B\r\nno name\r\n\r\nx\r\n--B--", "multipart/form-data; boundary=B"), ("x", "multipart/form-data"),
    ])
  func broken(body: String, type: String) {
    var parameters = Parameters()
    #expect(throws: Refusal.self) { try parameters.addBody(Array(body.utf8), type: type) }
  }
}

@Suite struct JSONTests {
  @Test("Any text comes back from its own JSON")
  func texts() throws {
    for text in ["", "\"\\\n\r\t\u{1}\u{1F}\u{7F}", "ŵ👨‍👩‍👧", "\u{2028}</script>"] {
      #expect(try JSON(bytes: JSON.string(text).bytes) == .string(text))
    }
    let value: JSON = ["b": [1, true, .null, "x"], "a": ["c": -1]]
    #expect(try JSON(bytes: value.bytes) == value)
    #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"a":{"c":-1},"b":[1,true,null,"x"]}"#)
  }
}

@Suite struct ConfigTests {
  @Test("A small configuration has the defaults of a stock server")
  func defaults() throws {
    let text = #"{"servers":[{"name":"town","accounts":[{"username":"press","token":"t"}]}]}"#
    let config = try Config(json: Data(text.utf8))
    guard case .mastodon(let server) = config.servers[0] else {
      Issue.record("it is no Mastodon server")
      return
    }
    #expect(server.limits.maxCharacters == 500)
    #expect(server.rateLimits.statuses == Config.Window(300, per: 10800))
    #expect(server.accounts[0].language == "en")
  }

  @Test("A Bluesky server is told by its platform, and has the defaults of the reference server")
  func bluesky() throws {
    let text = """
      {"servers":[{"name":"sky","platform":"bluesky","refresh_grace":0,
        "rate_limits":{"points":{"count":9,"seconds":60}},
        "accounts":[{"handle":"press.sky.example","app_password":"abcd-efgh-ijkl-mnop"}]}]}
      """
    let config = try Config(json: Data(text.utf8))
    guard case .bluesky(let server) = config.servers[0] else {
      Issue.record("it is no Bluesky server")
      return
    }
    #expect(server.accessLifetime == 7200 && server.refreshGrace == 0 && server.imageBytes == 2_000_000)
    #expect(server.rateLimits.points == Config.Window(9, per: 60))
    #expect(server.rateLimits.pointsPerDay == Config.Window(35000, per: 86400))
    #expect(server.accounts[0].did.hasPrefix("did:plc:") && server.accounts[0].did.count == 32)
    let again = try Config(json: JSONEncoder.snake.encode(config))
    #expect(again.servers[0].platform == .bluesky)
  }

  @Test(
    "A wrong configuration is explained",
    arguments: [
      ("{", "read"), (#"{"servers":[]}"#, "no server"), (#"{"servers":[{"name":"a"}]}"#, "accounts is missing"),
      (#"{"servers":[{"name":"a","accounts":[],"ids":"x"}]}"#, "ids"),
      (#"{"servers":[{"name":"a","accounts":[]},{"name":"a","accounts":[]}]}"#, "one name"),
      (#"{"servers":[{"name":"a","platform":"x","accounts":[]}]}"#, "platform"),
      (
        #"{"servers":[{"name":"a","platform":"bluesky","accounts":[{"handle":"press","app_password":"p"}]}]}"#,
        "no domain name"
      ),
    ])
  func wrong(text: String, words: String) {
    #expect { _ = try Config(json: Data(text.utf8)) } throws: { "\($0)".contains(words) }
  }
}

extension JSONEncoder {
  static var snake: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return encoder
  }
}
