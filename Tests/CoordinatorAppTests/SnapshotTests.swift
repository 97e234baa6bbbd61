import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation
import Testing

@testable import CoordinatorApp

/// The JSON of every command, for fixed values: its names, and that each command's help explains them.
struct SnapshotTests {
  /// One shape, and the commands that print it.
  struct Shape: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var value: any Encodable & Sendable
    var commands: [any ParsableCommand.Type]

    init(_ name: String, _ value: any Encodable & Sendable, _ commands: any ParsableCommand.Type...) {
      (testDescription, self.value, self.commands) = (name, value, commands)
    }
  }

  @Test(arguments: try shapes())
  func isAsCommitted(_ shape: Shape) throws {
    try Snapshot.check(shape.testDescription, shape.value)
  }

  @Test(arguments: try shapes())
  func isExplainedInHelp(_ shape: Shape) throws {
    let keys = Self.keys(in: try JSONSerialization.jsonObject(with: Data(try Output.jsonText(shape.value).utf8)))
    for command in shape.commands {
      let help = Coordinator.helpMessage(for: command, columns: 120)
      let told = help.ranges(of: "--json prints").first.map { help[$0.lowerBound...] } ?? ""
      let words = Set(told.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
      #expect(keys.subtracting(words).isEmpty, "the help of \(command) does not explain these fields of --json")
    }
  }

  @Test func everyFileIsOfAShape() throws {
    #expect(try Snapshot.committed == Set(Self.shapes().map(\.testDescription)), "remove what nothing prints any more")
  }

  @Test func everyCommandHasItsShape() throws {
    let shown = Set(try Self.shapes().flatMap(\.commands).map { ObjectIdentifier($0) })
    for command in Commands.all() where command != Run.self {
      #expect(shown.contains(ObjectIdentifier(command)), "\(command) has no snapshot of what it prints with --json")
    }
  }

  private static func keys(in value: Any) -> Set<String> {
    switch value {
    case let object as [String: Any]: object.reduce(into: []) { $0.formUnion(keys(in: $1.value).union([$1.key])) }
    case let list as [Any]: list.reduce(into: []) { $0.formUnion(keys(in: $1)) }
    default: []
    }
  }
}

extension SnapshotTests {
  private static let region = RegionID.derived("snapshot", "region")
  private static let member = MemberID.derived("snapshot", "member")
  private static let grant = GrantID.derived("snapshot", "grant")
  private static let channel = ChannelID.derived("snapshot", "channel")
  private static let stop = StopID.derived("snapshot", "stop")
  private static let delivery = DeliveryID.derived("snapshot", "delivery")
  private static let activity = ActivityID.derived("snapshot", "act")
  private static let noon = Instant(microseconds: 1_795_608_000_000_000)
  private static let limits = ChannelLimits(
    maxCharacters: 500, charactersPerLink: 23, accountID: "110123", software: "mastodon 4.3.0", readAt: noon)

  private static func act<Item>(_ kind: ItemKind, _ id: Identifier<Item>) -> ActAnswer {
    ActAnswer(Ruling(activity: activity, verdict: .accepted), on: ItemReference(kind, region, id))
  }

  static func shapes() throws -> [Shape] { try acts() + people() + lists() + machines() }

  private static func acts() throws -> [Shape] {
    let refused = Ruling(
      activity: activity, verdict: .refused, reason: .tier, sentence: "To lift a stop you need to be a duty editor.")
    return [
      Shape(
        "act-on-region", act(.region, region), RegionCommand.Add.self, RegionCommand.Lock.self,
        RegionCommand.Unlock.self, RegionCommand.Revoke.self),
      Shape(
        "act-on-policy", act(.policy, Policy.id(region: region, postClass: .event)), RegionCommand.PolicyOf.self),
      Shape("act-on-member", act(.member, member), MemberCommand.Revoke.self),
      Shape("act-on-grant", act(.grant, grant), GrantCommand.Add.self, GrantCommand.End.self),
      Shape(
        "act-on-channel", act(.channel, channel), ChannelCommand.Add.self, ChannelCommand.Pause.self,
        ChannelCommand.Resume.self, ChannelCommand.Remove.self),
      Shape("act-on-stop", act(.stop, stop), StopCommand.Place.self, StopCommand.Lift.self),
      Shape("act-on-delivery", act(.delivery, delivery), DeliveryCommand.Decide.self),
      Shape(
        "act-refused", ActAnswer(refused, on: ItemReference(.stop, region, stop)), StopCommand.Place.self,
        StopCommand.Lift.self),
      Shape(
        "region-admit",
        AdmittedAnswer(
          act: act(.region, region), login: "r_0123456789ab", bundle: "bundle.json",
          fingerprint: "72cd 6e84 22c4 07fb 6d09 8690 f113 0b7d"), RegionCommand.Admit.self),
      Shape(
        "member-add", NewCodeAnswer(act: act(.member, member), code: "ABCD-EFGH", grant: grant),
        MemberCommand.Add.self),
      Shape(
        "channel-check", CheckedAnswer(channel: channel, limits: limits, act: act(.channel, channel)),
        ChannelCommand.Check.self),
      Shape("channel-check-unchanged", CheckedAnswer(channel: channel, limits: limits), ChannelCommand.Check.self),
    ]
  }

  private static func people() throws -> [Shape] {
    [
      Shape("member-code", NewCodeAnswer(act: act(.member, member), code: "ABCD-EFGH"), MemberCommand.Code.self),
      Shape("sign-in", SignedInAnswer(member: member, name: "Ann Lee", until: noon), SignIn.self),
      Shape("sign-out", SignedOutAnswer(ended: true), SignOut.self),
      Shape(
        "whoami",
        WhoAmIAnswer(member: member, name: "Ann Lee", until: noon, tiers: [.administrator, .dutyEditor]), WhoAmI.self),
      Shape(
        "init",
        InitialisedAnswer(
          region: region, member: member, code: "ABCD-EFGH", fingerprint: "72cd 6e84 22c4 07fb 6d09 8690 f113 0b7d",
          authority: "/var/lib/crier-coordinator/authority.pem"), Initialise.self),
    ]
  }

  private static func lists() throws -> [Shape] {
    let sent = """
      {"delivery_id": "\(delivery)", "region_id": "\(region)", "channel_id": "\(channel)",
       "post_region_id": "\(region)",
       "post_id": "\(PostID.derived("snapshot", "post"))", "kind": "publish", "revision": 2,
       "digest": "\(Domain.Digest.of("words"))", "class": "event", "state": "sent", "due_at": "\(noon)",
       "not_after": "\(noon)", "attempts": 1, "remote_id": "110123", "remote_url": "https://social.example/@a/110123",
       "sent_at": "\(noon)", "withdrawal": false, "reason": "late", "sentence": "It went out late.",
       "read_back": "same", "version": 4}
      """
    return [
      Shape(
        "region-list",
        [
          Region(
            id: region, parent: RegionID.derived("snapshot", "centre"), name: "North Office", zone: "Europe/London",
            languages: ["en", "cy"], activity: activity)
        ], RegionCommand.List.self),
      Shape(
        "member-list",
        [
          Member(
            id: member, home: region, name: "Ann Lee", publicKey: HexBytes([UInt8](repeating: 7, count: 32)),
            activity: activity)
        ], MemberCommand.List.self),
      Shape(
        "grant-list",
        [
          Grant(
            id: grant, region: region, member: member, memberHome: region, tier: .author, channel: channel, from: noon,
            until: noon.adding(seconds: 60), endedAt: noon, activity: activity)
        ], GrantCommand.List.self),
      Shape(
        "channel-list",
        [
          Channel(
            id: channel, region: region, platform: "mastodon", address: "https://social.example",
            handle: "@north@social.example", name: "North", languages: ["en"], state: .paused, reason: "handing over",
            limits: limits, credential: HexBytes([UInt8](repeating: 7, count: 32)), activity: activity)
        ], ChannelCommand.List.self),
      Shape(
        "stop-list",
        [
          StopOrder(
            id: stop, region: region, scope: .everything, exemptsEmergency: true, reason: "state mourning",
            placedBy: member, placedAt: noon, activity: activity),
          StopOrder(
            id: stop, region: region, scope: .channel(channel), exemptsEmergency: false, reason: "taken over",
            placedBy: member, placedAt: noon, liftedBy: member, liftedAt: noon, activity: activity),
        ], StopCommand.List.self),
      Shape(
        "delivery-list", [try JSONDecoder().decode(DeliveryItem.self, from: Data(sent.utf8))],
        DeliveryCommand.List.self),
      Shape(
        "delivery-explain", ExplainedAnswer(delivery: delivery, sentences: ["It is out since 09:00."]),
        DeliveryCommand.Explain.self),
    ]
  }

  private static func machines() throws -> [Shape] {
    let flight = ReadDrill.Flight(
      delivery: delivery, channel: "North", postClass: .routine, state: .sent, intentAt: noon,
      settledAt: noon.adding(seconds: 1), remoteURL: "https://social.example/@a/110123")
    let facts = ReadDrill.Facts(ruledAt: noon, now: noon.adding(seconds: 2), wire: [flight])
    return [
      Shape("stop-drill", DrillReport(facts, elapsed: 2100, stop: stop), StopDrill.self),
      Shape("migrate", MigratedAnswer(done: true, steps: ["apply migrations/0001_items.sql"]), Migrate.self),
      Shape(
        "status",
        Status.Answer(
          body: "Riverside Council", frozen: "the database was restored",
          database: "The database was prepared by another version.",
          figures: [Figure(name: "deliveries_open", label: "unknown", value: 2)]), Status.self),
      Shape("thaw", ThawedAnswer(act: act(.region, region), thawed: true), Thaw.self),
      Shape(
        "doctor",
        [
          Doctor.Finding.fine("database", "PostgreSQL 15.18, as crier_coordinator"),
          .wrong("body", "There is no body here yet.", "Run crier-coordinator init once."),
        ], Doctor.self),
    ]
  }
}
