import Foundation

/// What `crier-sandbox run --config` reads: JSON.
///
/// ```json
/// {
///   "control_token": "a secret of the test",
///   "servers": [
///     {
///       "name": "town",
///       "port": 0,
///       "idempotency": "honoured",
///       "accounts": [
///         {"username": "press", "token": "press-token", "scopes": "read write", "language": "en"}
///       ]
///     }
///   ]
/// }
/// ```
///
/// Each server listens on a port of its own (0: any free one) and behaves in its own way. Every key that is
/// absent has the value of a stock Mastodon server.
package struct Config: Sendable, Codable {
  /// The token that opens `/sandbox/…`; without one these routes do not exist.
  package var controlToken: String?
  package var servers: [Server]

  package init(controlToken: String? = nil, servers: [Server]) {
    self.controlToken = controlToken
    self.servers = servers
  }

  /// Reads a configuration. Throws `ConfigProblem` in words for a person.
  package init(json: Data) throws(ConfigProblem) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(Config.self, from: json)
    } catch {
      throw ConfigProblem(text: "The configuration cannot be read: \(ConfigProblem.words(for: error))")
    }
    if servers.isEmpty { throw ConfigProblem(text: "The configuration names no server.") }
    if Set(servers.map(\.name)).count < servers.count {
      throw ConfigProblem(text: "Two servers of the configuration have one name.")
    }
    for server in servers where Set(server.accounts.map(\.token)).count < server.accounts.count {
      throw ConfigProblem(text: "Two accounts of server \(server.name) have one token.")
    }
  }
}

/// Why a configuration cannot be used.
package struct ConfigProblem: Error, Sendable, CustomStringConvertible {
  package var text: String
  package var description: String { text }

  package init(text: String) { self.text = text }

  static func words(for error: any Error) -> String {
    guard let error = error as? DecodingError else { return "it is not a readable file." }
    switch error {
    case .keyNotFound(let key, let context): return "\(key.stringValue) is missing at \(place(context))."
    case .typeMismatch(_, let context), .valueNotFound(_, let context): return "wrong value at \(place(context))."
    case .dataCorrupted(let context): return "\(context.debugDescription) (\(place(context)))"
    @unknown default: return "unknown fault."
    }
  }

  private static func place(_ context: DecodingError.Context) -> String {
    let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    return path.isEmpty ? "the top" : path.joined(separator: ".")
  }
}

extension Config {
  /// One virtual server.
  package struct Server: Sendable, Codable {
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
      try box.fill(&rateLimits, .rateLimits)
    }
  }

  /// What the instance says about itself.
  package struct Limits: Sendable, Codable {
    package var maxCharacters = 500
    package var charactersReservedPerUrl = 23
    package var maxMediaAttachments = 4

    package init() {}

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      try box.fill(&maxCharacters, .maxCharacters)
      try box.fill(&charactersReservedPerUrl, .charactersReservedPerUrl)
      try box.fill(&maxMediaAttachments, .maxMediaAttachments)
    }
  }

  /// One fixed window: at most `count` in `seconds`.
  package struct Window: Sendable, Codable, Equatable {
    package var count: Int
    package var seconds: Double

    package init(_ count: Int, per seconds: Double) {
      self.count = count
      self.seconds = seconds
    }
  }

  /// The limits on calls.
  package struct RateLimits: Sendable, Codable {
    /// Every authenticated call, by token.
    package var authenticated = Window(300, per: 300)
    /// Every call without a token, by address.
    package var unauthenticated = Window(300, per: 300)
    /// Creating statuses, by account.
    package var statuses = Window(300, per: 3 * 3600)
    /// Deleting statuses, by account.
    package var deletes = Window(30, per: 30 * 60)

    package init() {}

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      try box.fill(&authenticated, .authenticated)
      try box.fill(&unauthenticated, .unauthenticated)
      try box.fill(&statuses, .statuses)
      try box.fill(&deletes, .deletes)
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

extension KeyedDecodingContainer {
  /// Reads a key that may be absent; the default then stays.
  fileprivate func fill<Value: Decodable>(_ value: inout Value, _ key: Key) throws {
    if let given = try decodeIfPresent(Value.self, forKey: key) { value = given }
  }
}
