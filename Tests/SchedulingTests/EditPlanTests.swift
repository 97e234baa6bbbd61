import CentralStore
import Domain
import Foundation
import Scheduling
import Testing

/// What becomes of new words for a post that is out.
struct EditPlanTests {
  private let post = Sample.post(due: 3600)
  private var sent: [DeliveryItem] { Sample.deliveries(post, .sent) }
  private var next: Post { Sample.reworded(post) }

  @Test func newWordsGoToWhereOldOnesStandAtOnceAndOnce() throws {
    let wanted = Sample.plan(next, sent)
    #expect(wanted.map(\.kind) == [.edit, .edit] && wanted.map(\.channel) == [Sample.north, Sample.south])
    #expect(wanted.allSatisfy { $0.state == .waiting && $0.dueAt == Sample.now && $0.notAfter == nil })
    #expect(
      wanted.map(\.delivery)
        == [Sample.north, Sample.south].map { DeliveryItem.id(post: post.id, channel: $0, kind: .edit, revision: 2) })
    #expect(Set(wanted.map(\.idempotencyKey)).count == 2)
    #expect(Sample.plan(next, sent, channels: [Sample.north]).map(\.channel) == [Sample.north])
  }

  @Test(arguments: DeliveryState.allCases) func plannedAgainAnEditIsNotMadeTwice(_ state: DeliveryState) {
    let edits = Sample.deliveries(Sample.plan(next, sent), state)
    let again = Sample.plan(next, sent + edits)
    // What fell with its approval stands again, now that these words are approved.
    #expect(again.map(\.kind) == (state == .stopped ? [.edit, .edit] : []))
    #expect(Sample.plan(next, sent + Sample.deliveries(Sample.plan(next, sent), state, "stop")).isEmpty)
  }

  @Test func whereNothingChangesForThePublicNothingIsSent() {
    let words = ["1": post.content]
    #expect(Sample.plan(Sample.reworded(post, "Helo", language: "cy"), sent, words: words).isEmpty)
    #expect(!Sample.plan(Sample.reworded(post, "Helo", language: "cy"), sent, languages: ["cy"], words: words).isEmpty)
    #expect(!Sample.plan(next, sent, words: words).isEmpty)
    var warned = post
    warned.revision = 2
    warned.content.contentWarning = "Flood"
    #expect(!Sample.plan(warned, sent, words: words).isEmpty)
    // Back to what stands there: the edit between is what is compared.
    let back = Sample.reworded(Sample.reworded(post), "Hello")
    let edited = Sample.deliveries(Sample.plan(next, sent), .sent)
    #expect(Sample.plan(back, sent + edited, words: ["1": post.content, "2": next.content]).count == 2)
    #expect(Sample.plan(back, sent, words: words).isEmpty)
  }

  @Test(arguments: [DeliveryState.sending, .unknown, .parked, .rejected, .waiting])
  func aCorrectionBackToWhatStandsIsSentAfterAnEditThatMayYetArrive(_ state: DeliveryState) {
    let back = Sample.reworded(next, "Hello")
    let words = ["1": post.content]
    let edits = Sample.deliveries(Sample.plan(next, sent), state, "no_proof")
    let wanted = Sample.plan(back, sent + edits, words: words).filter { $0.revision == 3 }
    #expect(wanted.count == ([.sending, .unknown, .parked].contains(state) ? 2 : 0))
    #expect(wanted.allSatisfy { $0.kind == .edit && $0.state == .waiting })
    let never = Sample.deliveries(Sample.plan(next, sent, editing: []), .parked, "no_edit")
    #expect(!Sample.plan(back, sent + never, editing: [], words: words).contains { $0.revision == 3 })
  }

  @Test func whereAPlatformCannotEditAPersonIsAsked() {
    let wanted = Sample.plan(next, sent, editing: [])
    #expect(wanted.allSatisfy { $0.kind == .edit && $0.state == .parked && $0.reason == "no_edit" })
    let parked = Sample.deliveries(wanted, .parked, "no_edit")
    #expect(parked.allSatisfy { $0.cannotEdit })
    #expect(Sample.plan(next, sent + parked, editing: []).isEmpty)
    var gone = next
    gone.state = .withdrawn
    #expect(Sample.plan(gone, sent + parked, editing: []).count { $0.kind == .edit && $0.state == .withdrawn } == 2)
  }

  @Test(arguments: [DeliveryState.sending, .unknown, .parked])
  func whileItIsInFlightOrInDoubtTheEditWaitsForTheOutcome(_ state: DeliveryState) {
    let known = Sample.deliveries(post, state, "no_outcome")
    #expect(Sample.plan(next, known).isEmpty)
    let plan = SchedulePlan(editing: ["mastodon"], now: Sample.now)
    #expect(plan.plan([Sample.unplanned(next, known)]).waits.map(\.delivery) == known.map(\.id))
    #expect(plan.plan([Sample.unplanned(post, known)]).waits.isEmpty, "nothing newer")
    let doubtful = Sample.deliveries(post, .unknown, "restored")
    #expect(plan.plan([Sample.unplanned(post, doubtful)]).waits.count == 2, "what is found may be older words")
  }

  @Test(arguments: [DeliveryState.sending, .unknown, .parked])
  func aTimeThatMovesWhileItIsInFlightOrInDoubtWaitsForTheOutcome(_ state: DeliveryState) {
    let known = Sample.deliveries(post, state, "no_outcome")
    let plan = SchedulePlan(editing: ["mastodon"], now: Sample.now)
    let later = Sample.post(due: 7200)
    var sooner = post
    sooner.notAfter = Sample.now.adding(seconds: 3601)
    for moved in [later, sooner, Sample.post(due: 3600, of: .event)] {
      let made = plan.plan([Sample.unplanned(moved, known)])
      #expect(made.wanted.isEmpty && made.waits.map(\.delivery) == known.map(\.id))
      #expect(plan.plan([Sample.unplanned(moved, sent)]).waits.isEmpty)
    }
    // Without a time it keeps that of its first turn.
    let earlier = Sample.deliveries(Sample.post(due: -60), state, "no_outcome")
    #expect(plan.plan([Sample.unplanned(Sample.post(due: nil), earlier)]).waits.isEmpty)
    // Not there after all: it takes the new time.
    let absent = Sample.deliveries(post, .waiting)
    #expect(Sample.plan(later, absent).map(\.dueAt) == [7200, 7200].map { Sample.now.adding(seconds: $0) })
  }

  @Test func anEditThatWasOvertakenIsNotSent() {
    let later = Sample.reworded(next, "Hello at last")
    for state in [DeliveryState.waiting, .stopped, .missed] {
      let wanted = Sample.plan(later, sent + Sample.deliveries(Sample.plan(next, sent), state))
      #expect(wanted.filter { $0.revision == 3 }.map(\.state) == [.waiting, .waiting])
      let old = wanted.filter { $0.revision == 2 }
      #expect(old.map(\.state) == [.withdrawn, .withdrawn] && old.allSatisfy { $0.reason == "overtaken" })
    }
  }

  @Test(arguments: DeliveryState.allCases) func whenTheApprovalFallsAnEditThatWaitsStops(_ state: DeliveryState) {
    var draft = next
    draft.state = .draft
    let wanted = Sample.plan(draft, sent + Sample.deliveries(Sample.plan(next, sent), state))
    #expect(wanted.map(\.state) == (state == .waiting ? [.stopped, .stopped] : []))
  }

  @Test func whatIsNotThereAnyMoreIsNotChanged() throws {
    let gone = sent.map { delivery in
      var delivery = delivery
      delivery.readBack = .gone
      return delivery
    }
    #expect(Sample.plan(next, gone).isEmpty)
  }
}
