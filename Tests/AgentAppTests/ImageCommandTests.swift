import Console
import Domain
import Foundation
import LocalStore
import TestKit
import Testing

@testable import AgentApp

/// Images as members attach them, at an office whose centre is far away.
@Suite struct ImageCommandTests {
  /// An office with an account on the platform of the tests, which takes whatever images there are.
  private struct Studio {
    let bureau: Bureau

    init() throws {
      bureau = try Bureau()
      let channel = Channel(
        id: ChannelID(UUID()), region: bureau.house.office.id, platform: "hostile", address: "https://a.example",
        handle: "@studio", name: "Studio", languages: ["en", "cy"], credential: HexBytes([1]),
        activity: ActivityID(UUID()))
      try bureau.receive([.channel(channel)])
    }

    @discardableResult
    func image(_ name: String, seed: UInt8 = 1, tail: String = "") throws -> String {
      let path = bureau.folder.file(name)
      try Data(SampleImage.gif(seed: seed) + Array(tail.utf8)).write(to: URL(filePath: path))
      return path
    }

    func compose(_ words: String...) async -> Int32 {
      await bureau.typesAll(["post", "compose", "--channel", "@studio", "--text", "en=Open."] + words)
    }

    func post() throws -> Post { try #require(try bureau.posts.last) }
    var images: ImageFolder { ImageFolder(folder: bureau.folder.path) }
  }

  @Test("an image is attached with its words, and its file lies here")
  func attached() async throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    let (one, two) = (try studio.image("one.gif", tail: "where I live"), try studio.image("two.gif", seed: 2))
    #expect(
      await studio.compose("--image", one, "--image", two, "--alt", "1.en=A bridge.", "--decorative", "2") == 0)
    let media = try studio.post().content.media
    #expect(media.map(\.alternative) == [["en": "A bridge."], [:]])
    #expect(media.map(\.decorative) == [false, true])
    #expect(media.allSatisfy { studio.images.isWhole($0.sha256) })
    #expect(media[0].sha256 == Digest.of(SampleImage.gif()), "cleaned")
    #expect(try studio.bureau.store.waitingImages().images == 2)
    #expect(await studio.bureau.types("post", "show", try studio.post().id.text) == 0)
    #expect(await studio.bureau.types("status") == 0)
  }

  @Test("whoever cannot see an image is told what it shows, or that it only decorates")
  func alternative() async throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    let (one, two) = (try studio.image("one.gif"), try studio.image("two.gif", seed: 2))
    #expect(await studio.compose("--image", one) == 3, "no words")
    #expect(await studio.compose("--image", one, "--alt", "en= ") == 3, "blank words")
    #expect(await studio.compose("--image", one, "--alt", "en=A.", "--text", "cy=Agor.") == 3, "not in Welsh")
    #expect(await studio.compose("--image", one, "--alt", "en=\(String(repeating: "x", count: 1501))") == 3)
    #expect(await studio.compose("--image", one, "--alt", "en=\(String(repeating: "x", count: 10_000))") == 3)
    #expect(await studio.compose("--image", one, "--alt", "en=A\u{202E}") == 3)
    #expect(await studio.compose("--image", one, "--image", one, "--alt", "1.en=A.", "--alt", "2.en=A.") == 3, "twice")
    #expect(await studio.compose("--image", one, "--image", two, "--alt", "en=A.") == 2, "which?")
    #expect(await studio.compose("--image", one, "--alt", "2.en=A.") == 2)
    #expect(await studio.compose("--alt", "en=A.") == 2)
    #expect(await studio.compose("--image", one, "--alt", "en=A.", "--decorative", "1") == 2)
    #expect(await studio.compose("--image", one, "--alt", "A.") == 2)
    let five = (1...5).flatMap { _ in ["--image", one] }
    #expect(
      await studio.bureau.typesAll(["post", "compose", "--channel", "@studio", "--text", "en=Open."] + five) == 2)
    #expect(try studio.bureau.posts.isEmpty)
    #expect(try studio.bureau.store.waitingImages().images == 0)
    #expect(!FileManager.default.fileExists(atPath: studio.bureau.folder.file("media")), "nothing was kept")
    let longest = String(repeating: "x", count: 1500)
    #expect(await studio.compose("--image", one, "--alt", "en=\(longest)") == 0)
  }

  @Test("a file that is no image, or not whole, is refused and nothing is written")
  func files() async throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    let cut = studio.bureau.folder.file("cut.gif")
    try Data(SampleImage.gif().dropLast(5)).write(to: URL(filePath: cut))
    #expect(await studio.compose("--image", cut, "--alt", "en=A.") == 2)
    #expect(await studio.compose("--image", try studio.image("lie.jpg"), "--alt", "en=A.") == 2)
    #expect(await studio.compose("--image", "nowhere.gif", "--alt", "en=A.") == 5)
    #expect(try studio.bureau.posts.isEmpty)
  }

  @Test("words are changed without the file, images are replaced, and taken away")
  func edited() async throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    let (one, two) = (try studio.image("one.gif"), try studio.image("two.gif", seed: 2))
    #expect(await studio.compose("--image", one, "--alt", "en=A bridge.") == 0)
    let post = try studio.post()
    let id = post.id.text
    func edit(_ words: String...) async -> Int32 { await studio.bureau.typesAll(["post", "edit", id] + words) }
    #expect(await edit("--text", "cy=Agor.") == 3, "Welsh words for readers, none for those who hear them")
    #expect(await edit("--text", "cy=Agor.", "--alt", "cy=Pont.") == 0)
    #expect(try studio.post().content.media.map(\.alternative) == [["en": "A bridge.", "cy": "Pont."]])
    #expect(try studio.post().content.media[0].sha256 == post.content.media[0].sha256)
    #expect(await edit("--decorative", "1") == 0)
    #expect(try studio.post().content.media[0].decorative)
    #expect(await edit("--image", two) == 3)
    #expect(await edit("--image", two, "--alt", "en=A tower.", "--alt", "cy=Tŵr.") == 0)
    #expect(try studio.post().content.media.map(\.sha256) == [Digest.of(SampleImage.gif(seed: 2))])
    #expect(await edit("--no-images", "--image", two) == 2)
    #expect(await edit("--no-images") == 0)
    #expect(try studio.post().content.media.isEmpty)
    #expect(try studio.post().digest != post.digest)
  }

  @Test("who approves reads what each image is, what is said of it and where it lies")
  func words() async throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    let (one, two) = (try studio.image("one.gif"), try studio.image("two.gif", seed: 2))
    let words = ["--alt", "1.en=A bridge\u{200E}.\nTwo lines.", "--decorative", "2"]
    #expect(await studio.compose("--image", one, "--image", two, words[0], words[1], words[2], words[3]) == 0)
    let post = try studio.post()
    try FileManager.default.removeItem(atPath: studio.images.path(of: post.content.media[1].sha256))
    #expect(
      ImageWords.lines(post.id, post.content, studio.images) == [
        "image 1: GIF, 9 × 7 pixels, 1 kB", "  [en] A bridge\u{200E}.\n  Two lines.",
        "  file: \(studio.images.path(of: post.content.media[0].sha256))",
        "image 2: GIF, 9 × 7 pixels, 1 kB", "  decorative: nothing is said of it",
        "  not on this computer; to see it: crier-agent post show \(post.id.short) --save-images FOLDER",
      ])
    var images = try post.content.media.map { try studio.bureau.store.image($0.sha256) }
    #expect(ImageWords.waiting(images) == ["It waits until its images are at the centre: 0 kB of 2 kB are there."])
    images[0]?.state = .sent
    images[1]?.state = .damaged
    #expect(ImageWords.waiting(images).map { $0.contains("image 2 is gone") } == [true])
  }

  @Test("a preview shows what is wrong and keeps nothing")
  func preview() async throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    #expect(await studio.compose("--image", try studio.image("one.gif"), "--alt", "en=A.", "--preview") == 0)
    #expect(!FileManager.default.fileExists(atPath: studio.bureau.folder.file("media")))

    // What compose would refuse is told here as well, also of a channel that cannot be seen.
    #expect(await studio.compose("--image", try studio.image("one.gif"), "--alt", "en=A bridge.") == 0)
    var content = try studio.post().content
    content.texts["cy"] = "Agor."
    content.channels.append(studio.bureau.house.channel.reference)
    content.channels.append(ChannelReference(region: RegionID(UUID()), channel: ChannelID(UUID())))
    let previews = ShownPreview.all(content, try studio.bureau.items)
    #expect(previews.count == 3)
    for preview in previews {
      #expect(preview.inWords.contains { $0.hasPrefix("- The image has no alternative text in cy:") })
    }
    let seen = try #require(previews.first { $0.name == "North account" })
    #expect(seen.images.map(\.sha256) == [Digest.of(SampleImage.gif())])
    #expect(seen.inWords.contains("  A bridge."))
  }

  @Test("what to do is said where it helps: nobody with a long alternative text is told to write one")
  func remedies() throws {
    func remedy(_ alternative: [String: String]) -> String? {
      let image = ImageFacts(type: .gif, octets: 9, width: 9, height: 7)
      let content = PostContent(
        texts: ["en": "Open."],
        media: [MediaReference(sha256: Digest.of("a"), alternative: alternative, image: image)], channels: [])
      do {
        try ImageOptions.needFine(content)
        return nil
      } catch {
        return (error as? Complaint).map { $0.remedy ?? "none" }
      }
    }
    #expect(remedy([:])?.contains("--alt en=") == true)
    #expect(remedy(["en": String(repeating: "x", count: 1501)]) == "none")
    #expect(remedy(["en": "A bridge."]) == nil)
  }

  @Test("images that are here are saved without the centre, and nothing else is written over")
  func saved() async throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    #expect(await studio.compose("--image", try studio.image("one.gif"), "--alt", "en=A.") == 0)
    let post = try studio.post()
    let folder = studio.bureau.folder.file("pictures")
    for _ in 0..<2 {
      #expect(await studio.bureau.types("post", "show", post.id.text, "--save-images", folder) == 0)
    }
    let file = URL(filePath: "\(folder)/\(post.id.short)-1.gif")
    #expect(try Data(contentsOf: file) == Data(SampleImage.gif()))
    try Data("mine".utf8).write(to: file)
    #expect(await studio.bureau.types("post", "show", post.id.text, "--save-images", folder) == 5)
    #expect(try Data(contentsOf: file) == Data("mine".utf8))
    // What is not here comes from the centre, which is far away.
    try FileManager.default.removeItem(atPath: studio.images.path(of: post.content.media[0].sha256))
    let other = studio.bureau.folder.file("other")
    #expect(await studio.bureau.types("post", "show", post.id.text, "--save-images", other) == 5)
  }

  // MARK: - Calendars

  private func imports(_ studio: Studio, _ text: String, _ words: String...) async throws -> Int32 {
    let path = try studio.bureau.file("c.csv", text)
    return await studio.bureau.typesAll(["import", path] + words)
  }

  @Test("a calendar brings its images, from its own folder, and the same file makes nothing twice")
  func calendar() async throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    let pictures = studio.bureau.folder.file("pictures")
    try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
    try studio.image("pictures/one.gif")
    try studio.image("two.gif", seed: 2)
    let rows = """
      ref,channels,text.en,image1,alt1.en,decorative1,image2,decorative2
      A1,Studio,One,pictures/one.gif,A bridge.,,two.gif,yes
      ,Studio,Two,two.gif,A tower.,no,,

      """
    for _ in 0..<2 { #expect(try await imports(studio, rows) == 0) }
    #expect(try studio.bureau.posts.count == 2)
    let media = try #require(try studio.bureau.post("One")).content.media
    #expect(media.map(\.sha256) == [Digest.of(SampleImage.gif()), Digest.of(SampleImage.gif(seed: 2))])
    #expect(media.map(\.decorative) == [false, true])
    #expect(try studio.bureau.store.waitingImages().images == 2)

    // Another image under the same name is another row.
    try studio.image("pictures/one.gif", seed: 3)
    #expect(try await imports(studio, rows) == 0)
    #expect(try #require(try studio.bureau.post("One")).content.media == media, "without --update it stays")
    #expect(try await imports(studio, rows, "--update") == 0)
    #expect(
      try #require(try studio.bureau.post("One")).content.media[0].sha256 == Digest.of(SampleImage.gif(seed: 3)))
    #expect(try studio.bureau.posts.count == 2)
  }

  @Test("every problem with images is told by row and column, and nothing is taken")
  func problems() throws {
    let studio = try Studio()
    defer { studio.bureau.end() }
    try studio.image("one.gif")
    try studio.image("lie.png")
    let cut = studio.bureau.folder.file("cut.gif")
    try Data(SampleImage.gif().dropLast(5)).write(to: URL(filePath: cut))
    try Data([UInt8](repeating: 0, count: ImageFacts.mostOctets + 1)).write(
      to: URL(filePath: studio.bureau.folder.file("long.gif")))
    var bomb = SampleImage.gif()
    bomb.replaceSubrange(6..<10, with: [255, 255, 255, 255])
    try Data(bomb).write(to: URL(filePath: studio.bureau.folder.file("bomb.gif")))
    try FileManager.default.createSymbolicLink(
      atPath: studio.bureau.folder.file("link.gif"), withDestinationPath: "/etc/hostname")
    let text = """
      channels,text.en,text.cy,image1,alt1.en,alt1.cy,decorative1,image2,alt2.en
      Studio,One,,nowhere.gif,A.,,,,
      Studio,Two,,lie.png,A.,,,,
      Studio,Three,,cut.gif,A.,,,,
      Studio,Four,,long.gif,A.,,,,
      Studio,Five,,bomb.gif,A.,,,,
      Studio,Six,Chwech,one.gif,A.,,,,
      Studio,Seven,,one.gif,,,perhaps,,
      Studio,Eight,,one.gif,A.,,yes,,
      Studio,Nine,,,A.,,,one.gif,\(String(repeating: "x", count: 1501))
      Studio,Ten,,../one.gif,A.,,,/etc/hostname,B.
      Studio,Eleven,,link.gif,A.,,,,
      Studio,Twelve,,one.gif,A.,,,one.gif,B.

      """
    let calendar = try AgentApp.Calendar(Array(text.utf8))
    let images = try CalendarImages(calendar, in: studio.bureau.folder.path, studio.images) { _ in }
    let known = CalendarPlan.Known(
      items: try studio.bureau.items, office: studio.bureau.house.office.id, rows: [:], now: Instant(Date()))
    let plan = CalendarPlan(calendar.with(images), known: known, images: images)
    let told = plan.problems.map { "\($0.row) \($0.column)" }
    #expect(
      told == [
        "2 image1", "3 image1", "4 image1", "5 image1", "6 image1", "7 alt1.cy", "8 alt1.en", "8 decorative1",
        "9 image1", "10 alt1.en", "10 alt2.en", "11 image1", "11 image2", "12 image1", "13 image2",
      ])
    func says(_ row: Int, _ words: String) -> Bool {
      plan.problems.contains { $0.row == row && $0.sentence.contains(words) }
    }
    #expect(says(2, "not there") && says(3, "GIF") && says(4, "ends before"))
    #expect(says(5, "has 16.8 MB; images may have 16.7 MB"))
    #expect(says(6, "65535 × 65535") && says(7, "no alternative text in cy") && says(11, "in the folder"))
    #expect(plan.steps.isEmpty)
  }
}
