import CentralStore
import Domain
import Foundation
import Postgres
import Scheduling
import TestKit

/// What people may do to one post, each having seen it as it stands.
enum ConsentStep: CaseIterable {
  /// The author's; the second brings back the very words of the beginning.
  case edit, editBack
  case submit
  /// The approver's: of what stands, and of the first revision, whatever stands.
  case approve, approveFirst
  /// The manager's.
  case second, giveBack
  case withdraw
  /// Two must consent, a manager among them; one approver is enough.
  case stricter, looser
  /// The approver is no longer a member.
  case revoke
  /// The scheduler looks.
  case plan
}

/// Whether the words may go out, worked out from what people did alone: no rule of the product is asked.
struct ConsentOracle: Hashable {
  enum Person { case approver, manager }

  private(set) var isFirstWording = true
  private(set) var revision = 1
  private var isHandedIn = false
  private var isGone = false
  private var isStrict = false
  private var isRevoked = false
  private var consents: Set<Person> = []

  var mayGo: Bool { !isGone && (isStrict ? consents.count == 2 : !consents.isEmpty) }

  mutating func follow(_ step: ConsentStep) {
    switch step {
    case .edit: reword(isFirst: false)
    case .editBack: reword(isFirst: true)
    case .submit: isHandedIn = true
    case .approve: if isHandedIn, !isRevoked { consents.insert(.approver) }
    case .approveFirst: if isHandedIn, !isRevoked, revision == 1 { consents.insert(.approver) }
    case .second: if isHandedIn { consents.insert(.manager) }
    case .giveBack: (isHandedIn, consents) = (false, [])
    case .withdraw: isGone = true
    case .stricter: isStrict = true
    case .looser: isStrict = false
    case .revoke:
      isRevoked = true
      consents.remove(.approver)
    case .plan: break
    }
  }

  private mutating func reword(isFirst: Bool) {
    guard isFirstWording != isFirst else { return }
    isFirstWording = isFirst
    revision += 1
    (isHandedIn, consents) = (false, [])
  }
}

/// A small body on a real database, whose items the rules change and whose routines write what they made of it.
struct ConsentWorld {
  static let words = (first: "The quay is open.", other: "The quay is shut.")

  var book: Rulebook
  let root = RegionID(UUID())
  let office = RegionID(UUID())
  let administrator = MemberID(UUID())
  let author = MemberID(UUID())
  let approver = MemberID(UUID())
  let manager = MemberID(UUID())
  let channel = ChannelID(UUID())
  let post = PostID(UUID())
  let owner = UUID()
  let now = Instant(Date())
  private(set) var first: RevisionNamed?
  private var fence: Int64 = 0

  init() {
    var items = Items()
    items.take(
      .region(Region(id: root, parent: nil, name: "Centre", zone: "UTC", languages: ["en"], activity: .init(UUID()))))
    items.take(.member(Member(id: administrator, home: root, name: "Ann", activity: .init(UUID()))))
    items.take(
      .grant(
        Grant(
          id: .init(UUID()), region: root, member: administrator, memberHome: root, tier: .administrator,
          from: now.adding(seconds: -60), activity: .init(UUID()))))
    book = Rulebook(items: items)
  }

  /// The office, its people, its account, and the post as a draft.
  mutating func begin(on connection: isolated PostgresConnection) throws {
    let bytes = "decode(repeat('ab', 32), 'hex')"
    try connection.execute(
      """
      select admin.init_v1('Town', '\(root.text)', 'Centre', 'UTC', '{en}', '\(administrator.text)', 'Ann',
        gen_random_uuid(), \(bytes), now() + interval '1 day', \(bytes), \(bytes), 'k1',
        decode(repeat('ab', 64), 'hex'))
      """)
    fence = try connection.run(TakeReconciler(owner: owner, lease: .seconds(3600))) ?? 0
    let there = ChannelReference(region: office, channel: channel)
    var acts: [(Act, MemberID, ItemReference)] = [
      (
        .addRegion(AddRegion(parent: root, name: "North", zone: "UTC", languages: ["en"])), administrator,
        ItemReference(.region, office, office)
      )
    ]
    for (member, tier) in [(author, Tier.author), (approver, .approver), (manager, .manager)] {
      let grant = AddGrant(member: member, memberHome: office, tier: tier)
      acts.append((.addMember(AddMember(name: tier.rawValue)), administrator, ItemReference(.member, office, member)))
      acts.append((.addGrant(grant), administrator, ItemReference(.grant, office, GrantID(UUID()))))
    }
    let account = ItemReference(.channel, office, channel)
    let add = AddChannel(
      platform: "mastodon", address: "https://social.example", handle: "@x", name: "North", languages: ["en"])
    let content = PostContent(texts: ["en": Self.words.first], channels: [there])
    acts.append((.addChannel(add), administrator, account))
    acts.append(
      (.connectChannel(ConnectChannel(credential: Digest.of("x"), limits: ChannelLimits())), administrator, account))
    acts.append((.composePost(ComposePost(postClass: .routine, content: content)), author, reference))
    for (act, member, item) in acts {
      try write(try played(act, by: member, on: item), on: connection)
    }
    first = named
  }

  private var reference: ItemReference { ItemReference(.post, office, post) }
  private var named: RevisionNamed? {
    book.items.posts[post].map { RevisionNamed(revision: $0.revision, digest: $0.digest) }
  }

  /// Does it, to the items and to the database. False: the rules refuse it, and nothing has changed.
  mutating func take(_ step: ConsentStep, on connection: isolated PostgresConnection) throws -> Bool {
    guard step != .plan else {
      let unplanned = try connection.run(LoadPlans(max: 10))
      guard !unplanned.isEmpty else { return false }
      _ = try connection.run(try WritePlan(SchedulePlan(editing: ["mastodon"], now: now).plan(unplanned)))
      return true
    }
    guard let (act, member, item) = act(step) else { return false }
    let batch: RulingBatch
    do { batch = try played(act, by: member, on: item) } catch is Refused { return false }
    try write(batch, on: connection)
    return true
  }

  private func act(_ step: ConsentStep) -> (Act, MemberID, ItemReference)? {
    guard let named, let first else { return nil }
    return switch step {
    case .edit: (edit(Self.words.other), author, reference)
    case .editBack: (edit(Self.words.first), author, reference)
    case .submit: (.submitPost(named), author, reference)
    case .approve: (.approvePost(named), approver, reference)
    case .approveFirst: (.approvePost(first), approver, reference)
    case .second: (.approvePost(named), manager, reference)
    case .giveBack: (.returnPost(Reason("no")), manager, reference)
    case .withdraw: (.withdrawPost(Reason("no")), author, reference)
    case .stricter: (demand(2, .manager), administrator, policy)
    case .looser: (demand(1, .approver), administrator, policy)
    case .revoke: (.revokeMember(Reason("left")), manager, ItemReference(.member, office, approver))
    case .plan: nil
    }
  }

  private var policy: ItemReference {
    ItemReference(.policy, office, Policy.id(region: office, postClass: .routine))
  }

  private func demand(_ approvals: Int, _ tier: Tier) -> Act {
    .setPolicy(SetPolicy(postClass: .routine, approvals: approvals, tier: tier))
  }

  private func edit(_ text: String) -> Act {
    var fields = PostFields()
    fields.texts = ["en": text]
    return .editPost(EditPost(base: PostFields(), changes: fields))
  }

  private mutating func played(
    _ act: Act, by member: MemberID, on item: ItemReference
  ) throws -> RulingBatch {
    guard let signer = book.items.members[member] else { throw Refused(.member, "nobody") }
    let activity = Activity(
      id: .init(UUID()), member: member, region: signer.home, item: item, base: book.items.find(item)?.version,
      at: now, act: act)
    let verdict = try book.play(activity, by: signer, receivedAt: now).verdict
    let signed = SignedActivity(id: activity.id, body: "", signature: [], restrictive: act.isRestrictive)
    let waiting = WaitingAct(
      received: .init(act: signed, login: signer.home, at: now), loginName: "test", address: nil)
    var batch = RulingBatch()
    batch.add(Ruling(activity: activity.id, verdict: verdict), of: waiting, by: signer, changes: book.takeChanges())
    return batch
  }

  /// The items alone: acts, rulings and feeds are another matter.
  private func write(_ batch: RulingBatch, on connection: isolated PostgresConnection) throws {
    let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(batch))
    guard var rows = json as? [String: Any] else { return }
    for key in ["rulings", "events", "feed"] { rows[key] = [Any]() }
    let text = String(decoding: try JSONSerialization.data(withJSONObject: rows), as: UTF8.self)
    _ = try connection.query(WriteRulings.statement, [.uuid(owner), .bigint(fence), .json(text)])
  }

  // MARK: - How it stands

  /// A delivery as it stands, and what the last gate would say of it now; nil: it may go.
  struct Look: Hashable {
    var state: String
    var revision: Int
    var digest: String
    var reason: String?
    var refusal: String?
    var isPlanned: Bool
  }

  func look(on connection: isolated PostgresConnection) throws -> [Look] {
    try connection.query(Self.gate).map { row in
      Look(
        state: try row.text("state"), revision: Int(try row.int("revision")), digest: try row.text("digest"),
        reason: try row.textOrNil("reason"), refusal: try row.textOrNil("refusal"), isPlanned: try row.bool("planned"))
    }
  }

  private static let gate = PostgresStatement(
    """
    select d.state, d.revision, encode(d.digest, 'hex') as digest, d.reason, j.j_reason as refusal,
      p.planned_version = p.version as planned
    from crier.delivery d join crier.post p on p.region_id = d.post_region_id and p.post_id = d.post_id
    cross join lateral admin.dispatch_judge(null, jsonb_build_array(
      jsonb_build_object('region_id', d.region_id, 'delivery_id', d.delivery_id))) j
    order by d.kind
    """, name: "test_gate")

  func digest(isFirst: Bool) -> String? {
    guard var content = book.items.posts[post]?.content else { return nil }
    content.texts = ["en": isFirst ? Self.words.first : Self.words.other]
    return content.digest(post: post).hex
  }
}
