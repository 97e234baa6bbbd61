import Domain
import Foundation
import HTTPTypes
import PlatformConformance
import Platforms

/// A platform that knows no key and shows nothing on request.
struct HostileDouble: PlatformDouble {
  private(set) var messages: [(id: String, text: String)] = []
  private var made = 0

  var visible: [(id: String, text: String)] { messages }

  mutating func answer(_ request: PlatformRequest, at now: Instant) -> PlatformResponse {
    let path = request.head.path ?? ""
    if request.head.method == .post, path == "/messages",
      let body = try? JSONDecoder().decode([String: String].self, from: Data(request.body.literal)),
      let text = body["text"]
    {
      made += 1
      messages.append(("m\(made)", text))
      return PlatformResponse(status: 200, body: Array("{\"id\":\"m\(made)\"}".utf8), at: now)
    }
    if request.head.method == .delete, let index = messages.firstIndex(where: { path == "/messages/" + $0.id }) {
      let id = messages.remove(at: index).id
      return PlatformResponse(status: 200, body: Array("{\"id\":\"\(id)\"}".utf8), at: now)
    }
    return PlatformResponse(status: 404, at: now)
  }
}
