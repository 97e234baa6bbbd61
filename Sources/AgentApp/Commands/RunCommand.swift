import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore
import Logging
import Postgres
import ServiceLifecycle
import Sync
import UnixSignals

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Send what members do here to the centre, and fetch what is new. Leave it running.",
    discussion: """
      One for each state folder. Ends on Ctrl-C or SIGTERM. Settings: log.level (trace, debug, info,
      notice, warning, error or critical; default info).

      Example:
        crier-agent run
      """)

  @OptionGroup var options: OfficeOptions

  func run() async throws {
    let folder = try await options.folder()
    let settings = try await options.settings()
    let level = try settings.choice("log.level", default: Logger.Level.info)
    let office = try Office(folder: folder)
    let lock = try RunLock(folder)
    defer { lock.release() }
    var logger = Logger(label: "crier-agent") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level
    let pool = PostgresPool(configuration: office.line, limit: 1, patience: .seconds(5))
    let service = try SyncService(
      database: pool, store: office.store, folder: folder.path, version: AgentCommand.configuration.version,
      logger: logger)
    logger.info("running", metadata: ["office": "\(office.identity.name)"])
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [.init(service: service)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
    await pool.close()
    logger.info("ended")
  }
}

/// Held while `run` runs, or `enroll accept` reads: one for each state folder. The system lets it go when the process
/// ends, however it ends.
struct RunLock {
  private let file: FileHandle

  init(_ folder: StateFolder) throws {
    if !folder.exists(folder.lock) { try PrivateFile.write("", to: folder.lock) }
    guard let file = FileHandle(forUpdatingAtPath: folder.lock) else {
      throw Complaint(.unreachable, "The file \(folder.lock) cannot be opened.")
    }
    guard flock(file.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Complaint(.refused, "crier-agent run is running for this office already.", remedy: "Stop it first.")
    }
    self.file = file
  }

  func release() {
    flock(file.fileDescriptor, LOCK_UN)
    try? file.close()
  }

  /// Whether `run` runs for the folder.
  static func isHeld(_ folder: StateFolder) -> Bool {
    guard let file = FileHandle(forReadingAtPath: folder.lock) else { return false }
    defer { try? file.close() }
    guard flock(file.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else { return true }
    flock(file.fileDescriptor, LOCK_UN)
    return false
  }
}
