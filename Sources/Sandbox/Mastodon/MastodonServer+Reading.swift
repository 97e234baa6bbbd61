import Foundation

extension MastodonServer {
  /// Whether a viewer gets a status to read: not before it is visible, not what is private to others.
  func sees(_ viewer: String?, _ status: Status, _ now: Date) -> Bool {
    guard status.visibleAt <= now else { return false }
    switch status.visibility {
    case .public, .unlisted: return true
    case .private, .direct:
      guard let viewer else { return false }
      return status.account == viewer || status.mentions.contains(viewer)
    }
  }

  /// The status that the path names, or 404.
  func readable(_ visit: Visit) throws(Refusal) -> Status {
    guard let status = statuses[visit.id], sees(visit.viewer, status, visit.now) else { throw Refusal.notFound }
    return status
  }

  /// An account by name, with no domain or this server's.
  func account(_ name: String, _ domain: String?) -> Account? {
    guard domain == nil || domain?.lowercased() == config.domain.lowercased() else { return nil }
    return accountsByName[name.lowercased()].flatMap { accounts[$0] }
  }

  /// `GET /api/v1/statuses?id[]=…`: what cannot be read is left out.
  func several(_ visit: Visit) -> Answer {
    let found = visit.call.parameters.all("id").compactMap { statuses[$0] }
    return .json(.array(found.filter { sees(visit.viewer, $0, visit.now) }.map { entity($0, visit) }))
  }

  /// `GET /api/v1/statuses/:id/source`
  func source(_ visit: Visit) throws(Refusal) -> Answer {
    let status = try readable(visit)
    return .json([
      "id": .string(status.id), "text": .string(status.current.text),
      "spoiler_text": .string(status.current.spoiler),
    ])
  }

  /// `GET /api/v1/statuses/:id/history`, oldest first.
  func history(_ visit: Visit) throws(Refusal) -> Answer {
    let status = try readable(visit)
    let author = accounts[status.account].map { entity($0) } ?? .null
    return .json(
      .array(
        status.revisions.map { revision in
          [
            "account": author, "content": .string(content(revision.text)),
            "created_at": .string(timestamp(revision.at)), "emojis": [],
            "media_attachments": entities(revision.media, at: visit.now),
            "sensitive": .bool(revision.sensitive), "spoiler_text": .string(revision.spoiler),
          ]
        }))
  }

  /// `GET /api/v1/statuses/:id/context`: less of it for those without a token.
  func context(_ visit: Visit) throws(Refusal) -> Answer {
    let status = try readable(visit)
    let known = visit.viewer != nil
    var ancestors: [Status] = []
    var above = status.inReplyTo
    while let id = above, let parent = statuses[id], ancestors.count < (known ? 4096 : 40) {
      if sees(visit.viewer, parent, visit.now) { ancestors.append(parent) }
      above = parent.inReplyTo
    }
    var descendants: [Status] = []
    func descend(_ status: Status, _ depth: Int) {
      guard depth <= (known ? 4096 : 20) else { return }
      for child in status.replies.compactMap({ statuses[$0] }) where sees(visit.viewer, child, visit.now) {
        guard descendants.count < (known ? 4096 : 60) else { return }
        descendants.append(child)
        descend(child, depth + 1)
      }
    }
    descend(status, 1)
    return .json([
      "ancestors": .array(ancestors.reversed().map { entity($0, visit) }),
      "descendants": .array(descendants.map { entity($0, visit) }),
    ])
  }

  /// `GET /api/v1/accounts/:id/statuses`
  func accountStatuses(_ visit: Visit) throws(Refusal) -> Answer {
    guard let account = accounts[visit.id] else { throw Refusal.notFound }
    let asked = visit.call.parameters
    let own = account.id == visit.viewer
    let wanted = account.statuses.lazy.compactMap { statuses[$0] }.filter { status in
      guard sees(visit.viewer, status, visit.now) else { return false }
      if !own, status.visibility == .direct { return false }
      if asked.flag("exclude_replies") == true, let parent = status.inReplyToAccount, parent != account.id {
        return false
      }
      if let tag = asked["tagged"] {
        return StatusText(status.current.text).hashtags.contains(tag.lowercased())
      }
      if asked.flag("only_media") == true, status.current.media.isEmpty { return false }
      // Nothing here is pinned.
      return asked.flag("pinned") != true
    }
    let paging = Paging(asked, usual: 20, most: 40)
    let page = paging.page(of: wanted, by: \.id)
    var answer = Answer.json(.array(page.map { entity($0, visit) }))
    let flags = ["exclude_replies", "exclude_reblogs", "only_media", "pinned", "tagged"]
    let kept = flags.compactMap { name in asked[name].map { (name, $0) } }
    answer.headers["link"] = paging.link(
      base + visit.call.path, first: page.first?.id, last: page.last?.id, others: kept)
    return answer
  }

  /// `GET /api/v1/notifications`
  func notifications(_ visit: Visit) -> Answer {
    let asked = visit.call.parameters
    let types = asked.all("types")
    let mentions = (types.isEmpty || types.contains("mention")) && !asked.all("exclude_types").contains("mention")
    let all = visit.viewer.flatMap { accounts[$0]?.notifications } ?? []
    let wanted = all.filter { notice in
      mentions && notice.visibleAt <= visit.now && asked["account_id"].map { $0 == notice.from } ?? true
    }
    let paging = Paging(asked, usual: 40, most: 80)
    let page = paging.page(of: wanted, by: \.id)
    var answer = Answer.json(.array(page.map { entity($0, visit) }))
    let kept = types.map { ("types[]", $0) } + asked.all("exclude_types").map { ("exclude_types[]", $0) }
    answer.headers["link"] = paging.link(
      base + visit.call.path, first: page.first?.id, last: page.last?.id, others: kept)
    return answer
  }

  /// `GET /api/v1/notifications/:id`
  func notification(_ visit: Visit) throws(Refusal) -> Answer {
    let all = visit.viewer.flatMap { accounts[$0]?.notifications } ?? []
    guard let notice = all.first(where: { $0.id == visit.id && $0.visibleAt <= visit.now }) else {
      throw Refusal.notFound
    }
    return .json(entity(notice, visit))
  }

  /// `GET /api/v1/accounts/verify_credentials`
  func whoAmI(_ visit: Visit) -> Answer {
    guard let account = visit.viewer.flatMap({ accounts[$0] }) else { return Refusal.needsUser.answer }
    let source: JSON = [
      "note": "", "fields": [], "privacy": .string(account.config.visibility.rawValue), "sensitive": false,
      "language": .string(account.config.language), "follow_requests_count": 0, "indexable": true,
    ]
    let role: JSON = ["id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": false]
    return .json(entity(account).merging(["source": source, "role": role]))
  }

  /// `GET /api/v1/accounts/:id`
  func showAccount(_ visit: Visit) throws(Refusal) -> Answer {
    guard let account = accounts[visit.id] else { throw Refusal.notFound }
    return .json(entity(account))
  }

  /// `GET /api/v1/accounts/lookup?acct=name`
  func lookUp(_ visit: Visit) throws(Refusal) -> Answer {
    let parts = (visit.call.parameters["acct"] ?? "").split(separator: "@").map(String.init)
    guard let name = parts.first, let account = account(name, parts.count > 1 ? parts[1] : nil) else {
      throw Refusal.notFound
    }
    return .json(entity(account))
  }
}
