import Domain
import Foundation

/// The files of images in an office's state folder: each is named by the SHA-256 of its content, whole from its first
/// moment under that name, and for its owner's eyes only.
package struct ImageFolder: Sendable {
  private let folder: String

  /// - Parameter folder: the state folder.
  package init(folder: String) {
    self.folder = folder + "/media"
  }

  /// Where an image lies, or would.
  package func path(of digest: Digest) -> String { "\(folder)/\(digest.hex.prefix(2))/\(digest.hex)" }

  package func has(_ digest: Digest) -> Bool { FileManager.default.fileExists(atPath: path(of: digest)) }

  /// Reads an image file, cleans it of what it tells beside the image, and keeps that. The file given is not changed.
  ///
  /// What is returned is durable. Throws an `ImageProblem`, or a `LocalStoreError` when there is no room.
  package func take(_ file: String) throws -> KeptImage {
    let source = try Self.open(file)
    defer { try? source.handle.close() }
    let reading = try ImageReading(of: source.bytes, named: URL(filePath: file).lastPathComponent)
    return try keep(reading) { try Self.each(reading.pieces, of: source.handle, $0) }
  }

  /// What would be taken of a file, without keeping anything. Throws as `take` does.
  package func look(at file: String) throws -> KeptImage {
    let source = try Self.open(file)
    defer { try? source.handle.close() }
    let reading = try ImageReading(of: source.bytes, named: URL(filePath: file).lastPathComponent)
    var running = RunningDigest()
    try Self.each(reading.pieces, of: source.handle) { running.take($0) }
    return KeptImage(sha256: running.digest, facts: reading.facts)
  }

  /// The bytes of a file as it goes on.
  private static func each(
    _ pieces: [ImageReading.Piece], of handle: FileHandle, _ body: ([UInt8]) throws -> Void
  ) throws {
    for piece in pieces {
      switch piece {
      case .put(let bytes): try body(bytes)
      case .kept(let range):
        for start in stride(from: range.lowerBound, to: range.upperBound, by: reach) {
          let bytes = try read(handle, start..<min(start + reach, range.upperBound))
          guard !bytes.isEmpty else { throw ImageProblem.changing }
          try body(bytes)
        }
      }
    }
  }

  /// Some bytes of a kept image; fewer at its end. Nil when it is not there.
  package func bytes(_ range: Range<Int>, of digest: Digest) -> [UInt8]? {
    guard let handle = FileHandle(forReadingAtPath: path(of: digest)) else { return nil }
    defer { try? handle.close() }
    return try? Self.read(handle, range)
  }

  /// Whether the file of a kept image is still what it was.
  package func isWhole(_ digest: Digest) -> Bool { (try? Self.digest(of: path(of: digest))) == digest }

  // MARK: - Images that come from the centre

  /// How many whole pieces of an image have come so far; what came of the next is thrown away.
  package func arrived(_ digest: Digest, inPiecesOf length: Int) throws -> Int {
    let path = arriving(digest)
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    let pieces = size / length
    guard size > pieces * length else { return pieces }
    try Self.writing {
      guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteNoPermission) }
      defer { try? handle.close() }
      try handle.truncate(atOffset: UInt64(pieces * length))
    }
    return pieces
  }

  /// Adds what has come of an image to what came before.
  package func append(_ bytes: [UInt8], to digest: Digest) throws {
    let path = arriving(digest)
    if !FileManager.default.fileExists(atPath: path) { try create(path) }
    try Self.writing {
      guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteNoPermission) }
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: Data(bytes))
    }
  }

  /// Keeps an image that has come, if it is what it should be; else it is thrown away and false comes back.
  package func finish(_ digest: Digest, as facts: ImageFacts) throws -> Bool {
    let path = arriving(digest)
    let isRight = (try? Self.digest(of: path)) == digest && (try? Self.facts(of: path)) == facts
    guard isRight else {
      try? FileManager.default.removeItem(atPath: path)
      return false
    }
    try settle(path, as: digest)
    return true
  }

  private func arriving(_ digest: Digest) -> String { "\(folder)/arriving/\(digest.hex)" }

  /// Copies a kept image to a file that is not there yet, or is the same already.
  package func copy(_ digest: Digest, to file: String) throws {
    if (try? Self.digest(of: file)) == digest { return }
    try Self.writing { try FileManager.default.copyItem(atPath: path(of: digest), toPath: file) }
  }

  // MARK: - Housekeeping

  /// Removes the files of images that are not in `kept`, and what was begun and never finished, where they are older
  /// than `start`.
  package func remove(except kept: Set<Digest>, olderThan start: Instant) {
    let files = FileManager.default
    let names = Set(kept.map(\.hex))
    for group in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
      for name in (try? files.contentsOfDirectory(atPath: "\(folder)/\(group)")) ?? [] {
        let path = "\(folder)/\(group)/\(name)"
        let changed = (try? files.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        guard group == "arriving" || !names.contains(name), changed.map({ Instant($0) < start }) ?? false else {
          continue
        }
        try? files.removeItem(atPath: path)
      }
    }
  }

  // MARK: - Files

  private static let reach = 262_144

  /// Writes to a name of its own, makes it durable, looks at it again, and gives it its name.
  private func keep(_ reading: ImageReading, _ fill: (([UInt8]) throws -> Void) throws -> Void) throws -> KeptImage {
    let path = "\(folder)/arriving/\(UUID().uuidString).new"
    try create(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var running = RunningDigest()
    try Self.writing {
      guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileWriteNoPermission) }
      defer { try? handle.close() }
      try fill { bytes in
        running.take(bytes)
        try handle.write(contentsOf: Data(bytes))
      }
    }
    guard try Self.facts(of: path) == reading.facts else { throw ImageProblem.changing }
    let digest = running.digest
    try settle(path, as: digest)
    return KeptImage(sha256: digest, facts: reading.facts)
  }

  /// Of a file that is clean; nil of another.
  private static func facts(of path: String) throws -> ImageFacts? {
    let source = try open(path)
    defer { try? source.handle.close() }
    let reading = try ImageReading(of: source.bytes)
    return reading.isClean ? reading.facts : nil
  }

  private func settle(_ path: String, as digest: Digest) throws {
    let place = self.path(of: digest)
    try makeFolder(URL(filePath: place).deletingLastPathComponent().path(percentEncoded: false))
    try Self.writing {
      try Self.makeDurable(path)
      // The same image again, perhaps by another command at this moment. One that has been spoilt is replaced.
      if has(digest), !isWhole(digest) { try FileManager.default.removeItem(atPath: place) }
      do {
        try FileManager.default.moveItem(atPath: path, toPath: place)
      } catch {
        guard has(digest) else { throw error }
        try? FileManager.default.removeItem(atPath: path)
      }
      try Self.makeDurable(URL(filePath: place).deletingLastPathComponent().path(percentEncoded: false))
    }
  }

  private func create(_ path: String) throws {
    try makeFolder("\(folder)/arriving")
    guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
      throw LocalStoreError(.unreachable, "the folder of images cannot be written")
    }
  }

  private func makeFolder(_ path: String) throws {
    try Self.writing {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }
  }

  private static func makeDurable(_ path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
    defer { try? handle.close() }
    try handle.synchronize()
  }

  /// Only an ordinary file: another could have no end, or none that comes.
  private static func open(_ file: String) throws -> (handle: FileHandle, bytes: ImageBytes) {
    let path = URL(filePath: file).resolvingSymlinksInPath().path(percentEncoded: false)
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? NSNumber,
      let handle = FileHandle(forReadingAtPath: path)
    else { throw ImageProblem.unreadable }
    return (handle, ImageBytes(count: size.intValue) { try read(handle, $0) })
  }

  private static func read(_ handle: FileHandle, _ range: Range<Int>) throws -> [UInt8] {
    do {
      try handle.seek(toOffset: UInt64(range.lowerBound))
      return Array(try handle.read(upToCount: range.count) ?? Data())
    } catch {
      throw ImageProblem.unreadable
    }
  }

  private static func digest(of path: String) throws -> Digest {
    let source = try open(path)
    defer { try? source.handle.close() }
    var running = RunningDigest()
    for start in stride(from: 0, to: source.bytes.count, by: reach) {
      running.take(try read(source.handle, start..<min(start + reach, source.bytes.count)))
    }
    return running.digest
  }

  /// What the system says of writing, in our words.
  private static func writing<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let problem as ImageProblem {
      throw problem
    } catch let trouble as LocalStoreError {
      throw trouble
    } catch {
      throw LocalStoreError(writing: error)
    }
  }
}

extension LocalStoreError {
  /// Of a file that could not be written.
  init(writing error: any Error) {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let codes = [error as NSError, underlying].compactMap { $0 }.filter { $0.domain == NSPOSIXErrorDomain }.map(\.code)
    let isFull =
      (error as? CocoaError)?.code == .fileWriteOutOfSpace
      || codes.contains { $0 == Int(ENOSPC) || $0 == Int(EDQUOT) }
    self.init(isFull ? .full : .unreachable, "a file of an image cannot be written: \(error.localizedDescription)")
  }
}
