/// What Mastodon sees in a text: links, mentions of accounts, and hashtags.
///
/// Follows section 11 of the platform's page: a link begins with `http://` or `https://`; a mention of an account
/// elsewhere is `@name@domain`. Works on Unicode scalars, since a combining mark may follow a link directly.
/// One scanner finds what is marked and what counts otherwise than it is long, so that the two agree.
package struct MastodonText {
  /// A stretch of the text that is more than letters.
  private enum Piece {
    case link(end: Int)
    /// `nameEnd` is where the domain's `@` stands, or the end where there is none.
    case mention(nameEnd: Int, end: Int)
    case hashtag(end: Int)

    var mark: (kind: TextMark.Kind, end: Int) {
      switch self {
      case .link(let end): (.link, end)
      case .mention(_, let end): (.mention, end)
      case .hashtag(let end): (.hashtag, end)
      }
    }
  }

  private let scalars: [Unicode.Scalar]

  private init(_ text: String) {
    scalars = Array(text.unicodeScalars)
  }

  /// Length as the platform counts: extended grapheme clusters of the warning as it stands and of the text, after
  /// each link of the text has become `perLink` characters and each mention has lost its domain.
  package static func length(warning: String?, text: String, perLink: Int) -> Int {
    let placeholder = String(repeating: "x", count: perLink)
    return ((warning ?? "") + MastodonText(text).rewritten(link: placeholder)).count
  }

  /// What the server will mark, in the text's order. A mention becomes one only where the account exists.
  package static func marks(_ text: String) -> [TextMark] {
    let text = MastodonText(text)
    var marks: [TextMark] = []
    var index = 0
    while index < text.scalars.count {
      guard let mark = text.piece(at: index)?.mark else {
        index += 1
        continue
      }
      marks.append(TextMark(kind: mark.kind, range: index..<mark.end))
      index = mark.end
    }
    return marks
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
      case .hashtag(let end):
        out.append(contentsOf: scalars[index..<end])
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
    case "#", "\u{FF03}": hashtagEnd(from: index).map { .hashtag(end: $0) }
    default: nil
    }
  }

  // MARK: Links

  private func linkEnd(from start: Int) -> Int? {
    if start > 0 {
      let before = scalars[start - 1]
      if before.isASCII && Self.isWord(before) && before != "_" || Self.barsLink.contains(before) { return nil }
    }
    guard let host = prefix("https://", at: start) ?? prefix("http://", at: start) else { return nil }
    var end = run(from: host) { Self.isWord($0) || $0 == "." || $0 == "-" }
    while end > host, [".", "-", "_"].contains(scalars[end - 1]) { end -= 1 }
    guard end > host else { return nil }
    end = domainEnd(from: host, to: end)
    if end < scalars.count, scalars[end] == ":" {
      let port = run(from: end + 1) { ("0"..."9").contains($0) }
      if port > end + 1 { end = port }
    }
    if end < scalars.count, scalars[end] == "/" { end = pathEnd(from: end) }
    if end < scalars.count, scalars[end] == "?" { end = queryEnd(from: end) }
    return end
  }

  /// A last label that begins in ASCII ends with it: what follows in another script is the sentence's.
  private func domainEnd(from host: Int, to end: Int) -> Int {
    guard let dot = scalars[host..<end].lastIndex(of: ".") else { return end }
    let label = scalars[(dot + 1)..<end]
    guard label.prefix(2).count(where: { $0.isASCII && Self.isWord($0) }) == 2 else { return end }
    return label.firstIndex { !$0.isASCII } ?? end
  }

  /// Path and fragment: all but spaces, angle brackets and brackets without a partner, without the punctuation of the
  /// sentence that the link stands in.
  private func pathEnd(from start: Int) -> Int {
    var end = start
    // Where the brackets began that are open; more than two within each other the server does not take.
    var opened: [Int] = []
    scan: while end < scalars.count {
      switch scalars[end] {
      case "<", ">", "?": break scan
      case "(" where opened.count == 2: break scan
      case "(": opened.append(end)
      case ")" where opened.isEmpty: break scan
      case ")": opened.removeLast()
      case let scalar where scalar.properties.isWhitespace: break scan
      default: break
      }
      end += 1
    }
    end = opened.first ?? end
    while end > start, Self.trailsPath.contains(scalars[end - 1]) { end -= 1 }
    return end
  }

  private func queryEnd(from start: Int) -> Int {
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

  private static let barsLink = Set("@\u{FF20}$#\u{FF03}".unicodeScalars)
  private static let trailsPath = Set("!*\"'「」;:,.$%[]~|@".unicodeScalars)
  private static let inTail = Set("!*';:=+,.$/%#[]-–~@|&?()".unicodeScalars)
  private static let endsTail = Set("=#/+-&".unicodeScalars)

  // MARK: Mentions

  private func mention(from start: Int) -> Piece? {
    if start > 0 {
      let before = scalars[start - 1]
      if Self.isWord(before) || before == "=" || before == "/" { return nil }
    }
    let nameEnd = chainEnd(from: start + 1, of: Self.isName)
    guard nameEnd > start + 1 else { return nil }
    var end = nameEnd
    if nameEnd < scalars.count, scalars[nameEnd] == "@" {
      let domainEnd = chainEnd(from: nameEnd + 1, of: Self.isWord)
      if domainEnd > nameEnd + 1 { end = domainEnd }
    }
    return goesOn(at: end) ? nil : .mention(nameEnd: nameEnd, end: end)
  }

  /// The end of words joined by dots and hyphens; `start` where there is none.
  private func chainEnd(from start: Int, of isPart: (Unicode.Scalar) -> Bool) -> Int {
    guard start < scalars.count, isPart(scalars[start]) else { return start }
    var end = run(from: start) { isPart($0) || $0 == "." || $0 == "-" }
    while scalars[end - 1] == "." || scalars[end - 1] == "-" { end -= 1 }
    return end
  }

  /// Whether what stands at `index` makes the mention before it none: a further `@`, `://`, or a Latin letter with an
  /// accent, which no account's name has.
  private func goesOn(at index: Int) -> Bool {
    guard index < scalars.count else { return false }
    switch scalars[index].value {
    case 0x40, 0xFF20: return true
    case 0xD7, 0xF7: return false
    case 0xC0...0x24F, 0x300...0x36F, 0x1E00...0x1EFF: return true
    default: return prefix("://", at: index) != nil
    }
  }

  // MARK: Hashtags

  /// As recent servers have it: a tag stands alone, after a space or at the beginning; older ones also mark it after
  /// most signs. Letters, digits and the connecting line, between them also middle dots and the mark that parts Persian
  /// letters; not digits alone.
  private func hashtagEnd(from start: Int) -> Int? {
    if start > 0, !scalars[start - 1].properties.isWhitespace { return nil }
    let first = start + 1
    let wordEnd = run(from: first, while: Self.isWord)
    guard wordEnd > first else { return nil }
    var end = run(from: first) { Self.isWord($0) || Self.inTag.contains($0) }
    while !Self.isWord(scalars[end - 1]) { end -= 1 }
    let isLetter = { (scalar: Unicode.Scalar) in scalar.properties.isAlphabetic }
    if end > first + 2, scalars[(first + 1)..<(end - 1)].contains(where: { isLetter($0) || Self.inTag.contains($0) }) {
      return end
    }
    return scalars[first..<wordEnd].contains(where: isLetter) ? wordEnd : nil
  }

  private static let inTag = Set("_\u{B7}\u{30FB}\u{200C}".unicodeScalars)

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
