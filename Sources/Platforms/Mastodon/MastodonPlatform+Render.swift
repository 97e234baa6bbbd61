import Domain

extension MastodonPlatform {
  /// What a stock server allows, where ours did not say.
  static let defaultLimit = 500
  static let defaultPerLink = 23
  /// Of images: as the documents of Mastodon 4.3 to 4.7 say (July 2026).
  static let defaultImages = 4
  static let defaultOctets: Int64 = 16_777_216
  static let defaultPixels: Int64 = 33_177_600
  static let defaultAlternative = 1500

  package func render(_ content: PostContent, on channel: Channel) -> Rendering {
    let out = OutgoingText(content, on: channel)
    let limit = channel.limits.maxCharacters ?? Self.defaultLimit
    let perLink = channel.limits.charactersPerLink ?? Self.defaultPerLink
    let length = MastodonText.length(warning: out.warning, text: out.text, perLink: perLink)
    var problems = out.problems
    if length > limit {
      let over = length - limit
      problems.append(
        "Too long by \(over) \(over == 1 ? "character" : "characters"): it counts as \(length), "
          + "and this server takes \(limit).")
    }
    problems += Self.problems(out.images, channel.limits)
    if let target = content.replyTo, !isID(target) {
      problems.append(
        "The post that this one answers is not named by an id that a server could know: the number at the end of its "
          + "address is one.")
    }
    return Rendering(
      text: out.text, parts: out.parts, warning: out.warning, language: out.language.map(Self.language),
      length: length, limit: limit, marks: MastodonText.marks(out.text), images: out.images, problems: problems)
  }

  /// Fit to name a post; an address is not.
  private func isID(_ text: String) -> Bool {
    ForeignText.id(text, hiding: Secret("")) != nil && !text.contains { $0 == "/" || $0 == ":" }
  }

  private static func problems(_ images: [OutgoingImage], _ limits: ChannelLimits) -> [String] {
    var problems: [String] = []
    let most = limits.maxImages ?? defaultImages
    if images.count > most {
      let have = images.count == 1 ? "1 image" : "\(images.count) images"
      let remedy = most == 0 ? "take \(images.count == 1 ? "it" : "them") out" : "take \(images.count - most) out"
      problems.append("It has \(have), and this server takes \(most) with a post: \(remedy).")
    }
    for (place, image) in images.enumerated() {
      let name = MediaReference.title(at: place, of: images.count)
      if let types = limits.imageTypes, !types.contains(image.facts.type.rawValue) {
        problems.append(
          "\(name) is of a kind that this server does not take (\(image.facts.type.rawValue)): "
            + "save it as another kind.")
      }
      let octets = limits.maxImageOctets ?? defaultOctets
      if image.facts.octets > octets {
        problems.append(
          "\(name) has \(RoughNumber.megabytes(image.facts.octets, .up)), and this server takes "
            + "\(RoughNumber.megabytes(octets, .down)): make it smaller.")
      }
      let pixels = limits.maxImagePixels ?? defaultPixels
      let (area, overflow) = Int64(image.facts.width).multipliedReportingOverflow(by: Int64(image.facts.height))
      if overflow || area > pixels {
        problems.append(
          "\(name) has \(image.facts.width) by \(image.facts.height) pixels, and this server takes "
            + "\(RoughNumber.millions(pixels, .down)) million in all: make it smaller.")
      }
      // The server counts code points here.
      let over = image.alternative.unicodeScalars.count - (limits.maxAlternative ?? defaultAlternative)
      if over > 0 {
        problems.append(
          "The alternative text of \(name.lowercased()) is too long by \(over) "
            + "\(over == 1 ? "character" : "characters"): shorten it.")
      }
    }
    return problems
  }
}
