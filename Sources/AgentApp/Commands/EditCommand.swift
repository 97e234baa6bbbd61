import ArgumentParser
import Console
import Domain
import LocalStore

struct EditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Change a post. Changed words need approval anew.",
    discussion: """
      Example:
        crier-agent post edit 4f2a --text en="The bridge is open again from noon."
        crier-agent post edit 4f2a --due "2026-12-02 09:00"
        crier-agent post edit 4f2a --text cy=      (removes the Welsh text)
        crier-agent post edit 4f2a --alt 1.cy="Pobl ar y bont."
        crier-agent post edit 4f2a --image noon.jpg --alt en="The bridge at noon."

      With --image those are the images from now on.

      """ + JSONFields.outcomes)

  @Argument(help: "The post.") var post: String
  @OptionGroup var text: TextOptions
  @OptionGroup var images: ImageOptions
  @Flag(name: .customLong("no-images"), help: "Take all images away.")
  var noImages = false
  @OptionGroup var time: TimeOptions
  @Flag(name: .customLong("no-due"), help: "Take the due time away.") var noDue = false
  @Flag(name: .customLong("no-not-after"), help: "Take \"not after\" away.") var noLast = false
  @Option(name: .customLong("channel"), parsing: .singleValue, help: "The channels from now on. May be repeated.")
  var channels: [String] = []
  @Option(name: .customLong("class"), help: "routine, event or emergency.") var postClass: PostClass?
  @Option(help: "A campaign; empty removes it.") var campaign: String?
  @Option(help: "A warning that readers see before the text; empty removes it.") var warning: String?
  @Option(help: "Who may see it: public, unlisted or private.") var visibility: Visibility?
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let id = try office.post(named: post)
    let typed = try fields(office)
    guard !typed.isEmpty || !images.isEmpty || noImages else {
      throw Complaint(.usage, "Nothing is changed. See: crier-agent post edit --help")
    }
    let attached = try attach(id, typed, office)
    let outcomes = try await office.act(on: [id], as: signer, waiting: waiting) { post, items in
      var changes = typed
      changes.media = try attached ?? (images.isEmpty ? nil : images.described(post.content.media))
      let content = post.content.changed(by: changes)
      let problems = ChannelFit.problems(content, on: content.channels.compactMap { items.channels[$0.channel] })
      guard problems.isEmpty else { throw Refused(.content, problems.joined(separator: " ")) }
      guard let edit = EditPost(of: post, by: changes) else {
        throw Complaint(.refused, "Nothing is changed: the post says so already.")
      }
      return .editPost(edit)
    }
    try office.report(outcomes, did: "changed", output)
  }

  /// The images from now on, kept here; nil where there are no new ones.
  private func attach(_ id: PostID, _ changes: PostFields, _ office: Office) throws -> [MediaReference]? {
    if noImages {
      guard images.isEmpty else { throw Complaint(.usage, "Say either --no-images or which images there are.") }
      return []
    }
    guard !images.files.isEmpty else { return nil }
    let media = try images.look(at: office)
    if let post = try office.store.view(.posts([id])).items.posts[id] {
      var content = post.content.changed(by: changes)
      content.media = media
      try images.take(content, at: office)
    }
    return media
  }

  private func fields(_ office: Office) throws -> PostFields {
    let house = try office.store.view(.house).items
    let region = house.regions[office.identity.region]
    var changes = PostFields()
    let texts = try text.read()
    if !texts.isEmpty { changes.texts = texts }
    changes.contentWarning = warning
    changes.visibility = visibility
    if !channels.isEmpty {
      changes.channels = try channels.map { try Office.channel(named: $0, in: house).reference }.sorted()
    }
    changes.postClass = postClass
    changes.campaign = campaign
    changes.due = try time.dueTime(region).map(DueChange.at) ?? (noDue ? DueChange.none : nil)
    changes.notAfter = try time.lastTime(region).map(NotAfterChange.at) ?? (noLast ? NotAfterChange.none : nil)
    return changes
  }
}
