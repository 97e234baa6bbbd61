import Foundation
import Testing

@testable import Sandbox

@Suite struct MastodonServerTests {
  private func error(_ answer: Answer) -> String? { answer.json?["error"]?.text }

  @Test("A status is made once, is 200, and is one effect")
  func create() {
    var rig = Rig()
    let answer = rig.call("POST", "/api/v1/statuses", ["status": " Flood warning \n", "language": "cy"])
    #expect(answer.status == 200)
    #expect(answer.json?["content"] == "<p>Flood warning</p>")
    #expect(rig.effects.map(\.text) == ["Flood warning"])
    #expect(rig.effects[0].details["language"] == "cy")
    #expect(rig.effects[0].account == "press")
  }

  @Test("A key answers the same status for its lifetime, whatever the text, by account")
  func idempotency() {
    var rig = Rig()
    func post(_ text: String, as name: String = "press", bent: Bent = .init()) -> String? {
      rig.call(
        "POST", "/api/v1/statuses", ["status": text], as: name, headers: ["idempotency-key": "k"], bent: bent
      ).json?["id"]?.text
    }
    let first = post("one")
    #expect(post("two") == first)
    #expect(post("one", as: "reader") != first)
    var ignored = Bent()
    ignored.keyIgnored = true
    #expect(post("one", bent: ignored) != first)
    rig.now += 3600
    #expect(post("one") != first)
    #expect(rig.effects.count == 4)
  }

  @Test("A server that ignores keys makes two")
  func ignoredKey() {
    var rig = Rig { $0.idempotency = .ignored }
    for _ in 0..<2 {
      _ = rig.call("POST", "/api/v1/statuses", ["status": "x"], headers: ["idempotency-key": "k"])
    }
    #expect(rig.effects.count == 2)
  }

  @Test("A refused status leaves nothing behind, not even its key")
  func refusals() {
    var rig = Rig { $0.limits.maxCharacters = 5 }
    let key = ["idempotency-key": "k"]
    let long = rig.call("POST", "/api/v1/statuses", ["status": "123456"], headers: key)
    #expect(long.status == 422)
    #expect(error(long) == "Validation failed: Text character limit of 5 exceeded")
    let both = rig.call("POST", "/api/v1/statuses", ["status": "123", "spoiler_text": "456"])
    #expect(both.status == 422)
    #expect(error(rig.call("POST", "/api/v1/statuses")) == "Validation failed: Text can't be blank")
    #expect(rig.call("POST", "/api/v1/statuses", ["status": "x", "visibility": "secret"]).status == 422)
    #expect(rig.call("POST", "/api/v1/statuses", ["status": "x", "scheduled_at": "2030-01-01"]).status == 422)
    #expect(rig.effects.isEmpty)
    #expect(rig.call("POST", "/api/v1/statuses", ["status": "12345"], headers: key).status == 200)
    #expect(rig.effects.count == 1)
  }

  @Test("Other makes answer 400 and count scalars")
  func otherMakes() {
    var rig = Rig {
      $0.validation = 400
      $0.counting = .scalars
    }
    let family = String(repeating: "👨‍👩‍👧", count: 101)
    #expect(rig.call("POST", "/api/v1/statuses", ["status": family]).status == 400)
  }

  @Test("A parent that is gone refuses the reply in one of two ways", arguments: [404, 422])
  func missingParent(status: Int) {
    var rig = Rig { $0.missingParent = status }
    #expect(rig.call("POST", "/api/v1/statuses", ["status": "x", "in_reply_to_id": "1"]).status == status)
    #expect(rig.effects.isEmpty)
  }

  @Test("Who may do what: 401 without a token, 403 outside the scopes, 404 for what is another's")
  func access() {
    var rig = Rig { $0.accounts[1].scopes = "read:statuses" }
    let id = rig.post("mine")
    #expect(rig.call("POST", "/api/v1/statuses", ["status": "x"], as: nil).status == 401)
    #expect(error(rig.call("GET", "/api/v1/statuses/\(id)", as: "nobody")) == "The access token is invalid")
    #expect(rig.call("POST", "/api/v1/statuses", ["status": "x"], as: "reader").status == 403)
    #expect(rig.call("GET", "/api/v1/notifications", as: "reader").status == 403)
    #expect(rig.call("GET", "/api/v1/statuses/\(id)", as: "reader").status == 200)
    #expect(rig.call("GET", "/api/v1/statuses/\(id)", as: nil).status == 200)
    #expect(rig.call("GET", "/api/v1/media/1").status == 404)
    var other = Rig()
    let theirs = other.post("theirs", as: "reader")
    #expect(other.call("PUT", "/api/v1/statuses/\(theirs)", ["status": "mine"]).status == 404)
    #expect(other.call("DELETE", "/api/v1/statuses/\(theirs)").status == 404)
  }

  @Test("The second deletion is 404; the first gives the source back")
  func delete() {
    var rig = Rig()
    let id = rig.post("a & b")
    #expect(rig.call("DELETE", "/api/v1/statuses/\(id)").json?["text"] == "a & b")
    #expect(error(rig.call("DELETE", "/api/v1/statuses/\(id)")) == "Record not found")
    #expect(rig.effects.map(\.kind) == [.create, .delete])
  }

  @Test("An edit keeps the id and adds a revision; one that changes nothing adds none")
  func edit() {
    var rig = Rig()
    let id = rig.post("one")
    let same = rig.call("PUT", "/api/v1/statuses/\(id)", ["status": "one"])
    #expect(same.json?["edited_at"] == .null)
    let changed = rig.call("PUT", "/api/v1/statuses/\(id)", ["status": "two"])
    #expect(changed.json?["id"]?.text == id)
    #expect(changed.json?["edited_at"]?.text == timestamp(rig.now))
    let history = rig.call("GET", "/api/v1/statuses/\(id)/history").json?.elements ?? []
    #expect(history.map { $0["content"] } == ["<p>one</p>", "<p>two</p>"])
    #expect(rig.effects.map(\.kind) == [.create, .edit])
  }

  @Test("What is not yet visible is in nothing that is read back")
  func delayedVisibility() {
    var rig = Rig { $0.visibilityDelay = 60 }
    let account = rig.call("GET", "/api/v1/accounts/verify_credentials").json?["id"]?.text ?? ""
    let id = rig.post("@reader hello")
    let paths = ["/api/v1/accounts/\(account)/statuses", "/api/v1/statuses"]
    func seen() -> [Int] {
      paths.map { rig.call("GET", $0, ["id": id]).json?.elements?.count ?? -1 }
        + [rig.call("GET", "/api/v1/notifications", as: "reader").json?.elements?.count ?? -1]
    }
    #expect(seen() == [0, 0, 0])
    #expect(rig.call("GET", "/api/v1/statuses/\(id)").status == 404)
    #expect(rig.server.page(of: nil, at: rig.now)?.contains("hello") == false)
    rig.now += 60
    #expect(seen() == [1, 1, 1])
    #expect(rig.server.page(of: nil, at: rig.now)?.contains("hello") == true)
  }

  @Test("Creating, deleting and calling have limits of their own, told by the nearest")
  func limits() {
    var rig = Rig {
      $0.rateLimits.statuses = .init(2, per: 10800)
      $0.rateLimits.deletes = .init(1, per: 1800)
      $0.rateLimits.authenticated = .init(50, per: 300)
    }
    let first = rig.call("POST", "/api/v1/statuses", ["status": "x"])
    #expect(first.headers["x-ratelimit-limit"] == "2")
    #expect(first.headers["x-ratelimit-remaining"] == "1")
    let ids = [first.json?["id"]?.text ?? "", rig.post("y")]
    let over = rig.call("POST", "/api/v1/statuses", ["status": "z"])
    #expect(over.status == 429)
    #expect(error(over) == "Too many requests")
    #expect(over.headers["x-ratelimit-remaining"] == "0")
    #expect(rig.call("POST", "/api/v1/statuses", ["status": "x"], as: "reader").status == 200)
    #expect(ids.map { rig.call("DELETE", "/api/v1/statuses/\($0)").status } == [200, 429])
    #expect(rig.effects.count == 4)
    let reads = (0..<60).map { _ in rig.call("GET", "/api/v2/instance").status }
    #expect(reads.contains(429))
  }

  @Test("A code is good once, for its application, redirect and verifier")
  func oauth() throws {
    var rig = Rig()
    let oob = "urn:ietf:wg:oauth:2.0:oob"
    let app = rig.call(
      "POST", "/api/v1/apps", ["client_name": "Desk", "redirect_uris": oob, "scopes": "read write"], as: nil
    ).json
    let id = try #require(app?["client_id"]?.text)
    let secret = try #require(app?["client_secret"]?.text)
    let ask = ["response_type": "code", "client_id": id, "redirect_uri": oob]
    // The pair of verifier and challenge is the example of RFC 7636, appendix B.
    let challenge = ["code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"]
    func code(_ more: [String: String]) -> String {
      let answer = rig.call("GET", "/oauth/authorize", ask.merging(more) { $1 }, as: nil)
      return answer.headers["location"]?.split(separator: "=").last.map(String.init) ?? "\(answer.status)"
    }
    func exchange(_ code: String, _ more: [String: String] = [:]) -> Answer {
      let usual = [
        "grant_type": "authorization_code", "code": code, "client_id": id, "client_secret": secret,
        "redirect_uri": oob,
      ]
      return rig.call("POST", "/oauth/token", usual.merging(more) { $1 }, as: nil)
    }
    let first = code(["scope": "read", "login_hint": "reader"])
    #expect(exchange(first, ["client_secret": "wrong"]).status == 401)
    let token = exchange(first)
    #expect(token.json?["scope"] == "read")
    #expect(error(exchange(first)) == "invalid_grant")
    #expect(error(exchange(code(challenge))) == "invalid_grant")
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    #expect(exchange(code(challenge), ["code_verifier": verifier]).status == 200)
    #expect(code(["scope": "follow"]) == "400")
    let bearer = ["authorization": "Bearer \(token.json?["access_token"]?.text ?? "")"]
    let me = rig.call("GET", "/api/v1/accounts/verify_credentials", as: nil, headers: bearer)
    #expect(me.json?["username"] == "reader")
    let revoke = ["client_id": id, "client_secret": secret, "token": token.json?["access_token"]?.text ?? ""]
    #expect(rig.call("POST", "/oauth/revoke", revoke, as: nil).json == [:])
    #expect(rig.call("GET", "/api/v1/accounts/verify_credentials", as: nil, headers: bearer).status == 401)
    let grant = ["grant_type": "client_credentials", "client_id": id, "client_secret": secret]
    let app2 = rig.call("POST", "/oauth/token", grant, as: nil).json?["access_token"]?.text ?? ""
    let alone = rig.call(
      "GET", "/api/v1/accounts/verify_credentials", as: nil, headers: ["authorization": "Bearer \(app2)"])
    #expect(error(alone) == "This method requires an authenticated user")
  }

  @Test("A page shows hostile texts and names as text")
  func page() throws {
    var rig = Rig { $0.accounts[0].displayName = "<i>" }
    _ = rig.post("<script>x</script>", ["spoiler_text": "<b>"])
    let page = try #require(rig.server.page(of: "press", at: rig.now))
    #expect(!page.contains("<script") && !page.contains("<b>") && !page.contains("<i>"))
    #expect(page.contains("&lt;script&gt;"))
    #expect(rig.server.page(of: "nobody", at: rig.now) == nil)
  }
}
