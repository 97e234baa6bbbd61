/// The blocks of a GIF file (87a and 89a).
enum GIFReader {
  static func read(_ file: inout ImageBytes) throws -> ImageParts {
    var parts = ImageParts()
    let width = try file.number(littleEndian: 6..<8)
    try parts.measure(width, try file.number(littleEndian: 8..<10))
    var at = 13 + table(try file.byte(10))
    try parts.keep(0..<at)
    var hasImage = false
    while true {
      switch try file.byte(at) {
      case 0x3B:
        guard hasImage else { throw ImageProblem.damaged("there is no image in it") }
        try parts.keep(at..<at + 1)
        return parts
      case 0x2C:
        let end = try frame(at, of: &file)
        try parts.keep(at..<end)
        at = end
        hasImage = true
      case 0x21:
        let end = try blocksEnd(&file, from: at + 2)
        if try isKept(at, of: &file) { try parts.keep(at..<end) }
        at = end
      default: throw ImageProblem.damaged("something stands between its parts")
      }
    }
  }

  /// How an image is shown, and how often; comments, other programs' notes and typed text are not.
  private static func isKept(_ at: Int, of file: inout ImageBytes) throws -> Bool {
    switch try file.byte(at + 1) {
    case 0xF9: return true
    case 0xFF:
      guard try file.byte(at + 2) == 11 else { return false }
      return ["NETSCAPE2.0", "ANIMEXTS1.0"].contains(try file.text(at + 3..<at + 14))
    default: return false
    }
  }

  private static func frame(_ at: Int, of file: inout ImageBytes) throws -> Int {
    let width = try file.number(littleEndian: at + 5..<at + 7)
    let height = try file.number(littleEndian: at + 7..<at + 9)
    guard ImageFacts.isBearable(width, height) else { throw ImageProblem.tooManyPixels(width, height) }
    let data = at + 10 + table(try file.byte(at + 9))
    guard (2...8).contains(try file.byte(data)) else { throw ImageProblem.damaged("it has no colours") }
    return try blocksEnd(&file, from: data + 1)
  }

  /// Length of a table of colours, as the flags before it say.
  private static func table(_ flags: UInt8) -> Int { flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1) }

  /// Blocks of up to 255 bytes, each after its length, until one of none.
  private static func blocksEnd(_ file: inout ImageBytes, from start: Int) throws -> Int {
    var at = start
    while true {
      let length = Int(try file.byte(at))
      at += 1 + length
      if length == 0 { return at }
    }
  }
}
