import Console
import Domain
import Foundation
import LocalStore
import Testing

@testable import AgentApp

/// What people see and type where two versions meet.
@Suite struct ConflictDeskTests {
  /// Ann has changed a post here while Dee changed it at the centre; both changes are known here.
  private func overtaken() async throws -> (Bureau, Post, Conflict) {
    let bureau = try Bureau()
    let account = bureau.house.channel.name
    #expect(await bureau.types("post", "compose", "--channel", account, "--text", "en=Low tide at nine.") == 0)
    var post = try #require(try bureau.posts.first)
    try bureau.receive([.post(post)])
    try bureau.rule(post.activity, .accepted)
    #expect(await bureau.types("post", "edit", post.id.text, "--text", "en=Low tide at noon.") == 0)
    let dee = Member(
      id: MemberID(UUID()), home: bureau.house.centre.id, name: "Dee Rees", activity: ActivityID(UUID()))
    post.touched["text.en"] = Touch(
      member: dee.id, memberName: dee.name, activity: ActivityID(UUID()), at: post.createdAt)
    post.content.texts["en"] = "Low tide at ten."
    post.revise(post.content, by: dee, activity: ActivityID(UUID()), at: post.createdAt)
    post.version = 2
    try bureau.receive([.post(post)])
    let conflict = try #require(try bureau.items.openConflicts(of: post.id).first)
    return (bureau, try #require(try bureau.items.posts[post.id]), conflict)
  }

  @Test("a post of which there are two versions waits, says so, and goes on with the one that was chosen")
  func chosen() async throws {
    let (bureau, post, conflict) = try await overtaken()
    defer { bureau.end() }
    #expect(await bureau.types("conflict", "list") == ExitStatus.done.rawValue)
    #expect(await bureau.types("conflict", "show", conflict.id.short) == ExitStatus.done.rawValue)
    #expect(await bureau.types("post", "submit", post.id.text) == ExitStatus.conflict.rawValue)
    let standing = PostStanding(post, items: try bureau.items, unruled: [], refused: [], at: post.createdAt)
    #expect(standing.word == "draft, two versions")
    #expect(
      standing.next == "Somebody who writes for its office chooses: crier-agent conflict show \(conflict.id.short)")
    #expect(standing.why.first?.hasPrefix("Dee Rees and Ann wrote differently: the text in en.") == true)

    let name = conflict.id.text
    #expect(await bureau.types("conflict", "resolve", name) == ExitStatus.usage.rawValue, "what?")
    #expect(
      await bureau.types("conflict", "resolve", name, "--take", "theirs", "--value", "x") == ExitStatus.usage.rawValue)
    #expect(await bureau.types("conflict", "resolve", name, "--text", "cy=Helo.") == ExitStatus.usage.rawValue)
    #expect(await bureau.types("conflict", "resolve", name, "--take", "theirs") == ExitStatus.done.rawValue)
    #expect(try bureau.items.posts[post.id]?.content.texts["en"] == "Low tide at noon.")
    #expect(await bureau.types("conflict", "resolve", name, "--take", "centre") == ExitStatus.conflict.rawValue)
    #expect(await bureau.types("post", "submit", post.id.text) == ExitStatus.done.rawValue)
  }

  @Test("a third text is held to the platform's length before it is chosen")
  func third() async throws {
    let (bureau, post, conflict) = try await overtaken()
    defer { bureau.end() }
    let long = String(repeating: "x", count: 600)
    #expect(
      await bureau.types("conflict", "resolve", conflict.id.text, "--text", "en=\(long)")
        == ExitStatus.refused.rawValue)
    #expect(
      await bureau.types("conflict", "resolve", conflict.id.text, "--text", "en=Low tide at eleven.")
        == ExitStatus.done.rawValue)
    #expect(try bureau.items.posts[post.id]?.content.texts["en"] == "Low tide at eleven.")
  }

  @Test("both versions stand side by side on a terminal of 80 columns, with who wrote them and what to type")
  func words() async throws {
    let (bureau, _, conflict) = try await overtaken()
    defer { bureau.end() }
    var long = conflict
    long.theirs.value = .text(
      String(repeating: "Low tide at noon, and the harbour road is closed. ", count: 6)
        + String(repeating: "x", count: 90) + "\n\nSecond part.\u{1b}[31m")
    long.earlier = [conflict.theirs]
    for one in [conflict, long] {
      let shown = ConflictWords(conflict: one, items: try bureau.items, zone: "Europe/London", name: "7c1e")
      for line in shown.lines { #expect(line.count <= 80, "\(line)") }
      let all = shown.lines.joined(separator: "\n")
      #expect(!all.contains("\u{1b}"), "what a terminal would obey is shown")
      for said in [
        "Low tide at nine.", "Stands now, by Dee Rees", "Written besides, by Ann", "Low tide at ten.",
        "crier-agent conflict resolve 7c1e --take theirs", "--text en=\"…\"",
      ] {
        #expect(all.contains(said), "\(said) is not in:\n\(all)")
      }
    }
    #expect(ConflictWords.wrapped("", 10) == [""])
    #expect(ConflictWords.wrapped("one two three", 7) == ["one two", "three"])
    #expect(ConflictWords.wrapped("abcdefghij", 4) == ["abcd", "efgh", "ij"])
  }

  @Test("of images each version tells which they are and what is said of each, and nobody is told to type them")
  func images() async throws {
    let (bureau, _, conflict) = try await overtaken()
    defer { bureau.end() }
    let facts = ImageFacts(type: .jpeg, octets: 9, width: 9, height: 7)
    let bridge = MediaReference(sha256: Digest.of("bridge"), alternative: ["en": "A bridge.\u{1b}"], image: facts)
    let line = MediaReference(sha256: Digest.of("line"), alternative: [:], decorative: true, image: facts)
    var one = conflict
    one.field = .media
    (one.base, one.centre.value, one.theirs.value) = (.media([]), .media([bridge, line]), .media([line, bridge]))
    let shown = ConflictWords(conflict: one, items: try bureau.items, zone: "UTC", name: "7c1e")
    let names = [bridge, line].map { String($0.sha256.hex.prefix(8)) }
    #expect(
      shown.words(one.centre.value)
        == "JPEG \(names[0]), [en] A bridge.\\u{1b}\nJPEG \(names[1]), decorative")
    #expect(shown.words(one.base ?? .media([bridge])) == "(none)")
    #expect(shown.lines.allSatisfy { $0.count <= 80 })
    #expect(shown.lines.contains { $0.contains(names[0]) && $0.contains(names[1]) }, "side by side")
    #expect(shown.lines.contains { $0.contains("--take theirs") } && !shown.lines.contains { $0.contains("--value") })
    one.field = .alternative(bridge.sha256, "cy")
    #expect(one.field.title == "the alternative text of an image in cy")
  }

  @Test("a rule that decided and a choice that was made are told in words")
  func settled() async throws {
    let (bureau, _, conflict) = try await overtaken()
    defer { bureau.end() }
    for choice in Conflict.Choice.allCases {
      var done = conflict
      done.resolution = Conflict.Resolution(
        choice: choice, taken: choice == .withdrawn ? nil : .text("Low tide at ten."), touch: conflict.centre.touch)
      let lines = ConflictWords(conflict: done, items: try bureau.items, zone: "UTC", name: "7c1e").lines
      #expect(!lines.contains { $0.contains("conflict resolve") })
      #expect(lines.last?.isEmpty == false)
    }
  }
}
