import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore

struct PostListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List posts: all that are open, and those of the last 90 days.",
    discussion: """
      Example:
        crier-agent post list
        crier-agent post list --only submitted --campaign winter

      """ + JSONFields.postList)

  @Option(
    name: .customLong("only"), help: "draft, submitted, approved, returned, withdrawn, stopped, refused or doubtful.")
  var state: String?
  @Option(help: "Only this campaign.") var campaign: String?
  @Flag(help: "Older ones too.") var all = false
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    if let state, !["refused", "doubtful"].contains(state), PostState(rawValue: state) == nil {
      throw Complaint(.usage, "There is no state \"\(Output.tame(state))\".")
    }
    let view = try office.store.view(.everything)
    let pending = Dictionary(grouping: view.unruled, by: \.activity.item.id.uuid)
    let names = ShortNames(try office.store.postIDs().map(\.text))
    let languages = view.items.regions[office.identity.region]?.languages ?? []
    let oldest = office.now.adding(seconds: -90 * 86_400)
    let doubtful = Set(view.unruled.filter { view.doubtful[$0.signed.id] != nil }.map(\.activity.item.id.uuid))
    var lines: [Line] = view.items.posts.values.filter { post in
      if state == "doubtful" {
        return doubtful.contains(post.id.uuid) && (campaign.map { post.campaign == $0 } ?? true)
      }
      let isRecent = [.draft, .submitted, .returned].contains(post.state) || (post.due?.at ?? post.createdAt) > oldest
      return (all || isRecent) && (state.map { post.state.rawValue == $0 } ?? true)
        && (campaign.map { post.campaign == $0 } ?? true)
    }.sorted(by: Office.byDue).map { post in
      let unruled = pending[post.id.uuid] ?? []
      let standing = PostStanding(post, items: view.items, unruled: unruled, refused: [], at: office.now)
      return Line(post, standing, view.items, names: names, languages: languages, pending: unruled.count)
    }
    lines += try Self.unborn(office, view, campaign: campaign).map {
      Line(unborn: $0, $1, view, names: names, languages: languages)
    }
    .filter { line in state.map { $0 == line.state } ?? true }
    try output.show(lines) {
      guard !lines.isEmpty else { return Output.line("No posts.") }
      Output.table(
        ["id", "state", "due", "channels", "text"],
        lines.map {
          [
            $0.short, $0.word + ($0.pending > 0 ? " *" : ""), $0.due?.wall ?? "", $0.channels.joined(separator: ", "),
            $0.text,
          ]
        })
      if lines.contains(where: { $0.pending > 0 }) { Output.line("* the centre has not decided yet") }
      if lines.contains(where: { $0.conflicts > 0 }) {
        Output.line("Of some there are two versions; somebody must choose. See: crier-agent conflict list")
      }
    }
  }

  /// Posts that were refused when they were written, or will be as things stand: nothing that was typed is lost.
  static func unborn(
    _ office: Office, _ view: LocalView, campaign: String?
  ) throws -> [(KeptAct, ComposePost)] {
    let doubtful = view.unruled.filter { view.doubtful[$0.signed.id] != nil }
    return try (office.store.refusedPosts() + doubtful).compactMap { kept in
      guard case .composePost(let payload) = kept.activity.act else { return nil }
      // A row that was refused and taken in again became the same post.
      guard view.items.posts[kept.activity.item.id.of()] == nil else { return nil }
      guard campaign.map({ payload.campaign == $0 }) ?? true else { return nil }
      return (kept, payload)
    }
  }

  /// What `--json` prints of each.
  struct Line: Encodable {
    var id: String
    var short: String
    var state: String
    var word: String
    var postClass: PostClass
    var revision: Int
    var due: Due?
    var campaign: String?
    var reference: String?
    var channels: [String]
    var text: String
    var next: String?
    var pending: Int
    var conflicts: Int

    enum CodingKeys: String, CodingKey {
      case id, short, state, word
      case postClass = "class"
      case revision, due, campaign, reference, channels, text, next, pending, conflicts
    }

    init(_ post: Post, _ standing: PostStanding, _ items: Items, names: ShortNames, languages: [String], pending: Int) {
      id = post.id.text
      short = names.name(of: post.id.text)
      state = post.state.rawValue
      word = standing.word
      postClass = post.postClass
      revision = post.revision
      due = post.due
      campaign = post.campaign
      reference = post.reference
      channels = Self.titles(post.content, items)
      text = PostWords.gist(post.content, in: languages)
      next = standing.next
      self.pending = pending
      conflicts = items.openConflicts(of: post.id).count
    }

    init(unborn kept: KeptAct, _ payload: ComposePost, _ view: LocalView, names: ShortNames, languages: [String]) {
      id = kept.activity.item.id.text
      short = names.name(of: id)
      state = kept.state == .ruled ? "refused" : "doubtful"
      word = state
      postClass = payload.postClass
      revision = 1
      due = payload.due
      campaign = payload.campaign
      reference = payload.reference
      channels = Self.titles(payload.content, view.items)
      text = PostWords.gist(payload.content, in: languages)
      next = kept.ruling?.sentence ?? view.doubtful[kept.signed.id]?.sentence
      pending = kept.state == .ruled ? 0 : 1
      conflicts = 0
    }

    private static func titles(_ content: PostContent, _ items: Items) -> [String] {
      content.channels.map { Output.tame(items.channels[$0.channel]?.name ?? $0.channel.short) }
    }
  }
}
