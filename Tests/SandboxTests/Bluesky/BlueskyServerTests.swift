import Foundation
import Testing

@testable import Sandbox

@Suite struct BlueskySessionTests {
  private func session(_ rig: inout SkyRig, _ bearer: String) -> Answer {
    rig.call("com.atproto.server.refreshSession", bearer: bearer)
  }

  @Test("A session begins with handle or DID and the app password, never with another")
  func begin() {
    var rig = SkyRig { $0.accounts[1].state = .takendown }
    func begin(_ identifier: String, _ password: String = SkyRig.password) -> Answer {
      rig.call(
        "com.atproto.server.createSession", ["identifier": .string(identifier), "password": .string(password)], as: nil)
    }
    #expect(begin(rig.did()).json?["handle"]?.text == SkyRig.press)
    #expect(begin("PRESS.sky.example").status == 200)
    let wrong = begin(SkyRig.press, "wrong")
    #expect(wrong.status == 401 && name(wrong) == "AuthenticationRequired")
    #expect(wrong.json?["message"] == "Invalid identifier or password")
    #expect(name(begin("nobody.example")) == "AuthenticationRequired")
    #expect(name(begin(SkyRig.reader)) == "AccountTakedown")
    #expect(name(rig.call("com.atproto.server.createSession", ["identifier": "x"], as: nil)) == "InvalidRequest")
  }

  @Test("An access token ends at its time, with 400 and a name of its own")
  func expiry() throws {
    var rig = SkyRig { $0.accessLifetime = 60 }
    #expect(rig.ask("com.atproto.server.getSession").json?["did"]?.text == rig.did())
    rig.now += 61
    let over = rig.ask("com.atproto.server.getSession")
    #expect(over.status == 400 && name(over) == "ExpiredToken")
    #expect(over.json?["message"] == "Token has expired")
    let access = try #require(session(&rig, rig.refreshToken).json?["accessJwt"]?.text)
    #expect(rig.ask("com.atproto.server.getSession", bearer: access).status == 200)
  }

  @Test("A token that is none, of another server or of the other kind is told apart from none at all")
  func tokens() {
    var rig = SkyRig()
    let none = rig.ask("com.atproto.server.getSession", as: nil)
    #expect(none.status == 401 && name(none) == "AuthMissing")
    let other = SkyRig().tokens[SkyRig.press] ?? ""
    #expect(rig.ask("com.atproto.server.getSession", bearer: other).status == 200, "one key, one clock")
    for bad in ["x", "a.b.c", rig.refreshToken, String(other.dropLast(2)) + "AA", other + "."] {
      let answer = rig.ask("com.atproto.server.getSession", bearer: bad)
      #expect(answer.status == 400 && name(answer) == "InvalidToken")
    }
    #expect(name(session(&rig, other)) == "InvalidToken")
  }

  @Test("A refresh token goes on in its grace, to the same next one, and then is revoked")
  func grace() throws {
    var rig = SkyRig()
    func next(_ answer: Answer) -> String? {
      answer.json?["refreshJwt"]?.text.flatMap { SessionToken($0, key: rig.server.key) }?.id
    }
    let first = session(&rig, rig.refreshToken)
    rig.now += 7199
    let again = session(&rig, rig.refreshToken)
    #expect(next(first) != nil && next(first) == next(again))
    rig.now += 2
    let late = session(&rig, rig.refreshToken)
    #expect(late.status == 400 && name(late) == "ExpiredToken")
    #expect(late.json?["message"] == "Token has been revoked")
    let following = try #require(first.json?["refreshJwt"]?.text)
    #expect(session(&rig, following).status == 200)
    rig.now += 91 * 86400
    #expect(session(&rig, following).json?["message"] == "Token has expired")
  }

  @Test("A harsh server revokes a refresh token at its first use")
  func harsh() {
    var rig = SkyRig { $0.refreshGrace = 0 }
    #expect(session(&rig, rig.refreshToken).status == 200)
    #expect(name(session(&rig, rig.refreshToken)) == "ExpiredToken")
  }

  @Test("A session that was ended cannot be refreshed")
  func end() {
    var rig = SkyRig()
    #expect(rig.call("com.atproto.server.deleteSession", bearer: rig.refreshToken).status == 200)
    #expect(name(session(&rig, rig.refreshToken)) == "ExpiredToken")
    #expect(rig.ask("com.atproto.server.getSession").status == 200)
  }

  @Test("Sessions have a limit of their own")
  func limit() {
    var rig = SkyRig { $0.rateLimits.sessions = .init(3, per: 300) }
    rig.logIn(SkyRig.press)
    rig.logIn(SkyRig.press)
    let over = rig.call(
      "com.atproto.server.createSession",
      ["identifier": .string(SkyRig.press), "password": .string(SkyRig.password)], as: nil)
    #expect(over.status == 429 && name(over) == "RateLimitExceeded")
    #expect(over.headers["ratelimit-policy"] == "3;w=300" && over.headers["ratelimit-remaining"] == "0")
    #expect(Int(over.headers["retry-after"] ?? "").map { (1...300).contains($0) } == true)
  }
}

@Suite struct BlueskyRecordTests {
  private let key = "3jzfcijpj2z2a"

  @Test("A put makes, repeats without a trace, and replaces; its CID can be known beforehand")
  func put() throws {
    var rig = SkyRig()
    let record = rig.record("Flood warning")
    let made = rig.call("com.atproto.repo.putRecord", rig.write(record, key: key))
    #expect(made.json?["cid"]?.text == (try RecordForm.id(of: record).text))
    #expect(made.json?["uri"]?.text == "at://\(rig.did())/app.bsky.feed.post/\(key)")
    #expect(made.json?["commit"]?["rev"] != nil && made.json?["validationStatus"] == "valid")
    let again = rig.call("com.atproto.repo.putRecord", rig.write(record, key: key))
    #expect(again.status == 200 && again.json?["commit"] == nil && again.json?["cid"] == made.json?["cid"])
    let other = rig.call("com.atproto.repo.putRecord", rig.write(rig.record("Over"), key: key))
    #expect(other.status == 200 && other.json?["commit"] != nil)
    #expect(rig.effects.map(\.kind) == [.create, .replace])
    #expect(rig.effects.map(\.text) == ["Flood warning", "Over"])
    #expect(rig.effects[0].account == SkyRig.press && rig.effects[0].details["languages"] == ["en"])
  }

  @Test("A swap says what must stand there; null says nothing; what stands so already is no fault")
  func swap() {
    var rig = SkyRig()
    func put(_ text: String, _ swap: JSON) -> Answer {
      rig.call("com.atproto.repo.putRecord", rig.write(rig.record(text), key: key, ["swapRecord": swap]))
    }
    let first = put("one", .null)
    #expect(first.status == 200)
    #expect(put("one", .null).status == 200)
    let clash = put("two", .null)
    #expect(clash.status == 400 && name(clash) == "InvalidSwap")
    let stale = put("two", .string(ContentID(.record, of: []).text))
    #expect(name(stale) == "InvalidSwap")
    #expect(put("two", first.json?["cid"] ?? .null).status == 200)
    let commit = rig.call("com.atproto.repo.putRecord", rig.write(rig.record("three"), key: key, ["swapCommit": "x"]))
    #expect(name(commit) == "InvalidSwap")
    #expect(rig.effects.map(\.text) == ["one", "two"])
  }

  @Test("A create under a key that is taken fails, is refused, or replaces")
  func existing() {
    for (mode, status, count) in [
      (Config.Bluesky.ExistingKey.fail, 500, 1), (.refuse, 400, 1), (.replace, 200, 2),
    ] {
      var rig = SkyRig { $0.existingKey = mode }
      _ = rig.call("com.atproto.repo.createRecord", rig.write(rig.record("one"), key: key))
      let again = rig.call("com.atproto.repo.createRecord", rig.write(rig.record("two"), key: key))
      #expect(again.status == status && rig.effects.count == count)
      if mode == .fail { #expect(name(again) == "InternalServerError") }
    }
  }

  @Test("A deletion of nothing is none, or refused by other makes")
  func delete() {
    var rig = SkyRig()
    let place: JSON = ["repo": .string(rig.did()), "collection": "app.bsky.feed.post", "rkey": .string(key)]
    #expect(rig.call("com.atproto.repo.deleteRecord", place).json == [:])
    _ = rig.call("com.atproto.repo.putRecord", rig.write(rig.record("one"), key: key))
    #expect(name(rig.call("com.atproto.repo.deleteRecord", place.merging(["swapRecord": "x"]))) == "InvalidSwap")
    #expect(rig.call("com.atproto.repo.deleteRecord", place).json?["commit"] != nil)
    #expect(rig.effects.map(\.kind) == [.create, .delete] && rig.effects[1].text == "one")
    let gone = rig.ask(
      "com.atproto.repo.getRecord", "repo=\(rig.did())&collection=app.bsky.feed.post&rkey=\(key)", as: nil)
    #expect(gone.status == 400 && name(gone) == "RecordNotFound")
    var harsh = SkyRig {
      $0.absentDelete = .refuse
      $0.errors = .text
    }
    let refused = harsh.call("com.atproto.repo.deleteRecord", place)
    #expect(refused.status == 400 && refused.body == Array("no such record".utf8))
    #expect(refused.headers["content-type"]?.hasPrefix("text/plain") == true)
  }

  @Test("A put of the same makes a commit where the server is of that make, and shows nothing new")
  func repeated() {
    var rig = SkyRig { $0.repeatedPut = .commit }
    for _ in 0..<2 {
      #expect(rig.call("com.atproto.repo.putRecord", rig.write(rig.record("one"), key: key)).json?["commit"] != nil)
    }
    #expect(rig.effects.count == 1)
  }

  @Test("Only one's own repository takes writes, and only from an account that stands")
  func own() {
    var rig = SkyRig()
    let theirs = rig.call("com.atproto.repo.createRecord", rig.write(rig.record("x")), as: SkyRig.reader)
    #expect(theirs.status == 401)
    let unknown = rig.write(rig.record("x")).merging(["repo": "did:plc:nobody"])
    #expect(name(rig.call("com.atproto.repo.createRecord", unknown)) == "AccountNotFound")
    #expect(rig.call("com.atproto.repo.createRecord", rig.write(rig.record("x")), as: nil).status == 401)
    var sleeping = SkyRig { $0.accounts[0].state = .deactivated }
    sleeping.logIn(SkyRig.press)
    let refused = sleeping.call("com.atproto.repo.createRecord", sleeping.write(sleeping.record("x")))
    #expect(refused.status == 401 && name(refused) == "AccountDeactivated")
    #expect(rig.effects.isEmpty && sleeping.effects.isEmpty)
  }

  @Test("What a lexicon forbids is refused with place and reason, unless it is not looked at")
  func validation() {
    var rig = SkyRig()
    let long = rig.record(String(repeating: "x", count: 301))
    let refused = rig.call("com.atproto.repo.createRecord", rig.write(long))
    #expect(refused.status == 400 && name(refused) == "InvalidRequest")
    let message = refused.json?["message"]?.text ?? ""
    #expect(message == "Invalid app.bsky.feed.post record: Record/text must not be longer than 300 graphemes")
    #expect(rig.call("com.atproto.repo.createRecord", rig.write(rig.record("x"), key: "self")).status == 400)
    let typed = rig.record("x", ["$type": "app.bsky.feed.like"])
    #expect(rig.call("com.atproto.repo.createRecord", rig.write(typed)).status == 400)
    #expect(
      rig.call("com.atproto.repo.createRecord", rig.write(rig.record("x", ["weight": .double(1.5)]))).status == 400)
    #expect(rig.call("com.atproto.repo.createRecord", rig.write(long, ["validate": false])).status == 200)
    var lax = SkyRig { $0.validation = .none }
    #expect(lax.call("com.atproto.repo.createRecord", lax.write(long)).json?["validationStatus"] == "unknown")
    let other: JSON = ["repo": .string(rig.did()), "collection": "org.example.thing", "record": ["a": 1]]
    #expect(rig.call("com.atproto.repo.createRecord", other).json?["validationStatus"] == "unknown")
    #expect(rig.call("com.atproto.repo.createRecord", other.merging(["validate": true])).status == 400)
    #expect(rig.effects.count == 1 && lax.effects.count == 1)
  }

  @Test("Writes are all made or none, in one commit, and cost their points")
  func batch() {
    var rig = SkyRig { $0.rateLimits.points = .init(20, per: 3600) }
    func create(_ text: String, _ key: String) -> JSON {
      [
        "$type": "com.atproto.repo.applyWrites#create", "collection": "app.bsky.feed.post", "rkey": .string(key),
        "value": rig.record(text),
      ]
    }
    let repo = JSON.string(rig.did())
    let good: JSON = ["repo": repo, "writes": [create("1", key), create("2", "3jzfcijpj2z2b")]]
    #expect(rig.call("com.atproto.repo.applyWrites", good).json?["results"]?.elements?.count == 2)
    let bad: JSON = ["repo": repo, "writes": [create("3", "3jzfcijpj2z2c"), create("4", key)]]
    #expect(rig.call("com.atproto.repo.applyWrites", bad).status == 500)
    let listed = rig.ask("com.atproto.repo.listRecords", "repo=\(rig.did())&collection=app.bsky.feed.post")
    #expect(listed.json?["records"]?.elements?.count == 2)
    #expect(rig.effects.map(\.text) == ["1", "2"])
    let last = rig.call("com.atproto.repo.putRecord", rig.write(rig.record("1"), key: key))
    #expect(last.headers["ratelimit-remaining"] == "6", "two creates twice, and one put")
  }

  @Test("Points are counted: a create 3, a put 2, a deletion 1; over them nothing is written")
  func points() {
    var rig = SkyRig { $0.rateLimits.points = .init(6, per: 3600) }
    let first = rig.call("com.atproto.repo.createRecord", rig.write(rig.record("one")))
    #expect(first.headers["ratelimit-limit"] == "6" && first.headers["ratelimit-remaining"] == "3")
    _ = rig.call("com.atproto.repo.putRecord", rig.write(rig.record("two"), key: key))
    #expect(rig.call("com.atproto.repo.createRecord", rig.write(rig.record("three"))).status == 429)
    let place: JSON = ["repo": .string(rig.did()), "collection": "app.bsky.feed.post", "rkey": .string(key)]
    #expect(rig.call("com.atproto.repo.deleteRecord", place).headers["ratelimit-remaining"] == "0")
    #expect(rig.effects.map(\.text) == ["one", "two", "two"])
  }

  @Test("Records are listed by key, the newest first, page by page, also backwards")
  func listing() {
    var rig = SkyRig()
    for text in ["1", "2", "3", "4", "5"] { _ = rig.post(text) }
    func walk(_ more: String) -> [String] {
      var met: [String] = []
      var cursor = ""
      while true {
        let query = "repo=\(SkyRig.press)&collection=app.bsky.feed.post&limit=2\(more)\(cursor)"
        let page = rig.ask("com.atproto.repo.listRecords", query, as: nil).json
        let texts = (page?["records"]?.elements ?? []).compactMap { $0["value"]?["text"]?.text }
        guard let next = page?["cursor"]?.text, !texts.isEmpty else { return met + texts }
        met += texts
        cursor = "&cursor=\(next)"
      }
    }
    #expect(walk("") == ["5", "4", "3", "2", "1"])
    #expect(walk("&reverse=true") == ["1", "2", "3", "4", "5"])
    let most = rig.ask("com.atproto.repo.listRecords", "repo=\(rig.did())&collection=a.b.c&limit=101")
    #expect(most.status == 400)
  }
}
