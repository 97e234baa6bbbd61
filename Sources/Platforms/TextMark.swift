/// A stretch of an outgoing text that the platform shows as more than letters. Places count Unicode scalars from 0.
package struct TextMark: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, Codable {
    case link, mention, hashtag
  }

  package let kind: Kind
  package let range: Range<Int>

  package init(kind: Kind, range: Range<Int>) {
    self.kind = kind
    self.range = range
  }
}

/// The stretch of an outgoing text that is in one language. Places count Unicode scalars from 0.
package struct TextPart: Hashable, Sendable {
  package let language: String
  package let range: Range<Int>

  package init(language: String, range: Range<Int>) {
    self.language = language
    self.range = range
  }
}
