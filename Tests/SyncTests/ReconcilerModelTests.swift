import TestKit
import Testing

/// The real rules on both sides of a wire, over random schedules: see `ReconcilerModel`.
struct ReconcilerModelTests {
  @Test(arguments: ModelSearch<ReconcilerModel>.parts(of: 160))
  func noScheduleBreaksAPromise(_ seeds: Range<UInt64>) async {
    let found = await ModelSearch(ReconcilerModel.self).counterexample(among: seeds)
    #expect(found == nil, "\(found.map(\.description) ?? "")")
  }

  @Test(arguments: [UInt64(3), 4]) func theSameSeedTellsTheSameStory(_ seed: UInt64) {
    let search = ModelSearch(ReconcilerModel.self)
    let (one, other) = (search.model(seed), search.model(seed))
    let story = one.end(of: search.schedule(of: one, seed)).trace
    #expect(story.count > 5)
    #expect(story == other.end(of: search.schedule(of: other, seed)).trace)
  }

  /// Each guard removed once: the search must find what it prevents.
  @Test(arguments: RuleCentre.Guard.allCases) func withoutAGuardAPromiseBreaks(_ removed: RuleCentre.Guard) async {
    let search = ModelSearch(ReconcilerModel.self) { $0.removed = [removed] }
    #expect(await search.counterexample(among: 1..<200) != nil, "nothing shows that \(removed) is needed")
  }
}
