import Domain

/// What an answer to a step before the publish leads to. Nothing visible was asked for: whatever fails did not act.
struct BlueskyStepAnswer {
  private let result: ExchangeResult
  private let order: DeliveryOrder
  private let finds: BlueskyProgress

  init(_ result: ExchangeResult, to order: DeliveryOrder, _ finds: BlueskyProgress) {
    self.result = result
    self.order = order
    self.finds = finds
  }

  func result(_ lack: BlueskyProgress.Lack) -> StepResult {
    guard case .answer(let response) = result else {
      let sentence: String = if case .failure(_, let sentence) = result { sentence } else { "" }
      return failed(lack, ForeignText.shown(sentence, hiding: order.secret))
    }
    let refusal = BlueskyRefusal(response, hiding: order.secret)
    switch response.status {
    case 200...299: return read(response, lack)
    case 429: return .done(BlueskyAnswer.slowDown(response, refusal))
    case 400...499:
      if refusal.endsSession {
        return .done(
          .surelyNot(retryAt: nil, sentence: "The session has ended\(refusal.quote): a new one is needed."))
      }
      if let sentence = refusal.accountSentence { return .done(.credential(sentence: sentence)) }
      guard refusal.said != nil, response.status != 408 else { break }
      if response.status == 401 {
        return .done(
          .credential(sentence: "The server no longer takes this channel's credential\(refusal.quote)."))
      }
      return refused(refusal, lack)
    default: break
    }
    return failed(lack, "The server answered \(response.status)\(refusal.quote).")
  }

  // MARK: What went wrong

  /// Nothing was learnt. It is tried again later; an account that is mentioned, not for ever.
  private func failed(_ lack: BlueskyProgress.Lack, _ sentence: String) -> StepResult {
    guard case .account(let handle) = lack else {
      return .done(.surelyNot(retryAt: nil, sentence: sentence))
    }
    var finds = finds
    finds.keepFailure()
    return .again(
      finds.progress, retryAt: nil, sentence: "The account “@\(handle)” could not be looked up. \(sentence)")
  }

  private func refused(_ refusal: BlueskyRefusal, _ lack: BlueskyProgress.Lack) -> StepResult {
    switch lack {
    case .account(let handle):
      // There is no such account: its name goes out as it was typed, and marks nothing.
      var finds = finds
      finds.keep(did: nil, of: handle)
      return .proceed(finds.progress)
    case .thread:
      if refusal.isAbsence || refusal.isNamed("NotFound") { return replyGone }
      return .done(
        .rejected(code: "reply", sentence: "The post that this one answers cannot be read\(refusal.quote)."))
    case .blob:
      if refusal.status == 413 || refusal.isNamed("PayloadTooLarge") {
        return .done(
          .rejected(code: "image", sentence: "The server finds an image too large\(refusal.quote). Make it smaller."))
      }
      return .done(.rejected(code: "image", sentence: "The server takes an image not\(refusal.quote)."))
    }
  }

  private var replyGone: StepResult {
    .done(.rejected(code: "reply_gone", sentence: "The post that this one answers is no longer there."))
  }

  // MARK: What was found

  private func read(_ response: PlatformResponse, _ lack: BlueskyProgress.Lack) -> StepResult {
    let unreadable = "The server answered \(response.status) with nothing that can be read."
    var finds = finds
    switch lack {
    case .account(let handle):
      guard let answer = response.read(BlueskyEntities.Resolved.self), BlueskyNames.isDID(answer.did),
        ForeignText.id(answer.did, hiding: order.secret) != nil
      else { return failed(lack, unreadable) }
      finds.keep(did: answer.did, of: handle)
    case .blob(let image):
      guard let blob = response.read(BlueskyEntities.Uploaded.self)?.blob else { return failed(lack, unreadable) }
      if let problem = Self.problem(blob, image) { return problem }
      finds.keep(blob, of: image)
    case .thread(let uri):
      guard let (parent, record) = Self.post(response, uri) else {
        guard let posts = response.read(BlueskyEntities.Posts.self), posts.posts.isEmpty else {
          return failed(lack, unreadable)
        }
        return replyGone
      }
      guard let thread = Self.thread(parent, record) else {
        return .done(
          .rejected(
            code: "reply", sentence: "The post that this one answers does not say to which conversation it belongs."))
      }
      finds.keep(thread, of: uri.text)
    }
    return .proceed(finds.progress)
  }

  /// What is wrong with the name that the server gave to a file; nil when nothing is.
  private static func problem(_ blob: BlueskyValue, _ image: OutgoingImage) -> StepResult? {
    guard blob["$type"]?.text == "blob", blob["ref"] == .link(BlueskyCID.ofFile(image.sha256)),
      blob["size"]?.integer == image.facts.octets, let type = blob["mimeType"]?.text
    else {
      return .done(.surelyNot(retryAt: nil, sentence: "An image did not arrive as it was sent."))
    }
    guard type.hasPrefix("image/"), (7...100).contains(type.utf8.count),
      type.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      let shown = ForeignText.shown(type)
      let sentence = "The server takes an image for something else (“\(shown)”). Save it as JPEG or PNG."
      return .done(.rejected(code: "image", sentence: sentence))
    }
    return nil
  }

  /// The post that was asked for, by its own server or by the network; nil where the answer does not hold it.
  private static func post(
    _ response: PlatformResponse, _ uri: BlueskyURI
  ) -> (BlueskyProgress.Reference, BlueskyValue)? {
    if let record = response.read(BlueskyEntities.Record.self), let cid = record.cid, record.uri == uri.text {
      return (BlueskyProgress.Reference(uri: uri.text, cid: cid), record.value)
    }
    guard let post = response.read(BlueskyEntities.Posts.self)?.posts.first(where: { $0.uri == uri.text }) else {
      return nil
    }
    return (BlueskyProgress.Reference(uri: uri.text, cid: post.cid), post.record)
  }

  /// A post that answers nothing is the root of its own conversation.
  private static func thread(_ parent: BlueskyProgress.Reference, _ record: BlueskyValue) -> BlueskyProgress.Thread? {
    guard parent.isSound else { return nil }
    guard let reply = record["reply"] else { return BlueskyProgress.Thread(root: parent, parent: parent) }
    guard let uri = reply["root"]?["uri"]?.text, let cid = reply["root"]?["cid"]?.text else { return nil }
    let root = BlueskyProgress.Reference(uri: uri, cid: cid)
    return root.isSound ? BlueskyProgress.Thread(root: root, parent: parent) : nil
  }
}
