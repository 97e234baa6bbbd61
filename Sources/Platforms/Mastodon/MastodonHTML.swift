/// Undoes what a server makes of a text: paragraphs, line breaks, links, entities.
///
/// The result is a guess good enough to accept, never good enough to refuse: where it differs, the source decides.
package enum MastodonHTML {
  /// The text that a reader would copy. A link whose shown form is shortened gives its address.
  package static func text(_ html: String) -> String {
    var reader = Reader(html)
    return reader.read()
  }

  private struct Reader {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var out: [Unicode.Scalar] = []
    /// No tag closes any more: what opens one is text.
    private var tagsEnded = false
    /// Where the text of the open link began, and its address.
    private var link: (start: Int, href: String)?

    init(_ html: String) {
      scalars = Array(html.unicodeScalars)
    }

    mutating func read() -> String {
      while index < scalars.count {
        switch scalars[index] {
        case "<": tag()
        case "&": entity()
        default:
          out.append(scalars[index])
          index += 1
        }
      }
      closeLink()
      return OutgoingText.plain(String(String.UnicodeScalarView(out)))
    }

    private mutating func tag() {
      guard !tagsEnded, let end = scalars[index...].firstIndex(of: ">") else {
        tagsEnded = true
        out.append("<")
        index += 1
        return
      }
      let inside = String(String.UnicodeScalarView(scalars[(index + 1)..<end]))
      index = end + 1
      let name = inside.prefix { !$0.isWhitespace && $0 != "/" }.lowercased()
      if inside.hasPrefix("/") {
        let closed = inside.dropFirst().lowercased()
        if closed == "p" { out.append(contentsOf: "\n\n".unicodeScalars) }
        if closed == "a" { closeLink() }
      } else if name == "br" {
        out.append("\n")
      } else if name == "a" {
        closeLink()
        link = MastodonHTML.attribute("href", of: inside).map { (out.count, $0) }
      }
    }

    /// A link that the server shortened with an ellipsis gives its address instead of what was shown.
    private mutating func closeLink() {
      guard let (start, href) = link else { return }
      link = nil
      guard out.last == "…", out.count > start else { return }
      out.removeLast(out.count - start)
      out.append(contentsOf: MastodonHTML.text(href).unicodeScalars)
    }

    private mutating func entity() {
      let window = scalars[(index + 1)..<min(index + 12, scalars.count)]
      if let end = window.firstIndex(of: ";"),
        let meant = MastodonHTML.entity(String(String.UnicodeScalarView(scalars[(index + 1)..<end])))
      {
        out.append(meant)
        index = end + 1
      } else {
        out.append("&")
        index += 1
      }
    }
  }

  /// The value of an attribute, still with its entities; nil when the tag has none in quotes.
  private static func attribute(_ name: String, of tag: String) -> String? {
    for quote in ["\"", "'"] {
      let parts = tag.split(separator: " \(name)=\(quote)", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, let value = parts[1].split(separator: quote, omittingEmptySubsequences: false).first {
        return String(value)
      }
    }
    return nil
  }

  private static func entity(_ name: String) -> Unicode.Scalar? {
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    case "nbsp": return "\u{A0}"
    case "hellip": return "…"
    default:
      guard name.hasPrefix("#") else { return nil }
      let digits = name.dropFirst()
      let hexadecimal = digits.hasPrefix("x") || digits.hasPrefix("X")
      let number = hexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return number.flatMap(Unicode.Scalar.init)
    }
  }
}
