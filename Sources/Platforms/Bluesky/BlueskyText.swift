/// What is marked in a text for Bluesky: links, mentions and tags. Servers detect none of them: what is not marked is
/// dead text. So the rules are ours, near to those of the official app; what a preview shows is what is marked.
package struct BlueskyText {
  package enum Feature: Hashable, Sendable {
    /// The address, as typed.
    case link(String)
    /// The handle, in small letters.
    case mention(String)
    /// The tag without its sign.
    case tag(String)
  }

  /// A marked stretch of the text.
  package struct Piece: Hashable, Sendable {
    package var feature: Feature
    /// Places counted in Unicode scalars from 0.
    package var scalars: Range<Int>
    /// The same in bytes of UTF-8.
    package var bytes: Range<Int>

    var kind: TextMark.Kind {
      switch feature {
      case .link: .link
      case .mention: .mention
      case .tag: .hashtag
      }
    }
  }

  private let scalars: [Unicode.Scalar]

  /// In the text's order; none overlaps another.
  package static func pieces(_ text: String) -> [Piece] {
    let scanner = BlueskyText(scalars: Array(text.unicodeScalars))
    var pieces: [Piece] = []
    var (index, bytes) = (0, 0)
    while index < scanner.scalars.count {
      let found = scanner.piece(at: index)
      let end = found?.end ?? index + 1
      let size = scanner.scalars[index..<end].reduce(0) { $0 + UTF8.width($1) }
      if let found {
        pieces.append(Piece(feature: found.feature, scalars: index..<end, bytes: bytes..<(bytes + size)))
      }
      (index, bytes) = (end, bytes + size)
    }
    return pieces
  }

  private func piece(at index: Int) -> (feature: Feature, end: Int)? {
    switch scalars[index] {
    case "h", "H": link(from: index)
    case "@": mention(from: index)
    case "#", "\u{FF03}": tag(from: index)
    default: nil
    }
  }

  // MARK: Links

  private func link(from start: Int) -> (Feature, Int)? {
    guard !follows(start, Self.isWord, or: "@#$/"),
      let host = prefix("https://", at: start) ?? prefix("http://", at: start), host < scalars.count,
      Self.isWord(scalars[host]) || scalars[host] == "["
    else { return nil }
    var end = host
    while end < scalars.count, !Self.endsLink(scalars[end]) { end += 1 }
    end = withoutSentence(host, end)
    guard end > host else { return nil }
    return (.link(words(start..<end)), end)
  }

  /// Without the punctuation of the sentence that the link stands in.
  private func withoutSentence(_ start: Int, _ end: Int) -> Int {
    let pairs: [Unicode.Scalar: Unicode.Scalar] = [")": "(", "]": "[", "}": "{"]
    var end = end
    while end > start {
      let last = scalars[end - 1]
      if let opening = pairs[last] {
        let link = scalars[start..<end]
        if link.count(where: { $0 == last }) <= link.count(where: { $0 == opening }) { break }
      } else if !Self.sentence.contains(last) {
        break
      }
      end -= 1
    }
    return end
  }

  private static let sentence = Set(".,;:!?'’…*".unicodeScalars)
  private static let quotes = Set("<>\"“”„«»`。、，！？；：（）「」『』【】《》".unicodeScalars)

  private static func endsLink(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || quotes.contains(scalar) || isHidden(scalar)
  }

  // MARK: Mentions

  private func mention(from start: Int) -> (Feature, Int)? {
    guard !follows(start, Self.isWord, or: "@/=.-") else { return nil }
    var end = start + 1
    while end < scalars.count, Self.inHandle(scalars[end]) { end += 1 }
    while end > start + 1, scalars[end - 1] == "." || scalars[end - 1] == "-" { end -= 1 }
    let handle = words((start + 1)..<end)
    guard BlueskyNames.isHandle(handle) else { return nil }
    // `@name.example@elsewhere` is an account of another network.
    if end < scalars.count, Self.isWord(scalars[end]) || scalars[end] == "@" { return nil }
    return (.mention(handle.lowercased()), end)
  }

  private static func inHandle(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII && (isWord(scalar) && scalar != "_" || scalar == "." || scalar == "-")
  }

  // MARK: Tags

  /// A tag stands alone, after a space or an opening bracket: letters, digits and signs as emoji have, between them
  /// also hyphens and the like; not digits alone.
  private func tag(from start: Int) -> (Feature, Int)? {
    if start > 0, !scalars[start - 1].properties.isWhitespace, scalars[start - 1] != "(" { return nil }
    let first = start + 1
    var end = first
    while end < scalars.count, Self.belongsToTag(scalars[end]) { end += 1 }
    while end > first, Self.inTag.contains(scalars[end - 1]) { end -= 1 }
    // `#️⃣` is a picture.
    guard end > first, scalars[first] != "\u{FE0F}", scalars[first..<end].contains(where: { Self.says($0) }) else {
      return nil
    }
    let tag = words(first..<end)
    guard tag.count <= 64, tag.utf8.count <= 640 else { return nil }
    return (.tag(tag), end)
  }

  private static let inTag = Set("_-'’\u{B7}\u{30FB}\u{200C}\u{200D}".unicodeScalars)

  private static func belongsToTag(_ scalar: Unicode.Scalar) -> Bool {
    isWord(scalar) || isSign(scalar) || inTag.contains(scalar)
  }

  private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .otherSymbol, .modifierSymbol: true
    // Of the flags of countries within countries.
    default: (0xE0020...0xE007F).contains(scalar.value)
    }
  }

  private static func says(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.generalCategory == .otherSymbol
  }

  // MARK: Scalars

  private func words(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

  private func follows(_ index: Int, _ isOne: (Unicode.Scalar) -> Bool, or others: String) -> Bool {
    index > 0 && (isOne(scalars[index - 1]) || others.unicodeScalars.contains(scalars[index - 1]))
  }

  /// The index after `text`, when it stands at `index`, whatever its case.
  private func prefix(_ text: String, at index: Int) -> Int? {
    let wanted = Array(text.unicodeScalars)
    guard index + wanted.count <= scalars.count else { return nil }
    for offset in wanted.indices where scalars[index + offset].properties.lowercaseMapping != String(wanted[offset]) {
      return nil
    }
    return index + wanted.count
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse, .unassigned: true
    default: false
    }
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
