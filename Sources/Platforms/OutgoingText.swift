import Domain

/// The texts of a post as one channel sends them.
package struct OutgoingText: Hashable, Sendable {
  /// The texts of the channel's languages, in its order, joined by exactly one blank line.
  package let text: String
  /// Where each language stands in it.
  package let parts: [TextPart]
  /// The channel's first language that the post has; nil when it has none.
  package let language: String?
  /// The content warning; nil when there is none, or a blank one.
  package let warning: String?
  /// The images, in order, with their alternative texts on this channel.
  package let images: [OutgoingImage]
  /// What keeps it from going out on any platform, in a member's words.
  package let problems: [String]

  package init(_ content: PostContent, on channel: Channel) {
    var joined = ""
    var parts: [TextPart] = []
    var end = 0
    var hasLanguage = false
    for language in channel.languages {
      guard let typed = content.texts[language] else { continue }
      hasLanguage = true
      let part = Self.plain(typed)
      guard !part.isEmpty else { continue }
      let gap = parts.isEmpty ? "" : "\n\n"
      joined += gap + part
      let start = end + gap.unicodeScalars.count
      end = start + part.unicodeScalars.count
      parts.append(TextPart(language: language, range: start..<end))
    }
    text = joined
    self.parts = parts
    language = parts.first?.language
    let plainWarning = content.contentWarning.map(Self.plain)
    warning = plainWarning?.isEmpty == false ? plainWarning : nil

    var problems: [String] = []
    if !hasLanguage {
      let languages = channel.languages.map { ForeignText.shown($0) }.joined(separator: ", ")
      problems.append("There is no text in any language of this channel (\(languages)).")
    } else if parts.isEmpty {
      problems.append("The text is empty.")
    }
    let forbidden = Self.forbidden(in: text) ?? warning.flatMap(Self.forbidden)
    if let forbidden {
      problems.append(
        "The text holds a character that cannot be sent (\(forbidden)). Type the passage again instead of pasting it.")
    }
    images = content.media.map { OutgoingImage($0, on: channel) }
    for (place, medium) in content.media.enumerated()
    where !medium.decorative && images[place].alternative.isEmpty {
      let name = MediaReference.title(at: place, of: content.media.count)
      problems.append(
        "\(name) has no alternative text in a language of this channel: describe it, or mark it as decorative.")
    }
    self.problems = problems
  }

  /// Line ends as `\n`, nothing blank before and after: what every platform makes of a text anyhow.
  package static func plain(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      if scalar == "\r" {
        scalars.append("\n")
      } else if !(scalar == "\n" && previous == "\r") {
        scalars.append(scalar)
      }
      previous = scalar
    }
    let blank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
    let body = scalars[...].drop(while: blank)
    return body.lastIndex { !blank($0) }.map { String(body[...$0]) } ?? ""
  }

  /// The first scalar that no platform takes, by its number; nil when all may be sent.
  private static func forbidden(in text: String) -> String? {
    let scalar = text.unicodeScalars.first { scalar in
      switch scalar.value {
      case 0x09, 0x0A: false
      case 0x00...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF: true
      // What follows would be read in another direction: the rules take none of these either.
      case 0x202A...0x202E, 0x2066...0x2069: true
      default: scalar.value & 0xFFFE == 0xFFFE
      }
    }
    guard let scalar else { return nil }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
