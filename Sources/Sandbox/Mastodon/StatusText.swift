import Foundation

/// A status text cut into the pieces that the platform knows: links, mentions, hashtags and the rest.
package struct StatusText: Sendable, Equatable {
  /// How a server counts the length of a text.
  package enum Counting: String, Sendable, Codable {
    /// Mastodon: extended grapheme clusters, a link counts as a fixed number, a mention without its domain.
    case graphemes
    /// Other makes: Unicode scalars as they stand, no rule for links.
    case scalars
  }

  package enum Piece: Sendable, Equatable {
    case plain(String)
    case link(String)
    /// `@name` or `@name@domain`.
    case mention(name: String, domain: String?)
    case hashtag(String)
  }

  package let source: String
  package let pieces: [Piece]

  package init(_ source: String) {
    self.source = source
    var scanner = Scanner(source)
    pieces = scanner.pieces()
  }

  /// The length as a server of this kind counts it.
  package func length(_ counting: Counting, reservedPerLink: Int) -> Int {
    if counting == .scalars { return source.unicodeScalars.count }
    // The substitutions come before the count: what stands beside a link may melt into one cluster with it.
    let counted = pieces.map { piece in
      switch piece {
      case .plain(let text): text
      case .link: String(repeating: "x", count: reservedPerLink)
      case .mention(let name, _): "@" + name
      case .hashtag(let name): "#" + name
      }
    }
    return counted.joined().count
  }

  package var hashtags: [String] {
    pieces.compactMap { if case .hashtag(let name) = $0 { name.lowercased() } else { nil } }
  }

  /// The text as sanitised HTML. `account` gives the address of a mentioned account that exists here.
  package func html(base: String, account: (_ name: String, _ domain: String?) -> String?) -> String {
    let body = pieces.map { piece in
      switch piece {
      case .plain(let text): return StatusText.escape(text)
      case .link(let address): return StatusText.anchor(address)
      case .mention(let name, let domain):
        guard let address = account(name, domain) else {
          return StatusText.escape("@" + name + (domain.map { "@" + $0 } ?? ""))
        }
        return "<span class=\"h-card\" translate=\"no\"><a href=\"\(StatusText.escape(address))\" "
          + "class=\"u-url mention\">@<span>\(StatusText.escape(name))</span></a></span>"
      case .hashtag(let name):
        let tag = name.lowercased().addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name
        return "<a href=\"\(base)/tags/\(StatusText.escape(tag))\" class=\"mention hashtag\" rel=\"tag\">"
          + "#<span>\(StatusText.escape(name))</span></a>"
      }
    }.joined()
    return StatusText.paragraphs(body)
  }

  /// Empty lines part paragraphs, other line ends become breaks.
  private static func paragraphs(_ html: String) -> String {
    if html.isEmpty { return "" }
    let lines = html.replacingOccurrences(of: "\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    var paragraphs: [[Substring]] = [[]]
    for line in lines {
      if line.isEmpty {
        if !paragraphs[paragraphs.count - 1].isEmpty { paragraphs.append([]) }
      } else {
        paragraphs[paragraphs.count - 1].append(line)
      }
    }
    return paragraphs.filter { !$0.isEmpty }.map { "<p>\($0.joined(separator: "<br>"))</p>" }.joined()
  }

  private static func anchor(_ address: String) -> String {
    let scheme = address.prefix { $0 != ":" } + "://"
    let rest = address.dropFirst(scheme.count)
    return "<a href=\"\(escape(address))\" target=\"_blank\" rel=\"nofollow noopener noreferrer\" translate=\"no\">"
      + "<span class=\"invisible\">\(scheme)</span><span class=\"\">\(escape(String(rest)))</span></a>"
  }

  package static func escape(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

extension StatusText {
  /// Walks over the scalars of a text once, from left to right.
  private struct Scanner {
    private let text: [Unicode.Scalar]
    private var at = 0
    private var plain = String.UnicodeScalarView()
    private var found: [Piece] = []

    init(_ source: String) { text = Array(source.unicodeScalars) }

    mutating func pieces() -> [Piece] {
      while at < text.count {
        if let piece = link() ?? mention() ?? hashtag() {
          flush()
          found.append(piece)
        } else {
          plain.append(text[at])
          at += 1
        }
      }
      flush()
      return found
    }

    private mutating func flush() {
      if !plain.isEmpty { found.append(.plain(String(plain))) }
      plain = String.UnicodeScalarView()
    }

    private func string(_ range: Range<Int>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: text[range])
      return String(view)
    }

    private func follows(_ word: String) -> Bool {
      let scalars = word.unicodeScalars
      return at + scalars.count <= text.count
        && zip(scalars, text[at...]).allSatisfy { $0 == $1 || $0.properties.uppercaseMapping == String($1) }
    }

    /// `http://` or `https://`, a host with a dot, and all up to a space or a sign that ends addresses.
    private mutating func link() -> Piece? {
      guard text[at] == "h" || text[at] == "H", !(at > 0 && isWord(text[at - 1])) else { return nil }
      let scheme = follows("https://") ? 8 : follows("http://") ? 7 : 0
      guard scheme > 0 else { return nil }
      let enders: Set<Unicode.Scalar> = ["<", ">", "\"", "、", "。", "「", "」", "，", "！", "？"]
      var end = at + scheme
      while end < text.count, !text[end].properties.isWhitespace, !enders.contains(text[end]) { end += 1 }
      end = trimmed(end, from: at + scheme)
      let host = text[(at + scheme)..<end].prefix { !["/", "?", "#", ":"].contains($0) }
      guard host.contains("."), host.first != ".", host.last != "." else { return nil }
      defer { at = end }
      return .link(string(at..<end))
    }

    /// Signs of the sentence at the end of an address do not belong to it, nor a bracket that it did not open.
    private func trimmed(_ end: Int, from start: Int) -> Int {
      var end = end
      let signs: Set<Unicode.Scalar> = [".", ",", ":", ";", "!", "?", "'", "*", "…", "’", "”"]
      while end > start {
        let last = text[end - 1]
        let opened = text[start..<end].count { $0 == "(" }
        let closed = text[start..<end].count { $0 == ")" }
        guard signs.contains(last) || (last == ")" && closed > opened) || last == "]" else { break }
        end -= 1
      }
      return end
    }

    /// `@name`, `@name@domain`, not inside a word, an address or a path.
    private mutating func mention() -> Piece? {
      guard text[at] == "@" else { return nil }
      if at > 0, isWord(text[at - 1]) || text[at - 1] == "/" || text[at - 1] == "=" { return nil }
      let nameEnd = run(from: at + 1, isName, tailTrim: [".", "-"])
      guard nameEnd > at + 1 else { return nil }
      let name = string((at + 1)..<nameEnd)
      var end = nameEnd
      var domain: String?
      if nameEnd < text.count, text[nameEnd] == "@" {
        let domainEnd = run(from: nameEnd + 1, isDomain, tailTrim: [".", "-"])
        if domainEnd > nameEnd + 1 {
          domain = string((nameEnd + 1)..<domainEnd)
          end = domainEnd
        }
      }
      at = end
      return .mention(name: name, domain: domain)
    }

    private mutating func hashtag() -> Piece? {
      guard text[at] == "#" else { return nil }
      if at > 0, isWord(text[at - 1]) || text[at - 1] == "/" || text[at - 1] == "&" { return nil }
      let end = run(from: at + 1, isWord, tailTrim: [])
      let name = string((at + 1)..<end)
      guard name.unicodeScalars.contains(where: { $0.properties.isAlphabetic }) else { return nil }
      at = end
      return .hashtag(name)
    }

    private func run(
      from start: Int, _ belongs: (Unicode.Scalar) -> Bool, tailTrim: Set<Unicode.Scalar>
    ) -> Int {
      var end = start
      while end < text.count, belongs(text[end]) { end += 1 }
      while end > start, tailTrim.contains(text[end - 1]) { end -= 1 }
      return end
    }

    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
        || scalar.properties.generalCategory == .nonspacingMark
    }

    private func isName(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isASCII && (isWord(scalar) || scalar == "." || scalar == "-")
    }

    private func isDomain(_ scalar: Unicode.Scalar) -> Bool {
      (isWord(scalar) && scalar != "_") || scalar == "." || scalar == "-"
    }
  }
}
