/// What a request carries.
package enum CurlBody: Sendable {
  case none
  case bytes([UInt8])
  /// Exactly `length` bytes, drawn in chunks from a reader that the factory opens.
  case stream(length: Int64, reader: @Sendable () throws -> CurlReader)
  /// `multipart/form-data`.
  case form([CurlPart])
}

/// One part of a form.
package struct CurlPart: Sendable {
  package enum Content: Sendable {
    case bytes([UInt8])
    case stream(length: Int64, reader: @Sendable () throws -> CurlReader)
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

/// A source of bytes that can start again. It is opened and used on the engine's thread alone, so
/// reading must not wait for long: a file or memory, not a network.
package struct CurlReader {
  /// The next bytes, at most as many as asked; none only at the end.
  package var read: (Int) throws -> [UInt8]
  /// Goes to a place, counted in bytes from the start.
  package var seek: (Int64) throws -> Void

  package init(read: @escaping (Int) throws -> [UInt8], seek: @escaping (Int64) throws -> Void) {
    self.read = read
    self.seek = seek
  }
}
