import Domain
import TestKit

/// Several coordinators with the real machines, a database and platforms that misbehave, as one world of steps.
struct DeliveryModel: SchedulableModel {
  var setup: ModelSetup
  /// Guards taken away.
  var removed: Set<ModelDatabase.Guard> = []

  init(seed: UInt64) { setup = ModelSetup(seed: seed) }

  func schedule(_ chance: inout SeededChance) -> [ModelStep] {
    let length = 30 + chance.below(90)
    var steps: [ModelStep] = []
    while steps.count < length { steps += ModelStep.drawn(setup.shape, &chance) }
    return steps
  }

  func firstBroken(by steps: [ModelStep]) -> String? { end(of: steps).broken }

  /// The world after these steps and at rest.
  func end(of steps: [ModelStep]) -> ModelWorld<ModelDatabase> {
    var database = ModelDatabase(channels: setup.channels, now: ModelWorld<ModelDatabase>.start)
    database.removed = removed
    var world = ModelWorld(setup, database)
    for step in steps where world.broken == nil { world.take(step) }
    if world.broken == nil { world.comeToRest() }
    return world
  }
}
