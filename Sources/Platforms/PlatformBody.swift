import Domain

/// What a request carries. An image is named, not held: whoever makes the request streams its bytes.
package enum PlatformBody: Hashable, Sendable {
  case none
  case bytes([UInt8])
  /// The bytes of one image and nothing else.
  case media(MediaSource)
  /// `multipart/form-data`.
  case form([FormPart])

  /// What stands in the request word for word; empty where an image is named.
  package var literal: [UInt8] {
    if case .bytes(let bytes) = self { bytes } else { [] }
  }

  /// Whether an image is part of it.
  package var hasMedia: Bool {
    switch self {
    case .none, .bytes: false
    case .media: true
    case .form(let parts): parts.contains { if case .media = $0.content { true } else { false } }
    }
  }
}

/// One part of a form.
package struct FormPart: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case bytes([UInt8])
    case media(MediaSource)
  }

  package var name: String
  package var filename: String?
  package var contentType: String?
  package var content: Content

  package init(name: String, filename: String? = nil, contentType: String? = nil, content: Content) {
    self.name = name
    self.filename = filename
    self.contentType = contentType
    self.content = content
  }
}

/// Where the bytes of an image are: with the office that wrote the post, under their SHA-256.
package struct MediaSource: Hashable, Sendable {
  package var region: RegionID
  package var sha256: Digest
  /// Exactly so many bytes.
  package var octets: Int64

  package init(region: RegionID, sha256: Digest, octets: Int64) {
    self.region = region
    self.sha256 = sha256
    self.octets = octets
  }
}
