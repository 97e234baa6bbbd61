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

      --json prints post (the whole item), word, next, why (sentences), deliveries (items), pending and refused
      (acts with verb, state, verdict, reason, sentence).
      """)

  @Argument(help: "The post.") var post: String
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let id = try office.post(named: post)
    let view = try office.store.view(.posts([id]))
    let acts = try office.store.acts(on: Identifier<ItemReference>(id.uuid))
    let unruled = view.unruled.filter { $0.activity.item.id.uuid == id.uuid }
    let refused = acts.filter(\.isRefused)
    guard let post = view.items.posts[id] else { return try showRefused(id, acts, view.items) }
    let standing = PostStanding(post, items: view.items, unruled: unruled, refused: refused, at: office.now)
    let answer = Shown(
      post: post, word: standing.word, next: standing.next, why: standing.why,
      deliveries: view.items.deliveries(of: id).sorted { $0.id < $1.id }, pending: unruled.map(ShownAct.init),
      refused: refused.map(ShownAct.init))
    try output.show(answer) {
      PostWords.showText(post, view.items)
      Output.line("")
      let author = view.items.members[post.author]?.name ?? post.history.first?.memberName ?? "somebody elsewhere"
      Output.line("Written by \(Output.tame(author)). It is \(standing.word).")
      for approval in post.approvals {
        Output.line("Approved by \(Output.tame(approval.memberName)), \(Say.time(approval.at, office)).")
      }
      if let next = standing.next { Output.line("Next: \(Output.tame(next))") }
      for sentence in standing.why { Output.line("- \(Output.tame(sentence))") }
    }
  }

  /// A post that the centre never took: what was typed, and why not.
  private func showRefused(_ id: PostID, _ acts: [KeptAct], _ items: Items) throws {
    guard let kept = acts.first, case .composePost(let payload) = kept.activity.act else {
      throw Complaint(.usage, "There is no such post any more.")
    }
    let answer = ShownRefused(id: id, word: "refused", content: payload.content, acts: acts.map(ShownAct.init))
    try output.show(answer) {
      Output.line("\(id.short): refused")
      for (language, text) in payload.content.texts.sorted(by: { $0.key < $1.key }) {
        Output.line(PostWords.indented("[\(language)] \(Output.tame(text))"))
      }
      for act in acts {
        guard let sentence = act.ruling?.sentence else { continue }
        Output.line("- \(act.activity.act.verb.words): \(Output.tame(sentence))")
      }
    }
  }

  struct Shown: Encodable {
    var post: Post
    var word: String
    var next: String?
    var why: [String]
    var deliveries: [DeliveryItem]
    var pending: [ShownAct]
    var refused: [ShownAct]
  }

  struct ShownRefused: Encodable {
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

  init(_ kept: KeptAct) {
    id = kept.signed.id
    verb = kept.activity.act.verb
    member = kept.activity.member
    at = kept.activity.at
    state = kept.state
    verdict = kept.ruling?.verdict
    reason = kept.ruling?.reason
    sentence = kept.ruling?.sentence
  }
}

struct PostHistoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Show every text that a post has had, by whom, and what was done to it here.",
    discussion: """
      Example:
        crier-agent post history 4f2a

      --json prints revisions (revision, digest, content, member_name, written_at) and acts (as post show).
      """)

  @Argument(help: "The post.") var post: String
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let id = try office.post(named: post)
    let items = try office.store.view(.posts([id])).items
    let acts = try office.store.acts(on: Identifier<ItemReference>(id.uuid))
    let history = items.posts[id]?.history ?? []
    try output.show(Told(revisions: history, acts: acts.map(ShownAct.init))) {
      for revision in history {
        let when = Say.time(revision.writtenAt, office)
        Output.line("Revision \(revision.revision) by \(Output.tame(revision.memberName)), \(when)")
        for (language, text) in revision.content.texts.sorted(by: { $0.key < $1.key }) {
          Output.line(PostWords.indented("[\(language)] \(Output.tame(text))"))
        }
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

  struct Told: Encodable {
    var revisions: [Revision]
    var acts: [ShownAct]
  }
}
