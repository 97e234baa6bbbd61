/// The chunks of a PNG file (W3C Recommendation, third edition).
enum PNGReader {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// What goes on: the image and its colours. Other chunks tell more, or nobody knows what.
  private static let kept: Set = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "bKGD", "hIST", "pHYs",
    "sPLT", "acTL", "fcTL", "fdAT",
  ]

  static func read(_ file: inout ImageBytes) throws -> ImageParts {
    var parts = ImageParts()
    try parts.keep(0..<8)
    var at = 8
    var hasImage = false
    while true {
      let length = try file.number(bigEndian: at..<at + 4)
      let name = try file.bytes(at + 4..<at + 8)
      guard name.allSatisfy({ (65...90).contains($0) || (97...122).contains($0) }) else {
        throw ImageProblem.damaged("a part of it has no name")
      }
      let range = at..<at + 12 + length
      guard range.upperBound <= file.count else { throw ImageProblem.cutOff }
      try check(range, of: &file)
      let kind = String(decoding: name, as: UTF8.self)
      guard (kind == "IHDR") == (at == 8) else { throw ImageProblem.damaged("it does not say how large it is") }
      switch kind {
      case "IHDR": try head(range, of: &file, &parts)
      case "IDAT": hasImage = hasImage || length > 0
      case "eXIf": try exif(range, of: &file, &parts)
      default: break
      }
      if kept.contains(kind) {
        try parts.keep(range)
      } else if name[0] < 97 {
        throw ImageProblem.damaged("a part of it is of no known kind")
      }
      at = range.upperBound
      if kind == "IEND" {
        guard hasImage else { throw ImageProblem.damaged("there is no image in it") }
        return parts
      }
    }
  }

  /// The four bytes at the end of each chunk say whether the others are as they were written.
  private static func check(_ range: Range<Int>, of file: inout ImageBytes) throws {
    var sum = CyclicSum()
    try file.each(range.lowerBound + 4..<range.upperBound - 4) { sum.take($0) }
    guard sum.value == UInt32(try file.number(bigEndian: range.upperBound - 4..<range.upperBound)) else {
      throw ImageProblem.damaged("a part of it has changed since it was written")
    }
  }

  private static func head(_ range: Range<Int>, of file: inout ImageBytes, _ parts: inout ImageParts) throws {
    guard range.count == 25 else { throw ImageProblem.damaged("it does not say how large it is") }
    let at = range.lowerBound + 8
    let width = try file.number(bigEndian: at..<at + 4)
    try parts.measure(width, try file.number(bigEndian: at + 4..<at + 8))
    let rest = try file.bytes(at + 8..<at + 13)
    let depths: [UInt8: [UInt8]] = [0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]]
    guard depths[rest[1]]?.contains(rest[0]) == true, rest[2] == 0, rest[3] == 0, rest[4] <= 1 else {
      throw ImageProblem.damaged("it has no colours")
    }
  }

  private static func exif(_ range: Range<Int>, of file: inout ImageBytes, _ parts: inout ImageParts) throws {
    guard parts.orientation == 1 else { return }
    let start = range.lowerBound + 8
    let end = min(range.upperBound - 4, start + ImageOrientation.mostRead)
    parts.orientation = ImageOrientation.read(try file.bytes(start..<end))
    guard parts.orientation != 1 else { return }
    let tiff = ImageOrientation.tiff(parts.orientation)
    let body = Array("eXIf".utf8) + tiff
    var sum = CyclicSum()
    sum.take(body[...])
    try parts.put([0, 0, 0, UInt8(tiff.count)] + body + sum.bytes, for: range, of: &file)
  }
}

/// CRC-32 as PNG uses it.
struct CyclicSum {
  private var register: UInt32 = 0xFFFF_FFFF

  private static let table: [UInt32] = (0..<256).map { start in
    (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  mutating func take(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes { register = Self.table[Int((register ^ UInt32(byte)) & 0xFF)] ^ (register >> 8) }
  }

  var value: UInt32 { register ^ 0xFFFF_FFFF }
  var bytes: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
}
