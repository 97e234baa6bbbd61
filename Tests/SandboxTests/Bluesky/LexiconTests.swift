import Foundation
import Testing

@testable import Sandbox

/// Holds what the server answers, and what it takes, against the protocol's lexicons.
@Suite(.enabled(if: Lexicons.shared != nil, "the platform's lexicons are not beside this checkout"))
struct LexiconTests {
  /// Calls with their answers.
  private struct Told {
    var rig = SkyRig()
    var answers: [(method: String, answer: Answer)] = []

    mutating func ask(_ method: String, _ query: String = "") { answers.append((method, rig.ask(method, query))) }

    mutating func call(_ method: String, _ input: JSON? = nil, bearer: String? = nil) -> JSON {
      let answer = rig.call(method, input, bearer: bearer)
      answers.append((method, answer))
      return answer.json ?? .null
    }
  }

  private func sessions(_ told: inout Told) {
    told.ask("com.atproto.server.describeServer")
    _ = told.call(
      "com.atproto.server.createSession",
      ["identifier": .string(SkyRig.press), "password": .string(SkyRig.password)])
    told.ask("com.atproto.server.getSession")
    _ = told.call("com.atproto.server.refreshSession", bearer: told.rig.refreshToken)
    told.ask("com.atproto.identity.resolveHandle", "handle=\(SkyRig.reader)")
    told.ask("app.bsky.actor.getProfile", "actor=\(SkyRig.press)")
  }

  private func records(_ told: inout Told) {
    let rig = told.rig
    let blob = told.rig.upload(SkyRig.png)
    told.answers.append(("com.atproto.repo.uploadBlob", blob))
    let pictures = rig.pictures([blob.json?["blob"] ?? .null])
    let first = told.call("com.atproto.repo.createRecord", rig.write(rig.record("A bridge", pictures)))
    let strong: JSON = ["uri": first["uri"] ?? .null, "cid": first["cid"] ?? .null]
    let key = "3jzfcijpj2z2a"
    let reply = rig.record("Which?", ["reply": ["root": strong, "parent": strong]])
    for _ in 0..<2 { _ = told.call("com.atproto.repo.putRecord", rig.write(reply, key: key)) }
    let quote: JSON = ["$type": "app.bsky.embed.record", "record": strong]
    let media = pictures["embed"] ?? .null
    let both: JSON = ["$type": "app.bsky.embed.recordWithMedia", "record": ["record": strong], "media": media]
    let card: JSON = [
      "$type": "app.bsky.embed.external",
      "external": [
        "uri": "https://example.org", "title": "A", "description": "B", "thumb": blob.json?["blob"] ?? .null,
      ],
    ]
    let ratio: JSON = ["width": 3, "height": 2]
    let gallery: JSON = [
      "$type": "app.bsky.embed.gallery",
      "items": [
        [
          "$type": "app.bsky.embed.gallery#image", "image": blob.json?["blob"] ?? .null, "alt": "x",
          "aspectRatio": ratio,
        ]
      ],
    ]
    for embed in [quote, both, card, gallery] {
      _ = told.call("com.atproto.repo.createRecord", rig.write(rig.record("See", ["embed": embed])))
    }
  }

  private func readings(_ told: inout Told) {
    let rig = told.rig
    let key = "3jzfcijpj2z2a"
    let uri = rig.effects.first?.id ?? ""
    let repo = "repo=\(rig.did())&collection=app.bsky.feed.post"
    told.ask("com.atproto.repo.getRecord", "\(repo)&rkey=\(key)")
    told.ask("com.atproto.repo.listRecords", repo)
    told.ask("com.atproto.repo.describeRepo", "repo=\(SkyRig.press)")
    told.ask("app.bsky.feed.getPosts", "uris=\(uri)")
    told.ask("app.bsky.feed.getAuthorFeed", "actor=\(rig.did())")
    let writes: JSON = [
      "repo": .string(rig.did()),
      "writes": [
        [
          "$type": "com.atproto.repo.applyWrites#create", "collection": "app.bsky.feed.post",
          "value": rig.record("one"),
        ],
        [
          "$type": "com.atproto.repo.applyWrites#update", "collection": "app.bsky.feed.post", "rkey": .string(key),
          "value": rig.record("two"),
        ],
        ["$type": "com.atproto.repo.applyWrites#delete", "collection": "app.bsky.feed.post", "rkey": .string(key)],
      ],
    ]
    _ = told.call("com.atproto.repo.applyWrites", writes)
    let last = uri.split(separator: "/").last.map(String.init) ?? ""
    for _ in 0..<2 {
      _ = told.call(
        "com.atproto.repo.deleteRecord",
        ["repo": .string(rig.did()), "collection": "app.bsky.feed.post", "rkey": .string(last)])
    }
    told.ask("app.bsky.feed.getAuthorFeed", "actor=\(rig.did())")
  }

  @Test("Every answer is as its lexicon says")
  func answers() throws {
    let lexicons = try #require(Lexicons.shared)
    var told = Told()
    sessions(&told)
    records(&told)
    readings(&told)
    #expect(told.answers.count == 23)
    for (method, answer) in told.answers {
      #expect(answer.status == 200, "\(method) \(String(decoding: answer.body, as: UTF8.self))")
      let body = try #require(answer.json)
      let faults = lexicons.faults(body, method: method)
      #expect(faults.isEmpty, "\(method)")
    }
  }

  @Test("The check itself sees what is missing, wrong or out of form")
  func checker() throws {
    let lexicons = try #require(Lexicons.shared)
    var rig = SkyRig()
    _ = rig.post("x")
    let feed = try #require(rig.ask("app.bsky.feed.getAuthorFeed", "actor=\(rig.did())").json)
    let post = try #require(feed["feed"]?[0]?["post"])
    func faults(_ change: [String: JSON]) -> Int {
      lexicons.faults(["feed": [["post": post.merging(change)]]], method: "app.bsky.feed.getAuthorFeed").count
    }
    #expect(faults([:]) == 0)
    #expect(faults(["uri": 1]) == 1)
    #expect(faults(["indexedAt": "yesterday"]) == 1)
    #expect(faults(["author": ["did": "did:plc:x"]]) == 1)
    #expect(faults(["embed": ["images": []]]) == 1)
    #expect(faults(["embed": ["$type": "app.bsky.embed.images#view", "images": [["alt": "x"]]]]) == 2)
  }

  /// Records, each with one thing that a lexicon forbids or with nothing.
  private static func records(_ rig: SkyRig) -> [JSON] {
    let blob: JSON = BlobReference(id: ContentID(.raw, of: [1]), type: "image/png", size: 1).json
    let strong: JSON = [
      "uri": "at://did:plc:abc/app.bsky.feed.post/3jzfcijpj2z2a", "cid": .string(ContentID(.record, of: []).text),
    ]
    func facet(_ feature: JSON, _ start: JSON = 0) -> [String: JSON] {
      ["facets": [["index": ["byteStart": start, "byteEnd": 1], "features": [feature]]]]
    }
    func picture(_ change: [String: JSON]) -> [String: JSON] {
      let image: JSON = ["image": blob, "alt": "x"]
      return ["embed": ["$type": "app.bsky.embed.images", "images": [image.merging(change)]]]
    }
    let changes: [[String: JSON]] = [
      [:], ["text": ""], ["text": 1], ["createdAt": "yesterday"], ["createdAt": .null], ["langs": "en"],
      ["langs": ["en", "cy", "de"]], ["langs": ["en", "cy", "de", "fr"]], ["langs": ["not a language"]],
      ["text": .string(String(repeating: "x", count: 300))], ["text": .string(String(repeating: "x", count: 301))],
      ["text": .string(String(repeating: "👨‍👩‍👧‍👦", count: 120))],
      ["text": .string(String(repeating: "👨‍👩‍👧‍👦", count: 121))],
      ["text": .string(String(repeating: "🇩🇪", count: 300))], ["text": .string(String(repeating: "🇩🇪", count: 301))],
      ["tags": ["a"]], ["tags": .array(Array(repeating: "a", count: 9))], ["facets": [["index": [:]]]],
      facet(["$type": "app.bsky.richtext.facet#link", "uri": "https://example.org"]),
      facet(["$type": "app.bsky.richtext.facet#link"]),
      facet(["$type": "app.bsky.richtext.facet#mention", "did": "press"]),
      facet(["$type": "app.bsky.richtext.facet#tag", "tag": "flood"], -1), facet(["tag": "flood"]),
      facet(["$type": "app.bsky.richtext.facet#tag", "tag": .string(String(repeating: "x", count: 65))]),
      facet(["$type": "org.example.other"]), picture([:]), picture(["alt": .null]), picture(["alt": 1]),
      picture(["image": blob.merging(["mimeType": "text/plain"])]),
      picture(["image": blob.merging(["size": 2_000_001])]),
      picture(["image": "x"]), picture(["aspectRatio": ["width": 0, "height": 1]]),
      ["embed": ["$type": "app.bsky.embed.images"]], ["embed": ["images": []]],
      ["embed": ["$type": "org.example.other"]],
      [
        "embed": [
          "$type": "app.bsky.embed.images", "images": .array(Array(repeating: ["image": blob, "alt": ""], count: 5)),
        ]
      ],
      ["embed": ["$type": "app.bsky.embed.external", "external": ["uri": "https://example.org", "title": "x"]]],
      ["embed": ["$type": "app.bsky.embed.record", "record": strong]],
      ["embed": ["$type": "app.bsky.embed.record", "record": ["uri": "x", "cid": strong["cid"] ?? .null]]],
      ["reply": ["root": strong, "parent": strong]], ["reply": ["root": strong]],
      ["labels": ["$type": "com.atproto.label.defs#selfLabels", "values": [["val": "graphic-media"]]]],
      ["labels": ["$type": "com.atproto.label.defs#selfLabels"]], ["labels": ["values": []]],
    ]
    return changes.map { change in
      guard case .object(var members) = rig.record("x", change) else { return .null }
      // Null in this list takes a property away.
      members = members.filter { $0.value != .null }
      if members["embed"]?["images"]?[0]?["alt"] == .null {
        members["embed"] = ["$type": "app.bsky.embed.images", "images": [["image": blob]]]
      }
      return .object(members)
    }
  }

  @Test("The server takes a record exactly when its lexicon does")
  func refusals() throws {
    let lexicons = try #require(Lexicons.shared)
    let check = RecordCheck(imageBytes: 2_000_000)
    let records = LexiconTests.records(SkyRig())
    var refused = 0
    for record in records {
      let faults = lexicons.faults(record, type: "app.bsky.feed.post")
      let text = String(decoding: record.bytes.prefix(200), as: UTF8.self)
      if faults.isEmpty {
        #expect(throws: Never.self, "\(text)") { try check.check(record, type: "app.bsky.feed.post") }
      } else {
        refused += 1
        #expect(throws: RecordCheck.Fault.self, "\(text)") { try check.check(record, type: "app.bsky.feed.post") }
      }
    }
    #expect(refused > 20 && refused < records.count - 10)
  }
}
