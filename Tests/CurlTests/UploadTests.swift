import HTTPTypes
import Synchronization
import TestKit
import Testing

@testable import Curl

/// A source of bytes made from their places, which notes how it is drawn from.
final class Source: Sendable {
  struct Notes {
    var opened = 0
    var largest = 0
    var seeks = 0
  }

  let content: [UInt8]
  /// Reading past this place throws.
  let breaksAt: Int
  let notes = Mutex(Notes())
  var length: Int { content.count }

  init(_ content: [UInt8], breaksAt: Int = .max) {
    self.content = content
    self.breaksAt = breaksAt
  }

  /// Bytes without a pattern that a chunk's size could hide: the period is a prime number.
  static func bytes(_ length: Int) -> [UInt8] {
    var state: UInt32 = 7
    let block = (0..<65_521).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    var bytes: [UInt8] = []
    while bytes.count < length { bytes += block.prefix(length - bytes.count) }
    return bytes
  }

  struct Broken: Error {}

  func open() -> CurlReader {
    notes.withLock { $0.opened += 1 }
    var place = 0
    return CurlReader(
      read: { limit in
        self.notes.withLock { $0.largest = max($0.largest, limit) }
        if place >= self.breaksAt { throw Broken() }
        // Odd pieces, as a real source may give.
        let end = min(place + min(limit, 10_007), self.length)
        defer { place = end }
        return Array(self.content[place..<end])
      },
      seek: { offset in
        self.notes.withLock { $0.seeks += 1 }
        place = Int(offset)
      })
  }
}

/// The sum that the server counts too.
func crc32(_ content: [UInt8]) -> UInt32 {
  let table = (0..<256).map { byte -> UInt32 in
    var bits = UInt32(byte)
    for _ in 0..<8 { bits = bits & 1 == 1 ? (bits >> 1) ^ 0xEDB8_8320 : bits >> 1 }
    return bits
  }
  var sum = ~UInt32(0)
  for byte in content {
    sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8)
  }
  return ~sum
}

@Suite("Bodies that stream")
struct UploadTests {
  static let eightMiB = Source.bytes(8 * 1024 * 1024)
  static let sum = crc32(eightMiB)

  @Test("8 MiB arrive whole, drawn in bounded pieces", arguments: [false, true])
  func stream(http2: Bool) async throws {
    let source = Source(Self.eightMiB)
    try await Lab.with(http2: http2) { lab in
      let request = try lab.request(
        .put, Lab.path("ok"), body: .stream(length: Int64(source.length), reader: source.open), acts: true)
      let echo = try Echo(try await lab.engine.send(request))
      #expect(echo.method == "PUT")
      #expect(echo.length == source.length)
      #expect(echo.crc32 == Self.sum)
      #expect(echo.values("content-length") == ["\(source.length)"])
      #expect(echo.values("expect") == [])
    }
    let notes = source.notes.withLock { $0 }
    #expect(notes.opened == 1)
    #expect(notes.largest <= 64 * 1024)
  }

  @Test("A form arrives part by part", arguments: [false, true])
  func form(http2: Bool) async throws {
    let source = Source(Self.eightMiB)
    try await Lab.with(http2: http2) { lab in
      var request = try lab.request(
        .post, Lab.path("form"),
        body: .form([
          CurlPart(name: "description", content: .bytes(Array("Bells at noon 🔔".utf8))),
          CurlPart(name: "empty", content: .bytes([])),
          CurlPart(
            name: "file", filename: "bell.png", contentType: "image/png",
            content: .stream(length: Int64(source.length), reader: source.open)),
        ]), acts: true)
      request.head.headerFields[.contentType] = "multipart/form-data"
      let echo = try Echo(try await lab.engine.send(request))
      let parts = try #require(echo.parts)
      try #require(parts.count == 3)
      #expect(parts[0].name == "description")
      #expect(parts[0].length == "Bells at noon 🔔".utf8.count)
      #expect(parts[0].filename == nil)
      #expect(parts[1].name == "empty")
      #expect(parts[1].length == 0)
      #expect(
        parts[2]
          == Echo.Part(
            name: "file", filename: "bell.png", type: "image/png", length: source.length,
            crc32: Self.sum))
    }
    #expect(source.notes.withLock { $0.largest } <= 64 * 1024)
  }

  @Test("A body that may be sent again starts again from its beginning", arguments: [false, true])
  func rewinds(http2: Bool) async throws {
    let source = Source(Source.bytes(300_000))
    try await Lab.with(http2: http2) { lab in
      _ = try await lab.engine.send(lab.get("/ok"))
      let path = Lab.path("rst")
      let request = try lab.request(
        .put, "\(path)?times=1", body: .stream(length: Int64(source.length), reader: source.open))
      let echo = try Echo(try await lab.engine.send(request))
      #expect(echo.crc32 == crc32(source.content))
      #expect(try await lab.server.count(path) == 2)
    }
    #expect(source.notes.withLock { $0.seeks } > 0)
  }

  @Test("A form that may be sent again starts again from its beginning", arguments: [false, true])
  func rewindsForms(http2: Bool) async throws {
    let source = Source(Source.bytes(300_000))
    try await Lab.with(http2: http2) { lab in
      _ = try await lab.engine.send(lab.get("/ok"))
      let path = Lab.path("rst")
      let request = try lab.request(
        .put, "\(path)?times=1",
        body: .form([
          CurlPart(name: "first", content: .bytes(Array("small".utf8))),
          CurlPart(name: "file", content: .stream(length: Int64(source.length), reader: source.open)),
        ]))
      let echo = try Echo(try await lab.engine.send(request))
      let parts = try #require(echo.parts)
      #expect(parts.map(\.crc32) == [crc32(Array("small".utf8)), crc32(source.content)])
      #expect(try await lab.server.count(path) == 2)
    }
    #expect(source.notes.withLock { $0.seeks } > 0)
  }

  @Test("A source that breaks or ends early ends the transfer", arguments: [false, true])
  func breaks(early: Bool) async throws {
    let source = Source(Source.bytes(early ? 100_000 : 300_000), breaksAt: early ? .max : 100_000)
    try await Lab.with { lab in
      let path = Lab.path("ok")
      let request = try lab.request(
        .put, path, body: .stream(length: 300_000, reader: source.open), acts: true)
      let failure = try await lab.failure(request)
      #expect(failure.code == .source)
      #expect(failure.bytesMayHaveLeft)
      #expect(try await lab.engine.send(try lab.get("/ok")).status == 200)
    }
  }
}
