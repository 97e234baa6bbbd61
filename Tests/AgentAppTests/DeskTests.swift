import Console
import Crypto
import Domain
import Foundation
import LocalStore
import TestKit
import Testing

@testable import AgentApp

/// Commands as members type them, at an office whose centre is far away.
@Suite struct DeskTests {
  private func composed(_ bureau: Bureau, _ text: String, _ more: String...) async throws -> Post {
    #expect(await bureau.typesAll(["post", "compose", "--channel", "@north", "--text", "en=\(text)"] + more) == 0)
    return try #require(try bureau.post(text))
  }

  @Test("a post goes from draft to withdrawn under its short name")
  func shortNames() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let post = try await composed(bureau, "One")
    _ = try await composed(bureau, "Two")
    let short = ShortNames(try bureau.store.postIDs().map(\.text)).name(of: post.id.text)
    #expect(short.count >= 4 && short.count < 36)
    #expect(await bureau.types("post", "show", short) == 0)
    #expect(await bureau.types("post", "edit", short, "--text", "en=One and a half") == 0)
    #expect(await bureau.types("post", "submit", short) == 0)
    #expect(await bureau.types("post", "approve", short, "--yes") == 3, "nobody approves what they wrote")
    try bureau.signIn(bureau.house.ben)
    #expect(await bureau.types("post", "approve", short, "--yes") == 0)
    #expect(try bureau.items.posts[post.id]?.state == .approved)
    #expect(await bureau.types("post", "return", post.id.text, "--reason", "No.") == 0)
    #expect(await bureau.types("post", "history", short.uppercased()) == 0)
    #expect(await bureau.types("post", "withdraw", short, "--reason", "Over.") == 0)
    #expect(try bureau.items.posts[post.id]?.state == .withdrawn)
    #expect(await bureau.types("post", "show", String(short.prefix(3))) == 2, "three characters are no name")
    #expect(await bureau.types("post", "show", "ffffffff") == 2)
    #expect(await bureau.types("post", "list") == 0)
  }

  @Test("a campaign is submitted and approved as a whole, and nothing besides")
  func campaign() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    for text in ["One", "Two"] { _ = try await composed(bureau, text, "--campaign", "winter") }
    _ = try await composed(bureau, "Apart", "--campaign", "spring")
    _ = try await composed(bureau, "Plain")
    func states() throws -> [String: PostState] {
      Dictionary(uniqueKeysWithValues: try bureau.posts.map { ($0.content.texts["en"] ?? "", $0.state) })
    }
    #expect(await bureau.types("post", "submit", "--campaign", "winter") == 0)
    #expect(try states() == ["One": .submitted, "Two": .submitted, "Apart": .draft, "Plain": .draft])
    #expect(await bureau.types("post", "submit", "--campaign", "winter") == 2, "none of it is a draft any more")
    try bureau.signIn(bureau.house.ben)
    #expect(await bureau.types("post", "approve", "--campaign", "winter", "--yes") == 0)
    #expect(try states() == ["One": .approved, "Two": .approved, "Apart": .draft, "Plain": .draft])
    #expect(await bureau.types("post", "approve", "--campaign", "spring", "--yes") == 2, "nothing of it is submitted")
  }

  @Test("what is typed again as it stands is no change: it would yield unseen to another's")
  func typedAgain() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let post = try await composed(bureau, "One")
    #expect(await bureau.types("post", "edit", post.id.text, "--text", "en=One") == 3)
    #expect(await bureau.types("post", "edit", post.id.text, "--text", "en=One", "--campaign", "winter") == 0)
    let edits = try bureau.store.view(.everything).unruled.compactMap { kept in
      if case .editPost(let edit) = kept.activity.act { edit } else { nil }
    }
    var campaign = PostFields()
    campaign.campaign = "winter"
    #expect(edits.map(\.changes) == [campaign])
  }

  @Test(
    "--wait ends as the centre decides",
    arguments: [
      (Verdict.accepted, nil, 0), (.merged, nil, 0), (.refused, .tier, 3), (.refused, .changedMeanwhile, 4),
      (.conflicted, nil, 4),
    ] as [(Verdict, Refusal?, Int32)])
  func waiting(_ verdict: Verdict, _ reason: Refusal?, _ status: Int32) async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let post = try await composed(bureau, "One")
    try bureau.rule(post.activity, .accepted)
    try bureau.receive([.post(post)])
    async let end = bureau.types("post", "submit", post.id.text, "--wait")
    var act: ActivityID?
    #expect(
      try await eventually {
        act = try bureau.store.view(.everything).unruled.first?.signed.id
        return act != nil
      })
    try bureau.rule(try #require(act), verdict, reason, "So it is.")
    #expect(await end == status)
  }

  @Test("a step that would not go through as things stand is told of and counted")
  func doubtful() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let post = try await composed(bureau, "One")
    var removed = bureau.house.channel
    (removed.state, removed.version) = (.removed, 2)
    try bureau.receive([.channel(removed)])
    let view = try bureau.store.view(.everything)
    #expect(view.items.posts[post.id] == nil && view.doubtful.count == 1)
    #expect(StatusCommand.Status.Acts(try bureau.store.counts(), doubtful: view.doubtful.count).doubtful == 1)
    #expect(ShownAct(try #require(view.unruled.first), view.doubtful).doubt?.contains("channels") == true)
    let lines = try PostListCommand.unborn(try office(bureau), view, campaign: nil)
    #expect(lines.map(\.0.signed.id) == [post.activity])
    #expect(await bureau.types("post", "show", post.id.text) == 0)
    #expect(await bureau.types("post", "list", "--only", "doubtful") == 0)
    #expect(await bureau.types("status") == 0)
  }

  private func office(_ bureau: Bureau) throws -> Office { try Office(folder: bureau.folder) }

  @Test("an approver sees all that the approval is about, and until when it may go out")
  func approversView() async throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let post = try await composed(
      bureau, "Mind the ice.", "--visibility", "unlisted", "--warning", "Weather", "--due", "2027-07-01 09:00",
      "--not-after", "2027-07-01 18:00")
    var answer = post
    answer.content.replyTo = "110\u{1B}[2J"
    #expect(
      PostWords.lines(answer, try bureau.items) == [
        "", "\(post.id.short) · routine · revision 1 · a draft", "due 2027-07-01 09:00 (Europe/London)",
        "not after 2027-07-01 18:00 (Europe/London)",
        "visibility: unlisted: everybody can read it, but it is in no public list", "warning: Weather",
        "answers the post 110\\u{1b}[2J", "on North account, @north (20 of 500):", "  Mind the ice.",
      ])
  }

  @Test("of two texts is shown where they differ")
  func contrast() {
    #expect(Say.contrast("Old", "New") == ("Old", "New"))
    #expect(Say.contrast("one\ntwo", "one two") == ("one⏎two", "one two"))
    let long = String(repeating: "The same words again. ", count: 10)
    let (before, after) = Say.contrast(long + "Closed today.", long + "Open today.")
    #expect(before.hasSuffix("Closed today.") && after.hasSuffix("Open today.") && before.hasPrefix("…"))
    #expect(before.count <= 62 && after.count <= 62)
  }

  @Test("a file is written whole over what was there, and only its owner may read it")
  func files() throws {
    let bureau = try Bureau()
    defer { bureau.end() }
    let path = try bureau.file("session", "before")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    try PrivateFile.write("after", to: path)
    #expect(String(decoding: try StateFolder.read(path), as: UTF8.self) == "after")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    #expect(mode?.intValue == 0o600)
    let folder = (path as NSString).deletingLastPathComponent
    let left = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.contains("nosync") || $0 == "new"
    }
    #expect(left == [], "nothing is left beside it")
  }
}
