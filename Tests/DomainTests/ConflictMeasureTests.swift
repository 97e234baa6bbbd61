import Domain
import Foundation
import Testing

/// What nobody has chosen between does not grow without end.
struct ConflictMeasureTests {
  private var world: RuleWorld
  private let post: PostID

  init() throws {
    var world = RuleWorld()
    post = try world.submitted()
    self.world = world
  }

  private var open: [Conflict] { world.book.items.openConflicts(of: post) }

  /// So many invented languages, told as if nothing of them had been seen.
  private mutating func invent(_ tags: some Sequence<Int>, text: String = "x") throws -> Ruling {
    let texts = Dictionary(uniqueKeysWithValues: tags.map { ("en-x\($0)", text) })
    return try world.act(world.edit { $0.texts = texts }, by: world.author, on: world.reference(post), base: 0)
  }

  @Test mutating func anEditChangesNoMoreLanguagesThanCanBeReplaced() throws {
    let most = 2 * Wording.mostLanguages
    let many = try invent(0..<(most + 1))
    #expect(many.reason == .content && many.sentence == "41 languages at once are more than 40." && open.isEmpty)
    #expect(try invent(0..<most).verdict == .conflicted)
    #expect(open.count == most)
  }

  @Test mutating func aPostWithAllLanguagesTakesOthersInTheirPlace() throws {
    func tags(_ range: Range<Int>) -> [String: String] {
      Dictionary(uniqueKeysWithValues: range.map { ("en-x\($0)", "x") })
    }
    let first = world.edit { $0.texts = tags(0..<(Wording.mostLanguages - 1)) }
    #expect(
      try world.act(first, by: world.author, on: world.reference(post), base: world.version(post)).verdict == .accepted)
    let others = tags(100..<(100 + Wording.mostLanguages - 1))
    let swap = world.edit {
      $0.texts = others.merging(tags(0..<(Wording.mostLanguages - 1)).mapValues { _ in "" }) { one, _ in one }
    }
    #expect(
      try world.act(swap, by: world.author, on: world.reference(post), base: world.version(post)).verdict == .accepted)
    #expect(world.book.items.posts[post]?.content.texts.count == Wording.mostLanguages)
  }

  @Test mutating func imagesAndWhatDescribesThemAreMeasuredToo() throws {
    let facts = ImageFacts(type: .png, octets: 10, width: 4, height: 3)
    let described = Dictionary(uniqueKeysWithValues: (0...(2 * Wording.mostLanguages)).map { ("en-x\($0)", "x") })
    // Described and decorative: that alone would be a person's to choose.
    var image = MediaReference(sha256: .of("bridge"), alternative: described, image: facts)
    image.decorative = true
    let one = world.edit { $0.media = [image] }
    #expect(try world.act(one, by: world.author, on: world.reference(post), base: 0).reason == .content)
    let nine = (0...(2 * PostContent.mostImages)).map {
      MediaReference(sha256: .of("\($0)"), alternative: ["en": "x"], image: facts)
    }
    let many = world.edit { $0.media = nine }
    #expect(try world.act(many, by: world.author, on: world.reference(post), base: 0).reason == .content)
    #expect(open.isEmpty)
  }

  @Test mutating func aPostWaitsForSoManyChoicesAndNoMore() throws {
    for start in [0, 40] { #expect(try invent(start..<(start + 40)).verdict == .conflicted) }
    let over = try invent(80..<101)
    #expect(over.reason == .openConflict && over.sentence?.contains("More than 100 parts") == true)
    #expect(try invent(80..<100).verdict == .conflicted)
    #expect(open.count == Conflict.most)
    // What waits already can still be written anew.
    #expect(try invent(0..<1, text: "y").verdict == .conflicted)
    #expect(try invent(100..<101).reason == .openConflict)
  }

  @Test mutating func aConflictKeepsSoManyEarlierValuesAndNoMore() throws {
    for count in 0...Wording.mostRevisions {
      #expect(try invent(0..<1, text: "\(count)").verdict == .conflicted)
    }
    #expect(open.first?.earlier.count == Wording.mostRevisions)
    let over = try invent(0..<1, text: "over")
    #expect(
      over.reason == .openConflict && over.sentence?.hasPrefix("The text in en-x0 was written differently 200") == true)
    #expect(try invent(1..<2).verdict == .conflicted, "another language is another matter")
    // Whoever comes round to the centre's words still can: nothing waits then.
    let last = try #require(open.first { $0.field == .text("en-x0") })
    var (base, back) = (PostFields(), PostFields())
    base.texts = ["en-x0": "\(Wording.mostRevisions)"]
    back.texts = ["en-x0": ""]
    let agree = Act.editPost(EditPost(base: base, changes: back))
    #expect(try world.act(agree, by: world.author, on: world.reference(post), base: 0).verdict == .merged)
    #expect(world.book.items.conflicts[last.id]?.isOpen == false)
  }
}
