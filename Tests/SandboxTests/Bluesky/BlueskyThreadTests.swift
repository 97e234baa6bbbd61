import Foundation
import Testing

@testable import Sandbox

@Suite struct BlueskyThreadTests {
  /// Posts as one account an answer to a post under a root; returns the strong reference of the new post.
  private func answer(_ rig: inout SkyRig, _ text: String, _ root: JSON, _ parent: JSON, as handle: String) -> JSON {
    let reply: JSON = ["root": root, "parent": parent]
    let input = rig.write(rig.record(text, ["reply": reply])).merging(["repo": .string(rig.did(handle))])
    return strong(rig.call("com.atproto.repo.createRecord", input, as: handle).json)
  }

  private func strong(_ made: JSON?) -> JSON { ["uri": made?["uri"] ?? .null, "cid": made?["cid"] ?? .null] }

  private func text(_ thread: JSON?) -> String? { thread?["post"]?["record"]?["text"]?.text }

  private func told(_ rig: inout SkyRig, _ query: String = "", as handle: String = SkyRig.press) -> [String] {
    let listed = rig.ask("app.bsky.notification.listNotifications", query, as: handle).json
    return (listed?["notifications"]?.elements ?? []).compactMap { notice in
      "\(notice["reason"]?.text ?? "") \(notice["record"]?["text"]?.text ?? "")"
    }
  }

  @Test("A thread has what a post answers above it and what answers it below")
  func thread() {
    var rig = SkyRig()
    let root = strong(rig.post("root"))
    let first = answer(&rig, "first", root, root, as: SkyRig.reader)
    let second = answer(&rig, "second", root, first, as: SkyRig.press)
    _ = answer(&rig, "third", root, second, as: SkyRig.reader)
    let whole = rig.ask("app.bsky.feed.getPostThread", "uri=\(first["uri"]?.text ?? "")").json?["thread"]
    #expect(text(whole) == "first" && text(whole?["parent"]) == "root")
    #expect(text(whole?["replies"]?[0]) == "second" && text(whole?["replies"]?[0]?["replies"]?[0]) == "third")
    let near = rig.ask(
      "app.bsky.feed.getPostThread", "uri=\(first["uri"]?.text ?? "")&depth=1&parentHeight=0"
    ).json?["thread"]
    #expect(near?["parent"] == nil && near?["replies"]?[0]?["replies"] == nil)
    let gone = rig.ask("app.bsky.feed.getPostThread", "uri=at://\(rig.did())/app.bsky.feed.post/3jzfcijpj2z2a")
    #expect(gone.status == 400 && name(gone) == "NotFound")
    if let lexicons = Lexicons.shared, let whole {
      #expect(lexicons.faults(["thread": whole], method: "app.bsky.feed.getPostThread").isEmpty)
    }
  }

  @Test("Answers, mentions and quotes are told once each, up to five levels deep; pages may come back short")
  func notifications() {
    var rig = SkyRig()
    let root = strong(rig.post("root"))
    var parent = root
    for level in 1...6 { parent = answer(&rig, "level \(level)", root, parent, as: SkyRig.reader) }
    #expect(told(&rig) == ["reply level 5", "reply level 4", "reply level 3", "reply level 2", "reply level 1"])
    let feature: JSON = ["$type": "app.bsky.richtext.facet#mention", "did": .string(rig.did())]
    let facets: JSON = [["index": ["byteStart": 0, "byteEnd": 1], "features": [feature]]]
    let theirs: JSON = ["repo": .string(rig.did(SkyRig.reader))]
    let mention = rig.record("hello", ["facets": facets])
    _ = rig.call("com.atproto.repo.createRecord", rig.write(mention).merging(theirs), as: SkyRig.reader)
    let quote = rig.record("see", ["embed": ["$type": "app.bsky.embed.record", "record": root]])
    _ = rig.call("com.atproto.repo.createRecord", rig.write(quote).merging(theirs), as: SkyRig.reader)
    #expect(told(&rig).prefix(2) == ["quote see", "mention hello"])
    #expect(told(&rig, as: SkyRig.reader).isEmpty)
    let short = rig.ask("app.bsky.notification.listNotifications", "reasons=mention&limit=1").json
    #expect(short?["notifications"]?.elements?.isEmpty == true)
    #expect(told(&rig, "reasons=mention&limit=1&cursor=\(short?["cursor"]?.text ?? "")") == ["mention hello"])
    #expect(rig.ask("app.bsky.notification.listNotifications", "seenAt=2026-01-01T00:00:00Z").status == 400)
    #expect(rig.ask("app.bsky.notification.listNotifications", as: nil).status == 401)
    let seen = rig.call("app.bsky.notification.updateSeen", ["seenAt": .string(timestamp(rig.now))])
    let all = rig.ask("app.bsky.notification.listNotifications").json
    #expect(seen.status == 200 && all?["notifications"]?[0]?["isRead"] == true)
    if let lexicons = Lexicons.shared, let all {
      #expect(lexicons.faults(all, method: "app.bsky.notification.listNotifications").isEmpty)
    }
  }

  @Test("The root's author can hide an answer and say who may answer; only the author's gate counts")
  func gates() {
    var rig = SkyRig()
    let root = strong(rig.post("root"))
    let uri = root["uri"]?.text ?? ""
    let reply = answer(&rig, "rude", root, root, as: SkyRig.reader)
    #expect(told(&rig) == ["reply rude"])
    func gate(_ change: [String: JSON]) -> Answer {
      let record: JSON = ["post": root["uri"] ?? .null, "createdAt": "2026-11-22T10:00:00Z"]
      return rig.call(
        "com.atproto.repo.putRecord",
        [
          "repo": .string(rig.did()), "collection": "app.bsky.feed.threadgate",
          "rkey": .string(uri.split(separator: "/").last.map(String.init) ?? ""), "record": record.merging(change),
        ])
    }
    #expect(gate(["hiddenReplies": ["nothing"]]).status == 400)
    #expect(gate(["hiddenReplies": [reply["uri"] ?? .null]]).json?["validationStatus"] == "valid")
    #expect(told(&rig).isEmpty)
    func thread() -> JSON? { rig.ask("app.bsky.feed.getPostThread", "uri=\(uri)").json }
    #expect(thread()?["threadgate"]?["record"]?["hiddenReplies"]?[0] == reply["uri"])
    #expect(thread()?["thread"]?["replies"]?.elements?.count == 1, "hidden, not deleted")
    #expect(gate(["allow": []]).status == 200)
    #expect(thread()?["thread"]?["replies"]?.elements?.count == 0 && told(&rig).isEmpty)
    if let lexicons = Lexicons.shared, let thread = thread() {
      #expect(lexicons.faults(thread, method: "app.bsky.feed.getPostThread").isEmpty)
    }
    #expect(rig.effects.count == 2, "a gate is no post")
  }
}
