import Foundation

/// One Mastodon server as its documents say, as a value: a call and a time go in, an answer and the visible
/// effects come out. It knows no socket and no clock.
package struct MastodonServer: Stand {
  package let config: Config.Mastodon
  /// The address that the server gives for itself, without a slash at the end.
  package var base: String

  var accounts: [String: Account] = [:]
  var accountsByName: [String: String] = [:]
  var applications: [String: Client] = [:]
  var tokens: [String: Token] = [:]
  var grants: [String: Grant] = [:]
  var statuses: [String: Status] = [:]
  var attachments: [String: Attachment] = [:]
  /// Account and key, to the status that was made and the end of the memory.
  var keys: [String: (status: String, until: Date)] = [:]
  var limiter = RateLimiter()
  var identifiers: Identifiers
  /// Draws codes, tokens and client secrets.
  let secret: @Sendable () -> String

  /// A server with its configured accounts and tokens.
  package init(
    _ config: Config.Mastodon, base: String, at now: Date, secret: @escaping @Sendable () -> String
  ) {
    self.config = config
    self.base = base
    self.secret = secret
    identifiers = Identifiers(config.ids)
    for account in config.accounts {
      let id = identifiers.next(at: now)
      accounts[id] = Account(id: id, config: account, createdAt: now)
      accountsByName[account.username.lowercased()] = id
      let application = Client(
        id: identifiers.next(at: now), name: account.application, website: nil,
        redirects: [MastodonServer.outOfBand], scopes: account.scopes.split(separator: " ").map(String.init),
        clientID: secret(), clientSecret: secret())
      applications[application.clientID] = application
      tokens[account.token] = Token(
        value: account.token, account: id, application: application, scopes: application.scopes, createdAt: now)
    }
  }

  package static let platform = Config.Server.Platform.mastodon
  package var name: String { config.name }

  package func read(_ body: [UInt8], into call: inout Call) throws(Refusal) {
    call.files = try call.parameters.addBody(body, type: call.headers["content-type"])
  }

  package func answer(_ trouble: Trouble, status: Int?) -> Answer {
    switch trouble {
    case .unavailable:
      return Refusal(status ?? 503, "There was a temporary problem serving your request, please try again").answer
    case .failed: return Refusal(status ?? 500, "Something went wrong on our end").answer
    case .tooMany(let until, _):
      var answer = Refusal.tooMany.answer
      let standing = RateLimiter.Standing(limit: 300, remaining: 0, reset: until, seconds: 300)
      answer.headers.merge(standing.headers) { $1 }
      return answer
    case .tooLarge: return Refusal(status ?? 413, "Payload too large").answer
    }
  }

  /// Handles one call. Never fails: a refusal is an answer.
  package mutating func handle(_ call: Call, at now: Date, bent: Bent = Bent()) -> Reply {
    var visit = Visit(call: call, now: now, bent: bent)
    var answer: Answer
    do {
      answer = try respond(&visit)
    } catch {
      answer = error.answer
    }
    if let nearest = RateLimiter.nearest(visit.standings) {
      answer.headers.merge(nearest.headers) { $1 }
    }
    return Reply(answer: answer, effects: visit.effects)
  }

  /// The username behind the token of a call; nil when there is none.
  package func username(of call: Call) -> String? {
    guard let bearer = call.bearer, let id = tokens[bearer]?.account else { return nil }
    return accounts[id]?.config.username
  }

  private mutating func respond(_ visit: inout Visit) throws(Refusal) -> Answer {
    let segments = visit.call.path.split(separator: "/").map(String.init)
    let token = visit.call.bearer.flatMap { tokens[$0] }
    if let token {
      try count("token \(token.value)", config.rateLimits.authenticated, &visit)
    } else {
      try count("address \(visit.call.from)", config.rateLimits.unauthenticated, &visit)
    }
    for route in Route.all where route.method == visit.call.method {
      guard let arguments = route.arguments(of: segments) else { continue }
      visit.arguments = arguments
      try enter(route.access, token, &visit)
      return try route.run(&self, &visit)
    }
    throw Refusal(404, "Not Found")
  }

  /// Counts the call in one window; over it, the answer tells of that window alone.
  mutating func count(_ name: String, _ window: Config.Window, _ visit: inout Visit) throws(Refusal) {
    let (standing, allowed) = limiter.count(name, window, at: visit.now)
    visit.standings.append(standing)
    if !allowed {
      visit.standings = [standing]
      throw Refusal.tooMany
    }
  }

  private func enter(_ access: Route.Access, _ token: Token?, _ visit: inout Visit) throws(Refusal) {
    switch access {
    case .open: return
    case .optional(let scope):
      guard visit.call.bearer != nil else { return }
      guard let token else { throw Refusal.invalidToken }
      guard token.opens(scope) else { throw Refusal.outsideScopes }
      visit.token = token
    case .application:
      guard let token else { throw Refusal.invalidToken }
      visit.token = token
    case .user(let scope):
      guard let token else { throw Refusal.invalidToken }
      guard token.opens(scope) else { throw Refusal.outsideScopes }
      guard let id = token.account, let account = accounts[id] else { throw Refusal.needsUser }
      if account.config.loginDisabled { throw Refusal.loginDisabled }
      visit.token = token
    }
  }
}

/// One call on its way through the server.
struct Visit {
  let call: Call
  let now: Date
  let bent: Bent
  var arguments: [String: String] = [:]
  var token: Token?
  var standings: [RateLimiter.Standing] = []
  var effects: [Effect] = []

  /// The account that acts; nil without a person's token.
  var viewer: String? { token?.account }

  /// The identifier in the path.
  var id: String { arguments["id"] ?? "" }
}

/// One endpoint: its address, who may enter, and what it does.
struct Route: Sendable {
  enum Access: Sendable {
    /// No token is looked at.
    case open
    /// A token is not needed; one that is given must be good for the scope.
    case optional(String)
    /// Any valid token, also an application's.
    case application
    /// A person's token with the scope.
    case user(String)
  }

  typealias Run = @Sendable (inout MastodonServer, inout Visit) throws(Refusal) -> Answer

  let method: String
  /// Path segments; one that begins with a colon is an argument.
  let pattern: [String]
  let access: Access
  let run: Run

  init(_ method: String, _ path: String, _ access: Access, _ run: @escaping Run) {
    self.method = method
    self.pattern = path.split(separator: "/").map(String.init)
    self.access = access
    self.run = run
  }

  func arguments(of segments: [String]) -> [String: String]? {
    guard segments.count == pattern.count else { return nil }
    var arguments: [String: String] = [:]
    for (segment, part) in zip(segments, pattern) {
      if part.hasPrefix(":") {
        arguments[String(part.dropFirst())] = segment
      } else if segment != part {
        return nil
      }
    }
    return arguments
  }

  /// Fixed segments stand before arguments where both would match.
  static let all: [Route] = [
    Route("POST", "/api/v1/apps", .open) { (server, visit) throws(Refusal) in try server.register(visit) },
    Route("GET", "/api/v1/apps/verify_credentials", .application) { server, visit in server.application(visit) },
    Route("GET", "/oauth/authorize", .open) { (server, visit) throws(Refusal) in try server.authorize(visit) },
    Route("GET", "/oauth/authorize/native", .open) { server, visit in server.showCode(visit) },
    Route("POST", "/oauth/token", .open) { (server, visit) throws(Refusal) in try server.exchange(visit) },
    Route("POST", "/oauth/revoke", .open) { (server, visit) throws(Refusal) in try server.revoke(visit) },
    Route("GET", "/oauth/userinfo", .user("profile")) { server, visit in server.userInfo(visit) },
    Route("GET", "/.well-known/oauth-authorization-server", .open) { server, _ in server.discovery() },
    Route("GET", "/health", .open) { _, _ in Answer(status: 200, body: Array("OK".utf8)) },
    Route("GET", "/api/v1/instance", .open) { server, visit in .json(server.instanceV1(visit.now)) },
    Route("GET", "/api/v2/instance", .open) { server, visit in .json(server.instance(visit.now)) },
    Route("GET", "/api/v1/accounts/verify_credentials", .user("read:accounts")) { server, visit in
      server.whoAmI(visit)
    },
    Route("GET", "/api/v1/accounts/lookup", .optional("read:accounts")) { (server, visit) throws(Refusal) in
      try server.lookUp(visit)
    },
    Route("GET", "/api/v1/accounts/:id", .optional("read:accounts")) { (server, visit) throws(Refusal) in
      try server.showAccount(visit)
    },
    Route("GET", "/api/v1/accounts/:id/statuses", .optional("read:statuses")) { (server, visit) throws(Refusal) in
      try server.accountStatuses(visit)
    },
    Route("POST", "/api/v2/media", .user("write:media")) { (server, visit) throws(Refusal) in
      try server.upload(&visit)
    },
    Route("GET", "/api/v1/media/:id", .user("write:media")) { (server, visit) throws(Refusal) in
      try server.showMedia(visit)
    },
    Route("PUT", "/api/v1/media/:id", .user("write:media")) { (server, visit) throws(Refusal) in
      try server.changeMedia(visit)
    },
    Route("DELETE", "/api/v1/media/:id", .user("write:media")) { (server, visit) throws(Refusal) in
      try server.deleteMedia(visit)
    },
    Route("POST", "/api/v1/statuses", .user("write:statuses")) { (server, visit) throws(Refusal) in
      try server.create(&visit)
    },
    Route("GET", "/api/v1/statuses", .optional("read:statuses")) { server, visit in server.several(visit) },
    Route("GET", "/api/v1/statuses/:id", .optional("read:statuses")) { (server, visit) throws(Refusal) in
      .json(server.entity(try server.readable(visit), visit))
    },
    Route("PUT", "/api/v1/statuses/:id", .user("write:statuses")) { (server, visit) throws(Refusal) in
      try server.edit(&visit)
    },
    Route("DELETE", "/api/v1/statuses/:id", .user("write:statuses")) { (server, visit) throws(Refusal) in
      try server.delete(&visit)
    },
    Route("GET", "/api/v1/statuses/:id/source", .user("read:statuses")) { (server, visit) throws(Refusal) in
      try server.source(visit)
    },
    Route("GET", "/api/v1/statuses/:id/history", .optional("read:statuses")) { (server, visit) throws(Refusal) in
      try server.history(visit)
    },
    Route("GET", "/api/v1/statuses/:id/context", .optional("read:statuses")) { (server, visit) throws(Refusal) in
      try server.context(visit)
    },
    Route("GET", "/api/v1/notifications", .user("read:notifications")) { server, visit in
      server.notifications(visit)
    },
    Route("GET", "/api/v1/notifications/:id", .user("read:notifications")) { (server, visit) throws(Refusal) in
      try server.notification(visit)
    },
  ]
}
