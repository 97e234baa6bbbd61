/// An image file, read through its structure without unpacking it: what it is, and which of its bytes go on.
///
/// What tells of more than the image is left behind: where and when it was taken, by whom and with what, comments,
/// small copies of it, and whatever follows its end. Which way up it is shown is kept, and so are its colours.
/// To read what the pieces give finds the same facts and leaves nothing behind.
package struct ImageReading: Hashable, Sendable {
  /// Of the file as it goes on.
  package let facts: ImageFacts
  /// The file as it goes on, in order.
  package let pieces: [Piece]
  /// Whether the file goes on as it is, to its last byte.
  package let isClean: Bool

  package enum Piece: Hashable, Sendable {
    /// These bytes of the file.
    case kept(Range<Int>)
    /// These, in the place of others.
    case put([UInt8])
  }

  /// Throws an `ImageProblem`, or what reading the file throws.
  ///
  /// - Parameter name: of the file; one that ends as another kind of image does is refused.
  package init(of file: ImageBytes, named name: String? = nil) throws {
    var file = file
    guard file.count > 0 else { throw ImageProblem.empty }
    guard file.count <= ImageFacts.mostOctets else { throw ImageProblem.tooLarge(file.count) }
    let type = try ImageType(head: try file.bytes(0..<min(file.count, 512)))
    if let named = name.flatMap(ImageType.init(named:)), named != type {
      throw ImageProblem.misnamed(named, is: type)
    }
    let found: ImageParts
    switch type {
    case .jpeg: found = try JPEGReader.read(&file)
    case .png: found = try PNGReader.read(&file)
    case .gif: found = try GIFReader.read(&file)
    case .webp: found = try WebPReader.read(&file)
    }
    let (width, height) = found.isTurned ? (found.height, found.width) : (found.width, found.height)
    facts = ImageFacts(type: type, octets: Int64(found.octets), width: width, height: height)
    pieces = found.pieces
    isClean = pieces == [.kept(0..<file.count)]
  }
}

/// What a reader has found so far.
struct ImageParts {
  private(set) var pieces: [ImageReading.Piece] = []
  private(set) var octets = 0
  private(set) var width = 0
  private(set) var height = 0
  /// As EXIF counts: 1 is upright, 5 to 8 lie on their side.
  var orientation: UInt8 = 1

  var isTurned: Bool { orientation >= 5 }

  /// More than any real file needs; keeps a hostile one from filling the memory.
  private static let mostPieces = 20_000

  /// Before anything is unpacked: the header alone says how much that would be.
  mutating func measure(_ width: Int, _ height: Int) throws {
    guard width > 0, height > 0 else { throw ImageProblem.damaged("it measures nothing") }
    guard ImageFacts.isBearable(width, height) else { throw ImageProblem.tooManyPixels(width, height) }
    (self.width, self.height) = (width, height)
  }

  mutating func keep(_ range: Range<Int>) throws {
    guard !range.isEmpty else { return }
    octets += range.count
    if case .kept(let before) = pieces.last, before.upperBound == range.lowerBound {
      pieces[pieces.count - 1] = .kept(before.lowerBound..<range.upperBound)
      return
    }
    guard pieces.count < Self.mostPieces else { throw ImageProblem.strange }
    pieces.append(.kept(range))
  }

  mutating func put(_ bytes: [UInt8]) throws {
    guard pieces.count < Self.mostPieces else { throw ImageProblem.strange }
    octets += bytes.count
    pieces.append(.put(bytes))
  }

  /// Puts bytes in the place of as many, or keeps those where they are the same.
  mutating func put(_ bytes: [UInt8], for range: Range<Int>, of file: inout ImageBytes) throws {
    if range.count == bytes.count, try file.bytes(range) == bytes { return try keep(range) }
    try put(bytes)
  }
}

extension ImageType {
  /// By how the file begins; throws an `ImageProblem` that names what it is instead.
  init(head: [UInt8]) throws {
    func begins(_ bytes: [UInt8], at place: Int = 0) -> Bool { head.dropFirst(place).starts(with: bytes) }
    func says(_ text: String, at place: Int = 0) -> Bool { begins(Array(text.utf8), at: place) }
    if begins([0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if begins(PNGReader.signature) {
      self = .png
    } else if says("GIF87a") || says("GIF89a") {
      self = .gif
    } else if says("RIFF"), says("WEBP", at: 8) {
      self = .webp
    } else if says("ftyp", at: 4) {
      let brand = String(decoding: head.dropFirst(8).prefix(4), as: UTF8.self)
      let images = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]
      throw ImageProblem.foreign(
        images.contains(brand) ? "a HEIC image" : brand.hasPrefix("avi") ? "an AVIF image" : "a video")
    } else if begins([0x49, 0x49, 0x2A, 0]) || begins([0x4D, 0x4D, 0, 0x2A]) {
      throw ImageProblem.foreign("a TIFF or raw image")
    } else if says("BM") {
      throw ImageProblem.foreign("a BMP image")
    } else if says("%PDF") {
      throw ImageProblem.foreign("a PDF document")
    } else if says("8BPS") {
      throw ImageProblem.foreign("a Photoshop file")
    } else if begins([0xFF, 0x0A]) || begins([0, 0, 0, 12, 0x4A, 0x58, 0x4C, 0x20]) {
      throw ImageProblem.foreign("a JPEG XL image")
    } else if String(decoding: head, as: UTF8.self).contains("<svg") {
      throw ImageProblem.foreign("an SVG drawing")
    } else {
      throw ImageProblem.unknown
    }
  }

  /// By how the name of a file ends; nil where that says nothing.
  package init?(named name: String) {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    guard let type = Self.allCases.first(where: { $0.endings.contains(ending) }) else { return nil }
    self = type
  }

  /// How names of such files end, the usual one first.
  package var endings: [String] {
    switch self {
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .png: ["png", "apng"]
    case .gif: ["gif"]
    case .webp: ["webp"]
    }
  }

  /// For sentences.
  package var title: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .gif: "GIF"
    case .webp: "WebP"
    }
  }
}
