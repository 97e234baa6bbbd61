import Foundation
import Testing

@testable import Sandbox

@Suite struct HostileServerTests {
  private static let now = Date(timeIntervalSince1970: 1_790_000_000)

  private var server: HostileServer {
    HostileServer(
      Config.Hostile(name: "moor", accounts: [.init("press", token: "t1"), .init("other", token: "t2")]),
      base: "https://moor.example")
  }

  private func call(_ method: String, _ path: String, _ body: String = "", token: String = "t1") -> Call {
    var call = Call(
      method, path, headers: ["authorization": "Bearer \(token)", "idempotency-key": "the same"])
    call.body = Array(body.utf8)
    return call
  }

  @Test("The same call makes another message each time, whatever key it brings")
  func noKey() {
    var server = server
    let replies = (0..<2).map { _ in
      server.handle(call("POST", "/messages", #"{"text":"Once"}"#), at: Self.now)
    }
    #expect(replies.allSatisfy { $0.answer.status == 200 && $0.effects.map(\.text) == ["Once"] })
    #expect(Set(replies.compactMap { $0.answer.json?["id"]?.text }).count == 2)
  }

  @Test("Nothing that it has done can be asked for, and the page shows it late")
  func tellsNothing() {
    var server = server
    _ = server.handle(call("POST", "/messages", #"{"text":"Late & true"}"#), at: Self.now)
    for path in ["/messages", "/messages/1", "/"] {
      #expect(server.handle(call("GET", path), at: Self.now).answer.status == 404)
    }
    let word = "Late &amp; true"
    #expect(server.page(of: nil, at: Self.now + 89)?.contains(word) == false)
    #expect(server.page(of: "press", at: Self.now + 91)?.contains(word) == true)
    #expect(server.page(of: "other", at: Self.now + 91)?.contains(word) == false)
    #expect(server.page(of: "nobody", at: Self.now) == nil)
  }

  @Test("Who wrote a message takes it away; nobody else, and not twice")
  func takesAway() {
    var server = server
    let made = server.handle(call("POST", "/messages", #"{"text":"Gone"}"#), at: Self.now)
    let path = "/messages/" + (made.answer.json?["id"]?.text ?? "")
    #expect(server.handle(call("DELETE", path, token: "t2"), at: Self.now).answer.status == 404)
    let gone = server.handle(call("DELETE", path), at: Self.now)
    #expect(gone.answer.status == 200 && gone.effects.map(\.kind) == [.delete])
    #expect(server.handle(call("DELETE", path), at: Self.now).answer.status == 404)
  }

  @Test("No token, no text and too much of it are refused, and nothing is made")
  func refusals() {
    var server = server
    let wrong = server.handle(call("POST", "/messages", #"{"text":"A"}"#, token: "t3"), at: Self.now)
    #expect(wrong.answer.status == 401 && wrong.effects.isEmpty)
    for body in ["", "{}", #"{"text":""}"#, "{\"text\":\"\(String(repeating: "a", count: 1001))\"}"] {
      let reply = server.handle(call("POST", "/messages", body), at: Self.now)
      #expect(reply.answer.status == 422 && reply.effects.isEmpty, "\(body.prefix(20))")
    }
    #expect(server.handle(call("GET", "/me", token: "t2"), at: Self.now).answer.json?["username"] == "other")
  }

  @Test("It is told by its platform, and two accounts with one token are refused")
  func configuration() throws {
    func config(_ second: String) throws -> Config {
      let accounts = #"[{"username":"press","token":"t"},{"username":"other","token":"\#(second)"}]"#
      let server = #"{"name":"moor","platform":"hostile","visibility_delay":3,"accounts":\#(accounts)}"#
      return try Config(json: Data(#"{"servers":[\#(server)]}"#.utf8))
    }
    guard case .hostile(let server) = try config("u").servers[0] else {
      Issue.record("it is no hostile server")
      return
    }
    #expect(server.visibilityDelay == 3 && server.accounts.map(\.username) == ["press", "other"])
    #expect(throws: ConfigProblem.self) { try config("t") }
  }
}
