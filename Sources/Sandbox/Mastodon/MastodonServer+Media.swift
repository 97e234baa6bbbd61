import Crypto
import Foundation

/// A picture, film or sound that was uploaded.
struct Attachment: Sendable {
  enum Kind: String, Sendable { case image, gifv, video, audio }

  let id: String
  let account: String
  let kind: Kind
  let type: String
  let size: MediaFacts.Size?
  let bytes: [UInt8]
  /// SHA-256 of the bytes as they were received, in hexadecimal digits.
  let digest: String
  /// When it is processed.
  let readyAt: Date
  /// Whether it is found unfit then.
  let fails: Bool
  /// Since when it waits to be attached.
  var waitsSince: Date
  var shown: Shown
  /// The status that it is attached to, or was before an edit.
  var status: String?

  /// What a status, or one revision of it, says of an attachment.
  struct Shown: Sendable, Equatable {
    let id: String
    var description: String?
    var focus: Focus?
  }

  struct Focus: Sendable, Equatable {
    var x: Double
    var y: Double

    /// Reads `x,y`, each from -1 to 1.
    init?(_ text: String?) {
      let parts = (text ?? "").split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
      guard parts.count == 2, let x = parts[0], let y = parts[1], abs(x) <= 1, abs(y) <= 1 else { return nil }
      self.x = x
      self.y = y
    }
  }

  func isReady(_ now: Date) -> Bool { !fails && readyAt <= now }

  static func kind(of type: String, _ bytes: [UInt8]) -> Kind {
    if type == "image/gif", Data(bytes).range(of: Data("NETSCAPE2.0".utf8)) != nil { return .gifv }
    return type.hasPrefix("image/") ? .image : type.hasPrefix("audio/") ? .audio : .video
  }
}

extension Refusal {
  static let unfitFile = Refusal(422, "Validation failed: File content type is invalid, File is invalid")
  static func unprocessable(_ status: Int) -> Refusal {
    Refusal(status, "Error processing thumbnail for uploaded media")
  }
}

extension MastodonServer {
  static let mediaTypes = [
    "image/jpeg", "image/png", "image/gif", "image/heic", "image/webp", "image/avif", "video/mp4", "video/webm",
    "video/quicktime", "audio/mpeg", "audio/ogg", "audio/mp4",
  ]

  package func mostBytes(_ call: Call) -> Int {
    // The parts' heads and the other fields are on top of the file.
    call.path == "/api/v2/media" ? config.limits.videoSizeLimit + 1024 * 1024 : 4 * 1024 * 1024
  }

  /// `POST /api/v2/media`: 200 for what is processed at once, 202 for what takes its time.
  mutating func upload(_ visit: inout Visit) throws(Refusal) -> Answer {
    guard let account = visit.viewer else { throw Refusal.needsUser }
    try count("media \(account)", config.rateLimits.media, &visit)
    guard let file = visit.call.files.first(where: { $0.name == "file" }) else {
      throw Refusal(422, "Validation failed: File can't be blank")
    }
    guard file.type != nil, let facts = MediaFacts(file.content), MastodonServer.mediaTypes.contains(facts.type)
    else { throw Refusal.unfitFile }
    let kind = Attachment.kind(of: facts.type, file.content)
    let pixels = facts.size.map { $0.width * $0.height } ?? 0
    let most = kind == .image || kind == .gifv ? config.limits.imageSizeLimit : config.limits.videoSizeLimit
    if file.content.count > most || pixels > config.limits.imageMatrixLimit { throw Refusal.unfitFile }
    let wait = visit.bent.processing ?? (kind == .image ? config.processing.images : config.processing.others)
    let broken = ["image/jpeg", "image/png", "image/gif", "image/webp"].contains(facts.type) && facts.size == nil
    let fails = visit.bent.processingFails || broken
    if fails, wait <= 0 { throw Refusal.unprocessable(500) }
    let asked = visit.call.parameters
    let id = identifiers.next(at: visit.now)
    let attachment = Attachment(
      id: id, account: account, kind: kind, type: facts.type, size: facts.size, bytes: file.content,
      digest: SHA256.hash(data: Data(file.content)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
      readyAt: visit.now + wait, fails: fails, waitsSince: visit.now,
      shown: Attachment.Shown(
        id: id, description: try description(asked["description"]), focus: Attachment.Focus(asked["focus"])))
    attachments[id] = attachment
    return .json(entity(attachment, at: visit.now), status: attachment.isReady(visit.now) ? 200 : 202)
  }

  /// `GET /api/v1/media/:id`: 206 while it is processed, 422 when that failed.
  func showMedia(_ visit: Visit) throws(Refusal) -> Answer {
    let attachment = try unattached(visit)
    let isReady = attachment.isReady(visit.now)
    if attachment.fails, attachment.readyAt <= visit.now { throw Refusal.unprocessable(422) }
    return .json(entity(attachment, at: visit.now), status: isReady ? 200 : 206)
  }

  /// `PUT /api/v1/media/:id`
  mutating func changeMedia(_ visit: Visit) throws(Refusal) -> Answer {
    var attachment = try unattached(visit)
    let asked = visit.call.parameters
    if asked.has("description") { attachment.shown.description = try description(asked["description"]) }
    if let focus = Attachment.Focus(asked["focus"]) { attachment.shown.focus = focus }
    attachments[attachment.id] = attachment
    return .json(entity(attachment, at: visit.now))
  }

  /// `DELETE /api/v1/media/:id`
  mutating func deleteMedia(_ visit: Visit) throws(Refusal) -> Answer {
    attachments[try unattached(visit).id] = nil
    return .json([:])
  }

  /// The viewer's own attachment that the path names and that is in no status.
  private func unattached(_ visit: Visit) throws(Refusal) -> Attachment {
    guard let attachment = attachments[visit.id], attachment.account == visit.viewer, attachment.status == nil,
      stands(attachment, visit.now)
    else { throw Refusal.notFound }
    return attachment
  }

  /// Whether it was not yet swept away.
  private func stands(_ attachment: Attachment, _ now: Date) -> Bool {
    attachment.status != nil || now < attachment.waitsSince + config.mediaLifetime
  }

  private func description(_ text: String?) throws(Refusal) -> String? {
    guard let text, !text.isEmpty else { return nil }
    let most = config.limits.descriptionLimit
    if text.unicodeScalars.count > most {
      throw Refusal(422, "Validation failed: Description is too long (maximum is \(most) characters)")
    }
    return text
  }

  /// What a call attaches to a status, new or old. What is another's or used elsewhere is passed over.
  func attached(_ visit: Visit, to status: Status?) throws(Refusal) -> [Attachment.Shown] {
    let asked = visit.call.parameters
    var ids: [String] = []
    for id in asked.all("media_ids") where !ids.contains(id) { ids.append(id) }
    let most = config.limits.maxMediaAttachments
    if ids.count > most { throw Refusal(config.validation, "Cannot attach more than \(most) files") }
    let found = ids.compactMap { attachments[$0] }.filter { attachment in
      attachment.account == visit.viewer && stands(attachment, visit.now)
        && (attachment.status == nil || attachment.status == status?.id)
    }
    if found.count > 1, found.contains(where: { $0.kind != .image }) {
      throw Refusal(config.validation, "Cannot attach a video to a post that already contains images")
    }
    if !found.allSatisfy({ $0.isReady(visit.now) }) {
      throw Refusal(
        config.validation, "Cannot attach files that have not finished processing. Try again in a moment!")
    }
    var shown = found.map(\.shown)
    for change in asked.objects("media_attributes") {
      guard status != nil, let place = shown.firstIndex(where: { $0.id == change["id"] }) else { continue }
      if let text = change["description"] { shown[place].description = try description(text) }
      if let focus = Attachment.Focus(change["focus"]) { shown[place].focus = focus }
    }
    return shown
  }

  /// Notes that attachments belong to a status, with what it says of them.
  mutating func attach(_ shown: [Attachment.Shown], to status: String) {
    for shown in shown {
      attachments[shown.id]?.status = status
      attachments[shown.id]?.shown = shown
    }
  }

  /// Frees the attachments of a status that is gone, for it to be written anew, or takes them away too.
  mutating func release(from status: String, deleting: Bool, at now: Date) {
    for attachment in attachments.values where attachment.status == status {
      var freed = attachment
      freed.status = nil
      freed.waitsSince = now
      attachments[attachment.id] = deleting ? nil : freed
    }
  }

  /// Attachments as a status shows them.
  func entities(_ shown: [Attachment.Shown], at now: Date) -> JSON {
    .array(
      shown.compactMap { shown in
        guard var attachment = attachments[shown.id] else { return nil }
        attachment.shown = shown
        return entity(attachment, at: now)
      })
  }

  /// `MediaAttachment`
  private func entity(_ attachment: Attachment, at now: Date) -> JSON {
    let url = attachment.isReady(now) ? address(of: attachment) : nil
    var meta: [String: JSON] = [:]
    if let size = attachment.size {
      let details: JSON = [
        "width": .int(size.width), "height": .int(size.height), "size": .string("\(size.width)x\(size.height)"),
        "aspect": .double(Double(size.width) / Double(size.height)),
      ]
      meta = ["original": details, "small": details]
    }
    if let focus = attachment.shown.focus { meta["focus"] = ["x": .double(focus.x), "y": .double(focus.y)] }
    return [
      "id": .string(attachment.id), "type": .string(attachment.kind.rawValue), "url": .optional(url),
      "preview_url": .optional(attachment.kind == .audio ? nil : url), "remote_url": .null,
      "meta": .object(meta), "description": .optional(attachment.shown.description), "blurhash": .null,
    ]
  }

  private func address(of attachment: Attachment) -> String { "\(base)/media/\(attachment.id)" }

  package func file(_ name: String, at now: Date) -> Answer? {
    guard let attachment = attachments[name], stands(attachment, now), attachment.isReady(now) else { return nil }
    return Answer(
      status: 200, headers: ["content-type": attachment.type, "x-content-type-options": "nosniff"],
      body: attachment.bytes)
  }

  /// Attachments as the ledger has them.
  func media(_ shown: [Attachment.Shown]) -> [Effect.Medium] {
    shown.compactMap { shown in
      attachments[shown.id].map {
        Effect.Medium(digest: $0.digest, type: $0.type, description: shown.description ?? "")
      }
    }
  }

  /// Attachments as the page shows them.
  func pictured(_ shown: [Attachment.Shown]) -> [Page.Medium] {
    shown.compactMap { shown in
      attachments[shown.id].map {
        Page.Medium(
          address: address(of: $0), description: shown.description ?? "", picture: $0.type.hasPrefix("image/"),
          kind: $0.type)
      }
    }
  }
}
