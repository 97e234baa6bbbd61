import Delivery
import Domain
import Foundation
import HTTPTypes
import Platforms

/// A platform of one endpoint that takes a token of its own making. Its words: `open CREDENTIAL` and `renew TOKEN` are
/// answered with two tokens and the seconds for which the first is good.
struct SessionPlatform: QuietPlatform {
  private let paper = PaperPlatform()
  let name = "mastodon"
  let promises = PlatformPromises(repeatIsSafeFor: nil, canLookUp: true, visibleAfter: 0)

  func render(_ content: PostContent, on channel: Channel) -> Rendering { paper.render(content, on: channel) }

  func next(_ order: DeliveryOrder, _ progress: DeliveryProgress) -> PlatformStep {
    guard case .request(let request) = paper.next(order, progress) else { return .wait(until: order.now) }
    return .request(signed(request, order.secret))
  }

  func interpret(_ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress) -> StepResult {
    paper.interpret(result, of: order, progress)
  }

  func lookUp(_ order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage) -> PlatformRequest? {
    paper.lookUp(order, progress, page: page).map { signed($0, order.secret) }
  }

  func interpretLookUp(
    _ result: ExchangeResult, of order: DeliveryOrder, _ progress: DeliveryProgress, page: LookUpPage
  ) -> LookUpResult { paper.interpretLookUp(result, of: order, progress, page: page) }

  func openSession(_ channel: Channel, _ credential: Secret, renewing held: PlatformSession?) -> PlatformRequest? {
    let words = held.map { "renew " + $0.refresh.reveal() } ?? "open " + credential.reveal()
    return PlatformRequest(
      head: HTTPRequest(method: .post, scheme: "https", authority: "paper", path: "/session"),
      body: .bytes(Array(words.utf8)), acts: false)
  }

  func interpretSession(
    _ result: ExchangeResult, of channel: Channel, _ credential: Secret, renewing held: PlatformSession?
  ) -> SessionResult {
    guard case .answer(let response) = result else { return .undecided(retryAt: nil, sentence: "No answer came.") }
    switch response.status {
    case 200:
      let words = String(decoding: response.body, as: UTF8.self).split(separator: " ").map(String.init)
      return .open(
        PlatformSession(
          access: Secret(words[0]), refresh: Secret(words[1]),
          accessUntil: response.at.adding(seconds: Int64(words[2]) ?? 0)))
    case 400: return .spent
    case 401: return .refused(sentence: "The password is wrong.")
    default: return .undecided(retryAt: nil, sentence: "The platform is down.")
    }
  }

  func endsSession(_ response: PlatformResponse) -> Bool { response.status == 440 }

  private func signed(_ request: PlatformRequest, _ secret: Secret) -> PlatformRequest {
    var request = request
    request.head.headerFields[.authorization] = secret.reveal()
    return request
  }
}

/// The platform's side: who is signed in, and what was asked of it.
actor SessionServer {
  enum Fault { case silence, down }

  private(set) var opened = 0
  private(set) var renewed = 0
  /// Requests to open or renew, whatever came of them.
  private(set) var asked = 0
  private var access: Set<String> = []
  private var refresh: Set<String> = []
  private var faults: [Fault] = []
  private var password = "token"
  private let ledger: Ledger
  /// Seconds for which a first token is good.
  private let life: Int

  init(_ ledger: Ledger, life: Int = 3600) {
    self.ledger = ledger
    self.life = life
  }

  func plan(_ faults: [Fault]) { self.faults = faults }
  func set(password: String) { self.password = password }
  /// All first tokens are forgotten, as after a restart.
  func forget() { access = [] }
  /// The second ones too.
  func forgetAll() { (access, refresh) = ([], []) }

  func exchange(_ request: PlatformRequest, _ leave: Leave) async -> ExchangeResult {
    guard request.head.path == "/session" else {
      let token = request.head.headerFields[.authorization] ?? ""
      guard access.contains(token) else { return answer(440, "") }
      return await ledger.exchange(request, mayLeave: leave.mayLeave)
    }
    guard leave.mayLeave() else { return .failure(mayHaveActed: false, sentence: "too late") }
    asked += 1
    if !faults.isEmpty {
      switch faults.removeFirst() {
      case .silence: return .failure(mayHaveActed: true, sentence: "cut")
      case .down: return answer(503, "")
      }
    }
    let words = String(decoding: request.body.literal, as: UTF8.self).split(separator: " ").map(String.init)
    if words[0] == "open" {
      guard words[1] == password else { return answer(401, "") }
      opened += 1
    } else {
      // Each renews once.
      guard refresh.remove(words[1]) != nil else { return answer(400, "") }
      renewed += 1
    }
    let pair = ("first-canary-\(UUID())", "second-canary-\(UUID())")
    access.insert(pair.0)
    refresh.insert(pair.1)
    return answer(200, "\(pair.0) \(pair.1) \(life)")
  }

  private func answer(_ status: Int, _ body: String) -> ExchangeResult {
    .answer(PlatformResponse(status: status, body: Array(body.utf8), at: Instant(Date())))
  }
}
