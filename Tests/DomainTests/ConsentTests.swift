import Domain
import Foundation
import Testing

/// A consent is about what was looked at: the words, the time, and the hand-in that it answers.
struct ConsentTests {
  private var world = RuleWorld()

  private func due(_ hours: Int) -> Due {
    Due(at: world.now.adding(seconds: Int64(hours) * 3600), zone: "UTC", wall: "2027-01-15 0\(8 + hours):00")
  }

  private mutating func approve(_ post: PostID, by member: MemberID, seen: Int64?) throws -> Ruling {
    try world.act(.approvePost(world.named(post)), by: member, on: world.reference(post), base: seen)
  }

  /// Another who may approve for Alpha.
  private mutating func colleague() -> MemberID {
    let member = MemberID(UUID())
    world.join(member, home: world.alpha)
    world.grant(.approver, to: member, at: world.alpha)
    return member
  }

  private mutating func demand(_ approvals: Int) throws {
    let id = Policy.id(region: world.alpha, postClass: .routine)
    let policy = SetPolicy(postClass: .routine, approvals: approvals, tier: .approver)
    let item = ItemReference(.policy, world.alpha, id)
    #expect(try world.act(.setPolicy(policy), by: world.manager, on: item).verdict == .accepted)
  }

  @Test mutating func aTimeThatMovedMeanwhileAsksForAnotherLook() throws {
    let post = try world.submitted(due: due(1))
    let seen = world.version(post)
    let sooner = due(0)
    let move = world.edit { $0.due = .at(sooner) }
    #expect(try world.act(move, by: world.author, on: world.reference(post), base: seen).verdict == .accepted)
    #expect(world.state(post) == .submitted && world.named(post).revision == 1)
    let blind = try approve(post, by: world.approver, seen: seen)
    #expect(blind.reason == .changedMeanwhile && blind.sentence?.contains("since you looked") == true)
    #expect(world.state(post) == .submitted)
    #expect(try approve(post, by: world.approver, seen: world.version(post)).verdict == .accepted)
  }

  @Test mutating func aTimeThatMovedAfterAnotherConsentAsksForAnotherLookToo() throws {
    try demand(2)
    let post = try world.submitted(due: due(1))
    #expect(try approve(post, by: world.approver, seen: world.version(post)).verdict == .accepted)
    let seen = world.version(post)
    let sooner = due(0)
    let move = world.edit { $0.due = .at(sooner) }
    #expect(try world.act(move, by: world.approver, on: world.reference(post), base: seen).verdict == .accepted)
    let other = colleague()
    #expect(try approve(post, by: other, seen: seen).reason == .changedMeanwhile)
    #expect(world.state(post) == .submitted)
    #expect(try approve(post, by: other, seen: world.version(post)).verdict == .accepted)
    #expect(world.state(post) == .approved)
  }

  @Test mutating func aConsentThatWasHeldBackAnswersNoLaterHandIn() throws {
    let post = try world.submitted()
    let item = world.reference(post)
    let seen = world.version(post)
    _ = try world.act(.returnPost(Reason("no")), by: world.manager, on: item, base: seen)
    #expect(try world.act(.submitPost(world.named(post)), by: world.author, on: item).verdict == .accepted)
    #expect(try approve(post, by: world.approver, seen: seen).reason == .changedMeanwhile)
    try demand(2)
    #expect(try approve(post, by: world.dutyEditor, seen: world.version(post)).verdict == .accepted)
    #expect(
      try approve(post, by: world.approver, seen: seen).reason == .changedMeanwhile, "nor after another's consent")
  }

  @Test mutating func severalWhoLookedAtTheSameMayAllConsent() throws {
    try demand(3)
    let (second, third) = (colleague(), colleague())
    let post = try world.submitted()
    let seen = world.version(post)
    for member in [world.approver, second, third] {
      #expect(try approve(post, by: member, seen: seen).verdict == .accepted)
    }
    #expect(world.state(post) == .approved)
  }

  @Test mutating func whatAnOfficeDidByItselfIsTakenInItsOrder() throws {
    // One office without a line: written, handed in, two consents, each on what was played here; a third comes between.
    try demand(3)
    let (second, elsewhere) = (colleague(), world.dutyEditor)
    let post = PostID(UUID())
    let item = ItemReference(.post, world.alpha, post)
    let compose = Act.composePost(ComposePost(postClass: .routine, content: world.content()))
    #expect(try world.act(compose, by: world.author, on: item).verdict == .accepted)
    #expect(try world.act(.submitPost(world.named(post)), by: world.author, on: item, base: 1).verdict == .accepted)
    #expect(try approve(post, by: elsewhere, seen: 2).verdict == .accepted)
    #expect(try approve(post, by: world.approver, seen: 2).verdict == .accepted)
    #expect(try approve(post, by: second, seen: 3).verdict == .accepted)
    #expect(world.state(post) == .approved)
  }

  @Test mutating func aConsentStandsWhereAnotherBeforeItWasRefused() throws {
    try demand(2)
    let post = try world.submitted()
    // The office counted a consent of its own that the centre did not take.
    #expect(try approve(post, by: world.stranger, seen: 2).verdict == .refused)
    #expect(try approve(post, by: world.approver, seen: 3).verdict == .accepted)
    let other = colleague()
    #expect(try approve(post, by: other, seen: nil).verdict == .accepted)
    #expect(world.state(post) == .approved)
  }
}
