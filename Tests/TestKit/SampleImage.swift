/// Image files made by hand: sound in their structure, of any length.
package enum SampleImage {
  /// A GIF of this many blocks of 255 bytes; another seed gives another image.
  package static func gif(blocks: Int = 2, seed: UInt8 = 1, width: UInt8 = 9, height: UInt8 = 7) -> [UInt8] {
    var bytes = Array("GIF89a".utf8) + [width, 0, height, 0, 0, 0, 0]
    bytes += [0x2C, 0, 0, 0, 0, width, 0, height, 0, 0, 2]
    for block in 0..<blocks {
      bytes.append(255)
      for index in 0..<255 { bytes.append(UInt8(truncatingIfNeeded: block &* 31 &+ index &* 7) &+ seed) }
    }
    return bytes + [0, 0x3B]
  }
}
