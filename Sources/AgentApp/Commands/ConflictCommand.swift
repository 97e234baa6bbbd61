import ArgumentParser
import Console
import Domain
import LocalStore

struct ConflictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflict", abstract: "See what two people changed at the same time, and choose.",
    discussion: """
      Where two people change the same words at the same time, both versions are kept and the post waits until
      somebody who writes for its office, or the centre's duty editor, has chosen.

      Example:
        crier-agent conflict list
        crier-agent conflict show 7c1e
        crier-agent conflict resolve 7c1e --take theirs
      """,
    subcommands: [ConflictListCommand.self, ConflictShowCommand.self, ConflictResolveCommand.self])
}

struct ConflictListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List where somebody must choose.",
    discussion: """
      Example:
        crier-agent conflict list
        crier-agent conflict list --all

      """ + JSONFields.conflictList)

  @Flag(help: "Also those where somebody has chosen.") var all = false
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let items = try office.store.view(.everything).items
    let names = ShortNames(items.conflicts.values.map(\.id.text))
    let posts = ShortNames(try office.store.postIDs().map(\.text))
    let lines = items.conflicts.values.filter { all || $0.isOpen }
      .sorted { ($0.theirs.touch.at, $0.id) < ($1.theirs.touch.at, $1.id) }
      .map { Line($0, short: names.name(of: $0.id.text), postShort: posts.name(of: $0.post.text)) }
    try output.show(lines) {
      guard !lines.isEmpty else { return Output.line("Nothing is to be chosen.") }
      Output.table(
        ["id", "post", "what", "stands now", "written besides", "chosen"],
        lines.map { [$0.short, $0.postShort, $0.what, $0.centreBy, $0.theirsBy, $0.chosenBy ?? ($0.open ? "" : "-")] })
    }
  }

  /// What `--json` prints of each.
  struct Line: Encodable {
    var id: ConflictID
    var short: String
    var post: PostID
    var postShort: String
    var field: String
    var what: String
    var centreBy: String
    var centreAt: Instant
    var theirsBy: String
    var theirsAt: Instant
    var open: Bool
    var chosen: Conflict.Choice?
    var chosenBy: String?

    enum CodingKeys: String, CodingKey {
      case id, short, post
      case postShort = "post_short"
      case field, what
      case centreBy = "centre_by"
      case centreAt = "centre_at"
      case theirsBy = "theirs_by"
      case theirsAt = "theirs_at"
      case open, chosen
      case chosenBy = "chosen_by"
    }

    init(_ conflict: Conflict, short: String, postShort: String) {
      id = conflict.id
      self.short = short
      post = conflict.post
      self.postShort = postShort
      field = conflict.field.name
      what = conflict.field.title
      centreBy = conflict.centre.touch.memberName
      centreAt = conflict.centre.touch.at
      theirsBy = conflict.theirs.touch.memberName
      theirsAt = conflict.theirs.touch.at
      open = conflict.isOpen
      chosen = conflict.resolution?.choice
      chosenBy = conflict.resolution?.touch.memberName
    }
  }
}

struct ConflictShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show two versions side by side: who wrote which, when, and how to choose.",
    discussion: """
      Example:
        crier-agent conflict show 7c1e

      """ + JSONFields.conflictShow)

  @Argument(help: "The conflict.") var conflict: String
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let items = try office.store.view(.everything).items
    let found = try Office.conflict(named: conflict, in: items)
    let zone = items.regions[office.identity.region]?.zone ?? "UTC"
    let name = ShortNames(items.conflicts.values.map(\.id.text)).name(of: found.id.text)
    try output.show(Shown(conflict: found, what: found.field.title, seen: found.seen)) {
      ConflictWords(conflict: found, items: items, zone: zone, name: name).lines.forEach(Output.line)
    }
  }

  /// What `--json` prints.
  struct Shown: Encodable {
    var conflict: Conflict
    var what: String
    var seen: Digest
  }
}

struct ConflictResolveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Choose one of two versions, or write a third.",
    discussion: """
      What is chosen is a new revision of the post, by you: it stays a draft until it is submitted and approved by
      somebody else. The version that is not taken stays in the history.

      Example:
        crier-agent conflict resolve 7c1e --take centre    (what stands now)
        crier-agent conflict resolve 7c1e --take theirs    (what was written besides)
        crier-agent conflict resolve 7c1e --text en="Low tide at eleven."
        crier-agent conflict resolve 7c1e --value "2026-12-02 09:00"    (a time, a label, a class, …)

      """ + JSONFields.outcomes)

  @Argument(help: "The conflict.") var conflict: String
  @Option(help: "centre: what stands now; theirs: what was written besides.") var take: Side?
  @OptionGroup var text: TextOptions
  @Option(help: "A third value of what is no text: a time, a campaign, a warning, …; empty: none.") var value: String?
  @Option(help: "Time zone of a time, like Europe/London. Default: the office's.") var zone: String?
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  enum Side: String, ExpressibleByArgument {
    case centre, theirs
  }

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let found = try Office.conflict(named: conflict, in: try office.store.view(.everything).items)
    let choice = ResolveConflict(post: found.post, take: try choice(on: found, office), seen: found.seen)
    let item = ItemReference(.conflict, found.region, found.id)
    let outcomes = try await office.act(on: [found.post], as: signer, waiting: waiting, item: item) { _, items in
      if case .value(let value) = choice.take, let post = items.posts[found.post] {
        var changed = post
        changed[found.field] = value
        let problems = ChannelFit.problems(
          changed.content, on: changed.content.channels.compactMap { items.channels[$0.channel] })
        guard problems.isEmpty else { throw Refused(.content, problems.joined(separator: " ")) }
      }
      return .resolveConflict(choice)
    }
    try office.report(outcomes, did: "chosen", output)
  }

  private func choice(on conflict: Conflict, _ office: Office) throws -> ResolveConflict.Take {
    let texts = try text.read()
    let given = [take != nil, !texts.isEmpty, value != nil].filter { $0 }.count
    guard given == 1 else {
      throw Complaint(.usage, "Name one: --take centre, --take theirs, or a third value by --text or --value.")
    }
    switch take {
    case .centre: return .centre
    case .theirs: return .theirs
    case nil: break
    }
    if let value { return .value(try third(value, of: conflict.field, office)) }
    guard case .text(let language) = conflict.field, texts.count == 1, let words = texts[language] else {
      throw Complaint(.usage, "What is to be chosen here is \(conflict.field.title).")
    }
    return .value(.text(words))
  }

  private func third(_ value: String, of field: PostField, _ office: Office) throws -> FieldValue {
    func wrong() -> Complaint { Complaint(.usage, "\"\(Output.tame(value))\" is no value for \(field.title).") }
    func time(_ zone: String) throws -> Instant {
      let read = TimeWords.read(value, zone: zone, later: false)
      guard let instant = read.instant else { throw Complaint(.usage, read.problem ?? "The time cannot be read.") }
      if let remark = read.remark { Output.errorLine(remark) }
      return instant
    }
    let zone = try zone ?? office.store.view(.house).items.regions[office.identity.region]?.zone ?? "UTC"
    switch field {
    case .text, .contentWarning, .alternative, .campaign: return .text(value)
    case .due: return .due(value.isEmpty ? nil : Due(at: try time(zone), zone: zone, wall: value))
    case .notAfter: return .notAfter(value.isEmpty ? nil : try time(zone))
    case .visibility:
      guard let visibility = Visibility(rawValue: value) else { throw wrong() }
      return .visibility(visibility)
    case .postClass:
      guard let postClass = PostClass(rawValue: value) else { throw wrong() }
      return .postClass(postClass)
    case .channels:
      let items = try office.store.view(.house).items
      let names = value.split(separator: ",").map { $0.trimmingPrefix { $0 == " " } }
      return .channels(try names.map { try Office.channel(named: String($0), in: items).reference })
    case .media: throw Complaint(.usage, "Of images one of the two is taken: --take centre or --take theirs.")
    }
  }
}
