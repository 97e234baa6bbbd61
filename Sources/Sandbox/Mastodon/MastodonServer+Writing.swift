import Foundation

extension MastodonServer {
  /// `POST /api/v1/statuses`
  mutating func create(_ visit: inout Visit) throws(Refusal) -> Answer {
    guard let author = visit.viewer, let account = accounts[author], let token = visit.token else {
      throw Refusal.needsUser
    }
    let asked = visit.call.parameters
    try refuseUnknownKinds(asked)
    let key = visit.call.headers["idempotency-key"].flatMap { $0.isEmpty ? nil : $0 }
    if let key, let made = remembered(key, author, visit) {
      guard let status = statuses[made] else { throw Refusal.notFound }
      return .json(entity(status, visit))
    }
    let parent = try parent(asked, visit)
    let spoiler = MastodonServer.strip(asked["spoiler_text"] ?? "")
    let words = MastodonServer.strip(asked["status"] ?? "")
    let revision = Status.Revision(
      text: words.isEmpty ? spoiler : words, spoiler: words.isEmpty ? "" : spoiler,
      sensitive: asked.flag("sensitive") ?? false || !spoiler.isEmpty,
      language: MastodonServer.language(asked["language"]) ?? account.config.language,
      media: try attached(visit, to: nil), at: visit.now)
    try validate(revision)
    let visibility = try visibility(asked, account)
    try count("statuses \(author)", config.rateLimits.statuses, &visit)
    let delay = visit.bent.visibilityDelay ?? config.visibilityDelay
    let status = Status(
      id: identifiers.next(at: visit.now), account: author, visibility: visibility, inReplyTo: parent?.id,
      inReplyToAccount: parent?.account, application: token.application, createdAt: visit.now,
      visibleAt: visit.now + delay, mentions: mentioned(revision.text), revisions: [revision])
    add(status)
    attach(revision.media, to: status.id)
    if let key { keys["\(author) \(key)"] = (status.id, visit.now + config.keyLifetime) }
    visit.effects.append(effect(.create, status, key: key, at: visit.now))
    return .json(entity(status, visit))
  }

  /// The status that was made under a key which is still remembered and which no fault ignores.
  private func remembered(_ key: String, _ author: String, _ visit: Visit) -> String? {
    guard config.idempotency == .honoured, !visit.bent.keyIgnored else { return nil }
    guard let made = keys["\(author) \(key)"], visit.now < made.until else { return nil }
    return made.status
  }

  /// Polls, scheduled and quoting statuses are not part of this server; it says so instead of posting half.
  private func refuseUnknownKinds(_ asked: Parameters) throws(Refusal) {
    for name in ["scheduled_at", "quoted_status_id", "poll[options]"] where asked.has(name) {
      throw Refusal(422, "Validation failed: \(name) is not supported by this server")
    }
  }

  private func parent(_ asked: Parameters, _ visit: Visit) throws(Refusal) -> Status? {
    guard let id = asked["in_reply_to_id"], !id.isEmpty else { return nil }
    if let parent = statuses[id], sees(visit.viewer, parent, visit.now) { return parent }
    if config.missingParent == 404 { throw Refusal.notFound }
    throw Refusal(
      config.missingParent,
      "Validation failed: The post you are trying to reply to does not appear to exist.")
  }

  private func visibility(_ asked: Parameters, _ account: Account) throws(Refusal) -> Visibility {
    guard let name = asked["visibility"], !name.isEmpty else { return account.config.visibility }
    guard let visibility = Visibility(rawValue: name) else {
      throw Refusal(config.validation, "Validation failed: Visibility is not included in the list")
    }
    return visibility
  }

  private func validate(_ revision: Status.Revision) throws(Refusal) {
    if revision.text.isEmpty, revision.media.isEmpty {
      throw Refusal(config.validation, "Validation failed: Text can't be blank")
    }
    let text = StatusText(revision.spoiler + revision.text)
    let length = text.length(config.counting, reservedPerLink: config.limits.charactersReservedPerUrl)
    if length > config.limits.maxCharacters {
      throw Refusal(
        config.validation,
        "Validation failed: Text character limit of \(config.limits.maxCharacters) exceeded")
    }
  }

  private mutating func add(_ status: Status) {
    statuses[status.id] = status
    accounts[status.account]?.statuses.append(status.id)
    if let parent = status.inReplyTo { statuses[parent]?.replies.append(status.id) }
    for account in status.mentions where account != status.account {
      let notice = Notice(
        id: identifiers.next(at: status.createdAt), from: status.account, status: status.id,
        createdAt: status.createdAt, visibleAt: status.visibleAt)
      accounts[account]?.notifications.append(notice)
    }
  }

  /// `PUT /api/v1/statuses/:id`: the whole state is sent; what changes nothing leaves no trace.
  mutating func edit(_ visit: inout Visit) throws(Refusal) -> Answer {
    var status = try own(visit)
    let asked = visit.call.parameters
    try refuseUnknownKinds(asked)
    let before = status.current
    let spoiler = MastodonServer.strip(asked["spoiler_text"] ?? "")
    let revision = Status.Revision(
      text: asked["status"].map(MastodonServer.strip) ?? before.text, spoiler: spoiler,
      sensitive: asked.flag("sensitive") ?? false || !spoiler.isEmpty,
      language: MastodonServer.language(asked["language"]) ?? before.language,
      media: try attached(visit, to: status), at: before.at)
    try validate(revision)
    if revision != before {
      var dated = revision
      dated.at = visit.now
      status.revisions.append(dated)
      status.mentions = mentioned(revision.text)
      statuses[status.id] = status
      attach(revision.media, to: status.id)
      visit.effects.append(effect(.edit, status, key: nil, at: visit.now))
    }
    return .json(entity(status, visit))
  }

  /// `DELETE /api/v1/statuses/:id`: answers the status with its source, for delete and redraft.
  mutating func delete(_ visit: inout Visit) throws(Refusal) -> Answer {
    let status = try own(visit)
    try count("deletes \(status.account)", config.rateLimits.deletes, &visit)
    statuses[status.id] = nil
    accounts[status.account]?.statuses.removeAll { $0 == status.id }
    if let parent = status.inReplyTo { statuses[parent]?.replies.removeAll { $0 == status.id } }
    for account in status.mentions {
      accounts[account]?.notifications.removeAll { $0.status == status.id }
    }
    visit.effects.append(effect(.delete, status, key: nil, at: visit.now))
    let last = entity(status, visit)
    release(from: status.id, deleting: visit.call.parameters.flag("delete_media") == true, at: visit.now)
    return .json(last.merging(["text": .string(status.current.text)]))
  }

  private func own(_ visit: Visit) throws(Refusal) -> Status {
    guard let status = statuses[visit.id], status.account == visit.viewer else { throw Refusal.notFound }
    return status
  }

  private func effect(_ kind: Effect.Kind, _ status: Status, key: String?, at now: Date) -> Effect {
    Effect(
      kind: kind, account: accounts[status.account]?.config.username ?? "", id: status.id,
      text: status.current.text, inReplyTo: status.inReplyTo, media: media(status.current.media), at: now,
      details: [
        "spoiler_text": .string(status.current.spoiler), "language": .optional(status.current.language),
        "visibility": .string(status.visibility.rawValue), "idempotency_key": .optional(key),
        "application": .string(status.application.name),
      ])
  }

  /// The accounts of this server that a text mentions, each once.
  private func mentioned(_ text: String) -> [String] {
    var found: [String] = []
    for case .mention(let name, let domain) in StatusText(text).pieces {
      if let account = account(name, domain), !found.contains(account.id) { found.append(account.id) }
    }
    return found
  }

  /// Blanks at both ends are not kept.
  private static func strip(_ text: String) -> String {
    text.trimmingCharacters(in: .whitespacesAndNewlines.union(CharacterSet(charactersIn: "\0")))
  }

  /// A language that looks like an ISO 639 code; others are not taken.
  private static func language(_ code: String?) -> String? {
    guard let code, let main = code.split(separator: "-").first, (2...3).contains(main.count) else { return nil }
    return main.allSatisfy { $0.isASCII && $0.isLowercase } ? code : nil
  }
}
