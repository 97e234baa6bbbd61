import Domain
import TestKit

/// Image files of each kind, put together by hand from the formats' own descriptions, each telling of a secret place
/// in every way that the format has.
enum ImageSamples {
  static let secret = Array("51.4778N 0.0014W".utf8)

  /// All of them by name, with how large they are as shown.
  static let all: [(name: String, bytes: [UInt8], width: Int, height: Int)] = [
    ("jpeg", jpeg(), 640, 480), ("turned jpeg", jpeg(orientation: 6), 480, 640), ("png", png(), 300, 200),
    ("turned png", png(orientation: 8), 200, 300), ("gif", gif(), 9, 7), ("webp", webp(), 64, 48),
    ("turned webp", webp(orientation: 5), 48, 64), ("plain webp", plainWebP(), 64, 48),
  ]

  static func exif(_ orientation: UInt8) -> [UInt8] {
    // Little-endian: orientation, then a table of the place that lies behind.
    [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]
      + [0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0] + secret
  }

  static func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
    [0xFF, marker, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 255)] + body
  }

  static func jpeg(orientation: UInt8 = 1, width: Int = 640, height: Int = 480) -> [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xD8]
    bytes += segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72, 1, 1, 9, 9, 9])
    bytes += segment(0xE1, Array("Exif\0\0".utf8) + exif(orientation))
    bytes += segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + secret)
    bytes += segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 7, 7]) + segment(0xE2, Array("MPF\0".utf8) + secret)
    bytes += segment(0xED, Array("Photoshop 3.0\0".utf8) + secret) + segment(0xFE, secret)
    bytes += segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])
    bytes += segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
    let size = [UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255)]
    bytes += segment(0xC2, [8] + size + [1, 1, 0x11, 0]) + segment(0xC4, [0] + [UInt8](repeating: 0, count: 16))
    // Two scans, with a stuffed byte and a restart in the first.
    bytes += segment(0xDA, [1, 1, 0, 0, 63, 0]) + [1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4]
    bytes += segment(0xDA, [1, 1, 0, 0, 63, 0]) + [5, 6, 7]
    return bytes + [0xFF, 0xD9] + Array("a film follows ".utf8) + secret
  }

  static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + body
    return big(body.count) + named + big(Int(sum(named)))
  }

  static func png(orientation: UInt8 = 1, width: Int = 300, height: Int = 200) -> [UInt8] {
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    bytes += chunk("IHDR", big(width) + big(height) + [8, 2, 0, 0, 0]) + chunk("gAMA", big(45455))
    bytes += chunk("tEXt", Array("Comment\0".utf8) + secret) + chunk("iTXt", secret) + chunk("zTXt", secret)
    bytes += chunk("eXIf", exif(orientation)) + chunk("tIME", [7, 234, 1, 1, 1, 1, 1]) + chunk("prVt", secret)
    bytes += chunk("IDAT", [1, 2, 3]) + chunk("IDAT", [4, 5])
    return bytes + chunk("IEND", []) + secret
  }

  static func gif() -> [UInt8] {
    var bytes = Array(SampleImage.gif().dropLast())
    bytes += [0x21, 0xFE, UInt8(secret.count)] + secret + [0]
    bytes += [0x21, 0xFF, 11] + Array("XMP DataXMP".utf8) + [UInt8(secret.count)] + secret + [0]
    bytes += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    return bytes + [0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x3B] + secret
  }

  private static func part(_ name: String, _ body: [UInt8]) -> [UInt8] {
    Array(name.utf8) + big(body.count).reversed() + body + (body.count % 2 == 1 ? [0] : [])
  }

  private static let vp8: [UInt8] = [0x10, 0, 0, 0x9D, 0x01, 0x2A, 64, 0, 48, 0, 9, 9, 9]

  static func webp(orientation: UInt8 = 1) -> [UInt8] {
    let body =
      part("VP8X", [0x2C, 0, 0, 0, 63, 0, 0, 47, 0, 0]) + part("ICCP", [1, 2, 3]) + part("VP8 ", vp8)
      + part("EXIF", exif(orientation)) + part("XMP ", secret) + part("what", secret)
    return Array("RIFF".utf8) + big(body.count + 4).reversed() + Array("WEBP".utf8) + body + secret
  }

  static func plainWebP() -> [UInt8] {
    let body = part("VP8L", [0x2F, 63, 0xC0, 0x0B, 0, 5]) + part("XMP ", secret)
    return Array("RIFF".utf8) + big(body.count + 4).reversed() + Array("WEBP".utf8) + body
  }

  static func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }

  /// CRC-32, bit by bit.
  private static func sum(_ bytes: [UInt8]) -> UInt32 {
    var register = UInt32.max
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register & 1 == 1 ? 0xEDB8_8320 ^ (register >> 1) : register >> 1 }
    }
    return ~register
  }
}
