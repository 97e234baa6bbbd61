/// Text that a platform gave: never trusted, never shown whole.
package enum ForeignText {
  /// The most of a platform's words that one of our sentences repeats, in characters.
  package static let longest = 200

  /// Fit to be shown: on one line, without control characters, at most `longest` characters, the secret hidden.
  package static func shown(_ text: String, hiding secret: Secret? = nil) -> String {
    var text = text
    if let value = secret?.reveal(), !value.isEmpty {
      text = text.split(separator: value, omittingEmptySubsequences: false).joined(separator: "•••")
    }
    var shown = String.UnicodeScalarView()
    // A single character may hold any number of combining marks, so the scalars are bounded as well.
    for scalar in text.unicodeScalars.prefix(4 * longest) {
      if mayShow(scalar) {
        shown.append(scalar)
      } else if shown.last != " " {
        shown.append(" ")
      }
    }
    let line = String(shown)
    return line.count > longest ? line.prefix(longest - 1) + "…" : line
  }

  /// An id as platforms give them, fit for paths and for storing; nil when it is none.
  package static func id(_ text: String?, hiding secret: Secret) -> String? {
    guard let text, (1...255).contains(text.utf8.count), text != ".", text != "..",
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !holds(text, secret)
    else { return nil }
    return text
  }

  /// A web address that may be stored and shown as a link; nil when it is none.
  package static func link(_ text: String?, hiding secret: Secret) -> String? {
    guard let text, text.utf8.count <= 2000, text.hasPrefix("https://") || text.hasPrefix("http://"),
      text.unicodeScalars.allSatisfy({ mayShow($0) && $0 != " " && $0 != "\"" && $0 != "<" && $0 != ">" }),
      !holds(text, secret)
    else { return nil }
    return text
  }

  private static func holds(_ text: String, _ secret: Secret) -> Bool {
    !secret.reveal().isEmpty && text.contains(secret.reveal())
  }

  private static func mayShow(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
    // Marks that turn the direction of what follows could make our own words read otherwise.
    case .format: scalar == "\u{200D}" || scalar == "\u{200C}"
    default: true
    }
  }
}
