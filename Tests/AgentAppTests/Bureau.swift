import ArgumentParser
import Console
import Crypto
import Domain
import Foundation
import LocalStore

@testable import AgentApp

/// Who is at an office, and what it has from the centre.
struct House: Sendable {
  let centre: Region
  let office: Region
  let ann: Member
  let ben: Member
  let channel: Channel
  let items: [Item]

  init() {
    let act = ActivityID(UUID())
    centre = Region(
      id: RegionID(UUID()), parent: nil, name: "Centre", zone: "Europe/London", languages: ["en"], activity: act)
    office = Region(
      id: RegionID(UUID()), parent: centre.id, name: "North", zone: "Europe/London", languages: ["en"], activity: act)
    let home = office.id
    ann = Member(id: MemberID(UUID()), home: home, name: "Ann", activity: act)
    ben = Member(id: MemberID(UUID()), home: home, name: "Ben", activity: act)
    channel = Channel(
      id: ChannelID(UUID()), region: home, platform: "mastodon", address: "https://a.example", handle: "@north",
      name: "North account", languages: ["en"], credential: HexBytes([1]), activity: act)
    let grants = [(ann, Tier.author), (ben, Tier.approver)].map { member, tier in
      Item.grant(
        Grant(
          id: GrantID(UUID()), region: home, member: member.id, memberHome: home, tier: tier,
          from: Instant(microseconds: 0), activity: act))
    }
    items = [.region(centre), .region(office), .member(ann), .member(ben), .channel(channel)] + grants
  }
}

/// An office in a state folder of its own, at which commands are typed.
struct Bureau: Sendable {
  let house: House
  let folder: StateFolder
  let store: LocalStore

  init(_ house: House = House()) throws {
    self.house = house
    let path = FileManager.default.temporaryDirectory.appending(path: "crier Môn \(UUID().uuidString)")
    folder = try StateFolder(path: path.path(percentEncoded: false), creating: true)
    store = try LocalStore(folder: folder.path)
    try store.set(
      office: OfficeIdentity(
        region: house.office.id, agent: AgentID(UUID()), name: "North", body: "Body", host: "localhost", port: 1,
        database: "d", login: "r_1", signingKey: HexBytes([])))
    try receive(house.items)
    try signIn(house.ann)
  }

  func end() {
    store.close()
    try? FileManager.default.removeItem(atPath: folder.path)
  }

  /// Takes items in as if the centre had sent them.
  func receive(_ items: [Item]) throws {
    let rows = try items.map { item in
      ReceivedItem(
        kind: item.kind, id: item.reference.id, owner: item.reference.region, version: item.version,
        body: String(decoding: try JSONEncoder().encode(item), as: UTF8.self))
    }
    try store.take(rows, of: .region, upTo: try store.cursor(.region) + 1)
  }

  /// The centre's ruling on an act.
  func rule(_ act: ActivityID, _ verdict: Verdict, _ reason: Refusal? = nil, _ sentence: String? = nil) throws {
    let ruling = Ruling(activity: act, verdict: verdict, reason: reason, sentence: sentence)
    let row = ReceivedItem(
      kind: .ruling, id: Identifier<ItemReference>(act.uuid), owner: house.office.id, version: 1,
      body: String(decoding: try JSONEncoder().encode(ruling), as: UTF8.self))
    try store.take([row], of: .region, upTo: try store.cursor(.region) + 1)
  }

  /// The member is whoever types from now on.
  func signIn(_ member: Member) throws {
    var chance = Chance(seed: 7)
    let token = SessionToken(random: (0..<32).map { _ in UInt8.random(in: 0...255, using: &chance) })
    let now = Instant(Date())
    try store.endSession(token.hash)
    try store.openSession(
      token.hash, of: member.id, sealedKey: try KeySeal.seal(SigningKey(), under: token.sealingKey),
      until: now.adding(seconds: 3600), now: now)
    try PrivateFile.write(token.text + "\n", to: folder.file("session"))
  }

  /// Types a command; gives how it ends.
  func types(_ words: String...) async -> Int32 { await typesAll(words) }

  func typesAll(_ words: [String]) async -> Int32 {
    do {
      var command = try AgentCommand.parseAsRoot(words + ["--state", folder.path])
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return ExitStatus.done.rawValue
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      let complaint = error as? Complaint ?? (error as? any Complaining)?.complaint
      return complaint?.status.rawValue ?? ExitStatus.usage.rawValue
    }
  }

  /// A file beside the state folder's own.
  func file(_ name: String, _ text: String) throws -> String {
    let path = folder.file(name)
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  var items: Items { get throws { try store.view(.everything).items } }

  /// All posts, in the order in which they were written.
  var posts: [Post] { get throws { try items.posts.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) } } }

  /// The post with this English text.
  func post(_ text: String) throws -> Post? { try posts.first { $0.content.texts["en"] == text } }

  /// Takes a calendar in; gives what `--json` would tell.
  func imports(
    _ text: String, submit: Bool = false, update: Bool = false, partial: Bool = false, later: Bool = false,
    dryRun: Bool = false, at now: Instant = Instant(Date())
  ) throws -> ImportReport {
    let order = CalendarImport(
      calendar: try AgentApp.Calendar(Array(text.utf8)), submit: submit, update: update, partial: partial,
      later: later, dryRun: dryRun)
    var progress = Progress()
    return try store.act(as: house.ann.id, key: SigningKey(), at: now, on: .calendar) {
      order.take(on: &$0, &progress).report
    }
  }
}
