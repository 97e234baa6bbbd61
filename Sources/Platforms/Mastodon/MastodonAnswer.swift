import Domain
import HTTPTypes

/// What a server's answer to a publish, an edit or a take-down means: the table of section 10 of the platform's page.
///
/// Refusals have no codes, only words that may come in any language. So the status decides, and words only where
/// they make us more careful or more helpful. A refusal without the server's own form of words may come from something
/// in front of it, which knows nothing of what the server did.
struct MastodonAnswer {
  private let response: PlatformResponse
  private let order: DeliveryOrder
  /// What the server said, fit to be shown; nil where the body is not Mastodon's.
  private let said: String?

  init(_ response: PlatformResponse, to order: DeliveryOrder) {
    self.response = response
    self.order = order
    said = response.read(MastodonError.self).map { ForeignText.shown($0.error, hiding: order.secret) }
  }

  /// The same, where it may be for the images that were uploaded before.
  func result(_ uploads: MastodonUploads, _ progress: DeliveryProgress) -> StepResult {
    let outcome = outcome
    guard order.kind != .takeDown, uploads.list.contains(where: { $0 != nil }) else { return .done(outcome) }
    var uploads = uploads
    if isEarly, uploads.early < MastodonUploads.mostEarly {
      let later = response.at.adding(seconds: 5)
      uploads.early += 1
      uploads.doubt(at: later)
      return .again(
        uploads.progress(progress), retryAt: later, sentence: "The server is not done with an image\(quote).")
    }
    guard case .rejected(let code, _) = outcome, ["refused", "empty"].contains(code), !uploads.isChecked else {
      return .done(outcome)
    }
    // Its words come in any language: an image that is gone is found by asking for each.
    uploads.isChecked = true
    uploads.doubt(at: response.at)
    return .again(
      uploads.progress(progress), retryAt: nil,
      sentence: "The server refused this post\(quote). Whether it still has the images is asked before the next try.")
  }

  private var isEarly: Bool { [400, 422].contains(response.status) && says("finished processing") }

  var outcome: DeliveryOutcome {
    switch response.status {
    case 200...299: acted
    case 400...428 where said == nil, 430...499 where said == nil: foreign
    case 400, 422: refused
    case 401: .credential(sentence: "The server no longer takes this channel's credential\(quote). Connect it again.")
    case 403: forbidden
    case 404, 410: gone
    case 429:
      .surelyNot(
        retryAt: RetryTime.read(response, reset: .rateLimitReset) ?? response.at.adding(seconds: 60),
        sentence: "The server asks us to slow down\(quote).")
    default:
      .unknown(sentence: "The server answered \(response.status)\(quote): it may have acted all the same.")
    }
  }

  /// The server's words as an end of a sentence of ours.
  private var quote: String {
    said.map { " (“\($0)”)" } ?? ""
  }

  private var acted: DeliveryOutcome {
    guard let status = response.read(MastodonStatus.self), !status.isScheduled,
      status.content != nil || status.createdAt != nil,
      let id = ForeignText.id(status.id, hiding: order.secret)
    else {
      return .unknown(sentence: "The server answered \(response.status), but with nothing that names a post.")
    }
    if order.kind != .publish, id != order.remoteID {
      return .unknown(
        sentence: "The server answered about another post than the one to "
          + (order.kind == .edit ? "change." : "take down."))
    }
    if order.kind == .takeDown { return .acted(remoteID: id, url: nil) }
    return .acted(remoteID: id, url: ForeignText.link(status.url, hiding: order.secret))
  }

  private var foreign: DeliveryOutcome {
    .unknown(sentence: "Something answered \(response.status), but not the server itself: it may have acted.")
  }

  private var refused: DeliveryOutcome {
    if isEarly {
      return .surelyNot(
        retryAt: response.at.adding(seconds: 5), sentence: "The server is not done with an image\(quote).")
    }
    if says("character limit") {
      return .rejected(code: "too_long", sentence: "The server counts this text as too long\(quote). Shorten it.")
    }
    if says("can't be blank") {
      return .rejected(code: "empty", sentence: "The server sees no text in this post\(quote).")
    }
    return .rejected(code: "refused", sentence: "The server refused this post\(quote).")
  }

  private var forbidden: DeliveryOutcome {
    if says("authorized scopes") {
      return .credential(
        sentence: "The credential may not post\(quote). Connect the account again and allow it to write posts.")
    }
    if says("disabled") || says("suspended") {
      return .credential(sentence: "The server has closed this account to us\(quote). Ask those who run the server.")
    }
    return .rejected(code: "forbidden", sentence: "The server does not allow this\(quote).")
  }

  private var gone: DeliveryOutcome {
    switch order.kind {
    case .takeDown:
      guard let id = order.remoteID else { return foreign }
      return .acted(remoteID: id, url: nil)
    case .edit:
      return .rejected(
        code: "gone", sentence: "The post is no longer there\(quote): it cannot be changed. Publish it anew.")
    case .publish:
      if order.content.replyTo != nil {
        return .rejected(code: "reply_gone", sentence: "The post that this one answers is no longer there\(quote).")
      }
      if response.status == 410 {
        return .credential(sentence: "The account is gone from this server\(quote).")
      }
      return .rejected(
        code: "not_found", sentence: "At this address nothing takes posts\(quote). Check the channel's address.")
    }
  }

  private func says(_ words: String) -> Bool {
    said?.lowercased().contains(words) ?? false
  }
}
