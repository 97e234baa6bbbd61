import Crypto
import Domain
import Foundation
import Testing

/// Who may do what: every verb, by people of every tier.
struct RulebookTests {
  /// One verb on Alpha's items; `may` lists those who may do it.
  struct Case: Sendable, CustomTestStringConvertible {
    let verb: Verb
    let may: Set<String>
    var testDescription: String { verb.rawValue }
  }

  static let cases: [Case] = [
    Case(verb: .addRegion, may: ["administrator"]), Case(verb: .admitRegion, may: ["administrator"]),
    Case(verb: .lockRegion, may: ["administrator"]), Case(verb: .unlockRegion, may: ["administrator"]),
    Case(verb: .revokeRegion, may: ["administrator"]), Case(verb: .setPolicy, may: ["manager", "administrator"]),
    Case(verb: .addMember, may: ["manager", "administrator"]),
    Case(verb: .revokeMember, may: ["manager", "administrator"]),
    Case(verb: .addGrant, may: ["manager", "administrator"]), Case(verb: .endGrant, may: ["manager", "administrator"]),
    Case(verb: .addChannel, may: ["manager", "administrator"]),
    Case(verb: .connectChannel, may: ["manager", "duty editor", "administrator"]),
    Case(verb: .pauseChannel, may: ["approver", "manager", "duty editor", "administrator"]),
    Case(verb: .resumeChannel, may: ["manager", "duty editor", "administrator"]),
    Case(verb: .removeChannel, may: ["manager", "duty editor", "administrator"]),
    Case(verb: .editPost, may: ["author", "approver", "manager", "duty editor", "administrator"]),
    Case(verb: .submitPost, may: ["author", "approver", "manager", "duty editor", "administrator"]),
    Case(verb: .approvePost, may: ["approver", "manager", "duty editor", "administrator"]),
    Case(verb: .returnPost, may: ["approver", "manager", "duty editor", "administrator"]),
    Case(verb: .withdrawPost, may: ["author", "approver", "manager", "duty editor", "administrator"]),
    Case(verb: .resolveConflict, may: ["author", "approver", "manager", "duty editor", "administrator"]),
    Case(verb: .placeStop, may: ["approver", "manager", "duty editor", "administrator"]),
    Case(verb: .liftStop, may: ["approver", "manager", "duty editor", "administrator"]),
  ]

  static let names = ["author", "approver", "manager", "auditor", "stranger", "duty editor", "administrator"]

  @Test func aSignInCodeIsGivenOutByWhoMayAddTheMember() throws {
    var world = RuleWorld()
    let ofAlpha = ItemReference(.member, world.alpha, world.author)
    let ofTheCentre = ItemReference(.member, world.centre, world.administrator)
    #expect(try world.act(.renewCode, by: world.manager, on: ofAlpha).verdict == .accepted)
    for member in [world.author, world.approver, world.stranger, world.dutyEditor] {
      #expect(try world.act(.renewCode, by: member, on: ofAlpha).reason == .tier)
    }
    let manager = MemberID(UUID())
    world.join(manager, home: world.centre)
    world.grant(.manager, to: manager, at: world.centre)
    #expect(try world.act(.renewCode, by: manager, on: ofAlpha).verdict == .accepted)
    #expect(try world.act(.renewCode, by: manager, on: ofTheCentre).reason == .tier, "they would be an administrator")
    #expect(try world.act(.renewCode, by: world.administrator, on: ofTheCentre).verdict == .accepted)
    #expect(
      try world.act(.renewCode, by: world.manager, on: ItemReference(.member, world.beta, world.author)).reason
        == .noSuchItem)
  }

  @Test func dispatchIsAnAdministratorsToThaw() throws {
    var world = RuleWorld()
    let centre = ItemReference(.region, world.centre, world.centre)
    #expect(try world.act(.thawDispatch(Reason("looked")), by: world.dutyEditor, on: centre).reason == .tier)
    #expect(try world.act(.thawDispatch(Reason("looked")), by: world.administrator, on: centre).verdict == .accepted)
    #expect(
      try world.act(
        .thawDispatch(Reason("")), by: world.administrator, on: ItemReference(.region, world.alpha, world.alpha)
      ).reason == .malformed)
  }

  @Test func whatANewerCentreSaysIsReadWithForbearance() throws {
    let id = ActivityID(UUID())
    let body =
      #"{"activity_id": "\#(id.text)", "verdict": "postponed", "reason": "moon", "sentence": "Later.", "x": 1}"#
    let ruling = try JSONDecoder().decode(Ruling.self, from: Data(body.utf8))
    #expect(ruling == Ruling(activity: id, verdict: .refused, reason: nil, sentence: "Later."))
  }

  @Test func anActSaysWhichEpochItsOfficeKnew() throws {
    let world = RuleWorld()
    let epoch = UUID()
    let activity = Activity(
      id: .some(), member: world.author, region: world.alpha, item: ItemReference(.post, world.alpha, PostID(UUID())),
      base: nil, at: world.now, epoch: epoch, act: .withdrawPost(Reason("")))
    let signed = try SignedActivity(activity, key: world.keys[world.author] ?? .init())
    #expect(try signed.activity() == activity)
    #expect(try signed.activity().epoch == epoch)
  }

  @Test(arguments: cases) func eachTierMayWhatItMayAndNoMore(_ verb: Case) throws {
    for name in Self.names {
      var world = RuleWorld()
      let member = Self.member(name, of: world)
      let (act, item, base) = try Self.act(verb.verb, in: &world)
      let before = world.book.items
      _ = world.book.takeChanges()
      let ruling = try world.act(act, by: member, on: item, base: base)
      let expected: Verdict = verb.may.contains(name) ? .accepted : .refused
      #expect(ruling.verdict == expected, "\(name): \(ruling.sentence ?? "accepted")")
      if ruling.verdict == .refused {
        #expect(ruling.reason == .tier, "\(name): \(ruling.sentence ?? "")")
        #expect(world.book.takeChanges().isEmpty)
        #expect(world.book.items.find(item) == before.find(item))
      }
    }
  }

  static func member(_ name: String, of world: RuleWorld) -> MemberID {
    switch name {
    case "author": world.author
    case "approver": world.approver
    case "manager": world.manager
    case "auditor": world.auditor
    case "stranger": world.stranger
    case "duty editor": world.dutyEditor
    default: world.administrator
    }
  }

  /// An act of this verb that somebody could do to Alpha, with what must be there first.
  static func act(_ verb: Verb, in world: inout RuleWorld) throws -> (Act, ItemReference, Int64?) {
    let alpha = world.alpha
    let office = ItemReference(.region, alpha, alpha)
    let channel = ItemReference(.channel, alpha, world.alphaChannel)
    let other = MemberID(UUID())
    world.join(other, home: alpha)
    let why = Reason("because")
    switch verb {
    case .addRegion:
      let id = RegionID(UUID())
      let payload = AddRegion(parent: alpha, name: "New", zone: "Europe/London", languages: ["en", "cy"])
      return (.addRegion(payload), ItemReference(.region, id, id), nil)
    case .admitRegion: return (.admitRegion(AdmitRegion(login: "r_x", certificate: Digest.of("c"))), office, nil)
    case .lockRegion: return (.lockRegion(why), office, nil)
    case .unlockRegion: return (.unlockRegion, office, nil)
    case .revokeRegion: return (.revokeRegion(why), office, nil)
    case .setPolicy:
      let id = Policy.id(region: alpha, postClass: .event)
      let payload = SetPolicy(postClass: .event, approvals: 2, tier: .manager)
      return (.setPolicy(payload), ItemReference(.policy, alpha, id), nil)
    case .addMember: return (.addMember(AddMember(name: "New")), ItemReference(.member, alpha, MemberID(UUID())), nil)
    case .revokeMember: return (.revokeMember(why), ItemReference(.member, alpha, other), nil)
    case .addGrant:
      let payload = AddGrant(member: other, memberHome: alpha, tier: .author)
      return (.addGrant(payload), ItemReference(.grant, alpha, GrantID(UUID())), nil)
    case .endGrant:
      return (.endGrant(why), ItemReference(.grant, alpha, world.grant(.author, to: other, at: alpha)), nil)
    case .addChannel:
      let payload = AddChannel(
        platform: "mastodon", address: "https://social.example:8443", handle: "@new", name: "new", languages: ["en"])
      return (.addChannel(payload), ItemReference(.channel, alpha, ChannelID(UUID())), nil)
    case .connectChannel:
      return (
        .connectChannel(ConnectChannel(credential: Digest.of("s"), limits: ChannelLimits(maxCharacters: 500))), channel,
        nil
      )
    case .pauseChannel: return (.pauseChannel(why), channel, nil)
    case .resumeChannel: return (.resumeChannel, channel, nil)
    case .removeChannel: return (.removeChannel(why), channel, nil)
    case .placeStop:
      let payload = PlaceStop(scope: .region(alpha), exemptsEmergency: false, reason: "because")
      return (.placeStop(payload), ItemReference(.stop, alpha, StopID(UUID())), nil)
    case .liftStop:
      let stop = StopOrder(
        id: StopID(UUID()), region: alpha, scope: .region(alpha), exemptsEmergency: false, reason: "x", placedBy: other,
        placedAt: world.now, activity: .some())
      world.take(.stop(stop))
      return (.liftStop(why), ItemReference(.stop, alpha, stop.id), nil)
    default: return try postAct(verb, by: other, in: &world)
    }
  }

  private static func postAct(
    _ verb: Verb, by other: MemberID, in world: inout RuleWorld
  ) throws -> (Act, ItemReference, Int64?) {
    world.grant(.author, to: other, at: world.alpha)
    let post = try world.submitted(by: other)
    let item = world.reference(post)
    switch verb {
    case .editPost: return (world.edit { $0.texts = ["en": "Other words."] }, item, world.version(post))
    case .submitPost:
      _ = try world.act(.returnPost(Reason("no")), by: world.manager, on: item)
      return (.submitPost(world.named(post)), item, nil)
    case .approvePost: return (.approvePost(world.named(post)), item, nil)
    case .returnPost: return (.returnPost(Reason("no")), item, nil)
    case .resolveConflict:
      _ = try world.act(world.edit { $0.texts = ["en": "Other words."] }, by: other, on: item, base: 1)
      guard let conflict = world.book.items.openConflicts(of: post).first else { break }
      let choice = ResolveConflict(post: post, take: .theirs, seen: conflict.seen)
      return (.resolveConflict(choice), ItemReference(.conflict, world.alpha, conflict.id), nil)
    default: break
    }
    return (.withdrawPost(Reason("no")), item, nil)
  }

  // MARK: - An office can only act as itself

  @Test func aForgedSignatureAWrongOfficeAndAStrangerAreRefused() throws {
    var world = RuleWorld()
    let id = PostID(UUID())
    let compose = Act.composePost(ComposePost(postClass: .routine, content: world.content()))
    let item = ItemReference(.post, world.alpha, id)
    #expect(try world.act(compose, by: world.author, on: item, key: .init()).reason == .signature)
    #expect(
      try world.act(compose, by: world.author, on: item, through: world.beta, signedFor: world.alpha).reason
        == .wrongOffice)
    #expect(try world.act(compose, by: MemberID(UUID()), on: item).reason == .member)
    // An ordinary act does not pass as one that goes first.
    #expect(try world.act(compose, by: world.author, on: item, restrictive: true).reason == .malformed)
    #expect(world.book.items.posts.isEmpty)
  }

  @Test func rightsOfTheCentreCountOnlyFromTheCentre() throws {
    var world = RuleWorld()
    let post = try world.submitted()
    let approve = Act.approvePost(world.named(post))
    #expect(
      try world.act(approve, by: world.dutyEditor, on: world.reference(post), through: world.alpha).reason == .tier)
    #expect(try world.act(approve, by: world.dutyEditor, on: world.reference(post)).verdict == .accepted)
    #expect(world.state(post) == .approved)
  }

  @Test func aGrantOnOneChannelCountsThereAndFromHomeOnly() throws {
    var world = RuleWorld()
    let lent = ChannelReference(region: world.beta, channel: world.betaChannel)
    func compose(_ content: PostContent) -> Act { .composePost(ComposePost(postClass: .routine, content: content)) }
    func item() -> ItemReference { ItemReference(.post, world.alpha, PostID(UUID())) }
    #expect(try world.act(compose(world.content(on: [lent])), by: world.author, on: item()).reason == .channel)
    world.grant(.author, to: world.author, at: world.beta, channel: world.betaChannel)
    #expect(try world.act(compose(world.content(on: [lent])), by: world.author, on: item()).verdict == .accepted)
    let centre = ChannelReference(region: world.centre, channel: world.centreChannel)
    #expect(
      try world.act(compose(world.content(on: [lent, centre])), by: world.author, on: item()).reason == .channel)
    // Nor does it count when another office brings the act.
    let elsewhere = ItemReference(.post, world.centre, PostID(UUID()))
    #expect(
      try world.act(compose(world.content(on: [lent])), by: world.author, on: elsewhere, through: world.centre).verdict
        == .refused || world.book.items.posts.values.allSatisfy { $0.region == world.alpha })
    // Nor does naming the channel under one's own office help.
    let lie = ChannelReference(region: world.alpha, channel: world.centreChannel)
    #expect(try world.act(compose(world.content(on: [lie])), by: world.author, on: item()).reason == .channel)
  }

  @Test func aGrantOfTheSameIdGivesNobodyAnothersRights() throws {
    var world = RuleWorld()
    let lent = world.grant(.author, to: world.author, at: world.beta, channel: world.betaChannel)
    let item = ItemReference(.grant, world.alpha, lent)
    let take = Act.addGrant(AddGrant(member: world.auditor, memberHome: world.alpha, tier: .author))
    #expect(try world.act(take, by: world.manager, on: item).reason == .exists)
    #expect(world.book.items.grants(of: world.auditor).count == 1)
    // And an item that comes in over another of its id leaves no trace of the first holder's.
    var items = world.book.items
    items.take(
      .grant(
        Grant(
          id: lent, region: world.alpha, member: world.auditor, memberHome: world.alpha, tier: .author, from: world.now,
          activity: .some())))
    #expect(!items.grants(of: world.author).contains { $0.id == lent })
  }

  @Test func aGrantHoldsFromUntilAndNeverBeforeItWasGiven() throws {
    var world = RuleWorld()
    let item = ItemReference(.grant, world.alpha, GrantID(UUID()))
    let early = AddGrant(
      member: world.auditor, memberHome: world.alpha, tier: .author, from: world.now.adding(seconds: -86_400),
      until: world.now.adding(seconds: 60))
    #expect(try world.act(.addGrant(early), by: world.manager, on: item).verdict == .accepted)
    #expect(world.book.items.grants[item.id.of()]?.from == world.now)
    let compose = Act.composePost(ComposePost(postClass: .routine, content: world.content()))
    func post() -> ItemReference { ItemReference(.post, world.alpha, PostID(UUID())) }
    #expect(try world.act(compose, by: world.auditor, on: post()).verdict == .accepted)
    world.now = world.now.adding(seconds: 60)
    #expect(try world.act(compose, by: world.auditor, on: post()).reason == .tier)
  }

  @Test func aLockedOfficeMayNothing() throws {
    var world = RuleWorld()
    let office = ItemReference(.region, world.alpha, world.alpha)
    #expect(try world.act(.lockRegion(Reason("lost")), by: world.administrator, on: office).verdict == .accepted)
    let item = ItemReference(.post, world.alpha, PostID(UUID()))
    let compose = Act.composePost(ComposePost(postClass: .routine, content: world.content()))
    #expect(try world.act(compose, by: world.author, on: item).reason == .office)
    let centre = ItemReference(.region, world.centre, world.centre)
    #expect(try world.act(.lockRegion(Reason("x")), by: world.administrator, on: centre).reason == .state)
    let nobody = ItemReference(.region, RegionID.common, RegionID.common)
    let add = AddRegion(parent: world.centre, name: "x", zone: "UTC", languages: ["en"])
    #expect(try world.act(.addRegion(add), by: world.administrator, on: nobody).reason == .malformed)
  }
}
