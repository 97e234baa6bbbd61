import ArgumentParser
import CentralStore
import Console
import Delivery
import Domain
import Foundation
import Logging
import Platforms
import Postgres
import Reconciliation
import Scheduling
import ServiceLifecycle
import UnixSignals

/// `run`: the composition root of a running coordinator.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Rule, plan and publish until stopped. Two or more may run at once.",
    discussion: """
      SIGTERM or Ctrl-C: stops claiming, settles what is on the wire, hands the rest back.
      Frozen for longer than a minute it is killed by the kernel: it must not wake when others took over.
      Refuses a database that is behind or ahead of this version: see migrate.

      Example:
        crier-coordinator run --config /etc/crier/crier-coordinator.yaml
      """)

  @OptionGroup var config: ConfigOptions

  func run() async throws {
    let reader = try await SettingsReader(file: config.file, binary: "crier-coordinator")
    let settings = try CoordinatorSettings(reader)
    var logger = Logger(label: "crier-coordinator") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = try reader.choice("log.level", default: Logger.Level.info)
    let database = CentralDatabase(configuration: settings.database, limit: 8)
    let owner = UUID()
    let watch = DatabaseWatch(
      database: database, mark: HighWaterMark(folder: settings.stateFolder), logger: logger)
    try await begin(database, logger)
    try await watch.look()

    let timing = Timing().scaled(by: settings.timeScale)
    guard timing.refusals.isEmpty else {
      throw Complaint(.usage, "The times cannot be kept: \(timing.refusals.joined(separator: "; ")).")
    }
    let spool = MediaSpool(folder: settings.stateFolder + "/media") { source, number in
      try await database.run(ReadMediaChunk(region: source.region, sha256: source.sha256, number: number))
    }
    try await spool.start()
    let exchanges = try Exchanges(settings: settings, total: timing.publish, spool: spool)
    let vault = Vault(database: database, key: try settings.keys.encryptionKey())
    let outcomes = OutcomeCounter()
    let store = DispatchStore(pool: database)
    var parts = DispatchParts(
      store: store, book: LeaseBook(), timing: timing, platforms: PlatformCatalogue.all,
      exchange: exchange(exchanges),
      credential: { try await vault.secret(for: $0) }, logger: logger)
    parts.sessions = vault.sessions
    parts.onOutcome = { outcomes.count($0) }
    #if DEBUG
      parts.switches = try Failpoints(settings.failpoints, logger: logger).switches
      parts.switches.sabotage = Set(settings.sabotage.compactMap(DebugSwitches.Guard.init(rawValue:)))
    #endif

    let plans = Hints()
    let sends = Hints()
    let keyID = try await database.run(ReadBody())?.encryptionKeyID ?? ""
    var services: [any Service] = [
      ReconciliationService(database: database, owner: owner, logger: logger, onRulings: { _ in plans.ring() }),
      scheduling(store, plans, logger, onPlanned: { sends.ring() }, settings),
      RenewalService(parts) { owner in
        try await watch.look()
        return try await DispatchSession.open(
          settings.database, owner: owner, host: ProcessInfo.processInfo.hostName,
          process: ProcessInfo.processInfo.processIdentifier, keys: [keyID])
      },
      SweepService(parts),
      ResolveService(parts, onResolved: { sends.ring() }),
      ReadBackService(parts),
      DeliveryService(parts, hints: sends),
      HousekeepingService(database: database, watch: watch, logger: logger),
    ]
    // First in, last out: it watches to the end.
    if let watchdog = try watchdog(timing, settings) { services.insert(watchdog, at: 0) }
    if let port = settings.healthPort {
      services.append(HealthRoutes(database: database, outcomes: outcomes).application(port: port))
    }
    let group = ServiceGroup(
      configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    logger.info("running", metadata: ["process": "\(ProcessInfo.processInfo.processIdentifier)"])
    try await group.run()
    await exchanges.close()
    await database.close()
  }

  private func exchange(_ exchanges: Exchanges) -> Exchange {
    { request, leave in
      #if DEBUG
        await exchanges.send(request, deadline: leave.deadline, mayLeave: leave.mayLeave, onSent: leave.onSent)
      #else
        await exchanges.send(request, deadline: leave.deadline, mayLeave: leave.mayLeave)
      #endif
    }
  }

  private func watchdog(_ timing: Timing, _ settings: CoordinatorSettings) throws -> Watchdog? {
    #if DEBUG
      if settings.sabotage.contains("watchdog") { return nil }
    #endif
    return try Watchdog(patience: timing.still)
  }

  private func scheduling(
    _ store: DispatchStore, _ hints: Hints, _ logger: Logger, onPlanned: @escaping @Sendable () -> Void,
    _ settings: CoordinatorSettings
  ) -> SchedulingService {
    let service = SchedulingService(
      store: store, editing: Adapters.editing, hints: hints, logger: logger, onPlanned: onPlanned)
    #if DEBUG
      var sabotaged = service
      sabotaged.sabotage = settings.sabotage
      return sabotaged
    #else
      return service
    #endif
  }

  /// Refuses to run where the database is of another age, where there is no body, or by a login that may do too much.
  private func begin(_ database: CentralDatabase, _ logger: Logger) async throws {
    let standing = try await SchemaStanding.require(of: database)
    if let remedy = standing.remedy { logger.warning("\(standing.sentence) \(remedy)") }
    guard try await database.run(ReadBody()) != nil else {
      throw Complaint(.refused, "There is no body here yet.", remedy: "Run crier-coordinator init once.")
    }
    guard try await !database.run(ReadServer()).isPowerful else {
      throw Complaint(
        .refused, "This database login may do too much to face a network.", remedy: "Run as crier_coordinator.")
    }
  }
}
