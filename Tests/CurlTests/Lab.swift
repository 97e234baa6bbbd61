import Foundation
import HTTPTypes
import TestKit
import Testing

@testable import Curl

/// An engine beside the misbehaving server, for one test.
struct Lab: Sendable {
  let server: MisbehavingServer
  let engine: CurlEngine

  static func configuration(_ server: MisbehavingServer, http2: Bool = true) -> CurlConfiguration {
    CurlConfiguration(
      caFile: server.ready.ca, allowedPrivateHosts: ["localhost"], userAgent: "CrierTest", http2: http2)
  }

  /// Lends an engine and closes it at the end.
  static func with<R: Sendable>(
    _ configuration: CurlConfiguration, _ body: @Sendable (Lab) async throws -> R
  ) async throws -> R {
    let lab = Lab(server: try .started(), engine: try CurlEngine(configuration))
    do {
      let result = try await body(lab)
      await lab.engine.close()
      return result
    } catch {
      await lab.engine.close()
      throw error
    }
  }

  static func with<R: Sendable>(
    http2: Bool = true, _ body: @Sendable (Lab) async throws -> R
  ) async throws -> R {
    try await with(configuration(try .started(), http2: http2), body)
  }

  func request(
    _ method: HTTPRequest.Method, _ path: String, port: String = "good", host: String = "localhost",
    body: CurlBody = .none, acts: Bool = false, total: Duration = .seconds(60)
  ) throws -> CurlRequest {
    let head = HTTPRequest(
      method: method, scheme: "https", authority: try server.authority(port, host: host), path: path)
    return CurlRequest(
      head: head, body: body, acts: acts, deadline: .now + .seconds(60), total: total,
      connect: .seconds(30))
  }

  func get(_ path: String) throws -> CurlRequest { try request(.get, path) }

  func post(_ path: String) throws -> CurlRequest {
    try request(.post, path, body: .bytes(Array("hear ye".utf8)), acts: true)
  }

  /// The failure of a request that must fail.
  func failure(
    _ request: CurlRequest, _ location: SourceLocation = #_sourceLocation
  ) async throws -> CurlFailure {
    var answer: CurlResponse?
    do throws(CurlFailure) {
      answer = try await engine.send(request)
    } catch {
      return error
    }
    return try #require(nil, "answered with \(answer?.status ?? 0)", sourceLocation: location)
  }

  /// Waits until the server has received as many requests for a path.
  func received(_ path: String, _ wanted: Int = 1) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while try await server.count(path) < wanted {
      try #require(ContinuousClock.now < deadline, "\(path) never arrived")
    }
  }

  /// A path that no other test uses.
  static func path(_ kind: String) -> String { "/\(kind)/\(UUID().uuidString)" }
}

/// What the server says that it received.
struct Echo: Decodable {
  struct Part: Decodable, Equatable {
    var name: String?
    var filename: String?
    var type: String?
    var length: Int
    var crc32: UInt32
  }

  var method: String
  var target: String
  var version: String
  var headers: [[String]]
  var length: Int
  var crc32: UInt32
  var parts: [Part]?

  init(_ response: CurlResponse) throws {
    self = try JSONDecoder().decode(Echo.self, from: Data(response.body))
  }

  func values(_ name: String) -> [String] { headers.filter { $0.first == name }.compactMap(\.last) }
}
