import ArgumentParser
import Console
import Domain
import LocalStore

struct ComposeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compose", abstract: "Write a post: a draft, or with --submit handed in for approval.",
    discussion: """
      Example:
        crier-agent post compose --channel "Town council" \\
          --text en="The bridge is open again." --text cy="Mae'r bont ar agor eto." \\
          --due "2026-12-01 09:00" --zone Europe/London --campaign bridge --submit
        crier-agent post compose --channel "Town council" --text en="Open." --preview
        crier-agent post compose --channel "Town council" --text en="Open." \\
          --image bridge.jpg --alt en="People walk over the new bridge."
        crier-agent post compose --channel "Town council" --text en="Open." \\
          --image bridge.jpg --image line.png --alt 1.en="People on the bridge." --decorative 2
        crier-agent post compose --channel "Town council" --text en="At noon." --reply-to 110123456789012345

      Of each image you say what it shows, in every language of the post, or that it only decorates. Where and when
      it was taken, and by whom, is removed from it before it leaves this computer.

      """ + JSONFields.composed)

  @Option(
    name: .customLong("channel"), parsing: .singleValue, help: "A channel, by name, handle or id. May be repeated.")
  var channels: [String] = []
  @OptionGroup var text: TextOptions
  @OptionGroup var images: ImageOptions
  @OptionGroup var time: TimeOptions
  @Option(name: .customLong("class"), help: "routine, event or emergency.") var postClass = PostClass.routine
  @Option(help: "A campaign: a word that several posts share.") var campaign: String?
  @Option(help: "A warning that readers see before the text.") var warning: String?
  @Option(help: "Who may see it: public, unlisted or private.") var visibility = Visibility.public
  @Option(
    name: .customLong("reply-to"),
    help: ArgumentHelp(
      "Answers a post: its id on the platform, a number; on Bluesky at://…", valueName: "id"))
  var replyTo: String?
  @Flag(help: "Hand it in for approval at once.") var submit = false
  @Flag(help: "Write nothing: show what would go out on each channel, and what is wrong with it.") var preview = false
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let house = try office.store.view(.house).items
    guard !channels.isEmpty else {
      throw Complaint(.usage, "Name a channel with --channel. See: crier-agent channel list")
    }
    let chosen = try channels.map { try Office.channel(named: $0, in: house) }
    let texts = try text.read()
    guard !texts.isEmpty else { throw Complaint(.usage, "There is no text: --text en=\"…\"") }
    let region = house.regions[office.identity.region]
    let content = PostContent(
      texts: texts, contentWarning: warning, visibility: visibility, replyTo: replyTo,
      media: try images.look(at: office),
      channels: chosen.map(\.reference))
    let payload = ComposePost(
      postClass: postClass, content: content, due: try time.dueTime(region), notAfter: try time.lastTime(region),
      campaign: campaign)
    if preview { return try ShownPreview.show(content, house, output) }
    let signer = try Signer(office)
    try images.take(content, at: office)
    try ChannelFit.need(content, on: chosen)
    let done = try office.store.act(as: signer.member, key: signer.key, at: office.now, on: .house) { bench in
      let id = bench.newID(Post.self)
      let item = ItemReference(.post, office.identity.region, id)
      var acts = [try bench.add(.composePost(payload), to: item).id]
      if submit, let post = bench.items.posts[id] {
        acts.append(
          try bench.add(.submitPost(RevisionNamed(revision: post.revision, digest: post.digest)), to: item).id)
      }
      return (post: id, acts: acts)
    }
    let (heard, late) = try await waiting.rulings(on: done.acts, office)
    let rulings = heard.compactMap { $0 }
    let worst = rulings.first { $0.verdict != .accepted && $0.verdict != .merged } ?? rulings.last
    let outcome = ActOutcome(
      post: done.post, act: done.acts.first,
      state: try office.store.view(.posts([done.post])).items.posts[done.post]?.state,
      verdict: worst?.verdict, reason: worst?.reason,
      sentence: worst?.sentence, late: late)
    try office.report([outcome], did: submit ? "written and submitted" : "written", output)
  }
}

extension PostClass: ExpressibleByArgument {}
extension Visibility: ExpressibleByArgument {}
