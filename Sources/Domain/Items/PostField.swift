/// One part of a post that people may change apart from the others.
package enum PostField: Hashable, Sendable {
  /// The text in a language.
  case text(String)
  case contentWarning
  /// The alternative text of an image in a language.
  case alternative(Digest, String)
  case visibility
  /// Which images, in which order.
  case media
  case channels
  case postClass
  case due
  case notAfter
  case campaign

  /// As conflicts, events and `touched` name it: `text.en`, `alt.<sha256>.en`, `due`.
  package var name: String {
    switch self {
    case .text(let language): "text.\(language)"
    case .contentWarning: "content_warning"
    case .alternative(let image, let language): "alt.\(image.hex).\(language)"
    case .visibility: "visibility"
    case .media: "media"
    case .channels: "channels"
    case .postClass: "class"
    case .due: "due"
    case .notAfter: "not_after"
    case .campaign: "campaign"
    }
  }

  /// Nil for a name that is none of these.
  package init?(name: String) {
    let parts = name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count) {
    case ("text", 2...): self = .text(String(name.dropFirst("text.".count)))
    case ("alt", 3):
      guard let bytes = Hex.bytes(parts[1]), let image = Digest(bytes: bytes) else { return nil }
      self = .alternative(image, parts[2])
    case ("content_warning", 1): self = .contentWarning
    case ("visibility", 1): self = .visibility
    case ("media", 1): self = .media
    case ("channels", 1): self = .channels
    case ("class", 1): self = .postClass
    case ("due", 1): self = .due
    case ("not_after", 1): self = .notAfter
    case ("campaign", 1): self = .campaign
    default: return nil
    }
  }

  /// For sentences: "… changed the text in en".
  package var title: String {
    switch self {
    case .text(let language): "the text in \(language)"
    case .contentWarning: "the content warning"
    case .alternative(_, let language): "the alternative text of an image in \(language)"
    case .visibility: "who may see it"
    case .media: "the images"
    case .channels: "the channels"
    case .postClass: "the class"
    case .due: "the due time"
    case .notAfter: "\"not after\""
    case .campaign: "the campaign"
    }
  }

  /// Part of the content, or of what decides who must consent: a change of it is a new revision.
  package var makesRevision: Bool {
    switch self {
    case .due, .notAfter, .campaign: false
    default: true
    }
  }
}

/// What a field of a post holds. Two are the same when their bytes are: what looks alike may be typed otherwise.
package enum FieldValue: Sendable {
  /// Empty: none.
  case text(String)
  case due(Due?)
  case notAfter(Instant?)
  case visibility(Visibility)
  case postClass(PostClass)
  case channels([ChannelReference])
  case media([MediaReference])

  /// Whether a field can hold it.
  package func fits(_ field: PostField) -> Bool {
    switch (self, field) {
    case (.text, .text), (.text, .contentWarning), (.text, .alternative), (.text, .campaign), (.due, .due),
      (.notAfter, .notAfter), (.visibility, .visibility), (.postClass, .postClass), (.channels, .channels),
      (.media, .media):
      true
    default: false
    }
  }

  /// The bytes by which values are compared.
  var form: [UInt8] {
    var form = CanonicalForm(version: 1)
    switch self {
    case .text(let text): form.append(text)
    case .due(let due):
      form.append(due?.at.description)
      form.append(due?.zone)
      form.append(due?.wall)
    case .notAfter(let time): form.append(time?.description)
    case .visibility(let visibility): form.append(visibility.rawValue)
    case .postClass(let postClass): form.append(postClass.rawValue)
    case .channels(let channels): for channel in channels.sorted() { form.append(channel.channel.text) }
    case .media(let media):
      for image in media {
        form.append(image.sha256.hex)
        form.append(image.alternative)
        form.append(image.decorative ? "decorative" : nil)
      }
    }
    return form.bytes
  }
}

extension FieldValue: Hashable {
  package static func == (left: Self, right: Self) -> Bool { left.form == right.form }
  package func hash(into hasher: inout Hasher) { hasher.combine(form) }
}

extension FieldValue: Codable {
  enum CodingKeys: String, CodingKey {
    case text, due
    case notAfter = "not_after"
    case visibility
    case postClass = "class"
    case channels, media
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    guard values.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a value of no field, or of several"))
    }
    switch values.allKeys[0] {
    case .text: self = .text(try values.decode(String.self, forKey: .text))
    case .due: self = .due(try values.decodeIfPresent(Due.self, forKey: .due))
    case .notAfter: self = .notAfter(try values.decodeIfPresent(Instant.self, forKey: .notAfter))
    case .visibility: self = .visibility(try values.decode(Visibility.self, forKey: .visibility))
    case .postClass: self = .postClass(try values.decode(PostClass.self, forKey: .postClass))
    case .channels: self = .channels(try values.decode([ChannelReference].self, forKey: .channels))
    case .media: self = .media(try values.decode([MediaReference].self, forKey: .media))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .text(let text): try values.encode(text, forKey: .text)
    case .due(let due): try values.encode(due, forKey: .due)
    case .notAfter(let time): try values.encode(time, forKey: .notAfter)
    case .visibility(let visibility): try values.encode(visibility, forKey: .visibility)
    case .postClass(let postClass): try values.encode(postClass, forKey: .postClass)
    case .channels(let channels): try values.encode(channels, forKey: .channels)
    case .media(let media): try values.encode(media, forKey: .media)
    }
  }
}
