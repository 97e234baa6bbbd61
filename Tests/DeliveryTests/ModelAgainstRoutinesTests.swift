import Domain
import Postgres
import TestKit
import Testing

/// The model of the database against the database: the same schedules, step by step, on both.
struct ModelAgainstRoutinesTests {
  @Test func theModelDoesWhatTheRoutinesDo() async throws {
    try await DispatchWorld.with { world in
      try await SQLDatabase.prepare(world.editor)
      let told = try await world.editor.perform { editor in
        for seed in UInt64(1)...8 {
          try editor.execute("begin")
          let difference = Self.difference(DeliveryModel(seed: seed), seed, editor)
          try editor.execute("rollback")
          if let difference { return "seed \(seed): \(difference)" }
        }
        return ""
      }
      #expect(told == "")
    }
  }

  /// The first step after which the two tell different stories.
  private static func difference(_ model: DeliveryModel, _ seed: UInt64, _ editor: PostgresConnection) -> String? {
    var setup = model.setup
    // Of what is due at the same moment either may go first.
    for index in setup.posts.indices {
      let due = setup.posts[index].due?.at ?? ModelWorld<ModelDatabase>.start
      setup.posts[index].due = Due(at: due.adding(seconds: Int64(-index)), zone: "UTC", wall: "")
    }
    let start = ModelWorld<ModelDatabase>.start
    var one = ModelWorld(setup, ModelDatabase(channels: setup.channels, now: start))
    var other = ModelWorld(setup, SQLDatabase(editor, setup, now: start))
    for (number, step) in ModelSearch(DeliveryModel.self).schedule(of: model, seed).enumerated() {
      one.take(step)
      other.take(step)
      if let failure = other.database.failure { return "step \(number), \(step): \(failure)" }
      let (modelled, real) = (tale(one.database), tale(other.database))
      if modelled != real { return "after step \(number), \(step):\nmodel \(modelled)\nreal  \(real)" }
    }
    return one.broken ?? other.broken
  }

  private static func tale(_ database: some DispatchDatabase) -> [String] {
    func seconds(_ time: Instant?) -> String {
      guard let time, time > .longAgo else { return "-" }
      return String(Int(time.seconds(since: ModelWorld<ModelDatabase>.start).rounded()))
    }
    return database.deliveries.sorted { $0.item.id < $1.item.id }.map { row in
      let item = row.item
      return [
        "\(item.kind) \(item.state) \(item.reason ?? "-") r\(item.revision) a\(item.attempts) w\(item.withdrawal)",
        "p\(row.priority) f\(row.fence ?? 0) looks \(row.looks) \(row.lookFails) \(seconds(row.lookAt))",
        "due \(seconds(row.readyAt)) till \(seconds(item.notAfter)) deadline \(seconds(row.deadline))",
        "key \(seconds(row.keyAt)) silent \(row.intentsWithoutOutcome) waits \(row.editWaits) \(item.remoteID ?? "-")",
      ].joined(separator: " ")
    }
  }
}
