import Domain
import Foundation
import Testing

/// The life of a post before it goes out.
struct RulebookPostTests {
  @Test func nobodyApprovesTheirOwnPostNorOneTheyChanged() throws {
    var world = RuleWorld()
    let own = try world.submitted(by: world.approver)
    #expect(
      try world.act(.approvePost(world.named(own)), by: world.approver, on: world.reference(own)).reason == .ownPost)
    let post = try world.submitted()
    let edit = world.edit { $0.texts = ["en": "Mended."] }
    #expect(
      try world.act(edit, by: world.dutyEditor, on: world.reference(post), base: world.version(post)).verdict
        == .accepted)
    _ = try world.act(.submitPost(world.named(post)), by: world.author, on: world.reference(post))
    #expect(
      try world.act(.approvePost(world.named(post)), by: world.dutyEditor, on: world.reference(post)).reason
        == .ownPost)
    #expect(
      try world.act(.approvePost(world.named(post)), by: world.approver, on: world.reference(post)).verdict
        == .accepted)
    #expect(world.state(post) == .approved)
  }

  @Test func anAuthorOfAnotherOfficeChangesNothingHere() throws {
    var world = RuleWorld()
    let guest = MemberID(UUID())
    world.join(guest, home: world.beta)
    world.grant(.author, to: guest, at: world.alpha, channel: world.alphaChannel)
    let post = try world.submitted()
    let item = world.reference(post)
    let edit = world.edit { $0.texts = ["en": "Mine now."] }
    #expect(try world.act(edit, by: guest, on: item, base: world.version(post)).reason == .tier)
    #expect(try world.act(.withdrawPost(Reason("no")), by: guest, on: item).reason == .tier)
    #expect(try world.act(edit, by: world.author, on: item, base: world.version(post)).verdict == .accepted)
    #expect(try world.act(.submitPost(world.named(post)), by: guest, on: item).reason == .tier)
    // What the guest's own office writes on that channel is another matter, and so is an approver of the channel.
    world.grant(.author, to: guest, at: world.beta)
    let own = PostID(UUID())
    let compose = Act.composePost(ComposePost(postClass: .routine, content: world.content()))
    #expect(try world.act(compose, by: guest, on: ItemReference(.post, world.beta, own)).verdict == .accepted)
    let approver = MemberID(UUID())
    world.join(approver, home: world.beta)
    world.grant(.approver, to: approver, at: world.alpha, channel: world.alphaChannel)
    #expect(try world.act(.withdrawPost(Reason("no")), by: approver, on: item).verdict == .accepted)
  }

  @Test func whatFellWithAMemberIsSubmittedAgainByAColleague() throws {
    var world = RuleWorld()
    let post = try world.approved()
    let gone = ItemReference(.member, world.alpha, world.approver)
    #expect(
      try world.act(.revokeMember(Reason("left")), by: world.manager, on: gone, base: 1).verdict == .accepted)
    #expect(world.state(post) == .stopped)
    let again = Act.submitPost(world.named(post))
    #expect(try world.act(again, by: world.author, on: world.reference(post)).verdict == .accepted)
    #expect(world.state(post) == .submitted && world.book.items.posts[post]?.approvals.isEmpty == true)
    #expect(
      try world.act(.approvePost(world.named(post)), by: world.manager, on: world.reference(post)).verdict
        == .accepted)
    #expect(world.state(post) == .approved)
  }

  @Test func twoMustConsentOneOfThemOfTheTierAndNobodyTwice() throws {
    var world = RuleWorld()
    world.take(
      .policy(Policy(region: world.centre, postClass: .routine, approvals: 2, tier: .manager, activity: .some())))
    let post = try world.submitted()
    let item = world.reference(post)
    let approve = Act.approvePost(world.named(post))
    #expect(try world.act(approve, by: world.approver, on: item).verdict == .accepted)
    #expect(world.state(post) == .submitted)
    #expect(try world.act(approve, by: world.approver, on: item).reason == .twice)
    #expect(try world.act(approve, by: world.dutyEditor, on: item).verdict == .accepted)
    #expect(world.state(post) == .submitted, "a duty editor is no manager")
    #expect(try world.act(approve, by: world.manager, on: item).verdict == .accepted)
    #expect(world.state(post) == .approved)
  }

  @Test func theNearestPolicyCountsAndOfTwoOfficesTheStricter() throws {
    var world = RuleWorld()
    world.take(
      .policy(Policy(region: world.centre, postClass: .routine, approvals: 3, tier: .approver, activity: .some())))
    world.take(
      .policy(Policy(region: world.alpha, postClass: .routine, approvals: 1, tier: .approver, activity: .some())))
    let alone = try world.approved()
    #expect(world.state(alone) == .approved)
    world.grant(.author, to: world.author, at: world.beta, channel: world.betaChannel)
    let both = [
      ChannelReference(region: world.alpha, channel: world.alphaChannel),
      ChannelReference(region: world.beta, channel: world.betaChannel),
    ]
    let post = try world.submitted(on: both)
    #expect(world.book.items.posts[post].map { world.book.items.demand(on: $0).approvals } == 3)
  }

  @Test func whoHoldsTwoTiersConsentsInTheOneThatIsAskedFor() {
    func demand(_ tier: Tier) -> Demand {
      .strictest([Policy(region: .some(), postClass: .routine, approvals: 1, tier: tier, activity: .some())])
    }
    let manager = demand(.manager)
    let both: Set<Tier> = [.author, .approver, .manager, .dutyEditor]
    #expect(Standing.consenting(both, to: manager) == .manager)
    #expect(Standing.consenting(both, to: demand(.dutyEditor)) == .dutyEditor)
    #expect(Standing.consenting(Tier.administrator.includes, to: manager) == .administrator)
    #expect(Standing.consenting([.author]) == nil)
  }

  @Test func anEditDropsApprovalsAlsoAnEditBack() throws {
    var world = RuleWorld()
    let post = try world.approved()
    let item = world.reference(post)
    let first = world.named(post)
    for text in ["Other.", "Hello."] {
      let edit = world.edit { $0.texts = ["en": text] }
      #expect(try world.act(edit, by: world.author, on: item, base: world.version(post)).verdict == .accepted)
    }
    #expect(world.named(post).digest == first.digest)
    #expect(world.named(post).revision == 3)
    #expect(world.state(post) == .draft)
    #expect(world.book.items.posts[post]?.approvals.isEmpty == true)
    #expect(try world.act(.approvePost(first), by: world.manager, on: item).reason == .changedMeanwhile)
    // Letters that look the same are other bytes, and so another revision.
    for (text, revision) in [("Caf\u{E9}", 4), ("Cafe\u{301}", 5)] {
      let edit = world.edit { $0.texts = ["en": text] }
      #expect(try world.act(edit, by: world.author, on: item, base: world.version(post)).verdict == .accepted)
      #expect(world.named(post).revision == revision)
    }
  }

  @Test func movingAnApprovedPostNeedsAnApproverAndKeepsItsApprovals() throws {
    var world = RuleWorld()
    let post = try world.approved()
    let due = Due(at: Instant("2027-01-20T09:00:00Z")!, zone: "Europe/London", wall: "2027-01-20 09:00")
    let move = world.edit { $0.due = .at(due) }
    let item = world.reference(post)
    #expect(try world.act(move, by: world.author, on: item, base: world.version(post)).reason == .tier)
    #expect(try world.act(move, by: world.approver, on: item, base: world.version(post)).verdict == .accepted)
    #expect(world.state(post) == .approved)
    #expect(world.book.items.posts[post]?.due == due)
    // What people read must be near what will happen.
    let trick = world.edit { $0.due = .at(Due(at: due.at, zone: due.zone, wall: "2027-03-20 09:00")) }
    #expect(try world.act(trick, by: world.approver, on: item, base: world.version(post)).reason == .content)
    // "Never" is no time: what is reckoned from it must be one that can be read.
    let never = Due(at: Instant("9999-12-31T23:59:00Z")!, zone: "Europe/London", wall: "9999-12-31 23:59")
    for far in [world.edit { $0.due = .at(never) }, world.edit { $0.notAfter = .at(never.at) }] {
      #expect(try world.act(far, by: world.approver, on: item, base: world.version(post)).reason == .content)
    }
  }

  @Test func aChangeThatDoesNotSayWhatItBeganWithIsNotTakenOverAnothers() throws {
    var world = RuleWorld()
    let post = try world.submitted()
    let edit = world.edit { $0.texts = ["en": "Late."] }
    #expect(try world.act(edit, by: world.author, on: world.reference(post), base: 1).verdict == .conflicted)
    #expect(try world.act(edit, by: world.author, on: world.reference(post)).verdict == .conflicted)
    #expect(world.book.items.posts[post]?.content.texts["en"] == "Hello.")
  }

  @Test func aReturnedPostIsApprovedAnewAndAWithdrawnOneNever() throws {
    var world = RuleWorld()
    let post = try world.approved()
    let item = world.reference(post)
    #expect(try world.act(.returnPost(Reason("typo")), by: world.dutyEditor, on: item).verdict == .accepted)
    #expect(try world.act(.approvePost(world.named(post)), by: world.manager, on: item).reason == .state)
    #expect(try world.act(.submitPost(world.named(post)), by: world.author, on: item).verdict == .accepted)
    #expect(try world.act(.approvePost(world.named(post)), by: world.approver, on: item).verdict == .accepted)
    #expect(world.state(post) == .approved)
    #expect(try world.act(.withdrawPost(Reason("")), by: world.author, on: item).verdict == .accepted)
    #expect(try world.act(.submitPost(world.named(post)), by: world.author, on: item).reason == .state)
    let edit = world.edit { $0.texts = ["en": "Again."] }
    #expect(try world.act(edit, by: world.author, on: item, base: world.version(post)).reason == .state)
  }

  @Test func aPostCanLoseAChannelThatWasRemoved() throws {
    var world = RuleWorld()
    world.grant(.author, to: world.author, at: world.beta, channel: world.betaChannel)
    let own = ChannelReference(region: world.alpha, channel: world.alphaChannel)
    let post = try world.submitted(on: [own, ChannelReference(region: world.beta, channel: world.betaChannel)])
    let gone = ItemReference(.channel, world.beta, world.betaChannel)
    #expect(try world.act(.removeChannel(Reason("x")), by: world.stranger, on: gone).verdict == .accepted)
    let item = world.reference(post)
    let words = world.edit { $0.texts = ["en": "x"] }
    #expect(try world.act(words, by: world.author, on: item, base: world.version(post)).reason == .channel)
    let drop = world.edit { $0.channels = [own] }
    #expect(try world.act(drop, by: world.author, on: item, base: world.version(post)).verdict == .accepted)
  }

  @Test func revokingAMemberStopsWhatTheyHadAHandIn() throws {
    var world = RuleWorld()
    let written = try world.approved()
    let other = try world.submitted(by: world.manager)
    let colleague = MemberID(UUID())
    world.join(colleague, home: world.alpha)
    world.grant(.manager, to: colleague, at: world.alpha)
    let touched = try world.submitted(by: world.manager)
    _ = try world.act(.approvePost(world.named(touched)), by: world.approver, on: world.reference(touched))
    let person = ItemReference(.member, world.alpha, world.approver)
    #expect(try world.act(.revokeMember(Reason("x")), by: world.approver, on: person).reason == .tier)
    #expect(try world.act(.revokeMember(Reason("x")), by: colleague, on: person).verdict == .accepted)
    #expect(world.state(written) == .stopped)
    #expect(world.state(touched) == .stopped)
    #expect(world.state(other) == .submitted)
    #expect(world.book.items.posts[written]?.approvals.isEmpty == true)
    #expect(world.book.items.grants(of: world.approver).allSatisfy { $0.endedAt == world.now })
    let approve = Act.approvePost(world.named(other))
    #expect(try world.act(approve, by: world.approver, on: world.reference(other)).reason == .member)
    let mine = ItemReference(.member, world.alpha, world.manager)
    #expect(try world.act(.revokeMember(Reason("x")), by: world.manager, on: mine).reason == .secondPerson)
  }

  @Test func aStopIsLiftedByASecondPerson() throws {
    var world = RuleWorld()
    let item = ItemReference(.stop, world.centre, StopID(UUID()))
    let place = Act.placeStop(PlaceStop(scope: .everything, exemptsEmergency: true, reason: "flood"))
    #expect(try world.act(place, by: world.manager, on: item).reason == .tier)
    #expect(try world.act(place, by: world.dutyEditor, on: item).verdict == .accepted)
    #expect(try world.act(place, by: world.dutyEditor, on: item).reason == .exists)
    #expect(try world.act(.liftStop(Reason("")), by: world.dutyEditor, on: item).reason == .secondPerson)
    #expect(try world.act(.liftStop(Reason("")), by: world.administrator, on: item).verdict == .accepted)
    #expect(try world.act(.liftStop(Reason("")), by: world.administrator, on: item).reason == .state)
    let silent = PlaceStop(scope: .region(world.alpha), exemptsEmergency: false, reason: " ")
    let there = ItemReference(.stop, world.alpha, StopID(UUID()))
    #expect(try world.act(.placeStop(silent), by: world.approver, on: there).reason == .content)
  }

  // MARK: - Hostile text

  static let hostile = [
    "a\u{0}b", "a\u{1B}[31m", "a\u{202E}b", "a\u{2066}b", "a\u{85}b", "\u{FFFF}", "", "  ",
    String(repeating: "x", count: 60_000),
  ]

  @Test(arguments: hostile) func hostileTextIsRefusedInEveryField(_ text: String) throws {
    var world = RuleWorld()
    func post() -> ItemReference { ItemReference(.post, world.alpha, PostID(UUID())) }
    func compose(_ content: PostContent, campaign: String? = nil, reference: String? = nil) -> Act {
      .composePost(ComposePost(postClass: .routine, content: content, campaign: campaign, reference: reference))
    }
    #expect(try world.act(compose(world.content(text)), by: world.author, on: post()).reason == .content)
    if !text.allSatisfy(\.isWhitespace) {
      let plain = world.content()
      #expect(try world.act(compose(plain, campaign: text), by: world.author, on: post()).reason == .content)
      #expect(try world.act(compose(plain, reference: text), by: world.author, on: post()).reason == .content)
      var warned = plain
      warned.contentWarning = text
      #expect(try world.act(compose(warned), by: world.author, on: post()).reason == .content)
      let real = try world.approved()
      #expect(
        try world.act(.returnPost(Reason(text)), by: world.manager, on: world.reference(real)).reason == .content)
    }
    var tongue = world.content()
    tongue.texts[text] = "x"
    #expect(try world.act(compose(tongue), by: world.author, on: post()).reason == .content)
    let member = ItemReference(.member, world.alpha, MemberID(UUID()))
    #expect(try world.act(.addMember(AddMember(name: text)), by: world.manager, on: member).reason == .content)
    for change in [\AddChannel.platform, \.address, \.handle, \.name] {
      var channel = AddChannel(
        platform: "mastodon", address: "https://social.example", handle: "@x", name: "x", languages: ["en"])
      channel[keyPath: change] = text
      let item = ItemReference(.channel, world.alpha, ChannelID(UUID()))
      #expect(try world.act(.addChannel(channel), by: world.manager, on: item).reason == .content)
    }
    #expect(world.book.items.posts.values.allSatisfy { $0.campaign == nil && $0.reference == nil })
  }

  @Test func wordsOfManyKindsAreTakenAsTheyAre() throws {
    var world = RuleWorld()
    for text in ["🏴󠁧󠁢󠁷󠁬󠁳󠁿 Croeso", "שלום\u{200F}", "a\r\nb\tc", "👩‍👩‍👧", "\u{10FFFD}"] {
      let item = ItemReference(.post, world.alpha, PostID(UUID()))
      let compose = Act.composePost(ComposePost(postClass: .routine, content: world.content(text)))
      #expect(try world.act(compose, by: world.author, on: item).verdict == .accepted)
      #expect(world.book.items.posts[item.id.of()]?.content.texts["en"] == text)
    }
  }

  @Test func channelsTwiceOrNoneAndNonsenseLimitsAreRefused() throws {
    var world = RuleWorld()
    let own = ChannelReference(region: world.alpha, channel: world.alphaChannel)
    for channels in [[], [own, own]] {
      let item = ItemReference(.post, world.alpha, PostID(UUID()))
      let compose = Act.composePost(ComposePost(postClass: .routine, content: world.content(on: channels)))
      #expect(try world.act(compose, by: world.author, on: item).reason == .content)
    }
    let item = ItemReference(.channel, world.alpha, world.alphaChannel)
    for limits in [
      ChannelLimits(maxCharacters: .max), ChannelLimits(maxCharacters: -1), ChannelLimits(software: "\u{0}"),
    ] {
      let connect = Act.connectChannel(ConnectChannel(credential: Digest.of("x"), limits: limits))
      #expect(try world.act(connect, by: world.manager, on: item).reason == .content)
    }
  }
}
