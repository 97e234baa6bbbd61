import CentralStore
import Domain
import Platforms

/// Reads one sent post back by its id and compares: pure.
package struct ReadBackMachine: Sendable {
  package enum Move: Hashable, Sendable {
    case ask(PlatformRequest)
    case found(NoteReadBack.Finding)
    /// Nothing was learnt; why, for the log.
    case undecided(String)
  }

  private let item: DeliveryItem
  private let order: DeliveryOrder
  private let platform: any Platform
  private var page = LookUpPage()
  private var asked = 0

  package init(_ one: LookAtUnknown.Case, secret: Secret, platform: any Platform) {
    item = one.delivery.item
    order = DeliveryOrder(
      one.delivery, content: one.content, createdAt: one.post.createdAt, channel: one.channel, secret: secret)
    self.platform = platform
  }

  package mutating func start() -> Move { ask() }

  package mutating func received(_ result: ExchangeResult) -> Move {
    guard let id = item.remoteID else { return .undecided("It has no name there.") }
    switch platform.interpretReadBack(result, of: order, remoteID: id, page: page) {
    case .same: return found(.same, nil)
    case .differs(let sentence): return found(.differs, sentence)
    case .gone: return found(.gone, "It was sent, and is no longer there: nobody took it down through Crier.")
    case .more(let next):
      page = next
      return ask()
    case .undecided(let sentence): return .undecided(sentence)
    }
  }

  private mutating func ask() -> Move {
    asked += 1
    guard asked <= 10, let id = item.remoteID, let request = platform.readBack(order, remoteID: id, page: page) else {
      return .undecided("The platform offers no way to read it back.")
    }
    return .ask(request)
  }

  private func found(_ found: ReadBack, _ sentence: String?) -> Move {
    .found(NoteReadBack.Finding(region: item.region, delivery: item.id, found: found, sentence: sentence))
  }
}
