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
/// Each server listens on a port of its own (0: any free one) and behaves in its own way. `platform` says of which
/// make it is: `mastodon`, also where it is absent, `bluesky`, or `hostile`; what else it may say is in
/// `Config.Mastodon`, `Config.Bluesky` and `Config.Hostile`.
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
    for server in servers {
      if let problem = server.problem { throw ConfigProblem(text: problem) }
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
  /// One virtual server of one of the platforms.
  package enum Server: Sendable, Codable {
    case mastodon(Mastodon)
    case bluesky(Bluesky)
    case hostile(Hostile)

    package enum Platform: String, Sendable, Codable { case mastodon, bluesky, hostile }

    private enum CodingKeys: CodingKey { case platform }

    package init(from decoder: any Decoder) throws {
      let box = try decoder.container(keyedBy: CodingKeys.self)
      switch try box.decodeIfPresent(Platform.self, forKey: .platform) ?? .mastodon {
      case .mastodon: self = .mastodon(try Mastodon(from: decoder))
      case .bluesky: self = .bluesky(try Bluesky(from: decoder))
      case .hostile: self = .hostile(try Hostile(from: decoder))
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var box = encoder.container(keyedBy: CodingKeys.self)
      try box.encode(platform, forKey: .platform)
      switch self {
      case .mastodon(let server): try server.encode(to: encoder)
      case .bluesky(let server): try server.encode(to: encoder)
      case .hostile(let server): try server.encode(to: encoder)
      }
    }

    package var platform: Platform {
      switch self {
      case .mastodon: .mastodon
      case .bluesky: .bluesky
      case .hostile: .hostile
      }
    }

    package var name: String {
      switch self {
      case .mastodon(let server): server.name
      case .bluesky(let server): server.name
      case .hostile(let server): server.name
      }
    }

    /// The port on the loopback interface; 0 for any free one.
    package var port: Int {
      get {
        switch self {
        case .mastodon(let server): server.port
        case .bluesky(let server): server.port
        case .hostile(let server): server.port
        }
      }
      set {
        switch self {
        case .mastodon(var server):
          server.port = newValue
          self = .mastodon(server)
        case .bluesky(var server):
          server.port = newValue
          self = .bluesky(server)
        case .hostile(var server):
          server.port = newValue
          self = .hostile(server)
        }
      }
    }

    /// The server as it stands at the begin. `secret` draws what nobody may guess.
    func stand(at now: Date, secret: @escaping @Sendable () -> String) -> any Stand {
      let base = "https://127.0.0.1:\(port)"
      return switch self {
      case .mastodon(let server): MastodonServer(server, base: base, at: now, secret: secret)
      case .bluesky(let server): BlueskyServer(server, base: base, at: now, secret: secret)
      case .hostile(let server): HostileServer(server, base: base)
      }
    }

    /// Why the server's accounts cannot be told apart, in words for a person.
    var problem: String? {
      switch self {
      case .mastodon(let server):
        Set(server.accounts.map(\.token)).count < server.accounts.count
          ? "Two accounts of server \(name) have one token." : nil
      case .bluesky(let server): server.problem
      case .hostile(let server):
        Set(server.accounts.map(\.token)).count < server.accounts.count
          ? "Two accounts of server \(name) have one token." : nil
      }
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
}

extension KeyedDecodingContainer {
  /// Reads a key that may be absent; the default then stays.
  func fill<Value: Decodable>(_ value: inout Value, _ key: Key) throws {
    if let given = try decodeIfPresent(Value.self, forKey: key) { value = given }
  }
}
