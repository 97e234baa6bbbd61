import CentralStore
import Delivery
import Domain
import HTTPTypes
import Platforms
import Testing

/// One sent post read back, answer by answer.
struct ReadBackMachineTests {
  private func machine(_ platform: any Platform = MastodonPlatform()) -> ReadBackMachine {
    ReadBackMachine(
      LookAtUnknown.Case(
        delivery: Case.delivery(),
        post: DispatchPost(
          id: .derived("test", "post"), revision: 1, content: Case.content("Hello"), createdAt: Case.now),
        channel: Case.channel(platform.name), content: Case.content("Hello")),
      secret: Secret("token"), platform: platform)
  }

  /// What comes of these answers, given in turn.
  private func outcome(_ answers: [(Int, String)]) throws -> ReadBackMachine.Move {
    var machine = machine()
    var move = machine.start()
    for (status, body) in answers {
      guard case .ask(let request) = move else { return move }
      #expect(!request.acts, "reading shows nothing to the public")
      #expect(request.head.path?.contains("/statuses/77") == true)
      move = machine.received(.answer(Case.answer(status, body)))
    }
    return move
  }

  private func found(_ move: ReadBackMachine.Move) throws -> NoteReadBack.Finding {
    guard case .found(let finding) = move else { throw Case.NotSettled() }
    return finding
  }

  @Test func whatStandsAsApprovedIsTheSame() throws {
    let finding = try found(try outcome([(200, #"{"id":"77","content":"<p>Hello</p>","visibility":"public"}"#)]))
    #expect(finding.found == .same && finding.sentence == nil)
    #expect(finding.delivery == Case.delivery().item.id && finding.region == Case.region)
  }

  @Test func aDoubtIsSettledByTheSource() throws {
    let shown = (200, #"{"id":"77","content":"<p>Hullo</p>"}"#)
    #expect(try found(try outcome([shown, (200, #"{"id":"77","text":"Hello","spoiler_text":""}"#)])).found == .same)
    let other = try found(try outcome([shown, (200, #"{"id":"77","text":"Hullo","spoiler_text":""}"#)]))
    #expect(other.found == .differs && other.sentence?.contains("Hullo") == true)
  }

  @Test func whatIsNotThereIsGone() throws {
    let finding = try found(try outcome([(404, #"{"error":"Record not found"}"#)]))
    #expect(finding.found == .gone && finding.sentence != nil)
  }

  @Test(arguments: [(503, "oops"), (200, "<html>"), (404, "<html>"), (429, "{}")])
  func whatDecidesNothingIsNotTaken(_ status: Int, _ body: String) throws {
    guard case .undecided = try outcome([(status, body)]) else {
      Issue.record("\(status) \(body) was believed")
      return
    }
  }

  @Test func aPlatformThatCannotBeReadLearnsNothing() {
    var machine = machine(HostilePlatform())
    guard case .undecided = machine.start() else {
      Issue.record("there is nothing to ask")
      return
    }
  }
}
