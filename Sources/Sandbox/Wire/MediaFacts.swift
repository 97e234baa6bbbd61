import Foundation

/// What the bytes of a picture or film tell of themselves, whatever their sender says.
package struct MediaFacts: Sendable, Equatable {
  /// The media type by the first bytes.
  package var type: String
  /// Width and height in pixels, where the format tells them near its begin.
  package var size: Size?

  package struct Size: Sendable, Equatable {
    package var width: Int
    package var height: Int
  }

  /// Looks at the first bytes; nil when they are of no known format.
  package init?(_ bytes: [UInt8]) {
    let reader = Reader(bytes: bytes)
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      type = "image/png"
      size = reader.text(12, 4) == "IHDR" ? reader.size(reader.big(16, 4), reader.big(20, 4)) : nil
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      type = "image/jpeg"
      size = reader.jpegSize()
    } else if ["GIF87a", "GIF89a"].contains(reader.text(0, 6)) {
      type = "image/gif"
      size = reader.size(reader.little(6, 2), reader.little(8, 2))
    } else if reader.text(0, 4) == "RIFF", reader.text(8, 4) == "WEBP" {
      type = "image/webp"
      size = reader.webpSize()
    } else if reader.text(4, 4) == "ftyp", let brand = reader.text(8, 4) {
      switch brand {
      case "avif", "avis": type = "image/avif"
      case "heic", "heix", "hevc", "mif1", "msf1": type = "image/heic"
      case "qt  ": type = "video/quicktime"
      case "M4A ": type = "audio/mp4"
      default: type = "video/mp4"
      }
      size = nil
    } else if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
      type = "video/webm"
      size = nil
    } else if reader.text(0, 3) == "ID3" || bytes.starts(with: [0xFF, 0xFB]) {
      type = "audio/mpeg"
      size = nil
    } else if reader.text(0, 4) == "OggS" {
      type = "audio/ogg"
      size = nil
    } else {
      return nil
    }
  }
}

/// Reads numbers and words at places that may lie outside of the bytes.
private struct Reader {
  let bytes: [UInt8]

  func big(_ at: Int, _ count: Int) -> Int? {
    guard at >= 0, at + count <= bytes.count else { return nil }
    return bytes[at..<(at + count)].reduce(0) { $0 << 8 | Int($1) }
  }

  func little(_ at: Int, _ count: Int) -> Int? {
    guard at >= 0, at + count <= bytes.count else { return nil }
    return bytes[at..<(at + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  func text(_ at: Int, _ count: Int) -> String? {
    guard at + count <= bytes.count else { return nil }
    return String(decoding: bytes[at..<(at + count)], as: UTF8.self)
  }

  func size(_ width: Int?, _ height: Int?) -> MediaFacts.Size? {
    guard let width, let height, width > 0, height > 0 else { return nil }
    return MediaFacts.Size(width: width, height: height)
  }

  /// The first start-of-frame segment tells height and width.
  func jpegSize() -> MediaFacts.Size? {
    var at = 2
    while let marker = big(at, 2), marker >> 8 == 0xFF, let length = big(at + 2, 2), length >= 2 {
      let kind = marker & 0xFF
      if (0xC0...0xCF).contains(kind), ![0xC4, 0xC8, 0xCC].contains(kind) {
        return size(big(at + 7, 2), big(at + 5, 2))
      }
      at += 2 + length
    }
    return nil
  }

  func webpSize() -> MediaFacts.Size? {
    switch text(12, 4) {
    case "VP8X": size(little(24, 3).map { $0 + 1 }, little(27, 3).map { $0 + 1 })
    case "VP8 ": size(little(26, 2).map { $0 & 0x3FFF }, little(28, 2).map { $0 & 0x3FFF })
    case "VP8L":
      little(21, 4).flatMap { bits in size(bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1) }
    default: nil
    }
  }
}
