import Foundation
import Synchronization

@testable import Sandbox

/// A server in the hand, with a clock that stands where a test puts it.
struct Rig {
  var server: MastodonServer
  var now: Date
  var effects: [Effect] = []

  init(_ change: (inout Config.Mastodon) -> Void = { _ in }) {
    var config = Config.Mastodon(
      name: "town",
      accounts: [
        Config.Mastodon.Account("press", token: "press-token"),
        Config.Mastodon.Account("reader", token: "reader-token"),
      ])
    change(&config)
    now = Date(timeIntervalSince1970: 1_790_000_000)
    let drawn = Drawn()
    server = MastodonServer(config, base: "https://town.example", at: now) { drawn.next() }
  }

  /// Secrets that are told apart by a number.
  private final class Drawn: Sendable {
    private let count = Mutex(0)
    func next() -> String {
      count.withLock { count in
        count += 1
        return "secret-\(count)"
      }
    }
  }

  /// Does one call, a second later than the one before.
  mutating func call(
    _ method: String, _ path: String, _ parameters: [String: String] = [:], as name: String? = "press",
    headers: [String: String] = [:], bent: Bent = .init()
  ) -> Answer {
    now += 1
    var headers = headers
    if let name { headers["authorization"] = "Bearer \(name)-token" }
    let call = Call(method, path, parameters: Parameters(parameters), headers: headers)
    let reply = server.handle(call, at: now, bent: bent)
    effects += reply.effects
    return reply.answer
  }

  /// Uploads a file.
  mutating func upload(
    _ bytes: [UInt8] = SkyRig.png, _ fields: [String: String] = [:], type: String? = "image/png",
    as name: String = "press", bent: Bent = .init()
  ) -> Answer {
    now += 1
    var call = Call(
      "POST", "/api/v2/media", parameters: Parameters(fields), headers: ["authorization": "Bearer \(name)-token"])
    call.files = [Multipart(name: "file", file: "x", type: type, content: bytes)]
    return server.handle(call, at: now, bent: bent).answer
  }

  /// Uploads a picture; returns its id.
  mutating func picture(_ description: String? = nil, as name: String = "press") -> String {
    let fields = description.map { ["description": $0] } ?? [:]
    return upload(SkyRig.png, fields, as: name).json?["id"]?.text ?? ""
  }

  /// Calls with a form, in which names may repeat.
  mutating func form(_ method: String, _ path: String, _ form: String, as name: String = "press") -> Answer {
    now += 1
    var parameters = Parameters()
    parameters.addForm(form)
    let call = Call(method, path, parameters: parameters, headers: ["authorization": "Bearer \(name)-token"])
    let reply = server.handle(call, at: now)
    effects += reply.effects
    return reply.answer
  }

  /// Posts a text; returns the new status's id.
  mutating func post(_ text: String, as name: String = "press", _ more: [String: String] = [:]) -> String {
    let answer = call("POST", "/api/v1/statuses", more.merging(["status": text]) { $1 }, as: name)
    return answer.json?["id"]?.text ?? "refused: \(answer.status)"
  }
}
