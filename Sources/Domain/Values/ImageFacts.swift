/// What an image file is, as read from its bytes. It follows from the content, so it needs no place in the digest.
package struct ImageFacts: Hashable, Sendable, Codable {
  package var type: ImageType
  /// Length of the file in bytes.
  package var octets: Int64
  /// In pixels, as shown: a rotation that the file asks for is counted in.
  package var width: Int
  package var height: Int

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
