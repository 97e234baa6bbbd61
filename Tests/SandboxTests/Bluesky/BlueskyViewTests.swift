import Foundation
import Testing

@testable import Sandbox

@Suite struct BlueskyViewTests {
  private func blob(_ rig: inout SkyRig, _ bytes: [UInt8] = SkyRig.png, type: String = "image/png") -> JSON {
    rig.upload(bytes, type: type).json?["blob"] ?? .null
  }

  @Test("A blob has the name and type of its bytes, whatever its sender says")
  func upload() {
    var rig = SkyRig()
    let blob = blob(&rig, type: "text/plain")
    #expect(blob["ref"]?["$link"]?.text == ContentID(.raw, of: SkyRig.png).text)
    #expect(blob["mimeType"] == "image/png" && blob["size"]?.whole == SkyRig.png.count)
    #expect(rig.upload([1], type: "").status == 400)
    let call = Call("POST", "/xrpc/com.atproto.repo.uploadBlob")
    #expect(rig.server.mostBytes(call) == 52_428_800)
    let tooLarge = rig.server.answer(.tooLarge, status: nil)
    #expect(tooLarge.status == 413 && name(tooLarge) == "PayloadTooLarge")
  }

  @Test("What a record says of a blob is held against the blob, and the ledger has its hash and its text")
  func references() {
    var rig = SkyRig()
    let blob = blob(&rig)
    func post(_ change: [String: JSON]) -> Answer {
      rig.call(
        "com.atproto.repo.createRecord", rig.write(rig.record("x", rig.pictures([blob.merging(change)]))))
    }
    let unknown = ContentID(.raw, of: [9]).text
    #expect(name(post(["ref": ["$link": .string(unknown)]])) == "BlobNotFound")
    #expect(name(post(["mimeType": "image/jpeg"])) == "InvalidMimeType")
    #expect(name(post(["size": 1])) == "InvalidSize")
    #expect(name(post(["mimeType": "text/plain"])) == "InvalidRequest")
    #expect(rig.effects.isEmpty)
    #expect(post([:]).status == 200)
    let digest = ContentID(.raw, of: SkyRig.png).hexadecimal
    #expect(rig.effects[0].media == [.init(digest: digest, type: "image/png", description: "A bridge")])
    #expect(
      name(
        rig.call(
          "com.atproto.repo.createRecord",
          JSON.object(["repo": .string(rig.did(SkyRig.reader)), "collection": "app.bsky.feed.post"])
            .merging(["record": rig.record("x", rig.pictures([blob]))]), as: SkyRig.reader)) == "BlobNotFound")
  }

  @Test("A picture of 2,000,000 bytes passes and one more does not; older servers stop sooner")
  func size() {
    for (limit, count, status) in [
      (2_000_000, 2_000_000, 200), (2_000_000, 2_000_001, 400), (1_000_000, 1_000_001, 400),
    ] {
      var rig = SkyRig { $0.imageBytes = limit }
      let blob = blob(&rig, SkyRig.png + Array(repeating: 0, count: count - SkyRig.png.count))
      let answer = rig.call("com.atproto.repo.createRecord", rig.write(rig.record("x", rig.pictures([blob]))))
      #expect(answer.status == status)
    }
  }

  @Test("A blob that no record names is swept after its time, one that a record named goes with it")
  func sweep() {
    var rig = SkyRig { $0.accessLifetime = 86400 }
    let pictures = rig.pictures([blob(&rig)])
    rig.now += 3601
    #expect(rig.post("late", pictures)["error"] == "BlobNotFound")
    _ = blob(&rig)
    let made = rig.post("one", pictures)
    rig.now += 3601
    #expect(rig.post("two", pictures)["uri"] != nil)
    let uris = [made["uri"]?.text, rig.effects.last?.id].compactMap { $0 }
    for uri in uris {
      let place: JSON = [
        "repo": .string(rig.did()), "collection": "app.bsky.feed.post",
        "rkey": .string(uri.split(separator: "/").last.map(String.init) ?? ""),
      ]
      #expect(rig.call("com.atproto.repo.deleteRecord", place).status == 200)
    }
    #expect(rig.post("three", pictures)["error"] == "BlobNotFound")
  }

  @Test("What everyone sees follows the writes after the delay, the repository at once")
  func delay() throws {
    var rig = SkyRig { $0.appviewDelay = 60 }
    let uri = try #require(rig.post("first", rig.pictures([blob(&rig)]))["uri"]?.text)
    let key = String(uri.split(separator: "/").last ?? "")
    let file = ContentID(.raw, of: SkyRig.png).text
    func seen() -> [String] {
      let posts = rig.ask("app.bsky.feed.getPosts", "uris=\(uri)", as: nil).json?["posts"]?.elements ?? []
      let feed = rig.ask("app.bsky.feed.getAuthorFeed", "actor=\(SkyRig.press)").json?["feed"]?.elements ?? []
      let texts = (posts + feed.compactMap { $0["post"] }).compactMap { $0["record"]?["text"]?.text }
      let shown = ["first", "second"].filter { rig.server.page(of: nil, at: rig.now)?.contains($0) == true }
      return texts + shown
    }
    #expect(seen() == [] && rig.server.file(file, at: rig.now) == nil)
    let stored = rig.ask("com.atproto.repo.getRecord", "repo=\(rig.did())&collection=app.bsky.feed.post&rkey=\(key)")
    #expect(stored.json?["value"]?["text"] == "first")
    rig.now += 60
    #expect(seen() == ["first", "first", "first"])
    #expect(rig.server.file(file, at: rig.now)?.body == SkyRig.png)
    _ = rig.call("com.atproto.repo.putRecord", rig.write(rig.record("second"), key: key))
    #expect(seen() == ["first", "first", "first"])
    rig.now += 60
    #expect(seen() == ["second", "second", "second"])
    _ = rig.call(
      "com.atproto.repo.deleteRecord",
      ["repo": .string(rig.did()), "collection": "app.bsky.feed.post", "rkey": .string(key)])
    #expect(seen() == ["second", "second", "second"])
    rig.now += 60
    #expect(seen() == [])
    #expect(rig.effects.map(\.kind) == [.create, .replace, .delete])
  }

  @Test("A fault delays one post alone")
  func bent() {
    var rig = SkyRig()
    var bent = Bent()
    bent.visibilityDelay = 30
    _ = rig.post("late", bent: bent)
    _ = rig.post("soon")
    func count() -> Int? { rig.ask("app.bsky.actor.getProfile", "actor=\(rig.did())").json?["postsCount"]?.whole }
    #expect(count() == 1)
    rig.now += 30
    #expect(count() == 2)
  }

  @Test("The feed is newest first, page by page, and can leave answers out")
  func feed() {
    var rig = SkyRig()
    let root = rig.post("root")
    let strong: JSON = ["uri": root["uri"] ?? .null, "cid": root["cid"] ?? .null]
    for n in 1...4 {
      _ = rig.post("reply \(n)", ["reply": ["root": strong, "parent": strong], "createdAt": "2030-01-01T00:00:00Z"])
    }
    func page(_ query: String) -> JSON? { rig.ask("app.bsky.feed.getAuthorFeed", "actor=\(rig.did())&\(query)").json }
    func texts(_ page: JSON?) -> [String] {
      (page?["feed"]?.elements ?? []).compactMap { $0["post"]?["record"]?["text"]?.text }
    }
    let first = page("limit=2")
    #expect(texts(first) == ["reply 4", "reply 3"])
    let second = page("limit=2&cursor=\(first?["cursor"]?.text ?? "")")
    #expect(texts(second) == ["reply 2", "reply 1"])
    #expect(second?["feed"]?[0]?["reply"]?["parent"]?["uri"] == root["uri"])
    #expect(texts(page("limit=2&cursor=\(second?["cursor"]?.text ?? "")")) == ["root"])
    #expect(texts(page("filter=posts_no_replies")) == ["root"])
    #expect(texts(page("filter=posts_with_media")) == [])
    #expect(page("filter=posts_no_replies")?["feed"]?[0]?["post"]?["replyCount"] == 4)
    let named = "at://\(SkyRig.press)/app.bsky.feed.post/\((root["uri"]?.text ?? "").split(separator: "/").last ?? "")"
    #expect(rig.ask("app.bsky.feed.getPosts", "uris=\(named)&uris=\(named)x").json?["posts"]?.elements?.count == 1)
    let many = Array(repeating: "uris=\(named)", count: 26).joined(separator: "&")
    #expect(rig.ask("app.bsky.feed.getPosts", many).status == 400)
  }

  @Test("Unknown methods, wrong verbs and bodies that are none are told in the protocol's words")
  func errors() {
    var rig = SkyRig()
    let unknown = rig.ask("app.bsky.feed.nothing")
    #expect(unknown.status == 501 && name(unknown) == "MethodNotImplemented")
    #expect(name(rig.ask("com.atproto.repo.createRecord")) == "InvalidRequest")
    #expect(name(rig.call("com.atproto.repo.createRecord")) == "InvalidRequest")
    #expect(name(rig.call("com.atproto.repo.createRecord", [1])) == "InvalidRequest")
    #expect(name(rig.ask("com.atproto.identity.resolveHandle", "handle=nobody.example")) == "InvalidRequest")
    #expect(
      rig.ask("com.atproto.identity.resolveHandle", "handle=\(SkyRig.reader)").json?["did"]?.text
        == rig.did(SkyRig.reader))
    #expect(rig.server.handle(Call("GET", "/nothing"), at: rig.now).answer.status == 404)
  }

  @Test("Faults speak as the platform does")
  func faults() {
    let rig = SkyRig()
    let rejected = Fault(.reject).answer(of: rig.server, at: rig.now)
    #expect(rejected?.status == 503 && rejected.flatMap { name($0) } == "NotEnoughResources")
    var fault = Fault(.reject)
    let usual = [
      400: "InvalidRequest", 401: "AuthenticationRequired", 403: "Forbidden", 404: "XRPCNotSupported",
      413: "PayloadTooLarge", 415: "UnsupportedMediaType", 429: "RateLimitExceeded", 500: "InternalServerError",
      501: "MethodNotImplemented", 502: "UpstreamFailure", 503: "NotEnoughResources", 504: "UpstreamTimeout",
    ]
    for (status, error) in usual {
      fault.status = status
      let answer = fault.answer(of: rig.server, at: rig.now)
      #expect(answer?.status == status && answer.flatMap { name($0) } == error)
    }
    fault.status = 400
    fault.body = #"{"error":"ExpiredToken","message":"Token has expired"}"#
    #expect(fault.answer(of: rig.server, at: rig.now)?.json?["error"] == "ExpiredToken")
    let limited = Fault(.rateLimited).answer(of: rig.server, at: rig.now)
    #expect(limited?.status == 429 && limited?.headers["retry-after"] == "60")
    #expect(limited?.headers["ratelimit-reset"] == "1790000061")
    #expect(Fault(.actThenStatus).answer(of: rig.server, at: rig.now)?.json?["error"] == "InternalServerError")
    var call = Call(
      "POST", "/xrpc/com.atproto.repo.putRecord", headers: ["authorization": "Bearer \(rig.tokens[SkyRig.press] ?? "")"]
    )
    #expect(rig.server.username(of: call) == SkyRig.press)
    call = Call("POST", "/xrpc/com.atproto.server.createSession")
    call.body = JSON.object(["identifier": .string(rig.did())]).bytes
    #expect(rig.server.username(of: call) == SkyRig.press)
  }

  @Test("The page shows texts, links, pictures and their descriptions, and hostile ones as text")
  func page() throws {
    var rig = SkyRig { $0.accounts[0].displayName = "<i>" }
    let text = "ŵ <script>x</script> link"
    let facets: JSON = [
      [
        "index": ["byteStart": 22, "byteEnd": 26],
        "features": [["$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/?a=1&b=\"2"]],
      ],
      [
        "index": ["byteStart": 3, "byteEnd": 11],
        "features": [["$type": "app.bsky.richtext.facet#link", "uri": "javascript:alert(1)"]],
      ],
    ]
    var more = rig.pictures([blob(&rig)], alt: "\"><b>")
    more["facets"] = facets
    #expect(rig.post(text, more)["uri"] != nil)
    let page = try #require(rig.server.page(of: SkyRig.press, at: rig.now))
    #expect(!page.contains("<script") && !page.contains("<b>") && !page.contains("<i>") && !page.contains("javascript"))
    #expect(page.contains("<a href=\"https://example.org/?a=1&amp;b=&quot;2\" rel=\"nofollow noopener\">link</a>"))
    #expect(page.contains("<img src=\"https://sky.example/media/bafkrei"))
    #expect(page.contains("lang=\"en\"") && !page.contains(", by "))
    #expect(rig.server.page(of: "nobody", at: rig.now) == nil)
  }
}
