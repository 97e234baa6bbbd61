import Domain

/// What a server's answer to a publish or a take-down means: the tables of sections 3, 5 and 11 of the platform's page.
///
/// Errors have names, and these decide; a server that has no names for them is read by its status. 4xx is: not written;
/// but only where the server itself spoke.
struct BlueskyAnswer {
  private let response: PlatformResponse
  private let order: DeliveryOrder
  private let finds: BlueskyProgress
  /// What a publish was to make.
  private let expected: (uri: BlueskyURI?, key: String, cid: String?)
  private let refusal: BlueskyRefusal

  /// - Parameter cid: of the record that was sent; nil for a take-down.
  init(_ response: PlatformResponse, to order: DeliveryOrder, _ finds: BlueskyProgress, key: String, cid: String?) {
    self.response = response
    self.order = order
    self.finds = finds
    expected = (BlueskyServer.did(order.channel).map { BlueskyURI(did: $0, key: key) }, key, cid)
    refusal = BlueskyRefusal(response, hiding: order.secret)
  }

  var result: StepResult {
    switch response.status {
    case 200...299: return .done(acted)
    case 429: return .done(Self.slowDown(response, refusal))
    case 400...499 where refusal.said == nil || response.status == 408:
      return .done(
        .unknown(sentence: "Something answered \(response.status), but not the server itself: it may have acted."))
    case 400...499: return refused
    default:
      return .done(
        .unknown(sentence: "The server answered \(response.status)\(refusal.quote): it may have acted all the same."))
    }
  }

  static func slowDown(_ response: PlatformResponse, _ refusal: BlueskyRefusal) -> DeliveryOutcome {
    .surelyNot(
      retryAt: RetryTime.read(response, reset: .blueskyReset) ?? response.at.adding(seconds: 60),
      sentence: "The server asks us to slow down\(refusal.quote).")
  }

  private var acted: DeliveryOutcome {
    if order.kind == .takeDown {
      guard let id = order.remoteID, response.read(BlueskyEntities.Deleted.self) != nil else { return nameless }
      return .acted(remoteID: id, url: nil)
    }
    guard let written = response.read(BlueskyEntities.Written.self),
      let uri = ForeignText.id(written.uri, hiding: order.secret).flatMap({ BlueskyURI($0) }),
      uri.key == expected.key, expected.uri == nil || expected.uri == uri
    else { return nameless }
    guard written.cid == expected.cid else {
      return .unknown(sentence: "The server took the post, but what it keeps is not what was sent: it is looked at.")
    }
    return .acted(remoteID: uri.text, url: BlueskyPlatform.url(uri, of: order.channel))
  }

  private var nameless: DeliveryOutcome {
    .unknown(sentence: "The server answered \(response.status), but with nothing that names the post.")
  }

  private var refused: StepResult {
    let quote = refusal.quote
    if refusal.endsSession {
      return .done(.surelyNot(retryAt: nil, sentence: "The session has ended\(quote): a new one is needed."))
    }
    if let sentence = refusal.accountSentence { return .done(.credential(sentence: sentence)) }
    if order.kind == .takeDown, let id = order.remoteID, refusal.isAbsence {
      return .done(.acted(remoteID: id, url: nil))
    }
    if order.kind == .publish, let result = refusedPublish { return result }
    switch response.status {
    case 401:
      return .done(
        .credential(sentence: "The server does not let this channel's credential write\(quote). Connect it again."))
    case 403: return rejected("forbidden", "The server does not allow this\(quote).")
    case 404, 405:
      return rejected("not_found", "At this address nothing takes posts\(quote). Check the channel's address.")
    case 413: return rejected("too_large", "The server finds the post too large\(quote).")
    default: return rejected("refused", "The server refused this post\(quote).")
    }
  }

  /// What only a publish is told; nil: none of it.
  private var refusedPublish: StepResult? {
    let quote = refusal.quote
    if refusal.isOccupied {
      // Ours, or somebody else's: never written over, but looked at.
      return .done(.unknown(sentence: "Under this post's own key something stands already\(quote): it is looked at."))
    }
    switch refusal.name {
    case "BlobNotFound":
      var left = finds
      left.forgetBlobs()
      return .again(
        left.progress, retryAt: nil, sentence: "The server no longer has an image\(quote): it is uploaded again.")
    case "InvalidSize":
      return rejected(
        "image", "The server takes no image of this size\(quote). Make it smaller: older servers take 1,000,000 bytes.")
    case "InvalidMimeType":
      return rejected("image", "The server takes an image for another kind than it is\(quote). Save it as JPEG or PNG.")
    default: return nil
    }
  }

  private func rejected(_ code: String, _ sentence: String) -> StepResult {
    .done(.rejected(code: code, sentence: sentence))
  }
}
