import Domain

/// What a server's answer about an image means: the rows on media of sections 4 and 10 of the platform's page.
///
/// Nothing here is visible to anybody: what is not understood is asked again, and is never unknown.
struct MastodonMediaAnswer {
  private let response: PlatformResponse
  private let order: DeliveryOrder
  private let images: [OutgoingImage]
  private let place: Int
  private let said: String?

  init(_ response: PlatformResponse, to order: DeliveryOrder, images: [OutgoingImage], place: Int) {
    self.response = response
    self.order = order
    self.images = images
    self.place = place
    said = response.read(MastodonError.self).map { ForeignText.shown($0.error, hiding: order.secret) }
  }

  /// To an upload.
  func uploaded(_ uploads: MastodonUploads, _ progress: DeliveryProgress) -> StepResult {
    guard response.status == 200 || response.status == 202 else { return .done(failed) }
    guard let medium = response.read(MastodonAttachment.self), let id = ForeignText.id(medium.id, hiding: order.secret)
    else {
      return .done(.surelyNot(retryAt: nil, sentence: "The server took \(name), but did not say under which name."))
    }
    if let type = medium.type, !["image", "unknown"].contains(type), images.count > 1 {
      return .done(
        .rejected(
          code: "image_kind",
          sentence:
            "The server takes \(name) for a moving picture, which must stand alone. Send it in a post of its own."
        ))
    }
    var uploads = uploads
    uploads.uploaded(place, id: id, image: images[place], isDone: response.status == 200, at: response.at)
    return .proceed(uploads.progress(progress))
  }

  /// To the question whether it is there, done.
  func asked(_ uploads: MastodonUploads, _ progress: DeliveryProgress) -> StepResult {
    var uploads = uploads
    switch response.status {
    case 200:
      guard let medium = response.read(MastodonAttachment.self), medium.id == uploads.list[place]?.id else {
        return .done(failed)
      }
      uploads.seen(place, at: response.at)
    case 206:
      if let upload = uploads.list[place], response.at.seconds(since: upload.at) > MastodonUploads.patience {
        return lost(&uploads, progress, "The server was never done with \(name).")
      }
      uploads.unfinished(place, at: response.at)
    case 404 where said != nil, 410 where said != nil:
      return lost(&uploads, progress, "The server no longer has \(name).")
    default:
      return .done(failed)
    }
    return .proceed(uploads.progress(progress))
  }

  private func lost(_ uploads: inout MastodonUploads, _ progress: DeliveryProgress, _ sentence: String) -> StepResult {
    guard uploads.lose(place) else {
      return .done(.rejected(code: "image_lost", sentence: sentence + " It was uploaded again and again in vain."))
    }
    return .proceed(uploads.progress(progress))
  }

  private var name: String { images.count == 1 ? "the image" : "image \(place + 1)" }
  private var quote: String { said.map { " (“\($0)”)" } ?? "" }

  private var failed: DeliveryOutcome {
    switch response.status {
    case 401 where said != nil, 403 where said != nil:
      return .credential(
        sentence: "The credential may not upload images\(quote). Connect the account again and allow it to write media."
      )
    case 413:
      return .rejected(
        code: "image_too_large", sentence: "\(name.capitalizedFirst) is too large for this server. Make it smaller.")
    case 400 where said != nil, 422 where said != nil:
      return .rejected(
        code: "image_refused",
        sentence: "The server refused \(name)\(quote). Save it anew, smaller or as another kind, and try again.")
    case 404 where said != nil, 410 where said != nil:
      return .rejected(
        code: "not_found", sentence: "At this address nothing takes images\(quote). Check the channel's address.")
    case 429:
      return .surelyNot(
        retryAt: RetryTime.read(response, reset: .rateLimitReset) ?? response.at.adding(seconds: 60),
        sentence: "The server takes no more images for now\(quote).")
    default:
      return .surelyNot(
        retryAt: nil, sentence: "The server answered \(response.status)\(quote) when it was sent \(name).")
    }
  }
}

extension String {
  /// For a sentence that begins with it.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
