import Domain

/// Compares what stands on a server with what was to be sent.
struct MastodonMatch {
  enum Verdict { case equal, doubtful, other }

  private let text: OutgoingText
  private let order: DeliveryOrder
  /// No post of this delivery can be older; nil: not known.
  private let earliest: Instant?

  /// `serverTime` is the server's clock as it answered at `at`: where it is slow, the window begins earlier,
  /// by a day at most.
  init(_ order: DeliveryOrder, at: Instant? = nil, serverTime: Instant? = nil) {
    self.order = order
    text = OutgoingText(order.content, on: order.channel)
    var slow: Int64 = 0
    if let at, let serverTime { slow = min(max(0, Int64(at.seconds(since: serverTime).rounded(.up))), 86_400) }
    earliest = order.intentAt?.adding(seconds: -MastodonPlatform.skew - slow)
  }

  /// Made before anything of this delivery can have been.
  func isTooOld(_ status: MastodonStatus) -> Bool {
    guard let earliest, let created = status.createdAt else { return false }
    return created < earliest
  }

  func verdict(_ status: MastodonStatus) -> Verdict {
    guard !status.isReblog, !isTooOld(status), visibilityFits(status) else { return .other }
    return showsSame(status) && repliesAlike(status) ? .equal : .doubtful
  }

  /// Text and warning as shown are ours, beyond doubt.
  func showsSame(_ status: MastodonStatus) -> Bool {
    guard let content = status.content else { return false }
    return same(MastodonHTML.text(content), text.text) && sameWarning(status.warning)
  }

  /// The source is ours, letter for letter.
  func isSame(_ source: MastodonSource) -> Bool {
    OutgoingText.plain(source.text) == text.text && sameWarning(source.warning)
  }

  /// Shows at least the same letters: what counts where no source is to be had.
  func isClose(_ status: MastodonStatus) -> Bool {
    guard let content = status.content else { return false }
    return MastodonText.letters(MastodonHTML.text(content)) == MastodonText.letters(text.text)
  }

  /// As many images, each with our text; where the server says nothing of images, only a post without any.
  func imagesAlike(_ status: MastodonStatus) -> Bool { imageDifference(status) == nil }

  /// How the images that stand there differ from those that were to be sent; nil: not at all.
  func imageDifference(_ status: MastodonStatus) -> String? {
    let there = status.media ?? []
    guard there.count == text.images.count else {
      return "It stands there with \(there.count == 1 ? "one image" : "\(there.count) images"); "
        + "approved were \(text.images.count)."
    }
    for (place, pair) in zip(there, text.images).enumerated()
    where !pair.0.says(pair.1.alternative) {
      let name = there.count == 1 ? "the image" : "image \(place + 1)"
      return "The alternative text of \(name) does not stand there as approved."
    }
    return nil
  }

  func speaksSame(_ status: MastodonStatus) -> Bool {
    guard let there = status.language, let ours = text.language else { return true }
    return MastodonPlatform.language(there) == MastodonPlatform.language(ours)
  }

  /// A server shows the public posts of an account that it limits as unlisted.
  func visibilityFits(_ status: MastodonStatus) -> Bool {
    guard let there = status.visibility else { return true }
    let ours = order.content.visibility
    return there == ours.rawValue || (ours == .public && there == Visibility.unlisted.rawValue)
  }

  /// Answers the same post. One of ours may not: where the answered post is a boost, a server names what was boosted;
  /// where it was deleted since, none.
  func repliesAlike(_ status: MastodonStatus) -> Bool {
    status.replyTo == order.content.replyTo
  }

  private func sameWarning(_ warning: String?) -> Bool {
    guard let ours = text.warning else { return OutgoingText.plain(warning ?? "").isEmpty }
    guard let warning else { return false }
    return same(OutgoingText.plain(warning), ours) || same(MastodonHTML.text(warning), ours)
  }

  /// Equal but for the number of empty lines, which HTML does not keep.
  private func same(_ left: String, _ right: String) -> Bool {
    lines(left) == lines(right)
  }

  private func lines(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    var breaks = 0
    for scalar in text.unicodeScalars {
      breaks = scalar == "\n" ? breaks + 1 : 0
      if breaks <= 2 { out.append(scalar) }
    }
    return String(out)
  }
}
