import Domain

/// The steps of one delivery: its images first, then the one request that everybody sees.
struct MastodonDelivery {
  private enum Step: Hashable {
    /// It cannot be done, or not now.
    case stop(PlatformStep)
    /// For an edit: read what stands there.
    case read(String)
    case upload(Int)
    case ask(Int, from: Instant)
    /// The visible one.
    case act
  }

  private let order: DeliveryOrder
  private let progress: DeliveryProgress
  private let rendering: Rendering
  private let uploads: MastodonUploads

  init(_ order: DeliveryOrder, _ progress: DeliveryProgress) {
    self.order = order
    self.progress = progress
    rendering = MastodonPlatform().render(order.content, on: order.channel)
    uploads = MastodonUploads(progress, of: rendering.images, now: order.now)
  }

  private var step: Step {
    if order.kind != .publish, remoteID == nil {
      return .stop(
        .done(.rejected(code: "no_id", sentence: "Nobody knows under which id the post stands there.")))
    }
    if order.kind == .takeDown { return .act }
    if let problem = rendering.problems.first {
      return .stop(.done(.rejected(code: "content", sentence: problem)))
    }
    if order.kind == .edit, let id = remoteID, uploads.readAt == nil { return .read(id) }
    switch uploads.step(now: order.now) {
    case .upload(let place): return .upload(place)
    case .ask(let place, let from): return .ask(place, from: from)
    case .done: return .act
    }
  }

  private var remoteID: String? { ForeignText.id(order.remoteID, hiding: order.secret) }

  func next(_ server: MastodonServer) -> PlatformStep {
    switch step {
    case .stop(let step): return step
    case .read(let id): return .request(server.status(id))
    case .upload(let place): return .request(server.upload(rendering.images[place], of: order))
    case .ask(let place, let from):
      if order.now < from { return .wait(until: from) }
      guard let upload = uploads.list[place] else { return unsayable }
      return .request(server.medium(upload.id))
    case .act: return act(server).map(PlatformStep.request) ?? unsayable
    }
  }

  private var unsayable: PlatformStep {
    .done(.rejected(code: "content", sentence: "The text cannot be put into a request."))
  }

  private func act(_ server: MastodonServer) -> PlatformRequest? {
    let ready = uploads.list.compactMap { $0 }
    switch order.kind {
    case .publish: return server.create(rendering, media: ready.map(\.id), of: order)
    case .edit: return remoteID.flatMap { server.edit($0, rendering, ready) }
    case .takeDown: return remoteID.map(server.delete)
    }
  }

  func interpret(_ result: ExchangeResult) -> StepResult {
    let step = step
    switch (step, result) {
    case (.act, .answer(let response)), (.stop, .answer(let response)):
      return MastodonAnswer(response, to: order).result(uploads, progress)
    case (.act, .failure(mayHaveActed: true, let sentence)), (.stop, .failure(mayHaveActed: true, let sentence)):
      return .done(.unknown(sentence: ForeignText.shown(sentence, hiding: order.secret)))
    case (_, .failure(_, let sentence)):
      // Nobody sees what the steps before have done.
      return .done(.surelyNot(retryAt: nil, sentence: ForeignText.shown(sentence, hiding: order.secret)))
    case (.read(let id), .answer(let response)):
      return read(response, of: id)
    case (.upload(let place), .answer(let response)):
      return answer(response, place).uploaded(uploads, progress)
    case (.ask(let place, _), .answer(let response)):
      return answer(response, place).asked(uploads, progress)
    }
  }

  private func answer(_ response: PlatformResponse, _ place: Int) -> MastodonMediaAnswer {
    MastodonMediaAnswer(response, to: order, images: rendering.images, place: place)
  }

  /// What stands there before the edit.
  private func read(_ response: PlatformResponse, of id: String) -> StepResult {
    if response.status == 200 {
      guard let status = response.read(MastodonStatus.self), status.id == id else {
        return .done(.surelyNot(retryAt: nil, sentence: "The server did not show the post that is to be changed."))
      }
      var uploads = uploads
      uploads.read(
        (status.media ?? []).filter { ForeignText.id($0.id, hiding: order.secret) != nil }, of: rendering.images,
        before: order.before, on: order.channel, at: response.at)
      return .proceed(uploads.progress(progress))
    }
    switch MastodonAnswer(response, to: order).outcome {
    case .unknown(let sentence): return .done(.surelyNot(retryAt: nil, sentence: sentence))
    case .acted:
      return .done(.surelyNot(retryAt: nil, sentence: "The server answered \(response.status) without the post."))
    case let outcome: return .done(outcome)
    }
  }
}
