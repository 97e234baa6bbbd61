/// The one thing that EXIF tells of which the image itself is in need: which way up it is shown.
enum ImageOrientation {
  /// The first 64 KiB say it, or nothing does.
  static let mostRead = 65_536

  /// Reads the number from a TIFF structure; 1, upright, where it says none that can be understood.
  static func read(_ tiff: [UInt8]) -> UInt8 {
    guard tiff.count >= 8 else { return 1 }
    let isBig = tiff[0] == 0x4D
    guard tiff[0] == tiff[1], isBig || tiff[0] == 0x49 else { return 1 }
    func number(_ at: Int, _ length: Int) -> Int? {
      guard at >= 0, at + length <= tiff.count else { return nil }
      let bytes = tiff[at..<at + length]
      return (isBig ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(2, 2) == 42, let table = number(4, 4), let entries = number(table, 2) else { return 1 }
    for index in 0..<entries {
      let at = table + 2 + 12 * index
      guard let tag = number(at, 2) else { return 1 }
      guard tag == 0x0112 else { continue }
      guard number(at + 2, 2) == 3, number(at + 4, 4) == 1, let value = number(at + 8, 2) else { return 1 }
      return (1...8).contains(value) ? UInt8(value) : 1
    }
    return 1
  }

  /// A TIFF structure that says this number and nothing else.
  static func tiff(_ orientation: UInt8) -> [UInt8] {
    [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  }
}
