import Dispatch
import Domain
import Foundation
import HTTPTypes
import Platforms

/// A platform of one endpoint: the body of a request is the post's text, the body of the answer its id. It can be
/// looked up, and knows no key.
struct PaperPlatform: QuietPlatform {
  let name = "mastodon"
  let promises = PlatformPromises(repeatIsSafeFor: nil, canLookUp: true, visibleAfter: 0)

  func render(_ content: PostContent, on channel: Channel) -> Rendering {
    let text = content.texts["en"] ?? ""
    return Rendering(text: text, length: text.count, limit: 100, problems: [])
  }

  func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep {
    switch order.kind {
    case .publish, .edit: .request(request(.post, order, render(order.content, on: order.channel).text, acts: true))
    case .takeDown: .request(request(.delete, order, order.remoteID ?? "", acts: true))
    }
  }

  func interpret(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress
  ) -> StepResult {
    switch result {
    case .answer(let response): .done(.acted(remoteID: String(decoding: response.body, as: UTF8.self), url: nil))
    case .failure(true, let sentence): .done(.unknown(sentence: sentence))
    case .failure(false, let sentence): .done(.surelyNot(retryAt: nil, sentence: sentence))
    }
  }

  func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? {
    request(.get, order, render(order.content, on: order.channel).text, acts: false)
  }

  func interpretLookUp(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
  ) -> LookUpResult {
    guard case .answer(let response) = result else { return .undecided(sentence: "no answer") }
    return response.status == 200
      ? .present(remoteID: String(decoding: response.body, as: UTF8.self), url: nil) : .absent
  }

  private func request(
    _ method: HTTPRequest.Method, _ order: DeliveryOrder, _ body: String, acts: Bool
  ) -> PlatformRequest {
    PlatformRequest(
      head: HTTPRequest(method: method, scheme: "https", authority: order.channel.handle, path: "/posts"),
      body: .bytes(Array(body.utf8)), acts: acts)
  }
}

/// What the public sees, and how the platform misbehaves.
actor Ledger {
  /// What becomes of a publish.
  enum Fault: Sendable {
    /// It acts, and the answer is lost.
    case actThenDrop
    /// The request is lost on its way.
    case drop
    /// It says no connection can be made.
    case refuse
  }

  /// Text and account of each post that was ever made, in order.
  private(set) var posts: [String] = []
  private(set) var takenDown: [String] = []
  /// Faults for the first tries of a text.
  private var faults: [String: [Fault]] = [:]
  private let latency: Duration

  init(latency: Duration = .milliseconds(2)) {
    self.latency = latency
  }

  func plan(_ faults: [Fault], for text: String) { self.faults[text] = faults }

  func count(_ text: String) -> Int { posts.count { $0 == text } }

  func exchange(_ request: PlatformRequest, mayLeave: @Sendable () -> Bool) async -> ExchangeResult {
    let text = String(decoding: request.body.literal, as: UTF8.self)
    if !mayLeave() { return .failure(mayHaveActed: false, sentence: "it may not leave") }
    switch request.head.method {
    case .get:
      return answer(posts.contains(text) ? 200 : 404, "id of \(text)")
    case .delete:
      takenDown.append(text)
      return answer(200, text)
    default:
      return await publish(text)
    }
  }

  private func publish(_ text: String) async -> ExchangeResult {
    let fault = faults[text]?.first
    if fault != nil { faults[text]?.removeFirst() }
    switch fault {
    case nil:
      posts.append(text)
      await pass(latency)
      return answer(200, "id of \(text)")
    case .actThenDrop:
      posts.append(text)
      return .failure(mayHaveActed: true, sentence: "the answer was lost")
    case .drop: return .failure(mayHaveActed: true, sentence: "the connection was lost")
    case .refuse: return .failure(mayHaveActed: false, sentence: "no connection")
    }
  }

  private func pass(_ time: Duration) async {
    let seconds = Double(time.components.attoseconds) / 1e18
    await withCheckedContinuation { continuation in
      DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { continuation.resume() }
    }
  }

  private func answer(_ status: Int, _ body: String) -> ExchangeResult {
    .answer(PlatformResponse(status: status, body: Array(body.utf8), at: Instant(Date())))
  }
}
