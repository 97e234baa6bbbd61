import Domain
import Foundation
import Testing

/// What becomes of a change that others have overtaken.
struct ConflictTests {
  /// A post on which people work from what they last saw.
  private struct Desk {
    var world = RuleWorld()
    let post: PostID

    init(approved: Bool = false) throws {
      post = approved ? try world.approved() : try world.submitted()
    }

    var item: ItemReference { world.reference(post) }
    var now: Post { world.book.items.posts[post]! }
    var open: [Conflict] { world.book.items.openConflicts(of: post) }

    /// Changes a post as it was seen, with the values that were seen.
    mutating func edit(
      _ seen: Post, by member: MemberID, after: ActivityID? = nil, _ change: (inout PostFields) -> Void
    ) throws -> Ruling {
      var fields = PostFields()
      change(&fields)
      world.now = world.now.adding(seconds: 1)
      let edit = EditPost(base: PostFields(of: seen, where: fields), changes: fields)
      return try world.act(.editPost(edit), by: member, on: item, base: seen.version, after: after)
    }

    mutating func choose(_ take: ResolveConflict.Take, _ conflict: Conflict, by member: MemberID) throws -> Ruling {
      try world.act(
        .resolveConflict(ResolveConflict(post: conflict.post, take: take, seen: conflict.seen)), by: member,
        on: ItemReference(.conflict, conflict.region, conflict.id), base: conflict.version)
    }

    /// The duty editor and the author both write the English text anew.
    mutating func quarrel() throws -> Conflict {
      let seen = now
      _ = try edit(seen, by: world.dutyEditor) { $0.texts = ["en": "Theirs."] }
      let late = try edit(seen, by: world.author) { $0.texts = ["en": "Mine."] }
      #expect(late.verdict == .conflicted)
      return try #require(open.first)
    }
  }

  @Test func aStaleHandInUndoesNoReturnThatItsAuthorNeverSaw() throws {
    var desk = try Desk()
    let seen = desk.now
    let returned = Act.returnPost(Reason("Not yet."))
    _ = try desk.world.act(returned, by: desk.world.approver, on: desk.item, base: seen.version)
    // Written before the return was known: an edit, another that builds on it, and handed in.
    let first = try desk.edit(seen, by: desk.world.author) { $0.texts = ["en": "One."] }
    #expect(first.verdict == .merged && desk.now.state == .returned && desk.now.reason == "Not yet.")
    var mine = seen
    mine.content.texts["en"] = "One."
    mine.version += 1
    let second = try desk.edit(mine, by: desk.world.author, after: first.activity) { $0.texts = ["en": "Two."] }
    #expect(second.verdict == .merged && desk.now.state == .returned)
    let submit = Act.submitPost(desk.world.named(desk.post))
    let blind = try desk.world.act(
      submit, by: desk.world.author, on: desk.item, base: mine.version + 1, after: second.activity)
    #expect(blind.reason == .changedMeanwhile && desk.now.state == .returned)
    let knowing = try desk.world.act(submit, by: desk.world.author, on: desk.item, base: desk.now.version)
    #expect(knowing.verdict == .accepted && desk.now.state == .submitted)
  }

  @Test func anImageThatIsDescribedIsNoDecorationAnyMore() throws {
    var desk = try Desk()
    let facts = ImageFacts(type: .png, octets: 10, width: 4, height: 3)
    let image = MediaReference(sha256: .of("bridge"), alternative: ["en": "A bridge."], image: facts)
    #expect(try desk.edit(desk.now, by: desk.world.author) { $0.media = [image] }.verdict == .accepted)
    let seen = desk.now
    var plain = image
    (plain.alternative, plain.decorative) = ([:], true)
    #expect(try desk.edit(seen, by: desk.world.dutyEditor) { $0.media = [plain] }.verdict == .accepted)
    var rewritten = image
    rewritten.alternative = ["en": "The old bridge."]
    #expect(try desk.edit(seen, by: desk.world.author) { $0.media = [rewritten] }.verdict == .conflicted)
    let conflict = try #require(desk.open.first)
    #expect(conflict.field == .alternative(image.sha256, "en"))
    #expect(try desk.choose(.theirs, conflict, by: desk.world.author).verdict == .accepted)
    #expect(desk.now.content.media == [rewritten])
  }

  @Test func bothTextsAreKeptAndThePostWaitsForAPerson() throws {
    var desk = try Desk(approved: true)
    let conflict = try desk.quarrel()
    #expect(conflict.base == .text("Hello.") && conflict.centre.value == .text("Theirs."))
    #expect(conflict.theirs.value == .text("Mine."))
    #expect(conflict.centre.touch.member == desk.world.dutyEditor && conflict.theirs.touch.member == desk.world.author)
    #expect(conflict.centre.touch.at < conflict.theirs.touch.at)
    #expect(desk.now.content.texts["en"] == "Theirs." && desk.now.state == .draft && desk.now.approvals.isEmpty)
    let words = desk.world.named(desk.post)
    #expect(try desk.world.act(.submitPost(words), by: desk.world.author, on: desk.item).reason == .openConflict)
    #expect(try desk.world.act(.approvePost(words), by: desk.world.approver, on: desk.item).reason == .openConflict)
  }

  @Test func thePostIsNotApprovedWhoeverChangedWhichOther() throws {
    var desk = try Desk(approved: true)
    let seen = desk.now
    // The centre's change needs no new words: a time. Theirs is another time.
    let due = Due(at: desk.world.now.adding(seconds: 3600), zone: "UTC", wall: "2027-01-15 09:00")
    #expect(try desk.edit(seen, by: desk.world.approver) { $0.due = .at(due) }.verdict == .accepted)
    #expect(desk.now.state == .approved)
    let later = Due(at: desk.world.now.adding(seconds: 7200), zone: "UTC", wall: "2027-01-15 10:00")
    #expect(try desk.edit(seen, by: desk.world.author) { $0.due = .at(later) }.verdict == .conflicted)
    #expect(desk.now.state == .draft && desk.now.approvals.isEmpty && desk.now.due == nil, "unscheduled")
    let conflict = try #require(desk.open.first)
    #expect(conflict.centre.value == .due(due) && conflict.theirs.value == .due(later))
    #expect(try desk.choose(.theirs, conflict, by: desk.world.author).verdict == .accepted)
    #expect(desk.now.due == later && desk.now.revision == seen.revision && desk.open.isEmpty)
  }

  @Test func changesOfDifferentFieldsArePutTogether() throws {
    var desk = try Desk()
    let seen = desk.now
    _ = try desk.edit(seen, by: desk.world.dutyEditor) { $0.texts = ["cy": "Helo."] }
    let merged = try desk.edit(seen, by: desk.world.author) { $0.texts = ["en": "Hello again."] }
    #expect(merged.verdict == .merged && merged.sentence?.contains("put together") == true)
    #expect(desk.now.content.texts == ["cy": "Helo.", "en": "Hello again."])
    #expect(desk.now.revision == 3 && desk.now.state == .draft && desk.open.isEmpty)
    #expect(desk.now.touched["text.cy"]?.member == desk.world.dutyEditor)
    #expect(desk.now.touched["text.en"]?.member == desk.world.author)
    let again = desk.now
    #expect(try desk.edit(seen, by: desk.world.author) { $0.texts = ["en": "Hello again."] }.verdict == .merged)
    #expect(desk.now == again, "what both say is nothing new")
  }

  @Test func twoOfflineEditsOfOnePersonNeverConflictWithEachOther() throws {
    var desk = try Desk()
    var seen = desk.now
    let first = try desk.edit(seen, by: desk.world.author) { $0.texts = ["en": "One."] }
    // As the office sees it: the next version, whatever happened at the centre.
    seen.content.texts["en"] = "One."
    seen.version += 1
    let second = try desk.edit(seen, by: desk.world.author, after: first.activity) { $0.texts = ["en": "Two."] }
    #expect(first.verdict == .accepted && second.verdict == .accepted)
    #expect(desk.now.content.texts["en"] == "Two.")
    // Between two others the centre writes Welsh: the version that the office counted is another's.
    var third = desk.now
    let one = try desk.edit(third, by: desk.world.author) { $0.texts = ["en": "Three."] }
    _ = try desk.edit(desk.now, by: desk.world.dutyEditor) { $0.texts = ["cy": "Tri."] }
    third.content.texts["en"] = "Three."
    third.version += 1
    let two = try desk.edit(third, by: desk.world.author, after: one.activity) { $0.texts = ["en": "Four."] }
    #expect(two.verdict == .merged && desk.now.content.texts == ["en": "Four.", "cy": "Tri."])
  }

  @Test func aFollowerJoinsTheConflictOfTheActItBuildsOn() throws {
    var desk = try Desk()
    let seen = desk.now
    let conflict = try desk.quarrel()
    var mine = seen
    mine.content.texts["en"] = "Mine."
    mine.version = desk.now.version
    let follower = try desk.edit(mine, by: desk.world.author, after: conflict.activity) { $0.texts = ["en": "Better."] }
    #expect(follower.verdict == .conflicted)
    let joined = try #require(desk.open.first)
    #expect(desk.open.count == 1 && joined.id == conflict.id && joined.version == 2)
    #expect(joined.theirs.value == .text("Better.") && joined.earlier.map(\.value) == [.text("Mine.")])
    #expect(joined.centre == conflict.centre && joined.base == .text("Hello."))
    #expect(desk.now.content.texts["en"] == "Theirs.")
    // Whoever comes round to the centre's words leaves nothing to choose.
    mine.content.texts["en"] = "Better."
    mine.version = desk.now.version
    #expect(
      try desk.edit(mine, by: desk.world.author, after: follower.activity) { $0.texts = ["en": "Theirs."] }.verdict
        == .merged)
    #expect(desk.open.isEmpty)
    #expect(desk.world.book.items.conflicts[conflict.id]?.resolution?.choice == .rule)
    let words = desk.world.named(desk.post)
    #expect(try desk.world.act(.submitPost(words), by: desk.world.author, on: desk.item).verdict == .accepted)
  }

  @Test func aThirdEditIsKeptInTheSameConflict() throws {
    var desk = try Desk()
    let seen = desk.now
    let conflict = try desk.quarrel()
    #expect(try desk.edit(seen, by: desk.world.manager) { $0.texts = ["en": "Third."] }.verdict == .conflicted)
    let joined = try #require(desk.open.first)
    #expect(joined.id == conflict.id && joined.theirs.value == .text("Third."))
    #expect(joined.earlier.map(\.value) == [.text("Mine.")])
    // Who sees the post as it stands changes the centre's side; what it was stays on record.
    #expect(try desk.edit(desk.now, by: desk.world.dutyEditor) { $0.texts = ["en": "New."] }.verdict == .accepted)
    let replaced = try #require(desk.open.first)
    #expect(replaced.centre.value == .text("New.") && desk.now.content.texts["en"] == "New.")
    #expect(replaced.earlier.map(\.value) == [.text("Mine."), .text("Theirs.")])
    #expect(desk.now.state == .draft)
  }

  @Test func aChoiceIsANewRevisionThatMustBeApprovedAnew() throws {
    var desk = try Desk()
    let conflict = try desk.quarrel()
    let before = desk.now
    #expect(try desk.choose(.theirs, conflict, by: desk.world.manager).verdict == .accepted)
    #expect(desk.now.content.texts["en"] == "Mine." && desk.now.revision == before.revision + 1)
    #expect(desk.now.state == .draft && desk.now.history.last?.member == desk.world.manager)
    let done = try #require(desk.world.book.items.conflicts[conflict.id])
    #expect(done.resolution?.choice == .theirs && done.resolution?.touch.member == desk.world.manager)
    #expect(done.centre.value == .text("Theirs."), "what was not taken stays on record")
    let second = try desk.choose(.centre, conflict, by: desk.world.author)
    #expect(second.reason == .changedMeanwhile && second.sentence?.contains("P\(desk.world.manager.short)") == true)
    let words = desk.world.named(desk.post)
    #expect(try desk.world.act(.submitPost(words), by: desk.world.author, on: desk.item).verdict == .accepted)
    #expect(try desk.world.act(.approvePost(words), by: desk.world.manager, on: desk.item).reason == .ownPost)
    #expect(try desk.world.act(.approvePost(words), by: desk.world.approver, on: desk.item).verdict == .accepted)
  }

  @Test func nobodyApprovesTheirOwnWordsByWhomeverTheyWereChosen() throws {
    var desk = try Desk()
    let seen = desk.now
    _ = try desk.edit(seen, by: desk.world.dutyEditor) { $0.texts = ["en": "Theirs."] }
    _ = try desk.edit(seen, by: desk.world.approver) { $0.texts = ["en": "The approver's."] }
    #expect(try desk.choose(.theirs, try #require(desk.open.first), by: desk.world.author).verdict == .accepted)
    let words = desk.world.named(desk.post)
    _ = try desk.world.act(.submitPost(words), by: desk.world.author, on: desk.item)
    #expect(try desk.world.act(.approvePost(words), by: desk.world.approver, on: desk.item).reason == .ownPost)
    #expect(try desk.world.act(.approvePost(words), by: desk.world.manager, on: desk.item).verdict == .accepted)
  }

  @Test func aThirdValueIsHeldToWhatAnyTextIsHeldTo() throws {
    var desk = try Desk()
    let conflict = try desk.quarrel()
    func third(_ value: FieldValue) -> ResolveConflict.Take { .value(value) }
    #expect(try desk.choose(third(.text(" ")), conflict, by: desk.world.author).reason == .content)
    #expect(try desk.choose(third(.text("a\u{0}")), conflict, by: desk.world.author).reason == .content)
    #expect(try desk.choose(third(.notAfter(nil)), conflict, by: desk.world.author).reason == .malformed)
    #expect(try desk.choose(.centre, conflict, by: desk.world.stranger).reason == .tier)
    #expect(try desk.choose(.centre, conflict, by: desk.world.auditor).reason == .tier)
    #expect(try desk.choose(third(.text("Both.")), conflict, by: desk.world.dutyEditor).verdict == .accepted)
    #expect(desk.now.content.texts["en"] == "Both.")
  }

  @Test func aChoiceIsAboutTheTwoThatWereLookedAt() throws {
    var desk = try Desk()
    let seen = desk.now
    let conflict = try desk.quarrel()
    _ = try desk.edit(seen, by: desk.world.manager) { $0.texts = ["en": "Third."] }
    #expect(try desk.choose(.theirs, conflict, by: desk.world.author).reason == .changedMeanwhile)
    #expect(try desk.choose(.theirs, try #require(desk.open.first), by: desk.world.author).verdict == .accepted)
  }

  @Test func aWithdrawalWinsAndLeavesNothingToChoose() throws {
    var desk = try Desk()
    let seen = desk.now
    let conflict = try desk.quarrel()
    let withdraw = Act.withdrawPost(Reason("cancelled"))
    #expect(try desk.world.act(withdraw, by: desk.world.author, on: desk.item, base: 1).verdict == .accepted)
    #expect(desk.now.state == .withdrawn && desk.open.isEmpty)
    #expect(desk.world.book.items.conflicts[conflict.id]?.resolution?.choice == .withdrawn)
    #expect(try desk.edit(seen, by: desk.world.author) { $0.texts = ["en": "Late."] }.reason == .state)
    #expect(try desk.choose(.centre, conflict, by: desk.world.author).reason == .changedMeanwhile)
  }

  @Test func whatWasReturnedMeanwhileStaysReturned() throws {
    var desk = try Desk()
    let seen = desk.now
    _ = try desk.world.act(.returnPost(Reason("typo")), by: desk.world.approver, on: desk.item, base: seen.version)
    #expect(try desk.edit(seen, by: desk.world.author) { $0.texts = ["en": "Better."] }.verdict == .merged)
    #expect(desk.now.state == .returned && desk.now.reason == "typo" && desk.now.content.texts["en"] == "Better.")
    let words = desk.world.named(desk.post)
    #expect(try desk.world.act(.submitPost(words), by: desk.world.author, on: desk.item).verdict == .accepted)
  }

  @Test func whatWasApprovedMeanwhileIsADraftAgainAlsoIfOnlyItsTimeMoves() throws {
    var desk = try Desk()
    let seen = desk.now
    _ = try desk.world.act(.approvePost(desk.world.named(desk.post)), by: desk.world.approver, on: desk.item)
    #expect(desk.now.state == .approved)
    let due = Due(at: desk.world.now.adding(seconds: 60), zone: "UTC", wall: "2027-01-15 08:01")
    #expect(try desk.edit(seen, by: desk.world.author) { $0.due = .at(due) }.verdict == .merged)
    #expect(desk.now.state == .draft && desk.now.approvals.isEmpty && desk.now.due == due)
  }

  @Test func whatFitsEachAloneButNotTogetherIsForAPerson() throws {
    var desk = try Desk()
    let seen = desk.now
    let due = Due(at: desk.world.now.adding(seconds: 3600), zone: "UTC", wall: "2027-01-15 09:00")
    _ = try desk.edit(seen, by: desk.world.dutyEditor) { $0.due = .at(due) }
    let last = desk.world.now.adding(seconds: 1800)
    #expect(try desk.edit(seen, by: desk.world.author) { $0.notAfter = .at(last) }.verdict == .conflicted)
    #expect(desk.open.map(\.field) == [.notAfter] && desk.now.due == due && desk.now.notAfter == nil)
  }

  @Test func aRuleThatDecidesPutsOnRecordWhatItDidNotTake() throws {
    var desk = try Desk()
    let seen = desk.now
    _ = try desk.edit(seen, by: desk.world.dutyEditor) { $0.visibility = .private }
    let merged = try desk.edit(seen, by: desk.world.author) { $0.visibility = .unlisted }
    #expect(merged.verdict == .merged && merged.sentence?.contains("who may see it") == true)
    #expect(desk.now.content.visibility == .private && desk.open.isEmpty)
    let kept = try #require(desk.world.book.items.conflicts(of: desk.post).first)
    #expect(kept.theirs.value == .visibility(.unlisted) && kept.resolution?.choice == .rule)
  }

  @Test func wordsAreHandedInByTheirDigestButApprovedAsTheyWereSeen() throws {
    var desk = try Desk()
    let seen = desk.world.named(desk.post)
    for text in ["Other.", "Hello."] { _ = try desk.edit(desk.now, by: desk.world.author) { $0.texts = ["en": text] } }
    #expect(desk.now.revision == 3 && desk.now.digest == seen.digest)
    #expect(try desk.world.act(.submitPost(seen), by: desk.world.author, on: desk.item).verdict == .accepted)
    #expect(try desk.world.act(.approvePost(seen), by: desk.world.approver, on: desk.item).reason == .changedMeanwhile)
  }

  @Test func whoHoldsItBackIsHeardWhateverCameBetween() throws {
    var desk = try Desk()
    let seen = desk.now
    _ = try desk.edit(seen, by: desk.world.author) { $0.texts = ["en": "Other."] }
    #expect(desk.now.state == .draft)
    let back = Act.returnPost(Reason("wrong date"))
    #expect(try desk.world.act(back, by: desk.world.approver, on: desk.item, base: seen.version).verdict == .accepted)
    #expect(desk.now.state == .returned)
    #expect(
      try desk.world.act(back, by: desk.world.approver, on: desk.item, base: desk.now.version).reason == .state)
  }

  @Test func theSameActOfferedAgainAfterARestoreMeetsWhatStandsNow() throws {
    // Version and number of the database that forgot may be those of other words.
    var desk = try Desk()
    var elsewhere = desk.now
    elsewhere.content.texts["en"] = "As it was before the restore."
    #expect(try desk.edit(elsewhere, by: desk.world.author) { $0.texts = ["en": "Late."] }.verdict == .conflicted)
    #expect(desk.open.first?.base == .text("As it was before the restore."))
  }
}
