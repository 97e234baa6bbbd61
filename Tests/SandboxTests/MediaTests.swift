import Foundation
import Testing

@testable import Sandbox

@Suite struct MediaTests {
  private func error(_ answer: Answer) -> String? { answer.json?["error"]?.text }

  private let unfinished = "Cannot attach files that have not finished processing. Try again in a moment!"

  @Test("A picture is ready at once, is attached once, and the ledger has its hash and its text")
  func atOnce() {
    var rig = Rig()
    let answer = rig.upload(SkyRig.png, ["description": "A bridge", "focus": "0.5,-1"])
    #expect(answer.status == 200 && answer.json?["type"] == "image")
    #expect(answer.json?["url"]?.text != nil && answer.json?["meta"]?["original"]?["size"] == "3x2")
    #expect(answer.json?["meta"]?["focus"] == ["x": .double(0.5), "y": -1])
    let id = answer.json?["id"]?.text ?? ""
    #expect(rig.server.file(id, at: rig.now)?.body == SkyRig.png)
    let status = rig.call("POST", "/api/v1/statuses", ["media_ids": id])
    #expect(status.status == 200 && status.json?["media_attachments"]?[0]?["description"] == "A bridge")
    let digest = ContentID(.raw, of: SkyRig.png).hexadecimal
    #expect(rig.effects[0].media == [.init(digest: digest, type: "image/png", description: "A bridge")])
    #expect(rig.call("GET", "/api/v1/media/\(id)").status == 404)
    #expect(rig.call("PUT", "/api/v1/media/\(id)", ["description": "x"]).status == 404)
    #expect(error(rig.call("POST", "/api/v1/statuses", ["media_ids": id])) == "Validation failed: Text can't be blank")
    let page = rig.server.page(of: nil, at: rig.now) ?? ""
    #expect(page.contains("<img src=\"https://town.example/media/\(id)\" alt=\"A bridge\">"))
  }

  @Test("What is processed later is 202, then 206, then 200, and cannot be attached before")
  func later() {
    var rig = Rig { $0.processing.images = 60 }
    let answer = rig.upload()
    let id = answer.json?["id"]?.text ?? ""
    #expect(answer.status == 202 && answer.json?["url"] == .null)
    #expect(rig.call("GET", "/api/v1/media/\(id)").status == 206)
    #expect(rig.server.file(id, at: rig.now) == nil)
    let early = rig.call("POST", "/api/v1/statuses", ["status": "x", "media_ids": id])
    #expect(early.status == 422 && error(early) == unfinished && rig.effects.isEmpty)
    rig.now += 60
    let ready = rig.call("GET", "/api/v1/media/\(id)")
    #expect(ready.status == 200 && ready.json?["url"]?.text != nil)
    #expect(rig.call("POST", "/api/v1/statuses", ["status": "x", "media_ids": id]).status == 200)
  }

  @Test("A film takes its time also where pictures do not")
  func film() {
    var rig = Rig()
    let answer = rig.upload(Array("\0\0\0\u{18}ftypmp42".utf8), type: "video/mp4")
    #expect(answer.status == 202 && answer.json?["type"] == "video")
    rig.now += 1
    let ids = [answer.json?["id"]?.text ?? "", rig.picture()]
    let both = rig.form("POST", "/api/v1/statuses", "media_ids[]=\(ids[0])&media_ids[]=\(ids[1])")
    #expect(error(both) == "Cannot attach a video to a post that already contains images")
    #expect(rig.call("POST", "/api/v1/statuses", ["media_ids": ids[0]]).status == 200)
    let moving = Array("GIF89a".utf8) + [5, 0, 4, 0] + Array("NETSCAPE2.0".utf8)
    #expect(rig.upload(moving, type: "image/gif").json?["type"] == "gifv")
  }

  @Test("Processing can fail: at once with 500, later with 422, and then it is never attached")
  func failing() {
    var rig = Rig()
    let broken = Array(SkyRig.png.prefix(12))
    #expect(rig.upload(broken).status == 500)
    var bent = Bent()
    bent.processingFails = true
    #expect(error(rig.upload(bent: bent)) == "Error processing thumbnail for uploaded media")
    bent.processing = 5
    let id = rig.upload(bent: bent).json?["id"]?.text ?? ""
    #expect(rig.call("GET", "/api/v1/media/\(id)").status == 206)
    rig.now += 5
    #expect(rig.call("GET", "/api/v1/media/\(id)").status == 422)
    #expect(error(rig.call("POST", "/api/v1/statuses", ["status": "x", "media_ids": id])) == unfinished)
  }

  @Test("What is no file of a known kind, too large or too long is refused")
  func refusals() {
    var rig = Rig {
      $0.limits.imageSizeLimit = 100
      $0.limits.descriptionLimit = 3
    }
    let words = "Validation failed: File content type is invalid, File is invalid"
    #expect(error(rig.upload(Array("<html>".utf8))) == words)
    #expect(error(rig.upload(SkyRig.png, type: nil)) == words)
    #expect(error(rig.upload(SkyRig.png + Array(repeating: 0, count: 100))) == words)
    let long = rig.upload(SkyRig.png, ["description": "four"])
    #expect(long.status == 422 && error(long)?.contains("maximum is 3 characters") == true)
    #expect(rig.upload(SkyRig.png, ["description": "👨‍👩‍👧"]).status == 422, "scalars are counted")
    #expect(rig.call("POST", "/api/v2/media").status == 422)
    let id = rig.picture("abc")
    #expect(rig.call("PUT", "/api/v1/media/\(id)", ["description": "four"]).status == 422)
    #expect(rig.call("GET", "/api/v1/media/\(id)").json?["description"] == "abc")
    #expect(rig.server.mostBytes(Call("POST", "/api/v2/media")) > 103_809_024)
    var reader = Rig { $0.accounts[0].scopes = "read write:statuses" }
    #expect(reader.upload().status == 403)
  }

  @Test("At most four, each once, only one's own; what is another's or used is passed over")
  func attaching() {
    var rig = Rig()
    let ids = (0..<5).map { _ in rig.picture() }
    func post(_ ids: [String]) -> Answer {
      rig.form("POST", "/api/v1/statuses", "status=x&" + ids.map { "media_ids[]=\($0)" }.joined(separator: "&"))
    }
    func attached(_ answer: Answer) -> [String] {
      (answer.json?["media_attachments"]?.elements ?? []).compactMap { $0["id"]?.text }
    }
    #expect(error(post(ids)) == "Cannot attach more than 4 files")
    #expect(attached(post([ids[1], ids[0], ids[1]])) == [ids[1], ids[0]])
    #expect(attached(post([ids[0], ids[2]])) == [ids[2]])
    let theirs = rig.picture(as: "reader")
    #expect(attached(post([theirs, "nothing", ids[3]])) == [ids[3]])
    #expect(rig.effects.map(\.media.count) == [2, 1, 1])
    rig.now += 86400
    #expect(attached(post([ids[4]])) == [], "it was swept away")
  }

  @Test("An edit sends the whole state: what is left out goes, what is new comes, and its text can change")
  func edits() {
    var rig = Rig()
    let ids = [rig.picture("one"), rig.picture("two")]
    let both = "media_ids[]=\(ids[0])&media_ids[]=\(ids[1])"
    let made = rig.form("POST", "/api/v1/statuses", "status=x&\(both)")
    let id = made.json?["id"]?.text ?? ""
    func edit(_ form: String) -> [String] {
      let answer = rig.form("PUT", "/api/v1/statuses/\(id)", form)
      return (answer.json?["media_attachments"]?.elements ?? []).compactMap { $0["description"]?.text }
    }
    #expect(edit("status=x&\(both)") == ["one", "two"])
    #expect(rig.effects.map(\.kind) == [.create], "nothing was changed")
    let words = "media_attributes[][id]=\(ids[1])&media_attributes[][description]=second"
    #expect(edit("status=x&\(both)&\(words)") == ["one", "second"])
    #expect(edit("status=x&media_ids[]=\(ids[1])") == ["second"])
    #expect(edit("status=x&media_ids[]=\(rig.picture("three"))&media_ids[]=\(ids[0])") == ["three", "one"])
    #expect(edit("status=x") == [])
    let wanted: [[String]] = [["one", "two"], ["one", "second"], ["second"], ["three", "one"], []]
    let written: [[String]] = rig.effects.map { $0.media.map(\.description) }
    #expect(written == wanted)
    #expect(rig.effects.map(\.kind) == [.create, .edit, .edit, .edit, .edit])
    let history = rig.call("GET", "/api/v1/statuses/\(id)/history").json?.elements ?? []
    let told: [[String]] = history.map {
      ($0["media_attachments"]?.elements ?? []).compactMap { $0["description"]?.text }
    }
    #expect(told == wanted)
  }

  @Test("Deleting gives the files free to be posted anew, or takes them away too")
  func deleting() {
    for (query, count) in [([:], 1), (["delete_media": "true"], 0)] {
      var rig = Rig()
      let picture = rig.picture("one")
      let id = rig.call("POST", "/api/v1/statuses", ["status": "x", "media_ids": picture]).json?["id"]?.text ?? ""
      let gone = rig.call("DELETE", "/api/v1/statuses/\(id)", query)
      #expect(gone.json?["media_attachments"]?[0]?["id"]?.text == picture)
      #expect(rig.effects[1].kind == .delete && rig.effects[1].media.count == 1)
      let again = rig.call("POST", "/api/v1/statuses", ["status": "x", "media_ids": picture])
      #expect(again.json?["media_attachments"]?.elements?.count == count)
    }
  }

  @Test("Uploads have a limit of their own, and the instance tells all that bounds them")
  func limits() {
    var rig = Rig {
      $0.rateLimits.media = .init(1, per: 1800)
      $0.limits.imageSizeLimit = 1000
      $0.limits.descriptionLimit = 400
    }
    #expect(rig.upload().status == 200)
    #expect(rig.upload().status == 429)
    let told = rig.call("GET", "/api/v2/instance").json?["configuration"]?["media_attachments"]
    #expect(told?["image_size_limit"] == 1000 && told?["description_limit"] == 400)
    #expect(told?["supported_mime_types"]?.elements?.contains("video/mp4") == true)
  }

  @Test("Only posts with media are listed when only they are asked for")
  func onlyMedia() {
    var rig = Rig()
    _ = rig.post("plain")
    let id = rig.post("pictured", ["media_ids": rig.picture()])
    let me = rig.call("GET", "/api/v1/accounts/verify_credentials").json?["id"]?.text ?? ""
    let listed = rig.call("GET", "/api/v1/accounts/\(me)/statuses", ["only_media": "true"]).json?.elements ?? []
    #expect(listed.compactMap { $0["id"]?.text } == [id])
  }
}
