import Crypto
import Foundation

extension MastodonServer {
  /// The redirect address that means: show the code to the person.
  static let outOfBand = "urn:ietf:wg:oauth:2.0:oob"

  /// Scopes that may be asked for; each `x` with every `x:part`.
  static let knownScopes: Set<String> = ["read", "write", "follow", "push", "profile"]

  /// `POST /api/v1/apps`
  mutating func register(_ visit: Visit) throws(Refusal) -> Answer {
    let asked = visit.call.parameters
    let redirects = asked.all("redirect_uris").flatMap { $0.split(whereSeparator: \.isWhitespace) }.map(String.init)
    let name = asked["client_name"] ?? ""
    var faults: [String] = []
    if name.isEmpty { faults.append("Application name can't be blank") }
    if redirects.isEmpty { faults.append("Redirect URI can't be blank") }
    let scopes = MastodonServer.scopes(asked["scopes"]) ?? ["read"]
    if !scopes.allSatisfy(MastodonServer.isKnown) { faults.append("Scopes doesn't match configured on the server.") }
    if !faults.isEmpty { throw Refusal(422, "Validation failed: " + faults.joined(separator: ", ")) }
    let application = Client(
      id: identifiers.next(at: visit.now), name: name, website: asked["website"], redirects: redirects,
      scopes: scopes, clientID: secret(), clientSecret: secret())
    applications[application.clientID] = application
    return .json(
      entity(application).merging([
        "client_id": .string(application.clientID), "client_secret": .string(application.clientSecret),
        "client_secret_expires_at": 0,
      ]))
  }

  /// `GET /api/v1/apps/verify_credentials`
  func application(_ visit: Visit) -> Answer {
    .json(visit.token.map { entity($0.application) } ?? .null)
  }

  private func entity(_ application: Client) -> JSON {
    [
      "id": .string(application.id), "name": .string(application.name), "website": .optional(application.website),
      "scopes": .array(application.scopes.map(JSON.string)), "vapid_key": "",
      "redirect_uri": .string(application.redirects.joined(separator: "\n")),
      "redirect_uris": .array(application.redirects.map(JSON.string)),
    ]
  }

  /// `GET /oauth/authorize`: no page asks, the account of `login_hint`, or the first one, says yes at once.
  mutating func authorize(_ visit: Visit) throws(Refusal) -> Answer {
    let asked = visit.call.parameters
    guard let application = applications[asked["client_id"] ?? ""] else { throw Refusal.invalidClient }
    let redirect = asked["redirect_uri"] ?? ""
    guard asked["response_type"] == "code", application.redirects.contains(redirect) else {
      throw Refusal(400, "invalid_request", description: "The redirect uri included is not valid.")
    }
    let scopes = MastodonServer.scopes(asked["scope"]) ?? ["read"]
    guard scopes.allSatisfy({ MastodonServer.covers(application.scopes, $0) }) else { throw Refusal.invalidScope }
    if let method = asked["code_challenge_method"], method != "S256" {
      throw Refusal(400, "invalid_request", description: "The code challenge method must be S256.")
    }
    let name = asked["login_hint"] ?? config.accounts.first?.username ?? ""
    guard let account = accountsByName[name.lowercased()] else { throw Refusal.notFound }
    let code = secret()
    grants[code] = Grant(
      client: application.clientID, account: account, redirect: redirect, scopes: scopes,
      challenge: asked["code_challenge"])
    var target =
      redirect == MastodonServer.outOfBand
      ? "\(base)/oauth/authorize/native?code=\(code)" : redirect + (redirect.contains("?") ? "&" : "?") + "code=\(code)"
    if let state = asked["state"]?.addingPercentEncoding(withAllowedCharacters: .alphanumerics) {
      target += "&state=\(state)"
    }
    return Answer(status: 302, headers: ["location": target])
  }

  /// `GET /oauth/authorize/native`: the page from which a person copies the code.
  func showCode(_ visit: Visit) -> Answer {
    .html(Page.code(visit.call.parameters["code"] ?? ""))
  }

  /// `POST /oauth/token`
  mutating func exchange(_ visit: Visit) throws(Refusal) -> Answer {
    let asked = visit.call.parameters
    guard let application = applications[asked["client_id"] ?? ""],
      application.clientSecret == asked["client_secret"]
    else { throw Refusal.invalidClient }
    switch asked["grant_type"] {
    case "authorization_code":
      guard let code = asked["code"], let grant = grants.removeValue(forKey: code),
        grant.client == application.clientID, grant.redirect == asked["redirect_uri"],
        MastodonServer.proves(asked["code_verifier"], grant.challenge)
      else { throw Refusal.invalidGrant }
      return issue(application, account: grant.account, scopes: grant.scopes, at: visit.now)
    case "client_credentials":
      let scopes = MastodonServer.scopes(asked["scope"]) ?? ["read"]
      guard scopes.allSatisfy({ MastodonServer.covers(application.scopes, $0) }) else { throw Refusal.invalidScope }
      return issue(application, account: nil, scopes: scopes, at: visit.now)
    default:
      throw Refusal(
        400, "unsupported_grant_type",
        description: "The authorization grant type is not supported by the authorization server.")
    }
  }

  private mutating func issue(
    _ application: Client, account: String?, scopes: [String], at now: Date
  ) -> Answer {
    let token = Token(
      value: secret(), account: account, application: application, scopes: scopes, createdAt: now)
    tokens[token.value] = token
    return .json([
      "access_token": .string(token.value), "token_type": "Bearer",
      "scope": .string(scopes.joined(separator: " ")), "created_at": .int(Int(now.timeIntervalSince1970)),
    ])
  }

  /// `POST /oauth/revoke`: a token of the same application ends; an unknown one is no fault.
  mutating func revoke(_ visit: Visit) throws(Refusal) -> Answer {
    let asked = visit.call.parameters
    let forbidden = Refusal(
      403, "unauthorized_client", description: "You are not authorized to revoke this token")
    guard let application = applications[asked["client_id"] ?? ""],
      application.clientSecret == asked["client_secret"]
    else { throw forbidden }
    if let token = tokens[asked["token"] ?? ""] {
      guard token.application.clientID == application.clientID else { throw forbidden }
      tokens[token.value] = nil
    }
    return .json([:])
  }

  /// `GET /.well-known/oauth-authorization-server`
  func discovery() -> Answer {
    .json([
      "issuer": .string(base + "/"), "service_documentation": "https://docs.joinmastodon.org/",
      "authorization_endpoint": .string("\(base)/oauth/authorize"),
      "userinfo_endpoint": .string("\(base)/oauth/userinfo"),
      "token_endpoint": .string("\(base)/oauth/token"), "revocation_endpoint": .string("\(base)/oauth/revoke"),
      "app_registration_endpoint": .string("\(base)/api/v1/apps"),
      "scopes_supported": .array(MastodonServer.knownScopes.sorted().map(JSON.string)),
      "response_types_supported": ["code"], "response_modes_supported": ["query"],
      "code_challenge_methods_supported": ["S256"],
      "grant_types_supported": ["authorization_code", "client_credentials"],
      "token_endpoint_auth_methods_supported": ["client_secret_post"],
    ])
  }

  /// `GET /oauth/userinfo`
  func userInfo(_ visit: Visit) -> Answer {
    guard let account = visit.viewer.flatMap({ accounts[$0] }) else { return Refusal.needsUser.answer }
    return .json([
      "iss": .string(base + "/"), "sub": .string("\(base)/users/\(account.config.username)"),
      "name": .string(account.config.displayName), "preferred_username": .string(account.config.username),
      "profile": .string(address(account)), "picture": .string("\(base)/avatars/original/missing.png"),
    ])
  }

  private static func scopes(_ text: String?) -> [String]? {
    let words = text?.split(whereSeparator: \.isWhitespace).map(String.init) ?? []
    return words.isEmpty ? nil : words
  }

  private static func isKnown(_ scope: String) -> Bool {
    knownScopes.contains(String(scope.prefix { $0 != ":" })) || scope.hasPrefix("admin:")
  }

  private static func covers(_ registered: [String], _ asked: String) -> Bool {
    registered.contains(asked) || registered.contains { asked.hasPrefix($0 + ":") }
  }

  /// True when no challenge was made, or the verifier's SHA-256 is the challenge (RFC 7636).
  private static func proves(_ verifier: String?, _ challenge: String?) -> Bool {
    guard let challenge else { return true }
    guard let verifier else { return false }
    let digest = Data(SHA256.hash(data: Data(verifier.utf8))).base64EncodedString()
    let bare = digest.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_")
      .replacingOccurrences(of: "=", with: "")
    return bare == challenge
  }
}

extension Refusal {
  static let invalidClient = Refusal(
    401, "invalid_client",
    description: "Client authentication failed due to unknown client, no client authentication included, "
      + "or unsupported authentication method.")
  static let invalidScope = Refusal(
    400, "invalid_scope", description: "The requested scope is invalid, unknown, or malformed.")
  static let invalidGrant = Refusal(
    400, "invalid_grant",
    description: "The provided authorization grant is invalid, expired, revoked, does not match the "
      + "redirection URI used in the authorization request, or was issued to another client.")
}
