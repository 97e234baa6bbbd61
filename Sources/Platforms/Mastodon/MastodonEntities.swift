import Domain
import Foundation

/// A status as far as we read it. Only the id must be readable: a field of another shape than expected is passed over.
struct MastodonStatus: Decodable {
  var id: String
  var createdAt: Instant?
  var content: String?
  var warning: String?
  var visibility: String?
  var language: String?
  var replyTo: String?
  var url: String?
  /// Nil: the server did not say.
  var media: [MastodonAttachment]?
  /// Somebody else's words, passed on.
  var isReblog: Bool
  /// The form that only scheduled statuses have.
  var isScheduled: Bool

  enum CodingKeys: String, CodingKey {
    case id
    case createdAt = "created_at"
    case content
    case warning = "spoiler_text"
    case visibility, language
    case replyTo = "in_reply_to_id"
    case url, reblog
    case media = "media_attachments"
    case scheduledAt = "scheduled_at"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    createdAt = (try? fields.decode(String.self, forKey: .createdAt)).flatMap { Instant($0) }
    content = try? fields.decode(String.self, forKey: .content)
    warning = try? fields.decode(String.self, forKey: .warning)
    visibility = try? fields.decode(String.self, forKey: .visibility)
    language = try? fields.decode(String.self, forKey: .language)
    replyTo = try? fields.decode(String.self, forKey: .replyTo)
    url = try? fields.decode(String.self, forKey: .url)
    media = try? fields.decode([MastodonAttachment].self, forKey: .media)
    isReblog = fields.contains(.reblog) && (try? fields.decodeNil(forKey: .reblog)) == false
    isScheduled = fields.contains(.scheduledAt)
  }
}

/// An image as far as we read it.
struct MastodonAttachment: Decodable {
  var id: String
  /// `image`; others move or sound.
  var type: String?
  /// The alternative text.
  var description: String?

  enum CodingKeys: String, CodingKey { case id, type, description }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    id = try fields.decode(String.self, forKey: .id)
    type = try? fields.decode(String.self, forKey: .type)
    description = try? fields.decode(String.self, forKey: .description)
  }

  /// Stands there with this alternative text; empty: with none.
  func says(_ alternative: String) -> Bool {
    OutgoingText.plain(description ?? "") == OutgoingText.plain(alternative)
  }
}

/// The plain source of an own status.
struct MastodonSource: Decodable {
  var text: String
  var warning: String?

  enum CodingKeys: String, CodingKey {
    case text
    case warning = "spoiler_text"
  }
}

/// The account that a credential opens.
struct MastodonAccount: Decodable {
  var id: String
  var username: String?
}

/// What a server says of itself; the older and the newer form alike.
struct MastodonInstance: Decodable {
  struct Configuration: Decodable {
    struct Statuses: Decodable {
      var maxCharacters: Int?
      var charactersPerLink: Int?
      var maxImages: Int?

      enum CodingKeys: String, CodingKey {
        case maxCharacters = "max_characters"
        case charactersPerLink = "characters_reserved_per_url"
        case maxImages = "max_media_attachments"
      }
    }

    struct Media: Decodable {
      var types: [String]?
      var octets: Int64?
      var pixels: Int64?
      var description: Int?

      enum CodingKeys: String, CodingKey {
        case types = "supported_mime_types"
        case octets = "image_size_limit"
        case pixels = "image_matrix_limit"
        case description = "description_limit"
      }
    }

    var statuses: Statuses?
    var media: Media?

    enum CodingKeys: String, CodingKey {
      case statuses
      case media = "media_attachments"
    }
  }

  var version: String
  var configuration: Configuration?
}

/// `{"error": "…"}`: the only shape that Mastodon's refusals have.
struct MastodonError: Decodable {
  var error: String
}

extension PlatformResponse {
  /// The body as JSON of the given shape; nil when it is anything else.
  func read<Shape: Decodable>(_ shape: Shape.Type) -> Shape? {
    try? JSONDecoder().decode(shape, from: Data(body))
  }
}
