/// What Mastodon sees in a text: links, and mentions of accounts.
///
/// Follows section 11 of the platform's page: a link begins with `http://` or `https://`; a mention of an account
/// elsewhere is `@name@domain`. Works on Unicode scalars, since a combining mark may follow a link directly.
package struct MastodonText {
  /// A stretch of the text that counts otherwise than it is long.
  private enum Piece {
    case link(end: Int)
    /// `nameEnd` is where the domain's `@` stands.
    case mention(nameEnd: Int, end: Int)
  }

  private let scalars: [Unicode.Scalar]

  private init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// Length as the platform counts: extended grapheme clusters, after each link has become `perLink` characters
  /// and each mention has lost its domain.
  package static func length(warning: String?, text: String, perLink: Int) -> Int {
    let placeholder = String(repeating: "x", count: perLink)
    let rewritten = [warning ?? "", text].map { MastodonText($0).rewritten(link: placeholder) }
    return rewritten.joined().count
  }

  /// The letters and digits alone, without links and domains of mentions: equal where two texts say the same,
  /// whatever a server made of the marks between.
  package static func letters(_ text: String) -> String {
    let kept = MastodonText(text).rewritten(link: " ").unicodeScalars.filter { isWord($0) && $0 != "_" }
    return String(String.UnicodeScalarView(kept)).lowercased()
  }

  private func rewritten(link: String) -> String {
    var out = String.UnicodeScalarView()
    var index = 0
    while index < scalars.count {
      switch piece(at: index) {
      case .link(let end):
        out.append(contentsOf: link.unicodeScalars)
        index = end
      case .mention(let nameEnd, let end):
        out.append(contentsOf: scalars[index..<nameEnd])
        index = end
      case nil:
        out.append(scalars[index])
        index += 1
      }
    }
    return String(out)
  }

  private func piece(at index: Int) -> Piece? {
    switch scalars[index] {
    case "h", "H": linkEnd(from: index).map { .link(end: $0) }
    case "@": mention(from: index)
    default: nil
    }
  }

  // MARK: Links

  private func linkEnd(from start: Int) -> Int? {
    if start > 0 {
      let before = scalars[start - 1]
      if Self.isWord(before) || before == "@" || before == "#" || before == "$" { return nil }
    }
    guard let host = prefix("https://", at: start) ?? prefix("http://", at: start) else { return nil }
    var end = run(from: host) { Self.isWord($0) || $0 == "." || $0 == "-" }
    while end > host, [".", "-", "_"].contains(scalars[end - 1]) { end -= 1 }
    guard end > host else { return nil }
    if end < scalars.count, scalars[end] == ":" {
      let port = run(from: end + 1) { ("0"..."9").contains($0) }
      if port > end + 1 { end = port }
    }
    guard end < scalars.count, ["/", "?", "#"].contains(scalars[end]) else { return end }
    return tailEnd(from: end)
  }

  /// Path, query and fragment, without the punctuation of the sentence that the link stands in.
  private func tailEnd(from start: Int) -> Int {
    var end = run(from: start) { Self.isWord($0) || Self.inTail.contains($0) }
    var unopened = scalars[start..<end].reduce(0) { $0 + ($1 == ")" ? 1 : $1 == "(" ? -1 : 0) }
    while end > start {
      let last = scalars[end - 1]
      if Self.isWord(last) || Self.endsTail.contains(last) || (last == ")" && unopened <= 0) { break }
      unopened -= last == ")" ? 1 : last == "(" ? -1 : 0
      end -= 1
    }
    return end
  }

  private static let inTail = Set("!*';:=+,.$/%#[]-–~@|&?()".unicodeScalars)
  private static let endsTail = Set("=#/+-&".unicodeScalars)

  // MARK: Mentions

  private func mention(from start: Int) -> Piece? {
    if start > 0 {
      let before = scalars[start - 1]
      if Self.isWord(before) || before == "=" || before == "/" { return nil }
    }
    let nameEnd = run(from: start + 1) { Self.isName($0) || $0 == "." || $0 == "-" }
    guard nameEnd > start + 1, Self.isName(scalars[start + 1]), Self.isName(scalars[nameEnd - 1]),
      nameEnd < scalars.count, scalars[nameEnd] == "@"
    else { return nil }
    var end = run(from: nameEnd + 1) { Self.isWord($0) || $0 == "." || $0 == "-" }
    while end > nameEnd + 1, scalars[end - 1] == "." || scalars[end - 1] == "-" { end -= 1 }
    return end > nameEnd + 2 ? .mention(nameEnd: nameEnd, end: end) : nil
  }

  // MARK: Scalars

  private func run(from start: Int, while belongs: (Unicode.Scalar) -> Bool) -> Int {
    var index = start
    while index < scalars.count, belongs(scalars[index]) { index += 1 }
    return index
  }

  /// The index after `text`, when it stands at `index`, whatever its case.
  private func prefix(_ text: String, at index: Int) -> Int? {
    let wanted = Array(text.unicodeScalars)
    guard index + wanted.count <= scalars.count else { return nil }
    for offset in wanted.indices
    where scalars[index + offset].properties.lowercaseMapping != String(wanted[offset]) { return nil }
    return index + wanted.count
  }

  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && isWord(scalar)
  }

  /// Letters, marks, digits and the connecting line.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: true
    default: false
    }
  }
}
