import Domain
import Foundation
import Testing

/// Two changes of one field, whatever they are: what must hold for every field and every value.
struct MergeTests {
  private static let rounds = 4000
  private static let words = ["", "a", "b", "e\u{301}", "\u{e9}"]
  private static let images = ["one", "two", "three"].map { Digest.of($0) }
  private static let facts = ImageFacts(type: .png, octets: 1000, width: 20, height: 10)
  private static let places = (0..<4).map {
    ChannelReference(region: .derived("test", "region"), channel: .derived("test", "channel", String($0)))
  }
  private static let fields: [PostField] = [
    .text("en"), .contentWarning, .alternative(images[0], "en"), .visibility, .media, .channels, .postClass, .due,
    .notAfter, .campaign,
  ]

  private static func time(_ chance: inout SeededChance) -> Instant? {
    Bool.random(using: &chance) ? Instant(microseconds: Int64.random(in: 1...3, using: &chance) * 3_600_000_000) : nil
  }

  private static func value(of field: PostField, _ chance: inout SeededChance) -> FieldValue {
    switch field {
    case .text, .contentWarning, .alternative, .campaign: .text(words.randomElement(using: &chance)!)
    case .visibility: .visibility(Visibility.allCases.randomElement(using: &chance)!)
    case .postClass: .postClass(PostClass.allCases.randomElement(using: &chance)!)
    case .due: .due(time(&chance).map { Due(at: $0, zone: "UTC", wall: "1970-01-01 01:00") })
    case .notAfter: .notAfter(time(&chance))
    case .channels: .channels(places.filter { _ in Bool.random(using: &chance) }.sorted())
    case .media:
      .media(
        images.shuffled(using: &chance).filter { _ in Bool.random(using: &chance) }.map { image in
          let text = words.randomElement(using: &chance)!
          return MediaReference(
            sha256: image, alternative: text.isEmpty ? [:] : ["en": text], decorative: Bool.random(using: &chance),
            image: facts)
        })
    }
  }

  /// Any field with any three values, and what is made of them.
  private struct Sample {
    let field: PostField
    let base: FieldValue?
    let centre: FieldValue
    let theirs: FieldValue
    let settled: [Merge.Settled]
    var first: Merge.Settled { settled[0] }
    var isOnRecord: Bool { settled.contains { $0.how == .conflicted || $0.how == .ruled } }

    init(_ chance: inout SeededChance) {
      field = MergeTests.fields.randomElement(using: &chance)!
      base = Int.random(in: 0..<10, using: &chance) == 0 ? nil : MergeTests.value(of: field, &chance)
      centre = MergeTests.value(of: field, &chance)
      theirs = MergeTests.value(of: field, &chance)
      settled = Merge.settle(field, base: base, centre: centre, theirs: theirs)
    }
  }

  private static func samples(_ seed: UInt64) -> [Sample] {
    var chance = SeededChance(seed: seed)
    return (0..<rounds).map { _ in Sample(&chance) }
  }

  @Test(arguments: [UInt64(1), 2, 3]) func theSameAlwaysGivesTheSame(_ seed: UInt64) {
    for one in Self.samples(seed) {
      #expect(Merge.settle(one.field, base: one.base, centre: one.centre, theirs: one.theirs) == one.settled)
      #expect(one.first.field == one.field && Set(one.settled.map(\.field)).count == one.settled.count)
    }
  }

  /// In every process, on every machine: an office plays what the centre will rule.
  @Test func everywhereTheSameComesOut() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var told: [UInt8] = []
    for settled in Self.samples(1).flatMap(\.settled) {
      told += "\(settled.field.name) \(settled.how) ".utf8
      told += try encoder.encode(settled.value)
    }
    #expect(Digest.of(told).hex == "3e2b56004e1888691894c3016b511bd5aba286d925ff4ca9de39f170f427a9da")
  }

  @Test(arguments: [UInt64(1), 2, 3]) func whatOneSideAloneChangedIsTakenAndWhatBothChangedAlikeStands(_ seed: UInt64) {
    for one in Self.samples(seed) {
      let sole = Merge.settle(one.field, base: one.centre, centre: one.centre, theirs: one.theirs)
      #expect(sole.map(\.value) == [one.theirs] && sole[0].how == (one.centre == one.theirs ? .kept : .taken))
      let none = Merge.settle(one.field, base: one.theirs, centre: one.centre, theirs: one.theirs)
      #expect(none.map(\.value) == [one.centre] && none[0].how == .kept)
      let same = Merge.settle(one.field, base: one.base, centre: one.theirs, theirs: one.theirs)
      #expect(same.map(\.value) == [one.theirs] && same[0].how == .kept)
    }
  }

  @Test(arguments: [UInt64(1), 2, 3]) func nothingIsInvented(_ seed: UInt64) {
    for settled in Self.samples(seed).flatMap(\.settled) {
      let known = [settled.base, settled.centre, settled.theirs].compactMap { $0 }
      switch settled.value {
      case .channels(let places): #expect(places.allSatisfy(Self.places.contains))
      case .media(let images): #expect(Self.areTyped(images, in: known), "\(settled)")
      case .due(nil): break
      default: #expect(known.contains(settled.value), "\(settled)")
      }
    }
  }

  /// Every image and every description was somebody's.
  private static func areTyped(_ images: [MediaReference], in known: [FieldValue]) -> Bool {
    let all = known.flatMap { value -> [MediaReference] in if case .media(let media) = value { media } else { [] } }
    func isTyped(_ image: MediaReference) -> Bool {
      let same = all.filter { $0.sha256 == image.sha256 }
      return !same.isEmpty
        && image.alternative.allSatisfy { language, text in
          same.contains { FieldValue.text($0.alternative[language] ?? "") == .text(text) }
        }
    }
    return Set(images.map(\.sha256)).count == images.count && images.allSatisfy(isTyped)
  }

  @Test(arguments: [UInt64(1), 2, 3]) func whatIsNotTakenIsOnRecord(_ seed: UInt64) {
    for one in Self.samples(seed) where one.first.how != .joined {
      let isTheirsLost = one.theirs != one.base && one.first.value != one.theirs
      let isOursLost = one.centre != one.base && one.first.value != one.centre && one.first.how != .taken
      #expect(!(isTheirsLost || isOursLost) || one.isOnRecord, "\(one)")
    }
  }

  /// Of images that are put together, whatever either side wrote of one stands or is left to a person.
  @Test(arguments: [UInt64(1), 2, 3]) func noTextOfAnImageIsLost(_ seed: UInt64) {
    var count = 0
    for one in Self.samples(seed) where one.field == .media && one.first.how == .joined {
      guard case .media(let was) = one.base else { continue }
      let known =
        one.settled.filter { $0.how == .conflicted || $0.how == .ruled }
        .flatMap { [$0.value, $0.centre, $0.theirs] } + [one.first.value]
      for case .media(let side) in [one.centre, one.theirs] {
        for image in side {
          let before = was.first { $0.sha256 == image.sha256 }?.alternative["en"]
          guard let text = image.alternative["en"], text != before else { continue }
          count += 1
          #expect(known.contains { $0.says(text, of: image.sha256) }, "\(text) in \(one)")
        }
      }
    }
    #expect(count > 100)
  }

  @Test(arguments: [UInt64(1), 2, 3]) func ofChannelsWhatOneRemovedIsGoneAndWhatOneAddedIsThere(_ seed: UInt64) {
    for one in Self.samples(seed) where one.first.how == .joined {
      guard let was = Self.channels(one.base), let ours = Self.channels(one.centre),
        let wanted = Self.channels(one.theirs), let joined = Self.channels(one.first.value)
      else { continue }
      let removed = was.subtracting(ours).union(was.subtracting(wanted))
      #expect(removed.isDisjoint(with: joined))
      #expect(ours.union(wanted).subtracting(was).isSubset(of: joined))
    }
  }

  private static func channels(_ value: FieldValue?) -> Set<ChannelReference>? {
    if case .channels(let channels) = value { Set(channels) } else { nil }
  }

  @Test(arguments: [UInt64(1), 2, 3]) func aRuleNeverMovesTowardsSpeaking(_ seed: UInt64) {
    let order: [Visibility] = [.private, .unlisted, .public]
    for one in Self.samples(seed) where one.isOnRecord {
      switch (one.first.value, one.centre, one.theirs) {
      case (.visibility(let value), .visibility(let ours), .visibility(let wanted)):
        #expect(value == order.first { $0 == ours || $0 == wanted })
      case (.postClass(let value), .postClass(let ours), .postClass(let wanted)):
        #expect(value.priority == max(ours.priority, wanted.priority))
      case (.due(let due), _, _): #expect(due == nil, "unscheduled")
      default: break
      }
    }
  }

  @Test func twoWordingsOfOneTextAreAPersonsToChoose() {
    let settled = Merge.settle(.text("en"), base: .text("a"), centre: .text("b"), theirs: .text("c"))
    #expect(settled.map(\.how) == [.conflicted] && settled.map(\.value) == [.text("b")])
    // What looks alike may be typed otherwise.
    let typed = Merge.settle(.text("en"), base: .text("a"), centre: .text("e\u{301}"), theirs: .text("\u{e9}"))
    #expect(typed.map(\.how) == [.conflicted])
    #expect(Merge.settle(.text("en"), base: nil, centre: .text("b"), theirs: .text("c")).map(\.how) == [.conflicted])
  }

  @Test func aLabelIsKeptAgainstNoneAndOfTwoAPersonChooses() {
    func campaign(_ base: String, _ centre: String, _ theirs: String) -> Merge.Settled {
      Merge.settle(.campaign, base: .text(base), centre: .text(centre), theirs: .text(theirs))[0]
    }
    #expect(campaign("a", "b", "").value == .text("b") && campaign("a", "b", "").how == .ruled)
    #expect(campaign("a", "", "c").value == .text("c") && campaign("a", "", "c").how == .ruled)
    #expect(campaign("a", "b", "c").how == .conflicted)
  }

  @Test func imagesAreJoinedInOrderAndEachDescriptionIsAFieldOfItsOwn() {
    let (one, two, three) = (Self.images[0], Self.images[1], Self.images[2])
    func image(_ id: Digest, _ en: String) -> MediaReference {
      MediaReference(sha256: id, alternative: ["en": en], image: Self.facts)
    }
    let base = [image(one, "a"), image(two, "b")]
    let joined = Merge.settle(
      .media, base: .media(base), centre: .media([image(one, "a")]),
      theirs: .media([image(three, "new"), image(two, "b"), image(one, "a")]))
    #expect(joined.map(\.how) == [.joined])
    #expect(joined[0].value == .media([image(three, "new"), image(one, "a")]), "removed is gone, added is there")
    let described = Merge.settle(
      .media, base: .media(base), centre: .media([image(one, "ours"), image(two, "b")]),
      theirs: .media([image(one, "theirs"), image(two, "c")]))
    #expect(described.map(\.field) == [.media, .alternative(one, "en")])
    #expect(described[0].value == .media([image(one, "ours"), image(two, "c")]))
    #expect(described[1].how == .conflicted && described[1].theirs == .text("theirs"))
    let gone = Merge.settle(
      .media, base: .media(base), centre: .media([image(two, "b")]),
      theirs: .media([image(one, "better"), image(two, "b")]))
    #expect(gone[0].value == .media([image(two, "b")]) && gone[0].how == .ruled, "the description is on record")
  }

  @Test func aFieldIsReadByTheNameThatItWrites() {
    for field in Self.fields + [.text("zh-Hant"), .alternative(Self.images[1], "en-GB")] {
      #expect(PostField(name: field.name) == field)
    }
    #expect(PostField(name: "colour") == nil && PostField(name: "") == nil && PostField(name: "alt.x.en") == nil)
  }

  @Test(arguments: ["{}", #"{"colour": 1}"#, #"{"text": "a", "visibility": "public"}"#, #"{"due": null, "text": ""}"#])
  func aValueIsOfOneField(_ json: String) {
    // Which of several would be read may differ from one reading to the next.
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(FieldValue.self, from: Data(json.utf8)) }
  }

  @Test func aValueIsReadAsItIsWritten() throws {
    var chance = SeededChance(seed: 9)
    for field in Self.fields {
      for _ in 0..<20 {
        let value = Self.value(of: field, &chance)
        #expect(try JSONDecoder().decode(FieldValue.self, from: try JSONEncoder().encode(value)) == value)
        #expect(value.fits(field))
      }
    }
  }
}

extension FieldValue {
  /// Whether it holds this text, of this image if it holds images.
  fileprivate func says(_ text: String, of image: Digest) -> Bool {
    switch self {
    case .text(let other): other == text
    case .media(let images): images.contains { $0.sha256 == image && $0.alternative["en"] == text }
    default: false
    }
  }
}
