/// The chunks of a WebP file (RFC 9649).
enum WebPReader {
  /// What goes on: the image and its colours.
  private static let kept: Set = ["VP8 ", "VP8L", "ICCP", "ANIM", "ANMF", "ALPH"]

  private enum Flag {
    static let animation: UInt8 = 0x02
    static let xmp: UInt8 = 0x04
    static let exif: UInt8 = 0x08
  }

  static func read(_ file: inout ImageBytes) throws -> ImageParts {
    let stated = try file.number(littleEndian: 4..<8)
    let end = 8 + stated
    guard end <= file.count else { throw ImageProblem.cutOff }
    var state = State()
    var at = 12
    while at < end {
      guard at + 8 <= end else { throw ImageProblem.damaged("something stands between its parts") }
      let kind = try file.text(at..<at + 4)
      let length = try file.number(littleEndian: at + 4..<at + 8)
      let data = at + 8..<at + 8 + length
      guard data.upperBound <= end else { throw ImageProblem.damaged("a part of it is longer than the whole") }
      try state.take(kind, data, of: &file)
      at = data.upperBound + length % 2
    }
    return try state.finish(&file)
  }

  private struct State {
    /// What follows the twelve bytes of the head.
    var parts = ImageParts()
    var head: Range<Int>?
    var hasImage = false
    var frames = 0

    mutating func take(_ kind: String, _ data: Range<Int>, of file: inout ImageBytes) throws {
      switch kind {
      case "VP8X":
        guard data.lowerBound == 20, data.count == 10 else { throw ImageProblem.damaged("its head is in disorder") }
        head = data
        let width = 1 + (try file.number(littleEndian: data.lowerBound + 4..<data.lowerBound + 7))
        try parts.measure(width, 1 + (try file.number(littleEndian: data.lowerBound + 7..<data.lowerBound + 10)))
        return
      case "VP8 ", "VP8L":
        guard !hasImage else { throw ImageProblem.damaged("there are two images in it") }
        hasImage = true
        let (width, height) = try WebPReader.size(kind, data, of: &file)
        guard head == nil || (width, height) == (parts.width, parts.height) else {
          throw ImageProblem.damaged("it says two different sizes")
        }
        try parts.measure(width, height)
      case "ANMF":
        try WebPReader.frame(data, of: &file)
        frames += 1
      case "EXIF": return try exif(data, of: &file)
      default: break
      }
      guard WebPReader.kept.contains(kind) else { return }
      guard head != nil || kind.hasPrefix("VP8") else { throw ImageProblem.damaged("its head is missing") }
      try parts.keep(data.lowerBound - 8..<data.upperBound)
      try pad(data, of: &file)
    }

    /// A chunk of odd length is followed by a byte that means nothing; some writers leave out the last.
    private mutating func pad(_ data: Range<Int>, of file: inout ImageBytes) throws {
      guard data.count % 2 == 1 else { return }
      let place = data.upperBound..<min(data.upperBound + 1, file.count)
      try parts.put([0], for: place, of: &file)
    }

    private mutating func exif(_ data: Range<Int>, of file: inout ImageBytes) throws {
      guard head != nil, parts.orientation == 1 else { return }
      var bytes = try file.bytes(data.lowerBound..<min(data.upperBound, data.lowerBound + ImageOrientation.mostRead))
      if bytes.starts(with: Array("Exif\0\0".utf8)) { bytes.removeFirst(6) }
      parts.orientation = ImageOrientation.read(bytes)
      guard parts.orientation != 1 else { return }
      let tiff = ImageOrientation.tiff(parts.orientation)
      let chunk = Array("EXIF".utf8) + [UInt8(tiff.count), 0, 0, 0] + tiff
      try parts.put(chunk, for: data.lowerBound - 8..<data.upperBound, of: &file)
    }

    /// With a head that fits what was kept.
    func finish(_ file: inout ImageBytes) throws -> ImageParts {
      var flags: UInt8 = 0
      if let head { flags = try file.byte(head.lowerBound) }
      let isAnimated = flags & Flag.animation != 0
      guard isAnimated ? frames > 0 && !hasImage : hasImage && frames == 0 else {
        throw ImageProblem.damaged("there is no image in it")
      }
      var whole = ImageParts()
      try whole.measure(parts.width, parts.height)
      whole.orientation = parts.orientation
      let length = 4 + (head == nil ? 0 : 18) + parts.octets
      let sizes = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: length >> $0) }
      try whole.put(Array("RIFF".utf8) + sizes + Array("WEBP".utf8), for: 0..<12, of: &file)
      if let head {
        var chunk = try file.bytes(head.lowerBound - 8..<head.upperBound)
        chunk[8] = flags & ~(Flag.xmp | Flag.exif) | (parts.orientation == 1 ? 0 : Flag.exif)
        try whole.put(chunk, for: head.lowerBound - 8..<head.upperBound, of: &file)
      }
      for piece in parts.pieces {
        switch piece {
        case .kept(let range): try whole.keep(range)
        case .put(let bytes): try whole.put(bytes)
        }
      }
      return whole
    }
  }

  /// What the packed image itself says that it measures.
  private static func size(_ kind: String, _ data: Range<Int>, of file: inout ImageBytes) throws -> (Int, Int) {
    let at = data.lowerBound
    if kind == "VP8L" {
      guard data.count >= 5, try file.byte(at) == 0x2F else { throw ImageProblem.damaged("there is no image in it") }
      let bits = try file.number(littleEndian: at + 1..<at + 5)
      guard bits >> 29 == 0 else { throw ImageProblem.damaged("it is of no known version") }
      return (1 + bits & 0x3FFF, 1 + (bits >> 14) & 0x3FFF)
    }
    guard data.count >= 10, try file.byte(at) & 1 == 0, try file.bytes(at + 3..<at + 6) == [0x9D, 0x01, 0x2A] else {
      throw ImageProblem.damaged("there is no image in it")
    }
    let width = try file.number(littleEndian: at + 6..<at + 8) & 0x3FFF
    return (width, try file.number(littleEndian: at + 8..<at + 10) & 0x3FFF)
  }

  /// One image of an animation: chunks of its own, of which none may hold anything else.
  private static func frame(_ data: Range<Int>, of file: inout ImageBytes) throws {
    var at = data.lowerBound + 16
    var hasImage = false
    while at < data.upperBound {
      guard at + 8 <= data.upperBound else { throw ImageProblem.strange }
      let kind = try file.text(at..<at + 4)
      let length = try file.number(littleEndian: at + 4..<at + 8)
      let inner = at + 8..<at + 8 + length
      guard inner.upperBound <= data.upperBound, ["VP8 ", "VP8L", "ALPH"].contains(kind) else {
        throw ImageProblem.strange
      }
      if kind != "ALPH" {
        let (width, height) = try size(kind, inner, of: &file)
        guard ImageFacts.isBearable(width, height) else { throw ImageProblem.tooManyPixels(width, height) }
        hasImage = true
      }
      at = inner.upperBound + length % 2
    }
    guard hasImage else { throw ImageProblem.damaged("there is no image in it") }
  }
}
