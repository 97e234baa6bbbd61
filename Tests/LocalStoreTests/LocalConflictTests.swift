import Domain
import Foundation
import LocalStore
import Testing

@Suite struct LocalConflictTests {
  /// An office that has written a post, which the centre has, and a member of the centre has changed since.
  private func overtaken(_ house: Household) throws -> (post: PostID, act: ActivityID, theirs: Post) {
    let made = try house.compose("Low tide at nine.")
    var post = try #require(try house.store.view(.everything).items.posts[made.post])
    try house.store.take(
      [try Household.received(.post(post)), try house.ruling(made.act, .accepted)], of: .region, upTo: 8)
    let act = try house.store.act(as: house.author.id, key: house.authorKey, at: Household.now, on: .posts([made.post]))
    { bench in
      var changes = PostFields()
      changes.texts = ["en": "Low tide at noon."]
      let edit = EditPost(base: PostFields(of: post, where: changes), changes: changes)
      return try bench.add(.editPost(edit), to: ItemReference(.post, house.office.id, made.post)).id
    }
    let editor = Member(id: Household.id(), home: house.centre.id, name: "Dee", activity: Household.id())
    post.content.texts["en"] = "Low tide at ten."
    post.touched["text.en"] = Touch(
      member: editor.id, memberName: editor.name, activity: Household.id(), at: Household.now)
    post.revise(post.content, by: editor, activity: Household.id(), at: Household.now)
    post.version = 2
    return (made.post, act, post)
  }

  @Test("an office that knows both sides sees the conflict before the centre has decided, and under the same name")
  func seenBeforeTheRuling() throws {
    let house = try Household()
    defer { house.end() }
    let (post, act, theirs) = try overtaken(house)
    #expect(try house.store.view(.posts([post])).items.posts[post]?.content.texts["en"] == "Low tide at noon.")
    try house.store.take([try Household.received(.post(theirs))], of: .region, upTo: 9)
    let view = try house.store.view(.posts([post]))
    let conflict = try #require(view.items.openConflicts(of: post).first)
    #expect(conflict.id == Conflict.id(activity: act, field: .text("en")))
    #expect(conflict.centre.touch.memberName == "Dee" && conflict.theirs.touch.memberName == "Ann")
    #expect(conflict.centre.value == .text("Low tide at ten.") && conflict.theirs.value == .text("Low tide at noon."))
    #expect(view.items.posts[post]?.content.texts["en"] == "Low tide at ten.")

    // What the centre made of it takes its place, once.
    var ruled = try #require(view.items.posts[post])
    ruled.version = 3
    // Somebody has done something else to the post since.
    ruled.activity = Household.id()
    var stored = conflict
    stored.version = 1
    try house.store.take(
      [try Household.received(.post(ruled)), try Household.received(.conflict(stored))], of: .region, upTo: 10)
    #expect(try house.store.view(.posts([post])).items.openConflicts(of: post) == [stored], "not played twice")
    try house.store.take([try house.ruling(act, .conflicted, nil, "Both are kept.")], of: .region, upTo: 11)
    #expect(try house.store.view(.everything).items.openConflicts(of: post) == [stored])
    #expect(try house.store.view(.house).items.conflicts.isEmpty)
  }

  @Test("a choice made with the line down shows at once, and what is done next builds on it")
  func chosenOffline() throws {
    let house = try Household()
    defer { house.end() }
    let (post, _, theirs) = try overtaken(house)
    try house.store.take([try Household.received(.post(theirs))], of: .region, upTo: 9)
    let conflict = try #require(try house.store.view(.posts([post])).items.openConflicts(of: post).first)
    let chosen = try house.store.act(as: house.author.id, key: house.authorKey, at: Household.now, on: .posts([post])) {
      let choice = ResolveConflict(post: post, take: .theirs, seen: conflict.seen)
      let act = try $0.add(.resolveConflict(choice), to: ItemReference(.conflict, house.office.id, conflict.id))
      let now = try #require($0.items.posts[post])
      let submit = RevisionNamed(revision: now.revision, digest: now.digest)
      let next = try $0.add(.submitPost(submit), to: ItemReference(.post, house.office.id, post))
      #expect(next.after == act.id)
      return act.id
    }
    let view = try house.store.view(.posts([post]))
    #expect(view.items.openConflicts(of: post).isEmpty && view.doubtful.isEmpty)
    #expect(view.items.posts[post]?.content.texts["en"] == "Low tide at noon.")
    #expect(view.items.posts[post]?.state == .submitted)
    #expect(view.items.conflicts[conflict.id]?.resolution?.touch.activity == chosen)
  }
}
