import Foundation

/// A small world in which everything that happens is a step, so that one seed gives one schedule and one schedule one
/// story. Any step may be left out: what it would have made possible then does not happen.
package protocol SchedulableModel: Sendable {
  associatedtype Step: Sendable

  /// The world that a seed gives, before any step.
  init(seed: UInt64)

  /// What happens in it.
  func schedule(_ chance: inout SeededChance) -> [Step]

  /// Lets it happen, and then everything come to rest. Returns the first promise that was broken; nil: all were kept.
  func firstBroken(by steps: [Step]) -> String?
}

/// Goes through random schedules of a model.
///
/// `CRIER_SEEDS` says how many, `CRIER_SEED` names the one to repeat: a failure prints both its seed and the shortest
/// schedule found that breaks the same promise.
package struct ModelSearch<Model: SchedulableModel>: Sendable {
  /// A schedule that breaks a promise.
  package struct Counterexample: Sendable, CustomStringConvertible {
    package var seed: UInt64
    package var broken: String
    /// What is left of the schedule when nothing more can be left out.
    package var steps: [Model.Step]

    package var description: String {
      "CRIER_SEED=\(seed) breaks a promise: \(broken)\n"
        + steps.enumerated().map { "  \($0.offset + 1). \($0.element)" }.joined(separator: "\n")
    }
  }

  private let make: @Sendable (UInt64) -> Model

  /// - Parameter adjust: takes a guard away, say.
  package init(_ type: Model.Type = Model.self, adjust: @escaping @Sendable (inout Model) -> Void = { _ in }) {
    make = { seed in
      var model = Model(seed: seed)
      adjust(&model)
      return model
    }
  }

  /// The seeds to go through, in parts that run side by side: as the environment says, else `count` from 1 on.
  package static func parts(of count: Int) -> [Range<UInt64>] {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["CRIER_SEED"].flatMap(UInt64.init) { return [seed..<seed + 1] }
    let asked = UInt64(max(1, environment["CRIER_SEEDS"].flatMap { Int($0) } ?? count))
    let size = max(1, asked / 4)
    return (0..<4).map { 1 + $0 * size }.map { $0..<$0 + size }
  }

  /// The first schedule that breaks a promise, made as short as it gets; nil: none of these does. Between seeds others
  /// may go on: a search has as many threads as the machine has cores, and their leases would end meanwhile.
  package func counterexample(among seeds: Range<UInt64>) async -> Counterexample? {
    for seed in seeds {
      await Task.yield()
      let model = make(seed)
      let steps = schedule(of: model, seed)
      if let broken = model.firstBroken(by: steps) { return shrunk(model, seed, steps, broken) }
    }
    return nil
  }

  /// The schedule that a seed gives.
  package func schedule(of model: Model, _ seed: UInt64) -> [Model.Step] {
    var chance = SeededChance(seed: seed)
    return model.schedule(&chance)
  }

  package func model(_ seed: UInt64) -> Model { make(seed) }

  /// Delta debugging: leaves out ever smaller runs of steps while a promise of the same kind stays broken.
  private func shrunk(
    _ model: Model, _ seed: UInt64, _ steps: [Model.Step], _ broken: String
  ) -> Counterexample {
    var best = Counterexample(seed: seed, broken: broken, steps: steps)
    let kind = Self.kind(broken)
    var size = max(1, steps.count / 2)
    while true {
      var start = 0
      var hasShrunk = false
      while start < best.steps.count {
        var fewer = best.steps
        fewer.removeSubrange(start..<min(start + size, fewer.count))
        if let broken = model.firstBroken(by: fewer), Self.kind(broken) == kind {
          (best.broken, best.steps, hasShrunk) = (broken, fewer, true)
        } else {
          start += size
        }
      }
      if size == 1, !hasShrunk { return best }
      size = max(1, size / 2)
    }
  }

  /// What stands before the colon: the promise, without the names of this case.
  private static func kind(_ broken: String) -> Substring { broken.prefix { $0 != ":" } }
}
