import Domain
import HTTPTypes
import Platforms

/// The adapter of a platform of the model.
struct ModelPlatform: QuietPlatform {
  let habits: ModelHabits

  var name: String { habits.name }
  var promises: PlatformPromises { habits.promises }

  func render(_ content: PostContent, on channel: Channel) -> Rendering {
    let text = content.texts["en"] ?? ""
    return Rendering(text: text, length: text.count, limit: 100, problems: [])
  }

  func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep {
    if habits.prepares, order.kind == .publish, progress.values["container"] == nil {
      return .request(request("prepare", order, acts: false))
    }
    return .request(request(order.kind.rawValue, order, acts: true))
  }

  func interpret(_ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress) -> StepResult {
    switch result {
    case .failure(true, let sentence): return .done(.unknown(sentence: sentence))
    case .failure(false, let sentence): return .done(.surelyNot(retryAt: nil, sentence: sentence))
    case .answer(let response):
      let body = String(decoding: response.body, as: UTF8.self)
      switch response.status {
      case 200 where body.hasPrefix("container"): return .proceed(DeliveryProgress(["container": body]))
      case 200: return .done(.acted(remoteID: body, url: nil))
      case 401: return .done(.credential(sentence: "no such token"))
      case 422: return .done(.rejected(code: "no", sentence: "no"))
      case 429: return .done(.surelyNot(retryAt: response.at.adding(seconds: 50), sentence: "slow down"))
      default: return .done(.unknown(sentence: "it broke"))
      }
    }
  }

  func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? {
    promises.canLookUp ? request("find \(order.kind.rawValue)", order, acts: false) : nil
  }

  func interpretLookUp(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
  ) -> LookUpResult {
    guard case .answer(let response) = result, response.status < 500 else { return .undecided(sentence: "no answer") }
    return response.status == 200
      ? .present(remoteID: String(decoding: response.body, as: UTF8.self), url: nil) : .absent
  }

  private static let head = HTTPRequest(method: .post, scheme: "https", authority: "model.example", path: "/")

  private func request(_ verb: String, _ order: DeliveryOrder, acts: Bool) -> PlatformRequest {
    PlatformRequest(
      head: Self.head, body: .bytes(Array(ModelPublic.Wire(verb, order).text.utf8)), acts: acts)
  }
}
