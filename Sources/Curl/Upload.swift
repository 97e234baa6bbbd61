import CLibCurl

/// A body being drawn from its reader. libcurl holds its address while the transfer, which owns it,
/// is under way.
final class Upload {
  let length: Int64
  private let open: @Sendable () throws -> CurlReader
  private var reader: CurlReader?
  private var position: Int64 = 0
  /// The reader threw, or ended before its length.
  private(set) var failed = false

  /// The most bytes asked of a reader at once.
  static let chunk = 64 * 1024

  init(length: Int64, open: @escaping @Sendable () throws -> CurlReader) {
    self.length = length
    self.open = open
  }

  /// The next bytes; none at the end; nil when the reader failed.
  func next(_ limit: Int) -> [UInt8]? {
    let wanted = Int(min(Int64(min(limit, Self.chunk)), length - position))
    guard wanted > 0 else { return [] }
    do {
      let reader = try opened()
      let bytes = try reader.read(wanted)
      guard !bytes.isEmpty, bytes.count <= wanted else {
        failed = true
        return nil
      }
      position += Int64(bytes.count)
      return bytes
    } catch {
      failed = true
      return nil
    }
  }

  /// Goes to a place; false when the reader cannot.
  func seek(to offset: Int64) -> Bool {
    do {
      try opened().seek(offset)
      position = offset
      return true
    } catch {
      failed = true
      return false
    }
  }

  private func opened() throws -> CurlReader {
    if let reader { return reader }
    let fresh = try open()
    reader = fresh
    return fresh
  }
}
