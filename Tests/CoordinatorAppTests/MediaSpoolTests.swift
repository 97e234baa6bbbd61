import CentralStore
import Domain
import Foundation
import Platforms
import Synchronization
import TestKit
import Testing

@testable import CoordinatorApp

/// Images on their way out: whole, right, and never more of them than there is room for.
struct MediaSpoolTests {
  /// Images as the centre holds them, in chunks, and what was asked of it.
  final class Shelf: Sendable {
    struct State {
      var images: [String: [[UInt8]]] = [:]
      var isComplete = true
      var asked = 0
      var largest = 0
    }

    let state = Mutex(State())

    func put(_ bytes: [UInt8], as name: Digest? = nil, chunk: Int = 262_144) -> MediaSource {
      let chunks = stride(from: 0, to: bytes.count, by: chunk).map { Array(bytes[$0..<min($0 + chunk, bytes.count)]) }
      let digest = name ?? Digest.of(bytes)
      state.withLock { $0.images[digest.hex] = chunks }
      return MediaSource(region: .derived("spool"), sha256: digest, octets: Int64(bytes.count))
    }

    func fetch(_ source: MediaSource, _ number: Int) -> ReadMediaChunk.Chunk? {
      state.withLock { state in
        state.asked += 1
        guard let chunks = state.images[source.sha256.hex] else { return nil }
        let bytes = number < chunks.count ? chunks[number] : nil
        state.largest = max(state.largest, bytes?.count ?? 0)
        return .init(octets: Int64(chunks.reduce(0) { $0 + $1.count }), isComplete: state.isComplete, bytes: bytes)
      }
    }
  }

  /// An image of about so many bytes.
  static func bytes(_ count: Int, _ seed: UInt8 = 1) -> [UInt8] { SampleImage.gif(blocks: count / 256, seed: seed) }

  private func with(
    limit: Int64 = 10_000_000, _ body: (MediaSpool, Shelf, String) async throws -> Void
  ) async throws {
    try await Folder.with { path in
      let shelf = Shelf()
      let spool = MediaSpool(folder: path + "/media", limit: limit) { shelf.fetch($0, $1) }
      try await spool.start()
      try await body(spool, shelf, path + "/media")
    }
  }

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func comesInChunksAndIsKeptUnderItsName() async throws {
    try await with { spool, shelf, folder in
      let bytes = Self.bytes(1_000_000)
      let source = shelf.put(bytes)
      let file = try await spool.open(source)
      #expect(try file.readToEnd().map(Array.init) == bytes)
      #expect(shelf.state.withLock { $0.asked } == 4 && shelf.state.withLock { $0.largest } == 262_144)
      #expect(try names(folder) == [source.sha256.hex])
      #expect(try Folder.mode(folder) == 0o700)
      #expect(try Folder.mode(folder + "/" + source.sha256.hex) == 0o600)
      _ = try await spool.open(source)
      #expect(shelf.state.withLock { $0.asked } == 4, "what is there is not fetched again")
    }
  }

  @Test func whatIsNotAsItShouldBeLeavesNothingBehind() async throws {
    try await with { spool, shelf, folder in
      let trouble = { (source: MediaSource) async -> MediaSpool.Trouble? in
        do throws(MediaSpool.Trouble) { _ = try await spool.open(source) } catch { return error }
        return nil
      }
      let bytes = Self.bytes(600_000)
      let right = shelf.put(bytes)
      var short = right
      short.octets -= 1
      #expect(await trouble(short) == .wrong)
      #expect(await trouble(shelf.put(Self.bytes(600_000, 2), as: Digest.of(bytes))) == .wrong)
      #expect(await trouble(MediaSource(region: .derived("spool"), sha256: Digest.of([1]), octets: 1)) == .missing)
      #expect(await trouble(shelf.put(bytes + Array("Quay Street 7".utf8))) == .unclean)
      #expect(await trouble(shelf.put(Array("no image".utf8))) == .unclean)
      let whole = shelf.put(bytes)
      shelf.state.withLock { $0.isComplete = false }
      #expect(await trouble(whole) == .incomplete)
      let left = try names(folder)
      #expect(left == [])
      shelf.state.withLock { $0.isComplete = true }
      #expect(await trouble(whole) == nil)
    }
  }

  @Test func theOldestMakeRoomAndWhoReadsReadsOn() async throws {
    try await with(limit: 250_000) { spool, shelf, folder in
      let sources = (0..<4).map { shelf.put(Self.bytes(100_000, UInt8($0))) }
      let first = try await spool.open(sources[0])
      for (place, source) in sources.enumerated() {
        _ = try await spool.open(source)
        // Their times are told apart by the file system's clock.
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: Double(place))],
          ofItemAtPath: folder + "/" + source.sha256.hex)
      }
      #expect(try names(folder) == sources.suffix(2).map(\.sha256.hex).sorted())
      #expect(try first.readToEnd().map(Array.init) == Self.bytes(100_000, 0))
    }
  }

  @Test func aStartEmptiesIt() async throws {
    try await with { spool, shelf, folder in
      let source = shelf.put(Self.bytes(1000))
      _ = try await spool.open(source)
      try Data([1]).write(to: URL(filePath: folder + "/left.part"))
      try await spool.start()
      #expect(try names(folder) == [])
      // A file that was cut short is fetched anew.
      _ = try await spool.open(source)
      try Data([1]).write(to: URL(filePath: folder + "/" + source.sha256.hex))
      let file = try await spool.open(source)
      #expect(try file.readToEnd().map(Array.init) == Self.bytes(1000))
    }
  }
}
