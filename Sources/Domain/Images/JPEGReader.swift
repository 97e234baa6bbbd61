/// The segments of a JPEG file (ITU-T T.81).
enum JPEGReader {
  static func read(_ file: inout ImageBytes) throws -> ImageParts {
    var parts = ImageParts()
    try parts.keep(0..<2)
    var at = 2
    var hasScan = false
    while true {
      guard try file.byte(at) == 0xFF else { throw ImageProblem.damaged("something stands between its parts") }
      // Any number of these may stand before a marker, and mean nothing.
      while try file.byte(at + 1) == 0xFF { at += 1 }
      let marker = try file.byte(at + 1)
      if marker == 0xD9 {
        guard hasScan else { throw ImageProblem.damaged("there is no image in it") }
        try parts.keep(at..<at + 2)
        return parts
      }
      guard marker >= 0xC0, !(0xD0...0xD8).contains(marker) else {
        throw ImageProblem.damaged("a part of it has no name")
      }
      let length = try file.number(bigEndian: at + 2..<at + 4)
      let end = at + 2 + length
      guard length >= 2 else { throw ImageProblem.damaged("a part of it has no length") }
      guard end <= file.count else { throw ImageProblem.cutOff }
      if marker == 0xDA {
        guard parts.width > 0 else { throw ImageProblem.damaged("it does not say how large the image is") }
        hasScan = true
        let next = try scanEnd(&file, from: end)
        try parts.keep(at..<next)
        at = next
      } else {
        try segment(marker, at..<end, of: &file, &parts)
        at = end
      }
    }
  }

  private static func segment(
    _ marker: UInt8, _ range: Range<Int>, of file: inout ImageBytes, _ parts: inout ImageParts
  ) throws {
    switch marker {
    case 0xC0, 0xC1, 0xC2: try frame(range, of: &file, &parts)
    case 0xC4, 0xDB, 0xDC, 0xDD: try parts.keep(range)
    case 0xE0: try head(range, of: &file, &parts)
    case 0xE1: try exif(range, of: &file, &parts)
    case 0xE2 where try begins(range, "ICC_PROFILE\0", of: &file): try parts.keep(range)
    case 0xEE where try begins(range, "Adobe", of: &file): try parts.keep(range)
    case 0xE2...0xEF, 0xFE: break
    case 0xC3, 0xC5...0xCF: throw ImageProblem.foreign("a rare kind of JPEG")
    default: throw ImageProblem.damaged("a part of it is of no known kind")
    }
  }

  private static func frame(_ range: Range<Int>, of file: inout ImageBytes, _ parts: inout ImageParts) throws {
    let at = range.lowerBound + 4
    guard range.count >= 10, parts.width == 0 else { throw ImageProblem.damaged("it does not say how large it is") }
    guard try file.byte(at) == 8 else { throw ImageProblem.foreign("a rare kind of JPEG") }
    let height = try file.number(bigEndian: at + 1..<at + 3)
    try parts.measure(try file.number(bigEndian: at + 3..<at + 5), height)
    let components = Int(try file.byte(at + 5))
    guard [1, 3, 4].contains(components), range.count == 10 + 3 * components else {
      throw ImageProblem.damaged("it has no colours")
    }
    try parts.keep(range)
  }

  /// The first segment, without the small copy of the image that may lie in it.
  private static func head(_ range: Range<Int>, of file: inout ImageBytes, _ parts: inout ImageParts) throws {
    guard range.count >= 18, try begins(range, "JFIF\0", of: &file) else { return }
    let at = range.lowerBound
    let plain = [0xFF, 0xE0, 0, 16] + (try file.bytes(at + 4..<at + 16)) + [0, 0]
    try parts.put(plain, for: range, of: &file)
  }

  /// What EXIF says is left out but for the way up; XMP, which stands under the same marker, wholly.
  private static func exif(_ range: Range<Int>, of file: inout ImageBytes, _ parts: inout ImageParts) throws {
    guard parts.orientation == 1, try begins(range, "Exif\0\0", of: &file) else { return }
    parts.orientation = ImageOrientation.read(try file.bytes(range.lowerBound + 10..<range.upperBound))
    guard parts.orientation != 1 else { return }
    let tiff = ImageOrientation.tiff(parts.orientation)
    let plain = [0xFF, 0xE1, 0, UInt8(8 + tiff.count)] + Array("Exif\0\0".utf8) + tiff
    try parts.put(plain, for: range, of: &file)
  }

  private static func begins(_ range: Range<Int>, _ words: String, of file: inout ImageBytes) throws -> Bool {
    let at = range.lowerBound + 4
    let words = Array(words.utf8)
    return range.upperBound - at >= words.count ? try file.bytes(at..<at + words.count) == words : false
  }

  /// Where the packed image ends that begins here: at a marker that is neither a restart nor a stuffed byte.
  private static func scanEnd(_ file: inout ImageBytes, from start: Int) throws -> Int {
    var at = start
    while true {
      at = try file.first(0xFF, from: at)
      switch try file.byte(at + 1) {
      case 0x00, 0xD0...0xD7: at += 2
      case 0xFF: at += 1
      default: return at
      }
    }
  }
}
