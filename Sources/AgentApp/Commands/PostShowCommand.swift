import ArgumentParser
import Console
import Domain
import LocalStore

struct PostShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one post: its text, who must act next, and why it is not out.",
    discussion: """
      Example:
        crier-agent post show 4f2a
        crier-agent post show 4f2a --preview
        crier-agent post show 4f2a --save-images pictures

      """ + JSONFields.postShow)

  @Argument(help: "The post.") var post: String
  @Flag(help: "Show what goes out on each channel, to the letter, and what is wrong with it.") var preview = false
  @Option(
    name: .customLong("save-images"),
    help: ArgumentHelp("Save its images in this folder, fetched from the centre where need be.", valueName: "folder"))
  var folder: String?
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let id = try office.post(named: post)
    let view = try office.store.view(.posts([id]))
    let acts = try office.store.acts(on: Identifier<ItemReference>(id.uuid))
    if preview {
      let content = try view.items.posts[id]?.content ?? Self.typed(acts).content
      return try ShownPreview.show(content, view.items, output)
    }
    let saved = try await save(view.items.posts[id], acts, office)
    let unruled = view.unruled.filter { $0.activity.item.id.uuid == id.uuid }
    let refused = acts.filter(\.isRefused)
    guard let post = view.items.posts[id] else { return try showUnborn(id, acts, view) }
    let standing = PostStanding(
      post, items: view.items, unruled: unruled, refused: refused, doubtful: view.doubtful, at: office.now)
    let waiting =
      unruled.isEmpty ? [] : ImageWords.waiting(try post.content.media.map { try office.store.image($0.sha256) })
    let answer = Shown(
      post: post, word: standing.word, next: standing.next, why: standing.why + waiting,
      deliveries: view.items.deliveries(of: id).sorted { $0.id < $1.id },
      pending: unruled.map { ShownAct($0, view.doubtful) },
      refused: refused.map { ShownAct($0) }, conflicts: view.items.openConflicts(of: id),
      images: saved ?? post.content.media.map { ShownImage($0, office.images) })
    try output.show(answer) {
      PostWords.lines(post, view.items).forEach(Output.line)
      ImageWords.lines(id, post.content, office.images).forEach(Output.line)
      for image in saved ?? [] { Output.line("saved: \(Output.tame(image.saved ?? ""))") }
      Output.line("")
      let author = view.items.members[post.author]?.name ?? post.history.first?.memberName ?? "somebody elsewhere"
      Output.line("Written by \(Output.tame(author)). It is \(standing.word).")
      for approval in post.approvals {
        Output.line("Approved by \(Output.tame(approval.memberName)), \(Say.time(approval.at, office)).")
      }
      if let next = standing.next { Output.line("Next: \(Output.tame(next))") }
      for sentence in standing.why + waiting { Output.line("- \(Output.tame(sentence))") }
    }
  }

  /// Saves the images, if that is wanted; nil if not.
  private func save(_ post: Post?, _ acts: [KeptAct], _ office: Office) async throws -> [ShownImage]? {
    guard let folder else { return nil }
    let content = try post?.content ?? Self.typed(acts).content
    let id = try post?.id ?? office.post(named: self.post)
    return try await office.save(
      content.media, of: post?.region ?? office.identity.region, in: folder, called: id.short)
  }

  /// A post that the centre never took, or will not take as things stand: what was typed, and why not.
  private func showUnborn(_ id: PostID, _ acts: [KeptAct], _ view: LocalView) throws {
    let payload = try Self.typed(acts)
    let answer = ShownUnborn(
      id: id, word: acts.contains { $0.state != .ruled } ? "doubtful" : "refused", content: payload.content,
      acts: acts.map { ShownAct($0, view.doubtful) })
    try output.show(answer) {
      Output.line("\(id.short): \(answer.word)")
      for (language, text) in payload.content.texts.sorted(by: { $0.key < $1.key }) {
        Output.line(PostWords.indented("[\(language)] \(Output.tame(text))"))
      }
      for act in acts {
        let verb = act.activity.act.verb.words
        if let sentence = act.ruling?.sentence { Output.line("- \(verb): \(Output.tame(sentence))") }
        if let doubt = view.doubtful[act.signed.id]?.sentence {
          Output.line("- As things stand, the centre will refuse \(verb): \(Output.tame(doubt))")
        }
      }
    }
  }

  /// What was typed of a post that is none yet.
  private static func typed(_ acts: [KeptAct]) throws -> ComposePost {
    guard let kept = acts.first, case .composePost(let payload) = kept.activity.act else {
      throw Complaint(.usage, "There is no such post any more.")
    }
    return payload
  }

  /// What `--json` prints.
  struct Shown: Encodable {
    var post: Post
    var word: String
    var next: String?
    var why: [String]
    var deliveries: [DeliveryItem]
    var pending: [ShownAct]
    var refused: [ShownAct]
    var conflicts: [Conflict]
    var images: [ShownImage]
  }

  /// What `--json` prints of a post that is none yet.
  struct ShownUnborn: Encodable {
    var id: PostID
    var word: String
    var content: PostContent
    var acts: [ShownAct]
  }
}

/// An act of this office, as `--json` prints it.
struct ShownAct: Encodable {
  var id: ActivityID
  var verb: Verb
  var member: MemberID
  var at: Instant
  /// `pending`: only here; `received`: at the centre; `ruled`.
  var state: KeptAct.State
  var verdict: Verdict?
  var reason: Refusal?
  var sentence: String?
  /// Why the centre will refuse it as things stand.
  var doubt: String?

  init(_ kept: KeptAct, _ doubtful: [ActivityID: Refused] = [:]) {
    id = kept.signed.id
    verb = kept.activity.act.verb
    member = kept.activity.member
    at = kept.activity.at
    state = kept.state
    verdict = kept.ruling?.verdict
    reason = kept.ruling?.reason
    sentence = kept.ruling?.sentence
    doubt = doubtful[kept.signed.id]?.sentence
  }
}

struct PostHistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show every text that a post has had, by whom, and what was done to it here.",
    discussion: """
      Example:
        crier-agent post history 4f2a

      """ + JSONFields.postHistory)

  @Argument(help: "The post.") var post: String
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let id = try office.post(named: post)
    let view = try office.store.view(.posts([id]))
    let items = view.items
    let acts = try office.store.acts(on: Identifier<ItemReference>(id.uuid))
    let history = items.posts[id]?.history ?? []
    try output.show(Told(revisions: history, acts: acts.map { ShownAct($0, view.doubtful) })) {
      for revision in history {
        let when = Say.time(revision.writtenAt, office)
        Output.line("Revision \(revision.revision) by \(Output.tame(revision.memberName)), \(when)")
        for (language, text) in revision.content.texts.sorted(by: { $0.key < $1.key }) {
          Output.line(PostWords.indented("[\(language)] \(Output.tame(text))"))
        }
        ImageWords.lines(id, revision.content, office.images).forEach { Output.line("  \($0)") }
      }
      if !acts.isEmpty { Output.line("Done at this office:") }
      for act in acts {
        let who = items.members[act.activity.member]?.name ?? act.activity.member.short
        let what =
          act.ruling.map { $0.verdict.rawValue } ?? (act.state == .pending ? "not yet sent" : "not yet decided")
        Output.line(
          "  \(Say.time(act.activity.at, office))  \(Output.tame(who)): \(act.activity.act.verb.words): \(what)"
            + (act.ruling?.sentence.map { ". \(Output.tame($0))" } ?? ""))
      }
    }
  }

  /// What `--json` prints.
  struct Told: Encodable {
    var revisions: [Revision]
    var acts: [ShownAct]
  }
}
