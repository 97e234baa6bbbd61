import Domain
import TestKit
import Testing

/// The real machines against a model of everything around them, over random schedules: see `DeliveryModel`.
struct DeliveryModelTests {
  @Test(arguments: ModelSearch<DeliveryModel>.parts(of: 800))
  func noScheduleBreaksAPromise(_ seeds: Range<UInt64>) async {
    let found = await ModelSearch(DeliveryModel.self).counterexample(among: seeds)
    #expect(found == nil, "\(found.map(\.description) ?? "")")
  }

  @Test(arguments: [UInt64(2), 4]) func theSameSeedTellsTheSameStory(_ seed: UInt64) {
    let search = ModelSearch(DeliveryModel.self)
    let (one, other) = (search.model(seed), search.model(seed))
    let story = one.end(of: search.schedule(of: one, seed))
    let again = other.end(of: search.schedule(of: other, seed))
    #expect(!story.database.deliveries.isEmpty)
    #expect(
      story.database.attempts == again.database.attempts && story.database.deliveries == again.database.deliveries)
  }

  /// Each guard removed once: the search must find what it prevents.
  @Test(arguments: Set(ModelDatabase.Guard.allCases).subtracting(rare.map(\.removed)).sorted { "\($0)" < "\($1)" })
  func withoutAGuardAPromiseBreaks(_ removed: ModelDatabase.Guard) async {
    let search = ModelSearch(DeliveryModel.self) { $0.removed = [removed] }
    #expect(await search.counterexample(among: 1..<3000) != nil, "nothing shows that \(removed) is needed")
  }

  @Test func aRequestThatIsSentTwiceIsSeen() async {
    let search = ModelSearch(DeliveryModel.self) { $0.setup.sendsTwice = true }
    #expect(await search.counterexample(among: 1..<100) != nil)
  }
}

/// Schedules that the search comes upon too rarely: what each guard prevents in them, it prevents.
extension DeliveryModelTests {
  struct Rare: Sendable {
    var removed: ModelDatabase.Guard
    var steps: [ModelStep]
  }

  static let rare = [
    // It stands still for two minutes before the first byte, sends, and says that it does not know.
    Rare(
      removed: .lateWord,
      steps: leaving + [
        .pass(130), .go(0, lane: 0, Fate(kind: .acts, hidden: 0.9)), .go(0, lane: 0, .fine), .go(0, lane: 0, .fine),
      ]),
    // Two look before the quiet time is over, and tell of it after.
    Rare(
      removed: .asOf,
      steps: leaving + [
        .go(0, lane: 0, Fate(kind: .late, late: 0.99)), .go(0, lane: 0, .fine), .go(0, lane: 0, .fine), .look(1),
        .lookOn(1, .fine), .pass(31), .look(0), .lookOn(0, .fine), .pass(61), .lookOn(1, .fine), .lookOn(0, .fine),
      ]),
  ]

  /// The first byte is about to leave.
  private static let leaving = [ModelStep.claim(0, isLost: false)] + (0..<5).map { _ in .go(0, lane: 0, .fine) }

  @Test(arguments: rare) func whatIsRareIsHeldOffToo(_ rare: Rare) {
    let models = (0..<20).map { number in
      var model = DeliveryModel(seed: UInt64(2 * number + 1))
      model.setup = ModelSetup(seed: model.setup.seed, habits: ModelHabits.all.first { $0.name == "deaf" })
      return model
    }
    for model in models { #expect(model.firstBroken(by: rare.steps) == nil) }
    let unguarded = models.map { model in
      var model = model
      model.removed = [rare.removed]
      return model
    }
    #expect(unguarded.contains { $0.firstBroken(by: rare.steps)?.hasPrefix("never twice") ?? false })
  }
}
