import Foundation
import Synchronization

@testable import Sandbox

/// A Bluesky server in the hand, with a clock that stands where a test puts it.
struct SkyRig {
  static let password = "abcd-efgh-ijkl-mnop"
  static let press = "press.sky.example"
  static let reader = "reader.sky.example"
  static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 0, 3, 0, 0, 0, 2]

  var server: BlueskyServer
  var now = Date(timeIntervalSince1970: 1_790_000_000)
  var effects: [Effect] = []
  /// Access tokens by handle.
  var tokens: [String: String] = [:]
  var refreshToken = ""

  init(_ change: (inout Config.Bluesky) -> Void = { _ in }) {
    var config = Config.Bluesky(
      name: "sky",
      accounts: [
        Config.Bluesky.Account(SkyRig.press, appPassword: SkyRig.password),
        Config.Bluesky.Account(SkyRig.reader, appPassword: SkyRig.password),
      ])
    change(&config)
    let drawn = Mutex(0)
    server = BlueskyServer(config, base: "https://sky.example", at: now) {
      drawn.withLock { count in
        count += 1
        return "secret-\(count)"
      }
    }
    for account in config.accounts where account.state == .active { logIn(account.handle) }
  }

  mutating func logIn(_ handle: String) {
    let session = call(
      "com.atproto.server.createSession", ["identifier": .string(handle), "password": .string(SkyRig.password)],
      as: nil
    ).json
    tokens[handle] = session?["accessJwt"]?.text
    if handle == SkyRig.press { refreshToken = session?["refreshJwt"]?.text ?? "" }
  }

  func did(_ handle: String = SkyRig.press) -> String { server.handles[handle] ?? "" }

  /// Calls a procedure with JSON, a millisecond after the call before.
  mutating func call(
    _ method: String, _ input: JSON? = nil, as handle: String? = SkyRig.press, bearer: String? = nil,
    bent: Bent = .init()
  ) -> Answer {
    let headers = input == nil ? [:] : ["content-type": "application/json"]
    return send("POST", method, headers, input?.bytes ?? [], handle, bearer, bent)
  }

  mutating func upload(_ bytes: [UInt8], type: String = "image/png", as handle: String = SkyRig.press) -> Answer {
    send("POST", "com.atproto.repo.uploadBlob", ["content-type": type], bytes, handle, nil, .init())
  }

  mutating func ask(
    _ method: String, _ query: String = "", as handle: String? = SkyRig.press, bearer: String? = nil
  ) -> Answer {
    send("GET", method, [:], [], handle, bearer, .init(), query)
  }

  private mutating func send(
    _ verb: String, _ method: String, _ headers: [String: String], _ body: [UInt8], _ handle: String?,
    _ bearer: String?, _ bent: Bent, _ query: String = ""
  ) -> Answer {
    now += 0.001
    var headers = headers
    if let token = bearer ?? handle.flatMap({ tokens[$0] }) { headers["authorization"] = "Bearer \(token)" }
    var parameters = Parameters()
    parameters.addForm(query)
    var call = Call(verb, "/xrpc/\(method)", parameters: parameters, headers: headers)
    call.body = body
    let reply = server.handle(call, at: now, bent: bent)
    effects += reply.effects
    return reply.answer
  }

  /// A post's record; `more` comes over it.
  func record(_ text: String, _ more: [String: JSON] = [:]) -> JSON {
    let usual: JSON = [
      "$type": "app.bsky.feed.post", "text": .string(text), "createdAt": "2026-11-22T10:00:00.000Z", "langs": ["en"],
    ]
    return usual.merging(more)
  }

  /// The input of a write of a post.
  func write(_ record: JSON, key: String? = nil, _ more: [String: JSON] = [:]) -> JSON {
    var input: JSON = ["repo": .string(did()), "collection": "app.bsky.feed.post", "record": record]
    if let key { input = input.merging(["rkey": .string(key)]) }
    return input.merging(more)
  }

  /// Posts a text under a key that the server draws; returns the answer.
  mutating func post(_ text: String, _ more: [String: JSON] = [:], bent: Bent = .init()) -> JSON {
    call("com.atproto.repo.createRecord", write(record(text, more)), bent: bent).json ?? .null
  }

  /// A post with pictures.
  func pictures(_ blobs: [JSON], alt: String = "A bridge") -> [String: JSON] {
    let images = blobs.map { blob -> JSON in ["image": blob, "alt": .string(alt)] }
    return ["embed": ["$type": "app.bsky.embed.images", "images": .array(images)]]
  }
}

/// The error's name in an answer.
func name(_ answer: Answer) -> String? { answer.json?["error"]?.text }
