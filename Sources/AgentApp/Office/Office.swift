import CentralStore
import Console
import Domain
import Foundation
import LocalStore
import Postgres

/// An enrolled office, as commands work with it.
struct Office: Sendable {
  let folder: StateFolder
  let store: LocalStore
  let images: ImageFolder
  let identity: OfficeIdentity
  /// The time, never before what the centre's clock said last: a clock that was set back must not keep anybody from
  /// their work.
  let now: Instant

  /// - Parameter orForReading: where the disk is full, what is stored is shown all the same.
  init(folder: StateFolder, orForReading: Bool = false, clock: Instant = Instant(Date())) throws {
    guard folder.exists(folder.file(LocalStore.fileName)) else { throw Self.notEnrolled(folder) }
    let store = try LocalStore(folder: folder.path, orForReading: orForReading)
    guard let identity = try store.office() else { throw Self.notEnrolled(folder) }
    self.folder = folder
    self.store = store
    images = ImageFolder(folder: folder.path)
    self.identity = identity
    now = max(clock, try store.lineState()?.clock?.centre ?? clock)
  }

  private static func notEnrolled(_ folder: StateFolder) -> Complaint {
    Complaint(
      .usage, "No office is enrolled in \(folder.path).",
      remedy: "Begin with: crier-agent enroll request --out request.json; or name another folder with --state.")
  }

  /// How this office connects to the centre: a line on which nothing comes for ten seconds is down.
  var line: PostgresConfiguration {
    PostgresConfiguration(
      host: identity.host, port: identity.port, database: identity.database, user: identity.login,
      tls: .verifyFull(root: folder.authority, certificate: folder.certificate, key: folder.key),
      applicationName: "crier-agent", statementTimeout: .seconds(8), answerGrace: .seconds(2),
      lineTimeout: .seconds(10))
  }

  /// Does one thing at the centre, over a connection of its own.
  func atCentre<Value: Sendable>(_ body: (CentralDatabase) async throws -> Value) async throws -> Value {
    let pool = PostgresPool(configuration: line, limit: 1, patience: .seconds(3))
    let result: Result<Value, any Error>
    do { result = .success(try await body(pool)) } catch { result = .failure(error) }
    await pool.close()
    return try result.get()
  }
}
