import Crypto
import Foundation

/// One Bluesky server as the protocol's documents say, as a value: the data server that takes an account's writes, and
/// the view of what everyone sees, which follows after a while. Both answer at one address, as a data server does that
/// passes questions on. It knows no socket and no clock.
package struct BlueskyServer: Stand {
  package static let platform = Config.Server.Platform.bluesky

  package let config: Config.Bluesky
  package var base: String

  /// By DID.
  var repositories: [String: Repository] = [:]
  /// DIDs by handle in small letters.
  var handles: [String: String] = [:]
  /// Refresh tokens that are known, by their numbers.
  var refreshes: [String: Refresh] = [:]
  var view = PublicView()
  /// Until when each account has seen its notifications.
  var readUntil: [String: Date] = [:]
  var limiter = RateLimiter()
  var keys = TimedKeys()
  /// Seals the tokens of sessions.
  let key: SymmetricKey
  /// Draws the numbers of refresh tokens.
  let secret: @Sendable () -> String

  /// A server with its configured accounts.
  package init(
    _ config: Config.Bluesky, base: String, at now: Date, secret: @escaping @Sendable () -> String
  ) {
    self.config = config
    self.base = base
    self.secret = secret
    key = SymmetricKey(data: SHA256.hash(data: Data(secret().utf8)))
    for account in config.accounts {
      handles[account.handle.lowercased()] = account.did
      repositories[account.did] = Repository(account: account, createdAt: now, revision: keys.next(at: now))
    }
  }

  package var name: String { config.name }

  /// The most bytes of a blob, as the server refuses it before it looks at what it is.
  static let blobBytes = 52_428_800

  package func mostBytes(_ call: Call) -> Int {
    call.path == "/xrpc/com.atproto.repo.uploadBlob" ? BlueskyServer.blobBytes : 1_000_000
  }

  package func read(_ body: [UInt8], into call: inout Call) throws(Refusal) { call.body = body }

  package func answer(_ trouble: Trouble, status: Int?) -> Answer {
    switch trouble {
    case .unavailable: return answer(.usual(status ?? 503))
    case .failed: return answer(.usual(status ?? 500))
    case .tooMany(let until, let now):
      var answer = answer(.tooFast)
      let standing = RateLimiter.Standing(limit: 3000, remaining: 0, reset: until, seconds: 300)
      answer.headers.merge(standing.fields(at: now, over: true)) { $1 }
      return answer
    case .tooLarge: return answer(.usual(status ?? 413))
    }
  }

  /// The handle behind a call's token, expired or not, or the one that asks for a session.
  package func username(of call: Call) -> String? {
    if let did = call.bearer.flatMap({ SessionToken($0, key: key) })?.subject { return handle(of: did) }
    guard call.path == "/xrpc/com.atproto.server.createSession" else { return nil }
    return (try? JSON(bytes: call.body))?["identifier"]?.text.flatMap { repository($0) }?.account.handle
  }

  package mutating func handle(_ call: Call, at now: Date, bent: Bent = Bent()) -> Reply {
    var visit = XRPCVisit(call: call, now: now, bent: bent)
    var answer: Answer
    var over = false
    do {
      answer = try respond(&visit)
    } catch {
      answer = self.answer(error)
      over = error.status == 429
    }
    if let nearest = RateLimiter.nearest(visit.standings) {
      answer.headers.merge(nearest.fields(at: now, over: over)) { $1 }
    }
    return Reply(answer: answer, effects: visit.effects)
  }

  /// A refusal in the protocol's form, or in the plain words of other makes.
  func answer(_ refusal: Refusal) -> Answer {
    let words = refusal.description ?? refusal.error
    switch config.errors {
    case .json:
      return .json(["error": .string(refusal.error), "message": .string(words)], status: refusal.status)
    case .text:
      let headers = ["content-type": "text/plain; charset=utf-8"]
      return Answer(status: refusal.status, headers: headers, body: Array(words.utf8))
    }
  }

  private mutating func respond(_ visit: inout XRPCVisit) throws(Refusal) -> Answer {
    let parts = visit.call.path.split(separator: "/").map(String.init)
    guard parts.count == 2, parts[0] == "xrpc" else { throw .xrpc(404, "NotFound", "Not Found") }
    if parts[1] == "_health" { return .json(["version": "0.4.0"]) }
    try count("address \(visit.call.from)", config.rateLimits.calls, &visit)
    guard let method = XRPCMethod.all[parts[1]] else {
      throw .xrpc(501, "MethodNotImplemented", "Method Not Implemented")
    }
    guard visit.call.method == method.verb else {
      throw .invalid("Incorrect HTTP method (\(visit.call.method)) expected \(method.verb)")
    }
    try enter(method.access, &visit)
    if method.input { visit.input = try input(visit.call) }
    return try method.run(&self, &visit)
  }

  private func input(_ call: Call) throws(Refusal) -> JSON {
    let type = call.headers["content-type"]?.lowercased() ?? ""
    guard type.hasPrefix("application/json") else {
      throw .invalid(
        type.isEmpty
          ? "Request encoding (Content-Type) required but not provided"
          : "Wrong request encoding (Content-Type): \(type)")
    }
    guard let value = try? JSON(bytes: call.body), case .object = value else {
      throw .invalid("Input must be an object")
    }
    return value
  }

  /// Counts points in one window; over it, the answer tells of that window alone.
  mutating func count(
    _ name: String, _ window: Config.Window, points: Int = 1, _ visit: inout XRPCVisit
  ) throws(Refusal) {
    let (standing, allowed) = limiter.count(name, window, points: points, at: visit.now)
    visit.standings.append(standing)
    if !allowed {
      visit.standings = [standing]
      throw .tooFast
    }
  }

  /// A repository by handle or DID.
  func repository(_ identifier: String) -> Repository? {
    repositories[identifier] ?? handles[identifier.lowercased()].flatMap { repositories[$0] }
  }

  /// The handle of an account of this server.
  func handle(of did: String) -> String? { repositories[did]?.account.handle }
}

/// One call on its way through the server.
struct XRPCVisit {
  let call: Call
  let now: Date
  let bent: Bent
  var token: SessionToken?
  var input: JSON = [:]
  var standings: [RateLimiter.Standing] = []
  var effects: [Effect] = []

  /// The account that acts.
  var viewer: String? { token?.subject }

  /// A text that the input must have.
  func needed(_ name: String) throws(Refusal) -> String {
    guard let value = input[name] else { throw .invalid("Input must have the property \"\(name)\"") }
    guard let text = value.text else { throw .invalid("Input/\(name) must be a string") }
    return text
  }

  /// A parameter that the query must have.
  func parameter(_ name: String) throws(Refusal) -> String {
    guard let text = call.parameters[name] else { throw .invalid("Params must have the property \"\(name)\"") }
    return text
  }

  /// A number from 0 to 1000 that the query may have.
  func number(_ name: String, usual: Int) throws(Refusal) -> Int {
    guard let text = call.parameters[name] else { return usual }
    guard let number = Int(text), (0...1000).contains(number) else {
      throw .invalid("Params/\(name) must be an integer from 0 to 1000")
    }
    return number
  }

  /// The page's length that the query asks for, 50 when it does not.
  func limit() throws(Refusal) -> Int {
    guard let text = call.parameters["limit"] else { return 50 }
    guard let limit = Int(text) else { throw .invalid("Params/limit must be an integer") }
    if limit < 1 { throw .invalid("limit can not be less than 1") }
    if limit > 100 { throw .invalid("limit can not be greater than 100") }
    return limit
  }
}

/// One method: how it is called, who may call it, and what it does.
struct XRPCMethod: Sendable {
  enum Access: Sendable {
    /// No token is looked at.
    case open
    /// A token is not needed; one that is given must be good.
    case optional
    /// An access token of an account that may write.
    case access
    /// An access token, whatever the account's state.
    case known
    /// A refresh token.
    case refresh
  }

  typealias Run = @Sendable (inout BlueskyServer, inout XRPCVisit) throws(Refusal) -> Answer

  let verb: String
  let access: Access
  /// Whether there is a body of JSON.
  let input: Bool
  let run: Run

  private static func query(_ access: Access, _ run: @escaping Run) -> XRPCMethod {
    XRPCMethod(verb: "GET", access: access, input: false, run: run)
  }

  private static func procedure(_ access: Access, input: Bool = true, _ run: @escaping Run) -> XRPCMethod {
    XRPCMethod(verb: "POST", access: access, input: input, run: run)
  }

  static let all: [String: XRPCMethod] = [
    "com.atproto.server.describeServer": query(.open) { server, _ in server.describe() },
    "com.atproto.server.createSession": procedure(.open) { (server, visit) throws(Refusal) in
      try server.createSession(&visit)
    },
    "com.atproto.server.refreshSession": procedure(.refresh, input: false) { (server, visit) throws(Refusal) in
      try server.refreshSession(visit)
    },
    "com.atproto.server.getSession": query(.known) { server, visit in .json(server.session(visit)) },
    "com.atproto.server.deleteSession": procedure(.refresh, input: false) { server, visit in
      server.deleteSession(visit)
    },
    "com.atproto.identity.resolveHandle": query(.open) { (server, visit) throws(Refusal) in
      try server.resolve(visit)
    },
    "com.atproto.repo.uploadBlob": procedure(.access, input: false) { (server, visit) throws(Refusal) in
      try server.upload(&visit)
    },
    "com.atproto.repo.createRecord": procedure(.access) { (server, visit) throws(Refusal) in
      try server.createRecord(&visit)
    },
    "com.atproto.repo.putRecord": procedure(.access) { (server, visit) throws(Refusal) in
      try server.putRecord(&visit)
    },
    "com.atproto.repo.deleteRecord": procedure(.access) { (server, visit) throws(Refusal) in
      try server.deleteRecord(&visit)
    },
    "com.atproto.repo.applyWrites": procedure(.access) { (server, visit) throws(Refusal) in
      try server.applyWrites(&visit)
    },
    "com.atproto.repo.getRecord": query(.open) { (server, visit) throws(Refusal) in try server.getRecord(visit) },
    "com.atproto.repo.listRecords": query(.open) { (server, visit) throws(Refusal) in
      try server.listRecords(visit)
    },
    "com.atproto.repo.describeRepo": query(.open) { (server, visit) throws(Refusal) in
      try server.describeRepository(visit)
    },
    "app.bsky.actor.getProfile": query(.optional) { (server, visit) throws(Refusal) in
      try server.profile(visit)
    },
    "app.bsky.feed.getPosts": query(.optional) { (server, visit) throws(Refusal) in try server.posts(visit) },
    "app.bsky.feed.getAuthorFeed": query(.optional) { (server, visit) throws(Refusal) in
      try server.authorFeed(visit)
    },
    "app.bsky.feed.getPostThread": query(.optional) { (server, visit) throws(Refusal) in
      try server.thread(visit)
    },
    "app.bsky.notification.listNotifications": query(.known) { (server, visit) throws(Refusal) in
      try server.notifications(visit)
    },
    "app.bsky.notification.updateSeen": procedure(.known) { (server, visit) throws(Refusal) in
      try server.markSeen(visit)
    },
  ]
}

extension Refusal {
  /// A refusal by a name of the protocol.
  static func xrpc(_ status: Int, _ name: String, _ message: String) -> Refusal {
    Refusal(status, name, description: message)
  }

  /// The name and words that a status has where nothing more is to be said.
  static func usual(_ status: Int) -> Refusal {
    switch status {
    case 401: .xrpc(status, "AuthenticationRequired", "Authentication Required")
    case 403: .xrpc(status, "Forbidden", "Forbidden")
    case 404: .xrpc(status, "XRPCNotSupported", "XRPC Not Supported")
    case 413: .xrpc(status, "PayloadTooLarge", "request entity too large")
    case 415: .xrpc(status, "UnsupportedMediaType", "Unsupported Media Type")
    case 429: .tooFast
    case 501: .xrpc(status, "MethodNotImplemented", "Method Not Implemented")
    case 502: .xrpc(status, "UpstreamFailure", "Upstream Failure")
    case 503: .xrpc(status, "NotEnoughResources", "Not Enough Resources")
    case 504: .xrpc(status, "UpstreamTimeout", "Upstream Timeout")
    case 500...: .xrpc(status, "InternalServerError", "Internal Server Error")
    default: .xrpc(status, "InvalidRequest", "Invalid Request")
    }
  }

  static func invalid(_ message: String) -> Refusal { .xrpc(400, "InvalidRequest", message) }

  static let tooFast = Refusal.xrpc(429, "RateLimitExceeded", "Rate Limit Exceeded")
}

extension RateLimiter.Standing {
  /// The header fields of the protocol; over the limit also how long to wait.
  func fields(at now: Date, over: Bool) -> [String: String] {
    let rounded = seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
    var fields = [
      "ratelimit-limit": String(limit), "ratelimit-remaining": String(remaining),
      "ratelimit-reset": String(Int(reset.timeIntervalSince1970.rounded(.up))),
      "ratelimit-policy": "\(limit);w=\(rounded)",
    ]
    if over { fields["retry-after"] = String(max(1, Int(reset.timeIntervalSince(now).rounded(.up)))) }
    return fields
  }
}
