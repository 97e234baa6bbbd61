import Foundation

extension MastodonServer {
  /// The text of a status as HTML.
  func content(_ text: String) -> String {
    StatusText(text).html(base: base) { name, domain in account(name, domain).map { address($0) } }
  }

  func address(_ account: Account) -> String { "\(base)/@\(account.config.username)" }

  /// `Status`
  func entity(_ status: Status, _ visit: Visit) -> JSON {
    let now = status.current
    let author = accounts[status.account]
    let name = author?.config.username ?? ""
    let application = status.application
    return [
      "id": .string(status.id), "created_at": .string(timestamp(status.createdAt)),
      "edited_at": .optional(status.editedAt.map { timestamp($0) }),
      "uri": .string("\(base)/users/\(name)/statuses/\(status.id)"),
      "url": .string("\(base)/@\(name)/\(status.id)"),
      "visibility": .string(status.visibility.rawValue), "language": .optional(now.language),
      "content": .string(content(now.text)), "spoiler_text": .string(now.spoiler),
      "sensitive": .bool(now.sensitive), "in_reply_to_id": .optional(status.inReplyTo),
      "in_reply_to_account_id": .optional(status.inReplyToAccount),
      "account": author.map { entity($0) } ?? .null, "media_attachments": entities(now.media, at: visit.now),
      "emojis": [],
      "mentions": .array(status.mentions.compactMap { accounts[$0] }.map { mention($0) }),
      "tags": .array(
        StatusText(now.text).hashtags.map { ["name": .string($0), "url": .string("\(base)/tags/\($0)")] }),
      "card": .null, "poll": .null, "reblog": .null, "quote": .null,
      "application": ["name": .string(application.name), "website": .optional(application.website)],
      "replies_count": .int(status.replies.count), "reblogs_count": 0,
      "favourites_count": 0, "quotes_count": 0,
      "favourited": false, "reblogged": false, "muted": false, "bookmarked": false, "filtered": [],
    ]
  }

  private func mention(_ account: Account) -> JSON {
    let name = JSON.string(account.config.username)
    return ["id": .string(account.id), "username": name, "acct": name, "url": .string(address(account))]
  }

  /// `Account`
  func entity(_ account: Account) -> JSON {
    let name = account.config.username
    let last = account.statuses.last.flatMap { statuses[$0] }
    return [
      "id": .string(account.id), "username": .string(name), "acct": .string(name),
      "display_name": .string(account.config.displayName), "locked": false, "bot": false, "group": false,
      "discoverable": true, "indexable": true, "note": "", "url": .string(address(account)),
      "uri": .string("\(base)/users/\(name)"), "created_at": .string(timestamp(account.createdAt)),
      "avatar": .string("\(base)/avatars/original/missing.png"),
      "avatar_static": .string("\(base)/avatars/original/missing.png"),
      "header": .string("\(base)/headers/original/missing.png"),
      "header_static": .string("\(base)/headers/original/missing.png"),
      "followers_count": 0, "following_count": 0, "statuses_count": .int(account.statuses.count),
      "last_status_at": .optional(last.map { String(timestamp($0.createdAt).prefix(10)) }),
      "emojis": [], "fields": [], "roles": [],
    ]
  }

  /// `Notification`
  func entity(_ notice: Notice, _ visit: Visit) -> JSON {
    [
      "id": .string(notice.id), "type": "mention", "created_at": .string(timestamp(notice.createdAt)),
      "group_key": .string("ungrouped-\(notice.id)"),
      "account": accounts[notice.from].map { entity($0) } ?? .null,
      "status": statuses[notice.status].map { entity($0, visit) } ?? .null,
    ]
  }

  private static let version = "4.5.0"

  private var configuration: [String: JSON] {
    [
      "accounts": ["max_featured_tags": 10, "max_pinned_statuses": 5],
      "statuses": [
        "max_characters": .int(config.limits.maxCharacters),
        "max_media_attachments": .int(config.limits.maxMediaAttachments),
        "characters_reserved_per_url": .int(config.limits.charactersReservedPerUrl),
      ],
      "media_attachments": [
        "supported_mime_types": .array(MastodonServer.mediaTypes.map(JSON.string)),
        "description_limit": .int(config.limits.descriptionLimit),
        "image_size_limit": .int(config.limits.imageSizeLimit),
        "image_matrix_limit": .int(config.limits.imageMatrixLimit),
        "video_size_limit": .int(config.limits.videoSizeLimit),
        "video_frame_rate_limit": 120, "video_matrix_limit": 8_294_400,
      ],
      "polls": [
        "max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2_629_746,
      ],
    ]
  }

  private var contact: JSON? { config.accounts.first.flatMap { account($0.username, nil) }.map { entity($0) } }

  /// `Instance`
  func instance(_ now: Date) -> JSON {
    let image = JSON.string("\(base)/packs/media/images/preview.png")
    return [
      "domain": .string(config.domain), "title": .string(config.title), "version": .string(MastodonServer.version),
      "source_url": "https://github.com/mastodon/mastodon", "description": "",
      "usage": ["users": ["active_month": .int(accounts.count)]],
      "thumbnail": ["url": image], "icon": [], "languages": ["en"],
      "configuration": .object(
        configuration.merging([
          "translation": ["enabled": false], "urls": ["about": .string("\(base)/about")],
        ]) { $1 }),
      "registrations": ["enabled": false, "approval_required": false, "message": .null],
      "api_versions": ["mastodon": 7],
      "contact": ["email": .string("admin@\(config.domain)"), "account": contact ?? .null], "rules": [],
    ]
  }

  /// `V1::Instance`, deprecated but still asked for.
  func instanceV1(_ now: Date) -> JSON {
    [
      "uri": .string(config.domain), "title": .string(config.title), "short_description": "", "description": "",
      "email": .string("admin@\(config.domain)"), "version": .string(MastodonServer.version),
      "urls": ["streaming_api": .string(base.replacingOccurrences(of: "https://", with: "wss://"))],
      "stats": ["user_count": .int(accounts.count), "status_count": .int(statuses.count), "domain_count": 0],
      "thumbnail": .null, "languages": ["en"], "registrations": false, "approval_required": false,
      "invites_enabled": false, "configuration": .object(configuration), "contact_account": contact ?? .null,
      "rules": [],
    ]
  }
}
