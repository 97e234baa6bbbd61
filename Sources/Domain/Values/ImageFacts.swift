/// What an image file is, as read from its bytes. It follows from the content, so it needs no place in the digest.
package struct ImageFacts: Hashable, Sendable, Codable {
  package var type: ImageType
  /// Length of the file in bytes.
  package var octets: Int64
  /// In pixels, as shown: a rotation that the file asks for is counted in.
  package var width: Int
  package var height: Int

  /// The longest file that is taken, in bytes. Of the platforms here the most generous takes 16 MiB for an image
  /// (Mastodon; looked up in November 2026).
  package static let mostOctets = 16 << 20
  /// The same for people: "16.7 MB".
  package static let mostInWords = RoughNumber.megabytes(Int64(mostOctets), .down)
  /// The most pixels: more than that somebody would have to unpack into 200 MB. Cameras of telephones make 50 million.
  package static let mostPixels = 50_000_000

  /// Whether an image of so many pixels may be unpacked at all.
  package static func isBearable(_ width: Int, _ height: Int) -> Bool {
    width <= mostPixels && height <= mostPixels && width * height <= mostPixels
  }

  /// Whether there can be such an image here.
  package var isSane: Bool {
    octets > 0 && octets <= Self.mostOctets && width > 0 && height > 0 && Self.isBearable(width, height)
  }

  package init(type: ImageType, octets: Int64, width: Int, height: Int) {
    self.type = type
    self.octets = octets
    self.width = width
    self.height = height
  }
}

/// The kinds of image that every platform here takes, by media type.
package enum ImageType: String, Sendable, Codable, CaseIterable {
  case jpeg = "image/jpeg"
  case png = "image/png"
  case gif = "image/gif"
  case webp = "image/webp"
}
