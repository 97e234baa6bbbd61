import HTTPTypes
import TestKit
import Testing

@testable import Curl

@Suite("Whom the engine speaks to")
struct TrustTests {
  @Test(
    "A certificate that does not hold ends it before anything leaves",
    arguments: [
      ("untrusted", "authority is not trusted"), ("wronghost", "another host"), ("expired", "expired"),
      ("oldtls", "TLS version"),
    ])
  func certificates(_ port: String, _ remedy: String) async throws {
    try await Lab.with { lab in
      let path = Lab.path("ok")
      let failure = try await lab.failure(lab.request(.post, path, port: port, acts: true))
      #expect(failure.code == .tls)
      #expect(!failure.bytesMayHaveLeft)
      #expect(failure.remedy.contains(remedy), "\(failure)")
      #expect(try await lab.server.count(path) == 0)
    }
  }

  @Test("The system's authorities do not count once a file is named, nor the file's without it")
  func authorities() async throws {
    var configuration = try Lab.configuration(.started())
    configuration.caFile = nil
    try await Lab.with(configuration) { lab in
      let failure = try await lab.failure(lab.get("/ok/ca"))
      #expect(failure.code == .tls)
    }
  }

  @Test("A private address is refused", arguments: ["localhost", "127.0.0.1"])
  func forbidden(_ host: String) async throws {
    var configuration = try Lab.configuration(.started())
    configuration.allowedPrivateHosts = ["other.example", "\(host):1"]
    try await Lab.with(configuration) { lab in
      let path = Lab.path("ok")
      let failure = try await lab.failure(lab.request(.post, path, host: host, acts: true))
      #expect(failure.code == .forbiddenAddress)
      #expect(!failure.bytesMayHaveLeft)
      #expect(try await lab.server.count(path) == 0)
    }
  }

  @Test("A private address is reached when the configuration names the host", arguments: [true, false])
  func allowed(withPort: Bool) async throws {
    var configuration = try Lab.configuration(.started())
    let port = try #require(try MisbehavingServer.started().ready.ports["good"])
    configuration.allowedPrivateHosts = [withPort ? "127.0.0.1:\(port)" : "127.0.0.1"]
    try await Lab.with(configuration) { lab in
      let answer = try await lab.engine.send(lab.request(.get, "/ok", host: "127.0.0.1"))
      #expect(answer.status == 200)
    }
  }

  @Test func aRefusedConnectionSaysSo() async throws {
    try await Lab.with { lab in
      let failure = try await lab.failure(lab.request(.post, "/ok", port: "refusing", acts: true))
      #expect(failure.code == .connect)
      #expect(!failure.bytesMayHaveLeft)
    }
  }

  @Test func aNameThatDoesNotResolveSaysSo() async throws {
    try await Lab.with { lab in
      var request = try lab.request(.post, "/ok", acts: true)
      request.head.authority = "no-such-host.invalid"
      let failure = try await lab.failure(request)
      #expect(failure.code == .resolve)
      #expect(!failure.bytesMayHaveLeft)
    }
  }
}
