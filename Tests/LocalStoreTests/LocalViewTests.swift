import Domain
import Foundation
import LocalStore
import Testing

@Suite struct LocalViewTests {
  @Test("what was done here shows at once, and its place is taken by what the centre made of it")
  func pendingThenReceived() throws {
    let house = try Household()
    defer { house.end() }
    let made = try house.compose()
    let view = try house.store.view(.everything)
    #expect(view.items.posts[made.post]?.state == .draft)
    #expect(view.unruled.map(\.signed.id) == [made.act])

    var post = try #require(view.items.posts[made.post])
    post.campaign = "as the centre has it"
    try house.store.take(
      [try Household.received(.post(post)), try house.ruling(made.act, .accepted)], of: .region, upTo: 8)
    let after = try house.store.view(.everything)
    #expect(after.unruled.isEmpty)
    #expect(after.items.posts[made.post]?.campaign == "as the centre has it")
  }

  @Test("the posts of a campaign are those that carry its label, and those that may come to")
  func ofACampaign() throws {
    let house = try Household()
    defer { house.end() }
    let (pending, other, known) = (try house.compose("One"), try house.compose("Two"), try house.compose("Three"))
    for (made, campaign) in [(other, "spring"), (known, "winter")] {
      var post = try #require(try house.store.view(.posts([made.post])).items.posts[made.post])
      post.campaign = campaign
      try house.store.take(
        [try Household.received(.post(post)), try house.ruling(made.act, .accepted)], of: .region,
        upTo: campaign == "spring" ? 8 : 9)
    }
    #expect(try Set(house.store.postIDs(campaign: "winter")) == [known.post, pending.post])
    #expect(try Set(house.store.postIDs(campaign: "spring")) == [other.post, pending.post])
  }

  @Test("an act disappears from the view only when its ruling has come")
  func itemBeforeRuling() throws {
    let house = try Household()
    defer { house.end() }
    let made = try house.compose()
    let reference = ItemReference(.post, house.office.id, made.post)
    try house.store.act(as: house.author.id, key: house.authorKey, at: Household.now, on: .posts([made.post])) {
      let post = try #require($0.items.posts[made.post])
      _ = try $0.add(.submitPost(RevisionNamed(revision: 1, digest: post.digest)), to: reference)
    }
    // The draft has come back, the ruling on its submission has not.
    let draft = try #require(try composedOnly(house, made.post))
    try house.store.take([try Household.received(.post(draft))], of: .region, upTo: 8)
    #expect(try house.store.view(.everything).items.posts[made.post]?.state == .submitted)
  }

  @Test("a refused act stays visible with its reason, and what was typed with it")
  func refusedStays() throws {
    let house = try Household()
    defer { house.end() }
    let made = try house.compose("Every word of it")
    try house.store.take(
      [try house.ruling(made.act, .refused, .tier, "You need to be an author here.")], of: .region, upTo: 8)
    #expect(try house.store.view(.everything).items.posts[made.post] == nil)
    let kept = try #require(try house.store.refusedPosts().first)
    #expect(kept.ruling?.reason == .tier)
    #expect(kept.ruling?.sentence == "You need to be an author here.")
    #expect(kept.signed.body.contains("Every word of it"))
    #expect(try house.store.postIDs() == [made.post])
  }

  @Test("a rehearsal plays the rules and leaves nothing behind")
  func rehearsal() throws {
    let house = try Household()
    defer { house.end() }
    let content = PostContent(texts: ["en": "x"], channels: [house.channel.reference])
    func write(_ bench: inout Workbench) throws -> Int {
      try bench.add(
        .composePost(ComposePost(postClass: .routine, content: content)),
        to: ItemReference(.post, house.office.id, bench.newID(Post.self)))
      return bench.items.posts.count
    }
    let (store, now) = (house.store, Household.now)
    #expect(try store.rehearse(as: house.author.id, key: house.authorKey, at: now, on: .everything, write) == 1)
    #expect(try store.view(.everything).items.posts.isEmpty)
    #expect(throws: Refused.self) {
      try store.rehearse(as: Household.id(), key: house.authorKey, at: now, on: .everything, write)
    }
  }

  @Test("what rows of calendars became is read with the rest, in one transaction")
  func calendarRows() throws {
    let house = try Household()
    defer { house.end() }
    let row = CalendarRow(identity: "ref:A1", post: Household.id(), digest: Digest.of("A1"))
    let (store, now) = (house.store, Household.now)
    try store.act(as: house.author.id, key: house.authorKey, at: now, on: .calendar) { $0.keep(row) }
    #expect(
      try store.act(as: house.author.id, key: house.authorKey, at: now, on: .calendar, \.knownRows) == ["ref:A1": row])
    #expect(try store.act(as: house.author.id, key: house.authorKey, at: now, on: .everything, \.knownRows).isEmpty)
  }

  private let mark = SyncProgress.Mark(epoch: UUID(), regionHead: 3, commonHead: 2, version: "one", kind: .region)
  private var progress: SyncProgress { SyncProgress(at: Household.now, snapshot: mark) }

  @Test("a snapshot takes the place of everything, also of newer versions, and leaves acts as they are")
  func snapshot() throws {
    let house = try Household()
    defer { house.end() }
    let made = try house.compose()
    try house.store.beginSnapshot(progress)
    try house.store.stage(house.items.filter { $0.kind != .channel }, progress)
    #expect(try house.store.view(.house).items.channels.count == 1, "the old state holds until the new one is whole")
    #expect(try house.store.arrivingCount() == house.items.count - 1, "how much has come so far can be told")
    try house.store.stage([try house.ruling(made.act, .refused, .channel, "No such channel.")], progress)
    try house.store.finishSnapshot(mark)
    #expect(try house.store.view(.house).items.channels.isEmpty)
    #expect(try house.store.epoch() == mark.epoch)
    #expect(try house.store.arrivingCount() == 0)
    #expect(try house.store.cursor(.region) == 3)
    #expect(try house.store.act(made.act)?.isRefused == true)
  }

  @Test("what a restored centre has not ruled on is offered again in order, also what is done while it is compared")
  func restored() throws {
    let house = try Household()
    defer { house.end() }
    let (first, second) = (try house.compose("One"), try house.compose("Two"))
    let post = try #require(try house.store.view(.everything).items.posts[second.post])
    try house.store.take(
      [
        try house.ruling(first.act, .accepted), try house.ruling(second.act, .accepted),
        try Household.received(.post(post)),
      ], of: .region, upTo: 8)
    let mark = SyncProgress.Mark(
      epoch: UUID(), regionHead: 3, commonHead: 2, version: "one", kind: .region, isRestored: true)
    let progress = SyncProgress(at: Household.now, snapshot: mark)
    try house.store.beginSnapshot(progress)
    try house.store.stage(house.items + [try house.ruling(first.act, .refused, .tier, "Not yours.")], progress)
    let withdrawal = try house.store.act(
      as: house.author.id, key: house.authorKey, at: Household.now, on: .posts([post.id])
    ) { bench in
      try bench.add(.withdrawPost(Reason("wrong")), to: ItemReference(.post, house.office.id, post.id)).id
    }
    #expect(try house.store.act(second.act)?.state == .ruled, "until all is here, nothing is another way")
    #expect(try house.store.acts(.restrictive, from: 1, max: 9).map(\.signed.id) == [withdrawal])
    try house.store.finishSnapshot(mark)
    #expect(try house.store.act(first.act)?.isRefused == true)
    #expect(try house.store.acts(.ordinary, from: 1, max: 9).map(\.signed.id) == [second.act, withdrawal])
    #expect(try house.store.acts(.restrictive, from: 1, max: 9).isEmpty, "it follows what it withdraws")
    #expect(try house.store.counts().pending == 2)
    #expect(try house.store.office()?.incarnation == 2)
  }

  @Test("who no longer sees a post no longer has its conflicts")
  func unseen() throws {
    let house = try Household()
    defer { house.end() }
    let made = try house.compose()
    let post = try #require(try house.store.view(.everything).items.posts[made.post])
    let side = Conflict.Side(
      value: .text("Fair"),
      touch: Touch(member: house.author.id, memberName: "Ann", activity: made.act, at: Household.now))
    let conflict = Conflict(
      post: post, field: .campaign, base: nil, centre: side, theirs: side, activity: Household.id())
    try house.store.take([.post(post), .conflict(conflict)].map(Household.received), of: .region, upTo: 8)
    #expect(try house.store.itemCounts()[.conflict] == 1)
    let gone = ReceivedItem(
      kind: .post, id: Identifier<ItemReference>(post.id.uuid), owner: house.office.id, version: 2, body: nil)
    try house.store.take([gone], of: .region, upTo: 9)
    #expect(try house.store.itemCounts()[.conflict] == nil)
  }

  @Test("a new incarnation numbers what nobody has ruled on anew, in order")
  func newIncarnation() throws {
    let house = try Household()
    defer { house.end() }
    let acts = try ["One", "Two", "Three"].map { try house.compose($0).act }
    try house.store.take([try house.ruling(acts[0], .accepted)], of: .region, upTo: 8)
    #expect(try house.store.beginIncarnation(renamedAt: Household.now)?.incarnation == 2)
    #expect(try house.store.renamedAt() == Household.now, "members are told in the same breath")
    let again = try house.store.acts(.ordinary, from: 1, max: 10)
    #expect(again.map(\.signed.id) == Array(acts[1...]))
    #expect(again.map(\.sequence) == [1, 2])
    #expect(try house.compose("Four").act == house.store.acts(.ordinary, from: 3, max: 1).first?.signed.id)
  }

  /// The post as it is when only its first act has been ruled on.
  private func composedOnly(_ house: Household, _ id: PostID) throws -> Post? {
    let kept = try #require(try house.store.acts(on: Identifier<ItemReference>(id.uuid)).first)
    guard case .composePost(let payload) = kept.activity.act else { return nil }
    return Post(
      id: id, region: house.office.id, author: house.author, postClass: payload.postClass, content: payload.content,
      due: nil, notAfter: nil, campaign: nil, reference: nil, activity: kept.signed.id, createdAt: kept.activity.at)
  }
}
