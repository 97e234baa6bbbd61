import CentralStore
import Domain
import Foundation
import Testing

@testable import Delivery

/// What many are told in one answer, and who of them.
struct HandOutTests {
  static func work(_ fence: Int64) -> DispatchWork {
    DispatchWork(
      fence: fence, delivery: Case.delivery(),
      post: DispatchPost(
        id: .derived("test", "post"), revision: 1, content: Case.content("Hello"), createdAt: Case.now),
      channel: Case.channel("hostile"))
  }

  @Test func aLanesNextWorkIsWhoseItIsNow() {
    let next = Self.work(8)
    let lane = { HandOut.Lane(channel: next.channel.id, fence: $0) }
    // The lane was recalled and claimed again: of two who settle on it, one has it.
    #expect(HandOut.work([next], to: [lane(7), lane(8)]) == [nil, next])
    #expect(HandOut.work([next], to: [lane(8), lane(7)]) == [next, nil])
    #expect(HandOut.work([next], to: [lane(8), lane(8)]) == [next, nil], "once")
    #expect(HandOut.work([], to: [lane(8)]) == [nil])
  }

  @Test func anIntentIsOnesOwnAndOneTry() throws {
    let delivery = Case.delivery().item
    let ask = {
      IntendDeliveries.Ask(region: delivery.region, delivery: delivery.id, fence: $0, bytes: Digest.of("body"))
    }
    #expect(HandOut.present([ask(6), ask(8), ask(8), ask(7)]) == [ask(8)])
    var (allowed, refused) = (IntendDeliveries.Verdict.none(delivery.id), IntendDeliveries.Verdict.none(delivery.id))
    (allowed.allowed, allowed.fence, refused.reason) = (true, 9, "lease_lost")
    for verdicts in [[allowed, refused], [refused, allowed]] {
      #expect(HandOut.verdicts(verdicts, to: [ask(6), ask(8)]) == [refused, allowed])
      #expect(HandOut.verdicts(verdicts, to: [ask(8), ask(6)]).filter(\.allowed) == [allowed])
    }
    #expect(HandOut.verdicts([allowed], to: [ask(8), ask(8)]) == [allowed, .none(delivery.id)], "once")
    #expect(HandOut.verdicts([allowed], to: [ask(7)]) == [.none(delivery.id)])
  }
}

/// What a process knows of its lanes.
struct LeaseBookTests {
  @Test func whoEndsLateForgetsNoLaterClaim() {
    let (book, owner) = (LeaseBook(), UUID())
    let work = { HandOutTests.work($0) }
    book.begin(owner: owner)
    book.hold([work(7)], until: .now + .seconds(60))
    // Recalled, and claimed again by the same process while the first is still at work.
    book.hold([work(9)], until: .now + .seconds(60))
    book.forget(work(7))
    #expect(book.holds(work(9).channel.id, as: owner) && book.claims.count == 1)
    book.forget(work(9))
    #expect(!book.holds(work(9).channel.id, as: owner) && book.isEmpty)
  }

  @Test func aRenewalThatWasAskedBeforeALaterClaimSaysNothingOfIt() {
    let (book, owner) = (LeaseBook(), UUID())
    let work = { HandOutTests.work($0) }
    book.begin(owner: owner)
    book.hold([work(7)], until: .now + .seconds(60))
    let asked = book.claims
    book.hold([work(9)], until: .now + .seconds(60))
    book.renewed(asked, held: [], until: .now + .seconds(60))
    #expect(book.holds(work(9).channel.id, as: owner))
    book.renewed(book.claims, held: [], until: .now + .seconds(60))
    #expect(!book.holds(work(9).channel.id, as: owner))
  }
}
