import Foundation

extension Config {
  /// One Mastodon server. Every key that is absent has the value of a stock server.
  package struct Mastodon: Sendable, Codable {
    package var name: String
    /// The port on the loopback interface; 0 for any free one.
    package var port: Int
    /// The domain that follows `@user@`.
    package var domain: String
    package var title: String
    package var limits: Limits
    /// `honoured`: a repeated `Idempotency-Key` answers the same status. `ignored`: every request makes one.
    package var idempotency: Idempotency
    /// How long a key is remembered, in seconds.
    package var keyLifetime: Double
    package var ids: Identifiers.Form
    /// The status of a refused text: 422, or 400 as other makes of server answer.
    package var validation: Int
    package var counting: StatusText.Counting
    /// The status of a reply whose parent is gone: 404 or 422; versions differ.
    package var missingParent: Int
    /// Seconds until a created status appears in anything that is read back.
    package var visibilityDelay: Double
    package var processing: Processing
    /// Seconds until an upload that is in no status is swept away.
    package var mediaLifetime: Double
    package var rateLimits: RateLimits
    package var accounts: [Account]

    package enum Idempotency: String, Sendable, Codable { case honoured, ignored }

    package init(name: String, accounts: [Account]) {
      self.name = name
      port = 0
      domain = "\(name).example"
      title = name
      limits = Limits()
      idempotency = .honoured
      keyLifetime = 3600
      ids = .snowflake
      validation = 422
      counting = .graphemes
      missingParent = 404
      visibilityDelay = 0
      processing = Processing()
      mediaLifetime = 86400
      rateLimits = RateLimits()
      self.accounts = accounts
    }

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        name: try box.decode(String.self, forKey: .name),
        accounts: try box.decode([Account].self, forKey: .accounts))
      try box.fill(&port, .port)
      try box.fill(&domain, .domain)
      try box.fill(&title, .title)
      try box.fill(&limits, .limits)
      try box.fill(&idempotency, .idempotency)
      try box.fill(&keyLifetime, .keyLifetime)
      try box.fill(&ids, .ids)
      try box.fill(&validation, .validation)
      try box.fill(&counting, .counting)
      try box.fill(&missingParent, .missingParent)
      try box.fill(&visibilityDelay, .visibilityDelay)
      try box.fill(&processing, .processing)
      try box.fill(&mediaLifetime, .mediaLifetime)
      try box.fill(&rateLimits, .rateLimits)
    }
  }
}

extension Config.Mastodon {
  /// What the instance says about itself.
  package struct Limits: Sendable, Codable {
    package var maxCharacters = 500
    package var charactersReservedPerUrl = 23
    package var maxMediaAttachments = 4
    /// Bytes of a picture.
    package var imageSizeLimit = 16_777_216
    /// Pixels of a picture.
    package var imageMatrixLimit = 33_177_600
    /// Bytes of a film or sound.
    package var videoSizeLimit = 103_809_024
    /// Unicode scalars of an alternative text.
    package var descriptionLimit = 1500

    package init() {}

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      try box.fill(&maxCharacters, .maxCharacters)
      try box.fill(&charactersReservedPerUrl, .charactersReservedPerUrl)
      try box.fill(&maxMediaAttachments, .maxMediaAttachments)
      try box.fill(&imageSizeLimit, .imageSizeLimit)
      try box.fill(&imageMatrixLimit, .imageMatrixLimit)
      try box.fill(&videoSizeLimit, .videoSizeLimit)
      try box.fill(&descriptionLimit, .descriptionLimit)
    }
  }

  /// How long uploads are being processed, in seconds. With 0 they are ready in the answer (200); else the answer is
  /// 202, and the upload cannot be attached before its time.
  package struct Processing: Sendable, Codable {
    package var images = 0.0
    /// Films, sounds and moving pictures.
    package var others = 1.0

    package init() {}

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      try box.fill(&images, .images)
      try box.fill(&others, .others)
    }
  }

  /// The limits on calls.
  package struct RateLimits: Sendable, Codable {
    /// Every authenticated call, by token.
    package var authenticated = Config.Window(300, per: 300)
    /// Every call without a token, by address.
    package var unauthenticated = Config.Window(300, per: 300)
    /// Creating statuses, by account.
    package var statuses = Config.Window(300, per: 3 * 3600)
    /// Deleting statuses, by account.
    package var deletes = Config.Window(30, per: 30 * 60)
    /// Uploads, by account.
    package var media = Config.Window(30, per: 30 * 60)

    package init() {}

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      try box.fill(&authenticated, .authenticated)
      try box.fill(&unauthenticated, .unauthenticated)
      try box.fill(&statuses, .statuses)
      try box.fill(&deletes, .deletes)
      try box.fill(&media, .media)
    }
  }

  /// A person or office with an account and a token that is there from the start.
  package struct Account: Sendable, Codable {
    package var username: String
    package var token: String
    /// OAuth scopes separated by spaces.
    package var scopes: String
    package var displayName: String
    /// The language of posts that name none, ISO 639-1.
    package var language: String
    /// The visibility of posts that name none.
    package var visibility: Visibility
    /// The application that the token was made for, as shown under posts.
    package var application: String
    package var loginDisabled: Bool

    package init(_ username: String, token: String) {
      self.username = username
      self.token = token
      scopes = "read write follow"
      displayName = username
      language = "en"
      visibility = .public
      application = "sandbox"
      loginDisabled = false
    }

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      self.init(
        try box.decode(String.self, forKey: .username), token: try box.decode(String.self, forKey: .token))
      try box.fill(&scopes, .scopes)
      try box.fill(&displayName, .displayName)
      try box.fill(&language, .language)
      try box.fill(&visibility, .visibility)
      try box.fill(&application, .application)
      try box.fill(&loginDisabled, .loginDisabled)
    }
  }
}
