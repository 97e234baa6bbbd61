import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore

@testable import AgentApp

/// One answer of every shape that `--json` prints, with every field filled and the commands that print it.
enum Answers {
  typealias Answer = (commands: [any ParsableCommand.Type], value: any Encodable)

  static var all: [String: Answer] {
    [
      "enroll_request": ([EnrollRequestCommand.self], requested),
      "enroll_accept": ([EnrollAcceptCommand.self], accepted),
      "sign_in": ([SignInCommand.self], signedIn),
      "sign_out": ([SignOutCommand.self], SignOutCommand.SignedOut(signedOut: true)),
      "whoami": ([WhoAmICommand.self], whoIAm),
      "post_outcomes": (
        [
          ComposeCommand.self, EditCommand.self, SubmitCommand.self, ApproveCommand.self, ReturnCommand.self,
          WithdrawCommand.self, ConflictResolveCommand.self,
        ], outcomes
      ),
      "post_list": ([PostListCommand.self], listed),
      "post_show": ([PostShowCommand.self], shown),
      "post_show_unborn": ([PostShowCommand.self], unborn),
      "post_preview": ([ComposeCommand.self, PostShowCommand.self], ShownPreview.all(previewed, items)),
      "post_history": ([PostHistoryCommand.self], told),
      "conflict_list": ([ConflictListCommand.self], listedConflicts),
      "conflict_show": (
        [ConflictShowCommand.self],
        ConflictShowCommand.Shown(conflict: conflict, what: conflict.field.title, seen: conflict.seen)
      ),
      "import": ([ImportCommand.self], imported),
      "channel_list": ([ChannelListCommand.self], [channel]),
      "status": ([StatusCommand.self], status),
      "doctor": ([DoctorCommand.self], findings),
    ]
  }

  static func id<Named>(_ number: Int) -> Identifier<Named> {
    let digits = String(number)
    return Identifier(text: "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)!
  }

  static func at(_ hour: Int) -> Instant { Instant("2026-12-01T\(hour < 10 ? "0" : "")\(hour):00:00Z")! }

  private static let requested = EnrollRequestCommand.Requested(
    request: "request.json", name: "North office", key: "state/office.key")
  private static let accepted = EnrollAcceptCommand.Accepted(
    office: "North office", region: id(1), body: "Vale Services", fingerprint: "0123 4567 89ab cdef", members: 4,
    channels: 2)
  private static let signedIn = SignInCommand.SignedIn(
    member: id(2), name: "Ann Hughes", office: "North office", until: at(21))
  private static let whoIAm = WhoAmICommand.WhoIAm(
    member: id(2), name: "Ann Hughes", office: "North office", region: id(1), until: at(21),
    rights: [
      .init(tier: .author, region: id(1)), .init(tier: .dutyEditor, region: id(1), channel: id(3), until: at(22)),
    ])
  private static let outcomes = [
    ActOutcome(post: id(4), act: id(5), state: .submitted, verdict: .accepted),
    ActOutcome(
      post: id(6), act: id(7), state: .draft, verdict: .refused, reason: .tier,
      sentence: "To write this post you need to be an author here."),
  ]

  // MARK: - Posts

  private static let ann = Member(id: id(2), home: id(1), name: "Ann Hughes", activity: id(9))
  private static let ben = Member(id: id(10), home: id(1), name: "Ben Okoro", activity: id(9))

  private static let channel = Channel(
    id: id(3), region: id(1), platform: "mastodon", address: "https://social.example", handle: "@north",
    name: "North account", languages: ["en", "cy"], state: .paused, reason: "Storm.",
    limits: ChannelLimits(
      maxCharacters: 500, charactersPerLink: 23, accountID: "110", software: "Mastodon 4.5.0", readAt: at(8)),
    credential: HexBytes([1, 2, 3]), ceilingPerHour: 60, version: 3, activity: id(9))

  private static let post: Post = {
    var post = Post(
      id: id(4), region: id(1), author: ann, postClass: .event,
      content: PostContent(
        texts: ["en": "The bridge is open again.", "cy": "Mae'r bont ar agor eto."], contentWarning: "Traffic",
        visibility: .unlisted, replyTo: "109",
        media: [
          MediaReference(
            sha256: Digest.of("bridge"), alternative: ["en": "A bridge.", "cy": "Pont."],
            image: ImageFacts(type: .jpeg, octets: 345_678, width: 1200, height: 800))
        ], channels: [channel.reference]),
      due: Due(at: at(9), zone: "Europe/London", wall: "2026-12-01 09:00"), notAfter: at(18), campaign: "bridge",
      reference: "A1", activity: id(5), createdAt: at(7))
    post.state = .approved
    post.reason = "A reason."
    post.approvals = [Approval(revision: 1, member: ben, tier: .approver, activity: id(11), at: at(8))]
    post.version = 3
    return post
  }()

  private static let delivery: DeliveryItem = {
    let json = """
      {"delivery_id":"\(id(12) as DeliveryID)","region_id":"\(id(1) as RegionID)","channel_id":"\(channel.id)",
       "post_region_id":"\(id(1) as RegionID)","post_id":"\(post.id)","kind":"publish","revision":1,
       "digest":"\(post.digest)","class":"event","state":"sent","due_at":"\(at(9))","not_after":"\(at(18))",
       "attempts":1,"remote_id":"111","remote_url":"https://social.example/@north/111","sent_at":"\(at(9))",
       "withdrawal":false,"reason":"read_back","sentence":"It reads otherwise there.","read_back":"differs","version":4}
      """
    // These very bytes stand above.
    return try! JSONDecoder().decode(DeliveryItem.self, from: Data(json.utf8))
  }()

  private static let items: Items = {
    let region = Region(
      id: id(1), parent: nil, name: "North office", zone: "Europe/London", languages: ["en"], activity: id(9))
    var items = Items()
    for item in [.region(region), .member(ann), .member(ben), .channel(channel), .post(post), .delivery(delivery)]
      as [Item]
    {
      items.take(item)
    }
    return items
  }()

  private static func kept(_ number: Int, _ state: KeptAct.State, _ ruling: Ruling? = nil) -> KeptAct {
    let activity = Activity(
      id: id(number), member: ann.id, region: id(1), item: ItemReference(.post, id(1), post.id), base: 1, after: nil,
      at: at(7), act: .submitPost(RevisionNamed(revision: 1, digest: post.digest)))
    return KeptAct(
      signed: SignedActivity(id: activity.id, body: "", signature: [], restrictive: false), activity: activity,
      incarnation: 1, sequence: 1, state: state, ruling: ruling)
  }

  private static let acts = [
    ShownAct(kept(13, .pending), [id(13): Refused(.tier, "To write this post you need to be an author here.")]),
    ShownAct(
      kept(
        14, .ruled, Ruling(activity: id(14), verdict: .refused, reason: .changedMeanwhile, sentence: "Changed."))),
  ]

  private static var standing: PostStanding {
    PostStanding(post, items: items, unruled: [], refused: [], at: at(10))
  }

  private static var listed: [PostListCommand.Line] {
    let names = ShortNames([post.id.text])
    return [PostListCommand.Line(post, standing, items, names: names, languages: ["en"], pending: 1)]
  }

  private static var shown: PostShowCommand.Shown {
    PostShowCommand.Shown(
      post: post, word: standing.word, next: standing.next, why: standing.why, deliveries: [delivery],
      pending: [acts[0]], refused: [acts[1]], conflicts: [conflict],
      images: [ShownImage(sha256: Digest.of("bridge"), file: "state/media/ab/abcd", saved: "pictures/4f2a-1.jpg")])
  }

  private static let unborn = PostShowCommand.ShownUnborn(
    id: id(4), word: "refused", content: post.content, acts: [acts[1]])
  private static let told = PostHistoryCommand.Told(revisions: post.history, acts: acts)

  private static var previewed: PostContent {
    var content = post.content
    content.media[0].alternative["de"] = "Brücke."
    content.media.append(
      MediaReference(
        sha256: Digest.of("line"), alternative: [:], decorative: true,
        image: ImageFacts(type: .png, octets: 1234, width: 90, height: 7)))
    content.texts = [
      "en": "Open: https://vale.example/bridge. Thanks, @police@social.example!", "de": "Offen.",
      "cy": "Pont ar agor 🌉 #DŵrAByw",
    ]
    content.channels.append(ChannelReference(region: id(1), channel: id(8)))
    return content
  }

  // MARK: - Conflicts

  private static let conflict: Conflict = {
    var conflict = Conflict(
      post: post, field: .text("en"), base: .text("The bridge is shut."),
      centre: Conflict.Side(
        value: .text("The bridge is open again."),
        touch: Touch(member: id(10), memberName: "Ben Okoro", activity: id(17), at: at(7))),
      theirs: Conflict.Side(
        value: .text("The bridge is open."),
        touch: Touch(member: id(2), memberName: "Ann Hughes", activity: id(18), at: at(8))), activity: id(18))
    conflict.earlier = [
      Conflict.Side(
        value: .text("The bridge opens."),
        touch: Touch(member: id(2), memberName: "Ann Hughes", activity: id(19), at: at(7)))
    ]
    conflict.resolution = Conflict.Resolution(
      choice: .centre, taken: .text("The bridge is open again."),
      touch: Touch(member: id(10), memberName: "Ben Okoro", activity: id(20), at: at(9)))
    return conflict
  }()

  private static let listedConflicts = [ConflictListCommand.Line(conflict, short: "0000", postShort: "0001")]

  // MARK: - The rest

  private static var imported: ImportReport {
    func line(_ row: Int, _ post: Int, _ differences: [CalendarDifference]? = nil) -> ImportReport.Line {
      ImportReport.Line(
        row: row, post: id(post), text: "The bridge is open again.", remarks: ["The time has passed."],
        differences: differences)
    }
    let differences = [
      CalendarDifference(column: "text.en", before: "The bridge is shut.", after: "The bridge is open.")
    ]
    var report = ImportReport()
    report.new = [line(2, 4)]
    report.changed = [line(3, 6, differences)]
    report.needsUpdate = [line(4, 15, differences)]
    report.known = [line(5, 16)]
    report.submitted = [line(2, 4)]
    report.problems = [Calendar.Problem(row: 6, column: "time", sentence: "There is no such time.")]
    report.refused = ["To write this post you need to be an author here."]
    report.taken = true
    return report
  }

  private static let status = StatusCommand.Status(
    office: "North office", region: id(1), body: "Vale Services", running: true,
    line: .init(
      LineState(
        condition: .down, triedAt: at(9), workedAt: at(8), sentence: "The centre cannot be reached.", frozen: false,
        since: at(8))),
    acts: .init(ActCounts(pending: 1, received: 2, refused: 3, conflicted: 4), doubtful: 1),
    posts: ["approved": 2, "draft": 5], stops: 1, conflicts: 1, unread: false, readingOnly: false,
    images: WaitingImages(images: 2, damaged: 1, octets: 900_000, sent: 262_144),
    progress: .init(SyncProgress(at: at(9), total: 40)), clockAhead: -90, renamedAt: at(7))

  private static let findings = [
    Checkup.Finding(check: "line", fine: true, sentence: "localhost:5432 answers as Vale Services, over TLS"),
    Checkup.Finding(
      check: "clock", fine: false, sentence: "This computer's clock is 90 seconds behind the centre's.",
      remedy: "Let the system set the clock (systemd-timesyncd).", status: .failed),
  ]
}
