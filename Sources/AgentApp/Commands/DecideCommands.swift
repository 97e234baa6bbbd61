import ArgumentParser
import Console
import Domain
import LocalStore

struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit", abstract: "Hand drafts in for approval.",
    discussion: """
      Example:
        crier-agent post submit 4f2a 91bc
        crier-agent post submit --campaign winter

      """ + JSONFields.outcomes)

  @Argument(help: "Posts.") var posts: [String] = []
  @Option(help: "All drafts of a campaign.") var campaign: String?
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let ids = try office.posts(named: posts, campaign: campaign, in: [.draft, .returned])
    let outcomes = try await office.act(on: ids, as: signer, waiting: waiting) { post, items in
      let channels = post.content.channels.compactMap { items.channels[$0.channel] }
      let problems = ChannelFit.problems(post.content, on: channels)
      guard problems.isEmpty else { throw Refused(.content, problems.joined(separator: " ")) }
      return .submitPost(RevisionNamed(revision: post.revision, digest: post.digest))
    }
    try office.report(outcomes, did: "submitted", output)
  }
}

struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Let posts out: shows each text and asks.",
    discussion: """
      You approve exactly the words and images that are shown. Whoever wrote or changed a post cannot approve it.

      Example:
        crier-agent post approve 4f2a
        crier-agent post approve --campaign winter --yes

      """ + JSONFields.outcomes)

  @Argument(help: "Posts.") var posts: [String] = []
  @Option(help: "All submitted posts of a campaign.") var campaign: String?
  @Flag(help: "Do not ask; for scripts.") var yes = false
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let ids = try office.posts(named: posts, campaign: campaign, in: [.submitted])
    let view = try office.store.view(.posts(ids))
    var agreed: [PostID: RevisionNamed] = [:]
    for id in ids {
      guard let post = view.items.posts[id] else { continue }
      let words = RevisionNamed(revision: post.revision, digest: post.digest)
      if !yes {
        let shown = PostWords.lines(post, view.items) + ImageWords.lines(id, post.content, office.images)
        shown.forEach(output.asJSON ? Output.errorLine : Output.line)
        guard SecretInput.confirm("Approve this?") else { continue }
      }
      agreed[id] = words
    }
    let chosen = ids.filter { agreed[$0] != nil || view.items.posts[$0] == nil }
    guard !chosen.isEmpty else { throw Complaint(.refused, "Nothing was approved.") }
    let outcomes = try await office.act(on: chosen, as: signer, waiting: waiting) { post, _ in
      // What was shown, not what stands now: if the two differ, the rules refuse it.
      .approvePost(agreed[post.id] ?? RevisionNamed(revision: post.revision, digest: post.digest))
    }
    try office.report(outcomes, did: "approved", output)
  }
}

struct ReturnCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "return", abstract: "Send posts back to their author, with a reason.",
    discussion: """
      Example:
        crier-agent post return 4f2a --reason "The date is wrong."

      """ + JSONFields.outcomes)

  @Argument(help: "Posts.") var posts: [String] = []
  @Option(help: "Why: the author reads it.") var reason: String
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let ids = try office.posts(named: posts, campaign: nil, in: [])
    let outcomes = try await office.act(on: ids, as: signer, waiting: waiting) { _, _ in .returnPost(Reason(reason)) }
    try office.report(outcomes, did: "returned", output)
  }
}

struct WithdrawCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Take posts back for good; what is out already is taken down.",
    discussion: """
      Example:
        crier-agent post withdraw 4f2a --reason "The event is cancelled."

      """ + JSONFields.outcomes)

  @Argument(help: "Posts.") var posts: [String] = []
  @Option(help: "Why.") var reason: String
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let ids = try office.posts(named: posts, campaign: nil, in: [])
    let outcomes = try await office.act(on: ids, as: signer, waiting: waiting) { _, _ in .withdrawPost(Reason(reason)) }
    try office.report(outcomes, did: "withdrawn", output)
  }
}
