import Domain
import Foundation
import Postgres
import TestKit
import Testing

/// All orders of what people may do to a post, with the real rules, the real plan and the real gate: whatever may go
/// out at any point had the consents that were asked for.
struct ConsentOrderTests {
  @Test func nothingGoesWithoutItsConsentsInAnyOrder() async throws {
    let found = try await Self.walk(steps: Self.steps)
    #expect(found.wrong == [])
    #expect(found.mayGo > 5, "the words may go at \(found.mayGo) of \(found.points) points")
  }

  /// A guard of the gate removed in the database: the walk must find what it held.
  @Test func withoutTheLastLookAtTheConsentsItIsFound() async throws {
    let found = try await Self.walk(steps: 5) { connection in
      let routine = "'admin.dispatch_judge(uuid, jsonb)'::regprocedure"
      try connection.execute(
        """
        do $do$ begin
          execute replace(pg_get_functiondef(\(routine)), 'when ap.given < po.needed or', 'when false and');
        end $do$
        """)
    }
    #expect(found.wrong.contains([.submit, .approve, .plan, .stricter]))
  }

  /// More where `CRIER_STEPS` asks for more.
  private static var steps: Int { ProcessInfo.processInfo.environment["CRIER_STEPS"].flatMap { Int($0) } ?? 5 }

  private static func walk(
    steps: Int, spoiling: @escaping @Sendable (isolated PostgresConnection) throws -> Void = { _ in }
  ) async throws -> Walk {
    try await ScratchDatabase.with(template: .schema) { database in
      let connection = try await PostgresConnection.connect(database.superuser)
      for file in try SchemaFiles.all("roles") { try await connection.execute(file.text) }
      let result: Result<Walk, any Error>
      do {
        result = .success(
          try await connection.perform { connection in
            var world = ConsentWorld()
            try world.begin(on: connection)
            try spoiling(connection)
            var walk = Walk()
            try connection.execute("begin")
            try walk.go(on: world, ConsentOracle(), [], steps: steps, on: connection)
            try connection.execute("rollback")
            return walk
          })
      } catch { result = .failure(error) }
      await connection.close()
      return try result.get()
    }
  }
}

/// Goes every way from a point, as far as it is told, and back: a savepoint for each step.
private struct Walk: Sendable {
  /// What rules, plan and gate look at, and what the oracle knows.
  private struct Point: Hashable {
    var state: PostState?
    var revision: Int?
    var approvals: [MemberID]
    var demand: Policy?
    var members: [MemberState]
    var oracle: ConsentOracle
    var deliveries: [ConsentWorld.Look]
    var isPlanned: Bool
  }

  /// Points at which something may go, and ways to a point at which it may not and would.
  private(set) var mayGo = 0
  private(set) var points = 0
  private(set) var wrong: Set<[ConsentStep]> = []
  private var known: [Point: Int] = [:]

  mutating func go(
    on world: ConsentWorld, _ oracle: ConsentOracle, _ way: [ConsentStep], steps: Int,
    on connection: isolated PostgresConnection
  ) throws {
    let deliveries = try world.look(on: connection)
    judge(deliveries, in: world, oracle, way)
    // What can be reached from a point does not depend on the way to it.
    let point = point(world, oracle, deliveries, way)
    guard steps > 0, known[point, default: 0] < steps else { return }
    known[point] = steps
    for step in ConsentStep.allCases {
      try connection.execute("savepoint step")
      var next = world
      if try next.take(step, on: connection) {
        var told = oracle
        told.follow(step)
        try go(on: next, told, way + [step], steps: steps - 1, on: connection)
      }
      try connection.execute("rollback to savepoint step; release savepoint step")
    }
  }

  private mutating func judge(
    _ deliveries: [ConsentWorld.Look], in world: ConsentWorld, _ oracle: ConsentOracle, _ way: [ConsentStep]
  ) {
    points += 1
    let words = world.digest(isFirst: oracle.isFirstWording)
    for delivery in deliveries where delivery.state == "waiting" && delivery.refusal == nil {
      mayGo += 1
      guard oracle.mayGo, delivery.digest == words, delivery.revision == oracle.revision else {
        wrong.insert(way)
        continue
      }
    }
  }

  private func point(
    _ world: ConsentWorld, _ oracle: ConsentOracle, _ deliveries: [ConsentWorld.Look], _ way: [ConsentStep]
  ) -> Point {
    let post = world.book.items.posts[world.post]
    var demand = world.book.items.policies.values.first
    // Which version of it, and whose act it was, no rule asks.
    if let known = demand {
      demand = Policy(
        region: known.region, postClass: known.postClass, approvals: known.approvals, tier: known.tier,
        activity: .init(world.owner))
    }
    return Point(
      state: post?.state, revision: post?.revision, approvals: post?.approvals.map(\.member) ?? [],
      demand: demand, members: [world.approver].compactMap { world.book.items.members[$0]?.state },
      oracle: oracle, deliveries: deliveries, isPlanned: way.last == .plan)
  }
}
