import Domain
import Platforms

/// Takes one delivery through an adapter as the design's page on dispatch says, against a platform in memory.
package struct DeliveryDrive {
  /// How it ended.
  package enum End: Hashable {
    case sent(String?)
    case rejected(String)
    case credential
    /// A person must decide.
    case parked
    /// Went round too often.
    case lost
  }

  package let adapter: any Platform
  package var double: any PlatformDouble
  package private(set) var order: DeliveryOrder
  package private(set) var now: Instant
  /// As kept with the delivery from try to try.
  private var progress = DeliveryProgress()
  /// Every request made, in order.
  package private(set) var requests: [PlatformRequest] = []
  /// Every sentence that the adapter said.
  package private(set) var sentences: [String] = []
  /// What the adapter did against the rules.
  package private(set) var offences: [String] = []

  package init(_ adapter: any Platform, _ order: DeliveryOrder, against double: any PlatformDouble, from now: Instant) {
    self.adapter = adapter
    self.double = double
    self.order = order
    self.now = now
  }

  /// The faults meet the acting requests one after the other; after the last there are none.
  package mutating func run(_ faults: [Fault]) -> End {
    var faults = faults[...]
    for _ in 0..<8 {
      order.intentAt = now
      switch attempt(&faults) {
      case .acted(let id, _): return .sent(id)
      case .rejected(let code, let sentence):
        sentences.append(sentence)
        return .rejected(code)
      case .credential(let sentence):
        sentences.append(sentence)
        return .credential
      case .surelyNot(let retryAt, let sentence):
        sentences.append(sentence)
        now = max(retryAt ?? now, now.adding(seconds: 5))
      case .unknown(let sentence):
        sentences.append(sentence)
        switch resolve() {
        case .present(let id, _): return .sent(id)
        // Only a repeat that cannot make a second post may follow.
        case .absent where adapter.promises.repeatIsSafeFor != nil: continue
        default: return .parked
        }
      }
    }
    return .lost
  }

  private mutating func attempt(_ faults: inout ArraySlice<Fault>) -> DeliveryOutcome {
    var uncertain = false
    for _ in 0..<16 {
      order.now = now
      switch adapter.next(order, progress) {
      case .done(let outcome): return outcome
      case .wait(let until): now = max(until, now.adding(seconds: 1))
      case .request(let request):
        if uncertain, request.acts { offences.append("acts again without having looked") }
        requests.append(request)
        let result = perform(request, request.acts ? faults.popFirst() ?? .none : .none)
        if case .failure(mayHaveActed: true, _) = result, request.acts { uncertain = true }
        now = now.adding(seconds: 1)
        switch adapter.interpret(result, of: order, progress) {
        case .proceed(let further): progress = further
        case .again(let further, let retryAt, let sentence):
          progress = further
          return .surelyNot(retryAt: retryAt, sentence: sentence)
        case .done(let outcome): return outcome
        }
      }
    }
    offences.append("does not come to an end")
    return .unknown(sentence: "")
  }

  private mutating func perform(_ request: PlatformRequest, _ fault: Fault) -> ExchangeResult {
    switch fault {
    case .none: return .answer(double.answer(request, at: now))
    case .refused: return .failure(mayHaveActed: false, sentence: "The connection was refused.")
    case .lost: return .failure(mayHaveActed: true, sentence: "No answer came in time.")
    case .answerInstead(let status): return .answer(PlatformResponse(status: status, at: now))
    case .actThenClose:
      _ = double.answer(request, at: now)
      return .failure(mayHaveActed: true, sentence: "The connection broke.")
    case .actThenAnswer(let status):
      _ = double.answer(request, at: now)
      return .answer(PlatformResponse(status: status, at: now))
    case .actThenGarble(let body):
      _ = double.answer(request, at: now)
      return .answer(PlatformResponse(status: 200, body: Array(body.utf8), at: now))
    }
  }

  /// Two looks after the time in which the platform may not show it yet.
  private mutating func resolve() -> LookUpResult {
    now = now.adding(seconds: adapter.promises.visibleAfter)
    for _ in 0..<2 {
      let result = look()
      if result != .absent { return result }
      now = now.adding(seconds: 30)
    }
    return .absent
  }

  private mutating func look() -> LookUpResult {
    var page = LookUpPage()
    for _ in 0..<50 {
      guard let request = adapter.lookUp(order, progress, page: page) else {
        return .undecided(sentence: "")
      }
      if request.acts { offences.append("a look-up acts") }
      requests.append(request)
      let answer = double.answer(request, at: now)
      let result = adapter.interpretLookUp(.answer(answer), of: order, progress, page: page)
      guard case .more(let further) = result else { return result }
      page = further
    }
    offences.append("a look-up does not come to an end")
    return .undecided(sentence: "")
  }
}
