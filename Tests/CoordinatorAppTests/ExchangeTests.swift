import Curl
import Domain
import Foundation
import HTTPTypes
import Platforms
import TestKit
import Testing

@testable import CoordinatorApp

/// Requests of adapters through libcurl, with images streamed from the spool.
struct ExchangeTests {
  private struct Echo: Decodable {
    struct Part: Decodable {
      var name: String?
      var filename: String?
      var type: String?
      var length: Int
    }

    var length: Int
    var parts: [Part]?
  }

  private func with(
    _ body: (Exchanges, MediaSpoolTests.Shelf, (String, PlatformBody) throws -> PlatformRequest) async throws -> Void
  ) async throws {
    let server = try MisbehavingServer.started()
    try await Folder.with { path in
      let shelf = MediaSpoolTests.Shelf()
      let spool = MediaSpool(folder: path) { shelf.fetch($0, $1) }
      try await spool.start()
      let exchanges = try Exchanges(
        CurlConfiguration(caFile: server.ready.ca, allowedPrivateHosts: ["localhost"]), total: .seconds(20),
        spool: spool)
      let authority = try server.authority()
      try await body(exchanges, shelf) { path, body in
        PlatformRequest(
          head: HTTPRequest(method: .post, scheme: "https", authority: authority, path: path), body: body, acts: false)
      }
      await exchanges.close()
    }
  }

  private func send(_ exchanges: Exchanges, _ request: PlatformRequest) async -> ExchangeResult {
    await exchanges.send(request, deadline: .now + .seconds(60))
  }

  private func count(_ exchanges: Exchanges, _ path: String) async throws -> Int {
    struct Tally: Decodable { var counts: [String: Int] }
    var request = PlatformRequest(
      head: HTTPRequest(
        method: .get, scheme: "https", authority: try MisbehavingServer.started().authority(), path: "/counts"),
      acts: false)
    request.head.headerFields[.accept] = "application/json"
    guard case .answer(let response) = await send(exchanges, request) else { return -1 }
    return try JSONDecoder().decode(Tally.self, from: Data(response.body)).counts[path] ?? 0
  }

  @Test func anImageIsStreamedFromItsFile() async throws {
    try await with { exchanges, shelf, request in
      let image = MediaSpoolTests.bytes(5_000_000)
      let source = shelf.put(image)
      let form = PlatformBody.form([
        FormPart(name: "file", filename: "image.png", contentType: "image/png", content: .media(source)),
        FormPart(name: "description", content: .bytes(Array("Bells 🔔".utf8))),
      ])
      guard case .answer(let formed) = await send(exchanges, try request("/form/\(UUID())", form)),
        case .answer(let plain) = await send(exchanges, try request("/ok/\(UUID())", .media(source)))
      else {
        Issue.record("it did not arrive")
        return
      }
      let echo = try JSONDecoder().decode(Echo.self, from: Data(formed.body))
      #expect(echo.parts?.map(\.name) == ["file", "description"])
      #expect(echo.parts?.first?.filename == "image.png" && echo.parts?.first?.type == "image/png")
      #expect(echo.parts?.map(\.length) == [image.count, "Bells 🔔".utf8.count])
      #expect(try JSONDecoder().decode(Echo.self, from: Data(plain.body)).length == image.count)
    }
  }

  @Test func anUploadLeavesOnceThoughTheConnectionBreaks() async throws {
    try await with { exchanges, shelf, request in
      let source = shelf.put(MediaSpoolTests.bytes(300_000))
      // A connection that stands already is where libcurl would send again.
      _ = await send(exchanges, try request("/ok/first", .none))
      let path = "/rst/\(UUID())"
      guard case .failure = await send(exchanges, try request(path + "?times=1", .media(source))) else {
        Issue.record("the upload was sent again")
        return
      }
      #expect(try await count(exchanges, path) == 1)
    }
  }

  @Test func anImageThatIsNotThereSendsNothing() async throws {
    try await with { exchanges, _, request in
      let source = MediaSource(region: .derived("spool"), sha256: Digest.of([7]), octets: 1)
      let path = "/ok/\(UUID())"
      guard case .failure(let mayHaveActed, let sentence) = await send(exchanges, try request(path, .media(source)))
      else {
        Issue.record("something was sent")
        return
      }
      #expect(!mayHaveActed && sentence == "An image of this post has not come to the centre.")
      #expect(try await count(exchanges, path) == 0)
    }
  }
}
