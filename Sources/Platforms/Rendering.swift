/// What goes out, and what is wrong with it.
package struct Rendering: Hashable, Sendable {
  /// The exact text.
  package var text: String
  /// The languages in it, in order.
  package var parts: [TextPart]
  /// The content warning as it goes out; nil: there is none, or the platform knows none.
  package var warning: String?
  /// The one language that the platform is told; nil: it is told none.
  package var language: String?
  /// Its length as the platform counts, and the limit.
  package var length: Int
  package var limit: Int
  /// What the platform will mark in the text, in order.
  package var marks: [TextMark]
  /// The images, in order, with their alternative texts as they go out.
  package var images: [OutgoingImage]
  /// What keeps it from going out, in a member's words; empty when nothing does.
  package var problems: [String]

  package init(
    text: String, parts: [TextPart] = [], warning: String? = nil, language: String? = nil, length: Int, limit: Int,
    marks: [TextMark] = [], images: [OutgoingImage] = [], problems: [String]
  ) {
    self.text = text
    self.parts = parts
    self.warning = warning
    self.language = language
    self.length = length
    self.limit = limit
    self.marks = marks
    self.images = images
    self.problems = problems
  }

  /// The words of marks or parts.
  package func words(at ranges: [Range<Int>]) -> [String] {
    let scalars = Array(text.unicodeScalars)
    return ranges.map { String(String.UnicodeScalarView(scalars[$0])) }
  }
}
