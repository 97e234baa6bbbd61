import CentralStore
import Domain
import Foundation
import Platforms

/// Images on their way out, as files of their own that a request reads from: fetched from the database chunk by chunk,
/// each named by its content, and never whole in memory. A cache: it may be emptied at any time.
actor MediaSpool {
  /// Reads one chunk of an image from the centre; nil: there is no such image.
  typealias Fetch = @Sendable (MediaSource, Int) async throws -> ReadMediaChunk.Chunk?

  /// Why an image cannot be sent now.
  enum Trouble: Error, Hashable {
    case missing, incomplete, wrong
    /// The office's program did not leave behind what tells of more than the image, or it is none.
    case unclean
    /// The spool's own folder cannot be written, or the database does not answer.
    case unreadable

    /// In a member's words.
    var sentence: String {
      switch self {
      case .missing: "An image of this post has not come to the centre."
      case .incomplete: "An image of this post has not come to the centre whole yet."
      case .wrong: "An image of this post is not what was approved: its bytes at the centre are others."
      case .unclean:
        "An image of this post may tell where, when or by whom it was taken, or is no image: it is not sent."
      case .unreadable: "An image of this post could not be read at the centre."
      }
    }
  }

  let folder: String
  /// Bytes that may stay; the oldest go first.
  private let limit: Int64
  private let fetch: Fetch
  private var filling: [String: Task<Void, any Error>] = [:]

  init(folder: String, limit: Int64 = 512 * 1024 * 1024, fetch: @escaping Fetch) {
    self.folder = folder
    self.limit = limit
    self.fetch = fetch
  }

  /// Makes the folder, for its owner alone, and empties it. Who still reads a file there reads on.
  func start() throws {
    let manager = FileManager.default
    try manager.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
    for name in try manager.contentsOfDirectory(atPath: folder) {
      try? manager.removeItem(atPath: folder + "/" + name)
    }
  }

  /// The image's file, open: whoever holds it reads it to its end, whatever becomes of its name.
  func open(_ source: MediaSource) async throws(Trouble) -> FileHandle {
    let path = path(source)
    // Another coordinator that starts here may empty the folder between the two steps: then once more.
    for _ in 0..<3 {
      if let file = whole(path, source.octets) { return file }
      do {
        try await fill(source)
      } catch {
        throw error as? Trouble ?? .unreadable
      }
    }
    throw .unreadable
  }

  private func path(_ source: MediaSource) -> String { folder + "/" + source.sha256.hex }

  private func whole(_ path: String, _ octets: Int64) -> FileHandle? {
    guard let file = FileHandle(forReadingAtPath: path), let end = try? file.seekToEnd(), end == UInt64(octets),
      (try? file.seek(toOffset: 0)) != nil
    else { return nil }
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: path)
    return file
  }

  /// Once at a time for each image.
  private func fill(_ source: MediaSource) async throws {
    if let running = filling[source.sha256.hex] { return try await running.value }
    let (temporary, path) = (folder + "/" + UUID().uuidString + ".part", path(source))
    let fetch = fetch
    // Not cut short when the asker goes: others may wait for the same image.
    let task = Task { try await Self.fill(source, temporary, path, fetch) }
    filling[source.sha256.hex] = task
    defer { filling[source.sha256.hex] = nil }
    try await task.value
    tidy(keeping: path)
  }

  private static func fill(
    _ source: MediaSource, _ temporary: String, _ path: String, _ fetch: Fetch
  ) async throws {
    let manager = FileManager.default
    guard manager.createFile(atPath: temporary, contents: nil, attributes: [.posixPermissions: 0o600]),
      let file = FileHandle(forWritingAtPath: temporary)
    else { throw Trouble.unreadable }
    do {
      var hash = RunningDigest()
      var (written, number) = (Int64(0), 0)
      while written < source.octets {
        guard let chunk = try await fetch(source, number) else { throw Trouble.missing }
        guard chunk.isComplete else { throw Trouble.incomplete }
        guard chunk.octets == source.octets, let bytes = chunk.bytes, !bytes.isEmpty else { throw Trouble.wrong }
        written += Int64(bytes.count)
        guard written <= source.octets else { throw Trouble.wrong }
        hash.take(bytes)
        try file.write(contentsOf: bytes)
        number += 1
      }
      guard hash.digest == source.sha256 else { throw Trouble.wrong }
      try file.close()
      guard isClean(temporary, Int(written)) else { throw Trouble.unclean }
      // Takes the place of a damaged file of that name; a name appears only with the whole under it.
      _ = try? manager.removeItem(atPath: path)
      try manager.moveItem(atPath: temporary, toPath: path)
    } catch {
      try? file.close()
      try? manager.removeItem(atPath: temporary)
      throw error
    }
  }

  /// Each office cleans what it takes in; nothing that goes out rests on that alone.
  private static func isClean(_ path: String, _ count: Int) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let bytes = ImageBytes(count: count) { range in
      try file.seek(toOffset: UInt64(range.lowerBound))
      return try file.read(upToCount: range.count).map(Array.init) ?? []
    }
    return (try? ImageReading(of: bytes))?.isClean == true
  }

  /// Removes the oldest until the rest fits.
  private func tidy(keeping path: String) {
    let manager = FileManager.default
    let names = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
    var files = names.filter { !$0.hasSuffix(".part") }.compactMap { name -> (path: String, size: Int64, at: Date)? in
      let file = folder + "/" + name
      guard let facts = try? manager.attributesOfItem(atPath: file) else { return nil }
      return (file, (facts[.size] as? NSNumber)?.int64Value ?? 0, facts[.modificationDate] as? Date ?? .distantPast)
    }
    files.sort { $0.at < $1.at }
    var total = files.reduce(0) { $0 + $1.size }
    for file in files where total > limit && file.path != path {
      try? manager.removeItem(atPath: file.path)
      total -= file.size
    }
  }
}
