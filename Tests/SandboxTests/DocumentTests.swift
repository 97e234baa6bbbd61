import Foundation
import Testing

@testable import Sandbox

/// Holds what the server answers against the platform's OpenAPI document.
@Suite(.enabled(if: Schema.mastodon != nil, "the platform's OpenAPI document is not beside this checkout"))
struct DocumentTests {
  /// One answered call: the document's path, the method, the answer.
  private typealias Answered = (path: String, method: String, answer: Answer)

  private func story() -> [Answered] {
    var rig = Rig()
    var told: [Answered] = []
    func tell(
      _ method: String, _ template: String, _ parameters: [String: String] = [:], id: String = "",
      as name: String? = "press"
    ) {
      let path = template.replacingOccurrences(of: "{id}", with: id)
      told.append((template, method, rig.call(method, path, parameters, as: name)))
    }
    let app = ["client_name": "Desk", "redirect_uris": "https://desk.example/back", "website": "https://desk.example"]
    tell("POST", "/api/v1/apps", app, as: nil)
    let client = told[0].answer.json
    let grant = [
      "grant_type": "client_credentials", "client_id": client?["client_id"]?.text ?? "",
      "client_secret": client?["client_secret"]?.text ?? "",
    ]
    tell("POST", "/oauth/token", grant, as: nil)
    tell("GET", "/api/v1/apps/verify_credentials")
    tell("GET", "/.well-known/oauth-authorization-server", as: nil)
    tell("GET", "/api/v2/instance", as: nil)
    tell("GET", "/api/v1/instance", as: nil)
    tell("GET", "/api/v1/accounts/verify_credentials")
    let account = told[told.count - 1].answer.json?["id"]?.text ?? ""
    tell("GET", "/api/v1/accounts/lookup", ["acct": "press"])
    tell("GET", "/api/v1/accounts/{id}", id: account)
    let full = ["status": "Hello @reader #flood https://example.org", "spoiler_text": "Weather", "language": "cy"]
    tell("POST", "/api/v1/statuses", full)
    let status = told[told.count - 1].answer.json?["id"]?.text ?? ""
    told.append(("/api/v2/media", "POST", rig.upload(SkyRig.png, ["description": "A bridge", "focus": "0.5,-1"])))
    let picture = told[told.count - 1].answer.json?["id"]?.text ?? ""
    tell("GET", "/api/v1/media/{id}", id: picture)
    tell("PUT", "/api/v1/media/{id}", ["description": "Two bridges"], id: picture)
    tell("POST", "/api/v1/statuses", ["status": "See", "media_ids": picture])
    var slow = Bent()
    slow.processing = 5
    told.append(("/api/v2/media", "POST", rig.upload(SkyRig.png, bent: slow)))
    tell("POST", "/api/v1/statuses", ["status": "@press when?", "in_reply_to_id": status], as: "reader")
    tell("PUT", "/api/v1/statuses/{id}", ["status": "Hello again"], id: status)
    tell("GET", "/api/v1/statuses", ["id": status])
    for path in ["", "/source", "/history", "/context"] { tell("GET", "/api/v1/statuses/{id}" + path, id: status) }
    tell("GET", "/api/v1/accounts/{id}/statuses", id: account)
    tell("GET", "/api/v1/notifications")
    let notice = told[told.count - 1].answer.json?[0]?["id"]?.text ?? ""
    tell("GET", "/api/v1/notifications/{id}", id: notice)
    tell("DELETE", "/api/v1/statuses/{id}", id: status)
    tell("DELETE", "/api/v1/statuses/{id}", id: status)
    tell("POST", "/api/v1/statuses", ["status": ""])
    tell("POST", "/api/v1/statuses", ["status": "x"], as: nil)
    return told
  }

  @Test("Every entity that is answered is as the document says")
  func entities() throws {
    let schema = try #require(Schema.mastodon)
    let told = story()
    #expect(told.count { $0.answer.status == 200 } == told.count - 4)
    for (path, method, answer) in told {
      let body = try #require(answer.json)
      let faults = schema.faults(body, path: path, method: method, status: answer.status)
      #expect(faults.isEmpty, "\(method) \(path) \(answer.status)")
    }
  }

  @Test("The check itself sees what is missing, wrong or out of form")
  func checker() throws {
    let schema = try #require(Schema.mastodon)
    var rig = Rig()
    let status = try #require(rig.call("POST", "/api/v1/statuses", ["status": "x"]).json)
    func faults(_ change: [String: JSON]) -> Int {
      schema.faults(
        status.merging(change), path: "/api/v1/statuses/{id}", method: "GET", status: 200
      ).count
    }
    #expect(faults([:]) == 0)
    #expect(faults(["id": 1]) == 1)
    #expect(faults(["created_at": "yesterday"]) == 1)
    #expect(faults(["visibility": "secret"]) == 1)
    #expect(faults(["account": .null]) > 0)
    #expect(faults(["mentions": [["id": "1"]]]) == 3)
    guard case .object(var members) = status else { return }
    members["content"] = nil
    #expect(
      schema.faults(.object(members), path: "/api/v1/statuses/{id}", method: "GET", status: 200)
        == ["$.content is missing"])
  }
}
