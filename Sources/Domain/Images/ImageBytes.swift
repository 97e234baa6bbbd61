/// A file's bytes as whoever reads its structure asks for them: a window of it at a time, never the whole.
package struct ImageBytes {
  /// Length of the file.
  package let count: Int
  private let read: (Range<Int>) throws -> [UInt8]
  private var window: [UInt8] = []
  private var start = 0

  static let reach = 65_536

  /// - Parameter read: gives these bytes; fewer where the file has become shorter.
  package init(count: Int, read: @escaping (Range<Int>) throws -> [UInt8]) {
    self.count = count
    self.read = read
  }

  package init(_ bytes: [UInt8]) {
    self.init(count: bytes.count) { Array(bytes[$0]) }
  }

  /// Throws `ImageProblem.cutOff` beyond the end.
  mutating func byte(_ at: Int) throws -> UInt8 {
    if at < start || at >= start + window.count { try fill(at) }
    return window[at - start]
  }

  mutating func bytes(_ range: Range<Int>) throws -> [UInt8] {
    guard range.upperBound <= count else { throw ImageProblem.cutOff }
    if range.lowerBound >= start, range.upperBound <= start + window.count {
      return Array(window[range.lowerBound - start..<range.upperBound - start])
    }
    let bytes = try read(range)
    guard bytes.count == range.count else { throw ImageProblem.cutOff }
    return bytes
  }

  mutating func number(bigEndian range: Range<Int>) throws -> Int {
    try bytes(range).reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func number(littleEndian range: Range<Int>) throws -> Int {
    try bytes(range).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func text(_ range: Range<Int>) throws -> String {
    String(decoding: try bytes(range), as: UTF8.self)
  }

  /// Lends a stretch, window by window.
  mutating func each(_ range: Range<Int>, _ body: (ArraySlice<UInt8>) -> Void) throws {
    var at = range.lowerBound
    while at < range.upperBound {
      if at < start || at >= start + window.count { try fill(at) }
      let end = min(range.upperBound, start + window.count)
      body(window[at - start..<end - start])
      at = end
    }
  }

  /// Where this byte next stands; throws `ImageProblem.cutOff` where it does not.
  mutating func first(_ wanted: UInt8, from place: Int) throws -> Int {
    var at = place
    while true {
      if at < start || at >= start + window.count { try fill(at) }
      if let index = window[(at - start)...].firstIndex(of: wanted) { return start + index }
      at = start + window.count
    }
  }

  private mutating func fill(_ at: Int) throws {
    guard at < count else { throw ImageProblem.cutOff }
    let range = at..<min(count, at + Self.reach)
    let bytes = try read(range)
    guard !bytes.isEmpty, bytes.count <= range.count else { throw ImageProblem.cutOff }
    (start, window) = (at, bytes)
  }
}
