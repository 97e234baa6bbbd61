import Foundation

extension BlueskyServer {
  /// Lets a call in, or refuses it in the protocol's words.
  func enter(_ access: XRPCMethod.Access, _ visit: inout XRPCVisit) throws(Refusal) {
    if case .open = access { return }
    guard let bearer = visit.call.bearer else {
      if case .optional = access { return }
      throw .xrpc(401, "AuthMissing", "Authentication Required")
    }
    guard let token = SessionToken(bearer, key: key), let account = repositories[token.subject]?.account else {
      throw .xrpc(400, "InvalidToken", "Token could not be verified")
    }
    let wanted: SessionToken.Kind = if case .refresh = access { .refresh } else { .access }
    guard token.kind == wanted else { throw .xrpc(400, "InvalidToken", "Bad token scope") }
    if Int(visit.now.timeIntervalSince1970) >= token.expires {
      throw .xrpc(400, "ExpiredToken", "Token has expired")
    }
    if account.state == .takendown { throw .takenDown }
    if case .access = access, account.state == .deactivated {
      throw .xrpc(401, "AccountDeactivated", "Account is deactivated")
    }
    visit.token = token
  }

  /// `com.atproto.server.createSession`
  mutating func createSession(_ visit: inout XRPCVisit) throws(Refusal) -> Answer {
    let identifier = try visit.needed("identifier")
    let password = try visit.needed("password")
    let name = "session \(identifier.lowercased()) \(visit.call.from)"
    try count(name, config.rateLimits.sessions, &visit)
    try count("day of " + name, config.rateLimits.sessionsPerDay, &visit)
    guard let account = repository(identifier)?.account, account.appPassword == password else {
      throw .xrpc(401, "AuthenticationRequired", "Invalid identifier or password")
    }
    if account.state == .takendown { throw .takenDown }
    return .json(pair(account.did, id: secret(), at: visit.now))
  }

  /// `com.atproto.server.refreshSession`: the token that follows is the same however often one asks in the grace.
  mutating func refreshSession(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let revoked = Refusal.xrpc(400, "ExpiredToken", "Token has been revoked")
    guard let id = visit.token?.id, let known = refreshes[id] else { throw revoked }
    if known.until <= visit.now {
      refreshes[id] = nil
      throw revoked
    }
    let next = known.next ?? secret()
    refreshes[id]?.next = next
    refreshes[id]?.until = min(known.until, visit.now + config.refreshGrace)
    return .json(pair(known.did, id: next, at: visit.now))
  }

  /// `com.atproto.server.deleteSession`
  mutating func deleteSession(_ visit: XRPCVisit) -> Answer {
    if let id = visit.token?.id { refreshes[id] = nil }
    return Answer(status: 200)
  }

  /// The two tokens of a session with what the account is.
  private mutating func pair(_ did: String, id: String, at now: Date) -> JSON {
    let issued = Int(now.timeIntervalSince1970)
    let access = SessionToken(
      kind: .access, subject: did, audience: identity, issued: issued, expires: issued + config.accessLifetime)
    let refresh = SessionToken(
      kind: .refresh, subject: did, audience: identity, issued: issued, expires: issued + config.refreshLifetime,
      id: id)
    if refreshes[id] == nil {
      refreshes[id] = Refresh(did: did, until: now + Double(config.refreshLifetime), next: nil)
    }
    return about(did).merging([
      "accessJwt": .string(access.text(key: key)), "refreshJwt": .string(refresh.text(key: key)),
    ])
  }

  /// `com.atproto.server.getSession`
  func session(_ visit: XRPCVisit) -> JSON { about(visit.viewer ?? "") }

  private func about(_ did: String) -> JSON {
    let account = repositories[did]?.account
    let about: JSON = [
      "did": .string(did), "handle": .string(account?.handle ?? "handle.invalid"), "didDoc": document(did),
      "email": .string("\(account?.handle ?? "nobody")@\(config.domain)"), "emailConfirmed": true,
      "emailAuthFactor": false, "active": .bool(account?.state == .active),
    ]
    guard let state = account?.state, state != .active else { return about }
    return about.merging(["status": .string(state.rawValue)])
  }

  /// The document of an identity, which tells where its repository is.
  func document(_ did: String) -> JSON {
    [
      "@context": ["https://www.w3.org/ns/did/v1"], "id": .string(did),
      "alsoKnownAs": .array(handle(of: did).map { [.string("at://\($0)")] } ?? []),
      "verificationMethod": [],
      "service": [
        ["id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": .string(base)]
      ],
    ]
  }

  /// The server's own identity.
  var identity: String { "did:web:\(config.domain)" }

  /// `com.atproto.server.describeServer`
  func describe() -> Answer {
    .json([
      "did": .string(identity), "availableUserDomains": [.string(".\(config.domain)")],
      "inviteCodeRequired": true, "phoneVerificationRequired": false,
      "blobUploadLimit": .int(BlueskyServer.blobBytes),
      "links": ["privacyPolicy": .string("\(base)/privacy"), "termsOfService": .string("\(base)/terms")],
      "contact": ["email": .string("admin@\(config.domain)")],
    ])
  }

  /// `com.atproto.identity.resolveHandle`
  func resolve(_ visit: XRPCVisit) throws(Refusal) -> Answer {
    let handle = try visit.parameter("handle")
    guard Syntax.isHandle(handle) else { throw .invalid("Params/handle must be a valid handle") }
    guard let did = handles[handle.lowercased()] else { throw .invalid("Unable to resolve handle") }
    return .json(["did": .string(did)])
  }
}

extension Refusal {
  static let takenDown = Refusal.xrpc(401, "AccountTakedown", "Account has been taken down")
}
