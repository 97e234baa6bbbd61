import CentralStore
import Delivery
import Domain
import Foundation
import Logging
import Platforms
import Postgres
import ServiceLifecycle
import Synchronization
import TestKit
import Testing

/// A database with a small body in it (`sql/tests/fixture/dispatch.sql`), a ledger of what the public sees, and as many
/// coordinators as a test starts.
struct DispatchWorld: Sendable {
  let database: ScratchDatabase
  /// Makes posts; the fixture's routines live in its session.
  let editor: PostgresConnection
  let ledger: Ledger
  let pool: PostgresPool

  static func with(
    latency: Duration = .milliseconds(2), _ body: @Sendable (DispatchWorld) async throws -> Void
  ) async throws {
    try await ScratchDatabase.with(template: .schema) { database in
      let editor = try await PostgresConnection.connect(database.superuser)
      // The rights on a database itself are not cloned with it.
      for file in try SchemaFiles.all("roles") { try await editor.execute(file.text) }
      let fixture = try SchemaFiles.all("tests/fixture").first { $0.name == "dispatch" }
      try await editor.execute(try #require(fixture).text)
      let pool = PostgresPool(configuration: try await database.login("crier_coordinator"), limit: 12)
      let world = DispatchWorld(
        database: database, editor: editor, ledger: Ledger(latency: latency), pool: pool)
      let result: Result<Void, any Error>
      do { result = .success(try await body(world)) } catch { result = .failure(error) }
      await pool.close()
      await editor.close()
      try result.get()
    }
  }

  /// Makes posts that are approved, due now, on one account each, and their deliveries.
  func publish(_ names: [String], on channel: String = "north", of postClass: String = "routine") async throws {
    let make = PostgresStatement(
      "select pg_temp.post($1, $2, array[$3]), pg_temp.plan_post($1, $3)", name: "make_post")
    try await editor.perform { editor in
      for name in names { _ = try editor.query(make, [.text(name), .text(postClass), .text(channel)]) }
    }
  }

  /// Lets every account post as fast as it can.
  func hurry() async throws {
    try await editor.perform { editor in
      try editor.execute("update crier.lane set rate = 1000, burst = 1000, tokens = 1000")
    }
  }

  /// How many deliveries are in each state.
  func states() async throws -> [String: Int] {
    let count = PostgresStatement(
      "select state, count(*)::integer as n from crier.delivery group by state", name: "count_states")
    let rows = try await pool.withConnection { connection in try connection.query(count) }
    return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.text("state"), Int(try $0.int("n"))) })
  }

  /// The only delivery.
  func delivery() async throws -> DeliveryID {
    let statement = PostgresStatement("select delivery_id from crier.delivery", name: "only_delivery")
    return DeliveryID(try await editor.perform { editor in try editor.query(statement, [])[0].uuid(0) })
  }

  /// One number that a statement of a test asks for.
  func number(_ sql: String) async throws -> Int {
    let statement = PostgresStatement(sql, name: "number_\(abs(sql.hashValue))")
    return try await editor.perform { editor in Int(try editor.query(statement, [])[0].int(0)) }
  }

  /// Waits until a condition holds.
  func wait(
    _ what: String, atMost time: Duration = .seconds(60), until holds: @Sendable () async throws -> Bool
  ) async throws {
    let deadline = ContinuousClock.now + time
    while try await !holds() {
      guard .now < deadline else {
        let states = try await states()
        throw Late(what: what, states: states)
      }
      _ = try? await pool.withConnection { connection in
        try connection.execute("select pg_sleep_for('20 milliseconds')")
      }
    }
  }

  struct Late: Error {
    var what: String
    var states: [String: Int]
  }
}

/// A coordinator's dispatch, in this process.
final class TestCoordinator: Sendable {
  let book = LeaseBook()
  private let group: ServiceGroup
  private let running: Task<Void, any Error>
  private let list = SessionList()

  /// - Parameter adjust: sets switches and the like.
  init(
    _ world: DispatchWorld, timing: Timing = Timing().scaled(by: 0.02), width: DeliveryService.Width = .init(),
    adjust: (inout DispatchParts) -> Void = { _ in }
  ) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .error
    let ledger = world.ledger
    var parts = DispatchParts(
      store: DispatchStore(pool: world.pool), book: book, timing: timing, platforms: [PaperPlatform()],
      exchange: { request, leave in await ledger.exchange(request, mayLeave: leave.mayLeave) },
      credential: { _ in Secret("token") }, logger: logger)
    adjust(&parts)
    let configuration = try await world.database.login("crier_coordinator")
    let sessions = list
    let renewal = RenewalService(parts) { owner in
      let session = try await DispatchSession.open(configuration, owner: owner, host: "test", process: 1, keys: [])
      sessions.add(session)
      return session
    }
    let services: [any Service] = [
      renewal, SweepService(parts), ResolveService(parts), DeliveryService(parts, width: width),
    ]
    group = ServiceGroup(
      configuration: .init(
        services: services.map { .init(service: $0, successTerminationBehavior: .ignore) }, logger: logger))
    let group = group
    running = Task { try await group.run() }
  }

  /// Asks it to stop, and waits until it has.
  func stop() async throws {
    await group.triggerGracefulShutdown()
    try await running.value
  }

  /// As SIGKILL does: whatever it is doing ends here, and its sessions with it.
  func kill() async {
    book.fence()
    for session in list.all { await session.close() }
    running.cancel()
  }
}

/// The sessions that a coordinator has opened.
final class SessionList: Sendable {
  private let sessions = Mutex<[DispatchSession]>([])

  var all: [DispatchSession] { sessions.withLock { $0 } }

  func add(_ session: DispatchSession) { sessions.withLock { $0.append(session) } }
}
