import CentralStore
import Console
import Crypto
import Domain
import Foundation
import Logging
import Postgres
import Reconciliation

/// The centre's side of a command: the database, the member who is signed in, and their acts.
struct Centre: Sendable {
  let settings: CoordinatorSettings
  let database: CentralDatabase
  /// Whether what becomes of acts is told in JSON.
  let tellsJSON: Bool

  /// Runs a command's work with the database at hand, and closes it afterwards.
  static func with<Result: Sendable>(
    _ options: ConfigOptions, _ output: OutputOptions? = nil, _ work: (Centre) async throws -> Result
  ) async throws -> Result {
    let reader = try await SettingsReader(file: options.file, binary: "crier-coordinator")
    let settings = try CoordinatorSettings(reader)
    let database = CentralDatabase(configuration: settings.database, limit: 2)
    do {
      let result = try await work(
        Centre(settings: settings, database: database, tellsJSON: output?.asJSON ?? false))
      await database.close()
      return result
    } catch {
      await database.close()
      throw error
    }
  }

  func body() async throws -> ReadBody.Body {
    guard let body = try await database.run(ReadBody()) else {
      throw Complaint(.refused, "There is no body here yet.", remedy: "Run crier-coordinator init once.")
    }
    return body
  }

  /// The member who is signed in here, with their key unlocked.
  func member() async throws -> SignedIn {
    let file = SessionFile()
    guard let token = file.read() else {
      throw Complaint(.refused, "Nobody is signed in here.", remedy: "Run crier-coordinator sign-in.")
    }
    guard let session = try await database.run(ReadSession(token: token.hash)) else {
      throw Complaint(.refused, "The session has ended.", remedy: "Run crier-coordinator sign-in again.")
    }
    let key = try KeySeal.open(session.sealedKey.bytes, under: token.sealingKey)
    return SignedIn(id: session.member, name: session.name, home: session.region, key: key, until: session.until)
  }

  /// Signs an act, hands it in and waits for its ruling. Refusals become complaints; for scripts they are answers too.
  ///
  /// Where no coordinator runs, this process rules itself: the same service, the same lease.
  @discardableResult
  func perform(
    _ act: Act, on item: ItemReference, base: Int64? = nil, as member: SignedIn
  ) async throws -> ActAnswer {
    var generator = SystemRandomNumberGenerator()
    let now = Instant(Date())
    let activity = Activity(
      id: .new(at: now, using: &generator), member: member.id, region: member.home, item: item, base: base, at: now,
      epoch: try await body().epoch, act: act)
    let signed = try SignedActivity(activity, key: member.key)
    try await database.run(PushCentre(agent: Self.agent(of: member.home), act: signed))
    let ruling = try await ruling(on: activity.id, region: member.home)
    let answer = ActAnswer(ruling, on: item)
    guard ruling.verdict == .accepted || ruling.verdict == .merged else {
      if tellsJSON { try Output.json(answer) }
      let status: ExitStatus = ruling.reason == .changedMeanwhile ? .conflict : .refused
      throw Complaint(status, ruling.sentence ?? "The act was refused.")
    }
    return answer
  }

  /// Plays an act by the rules, before something is made for it that cannot be taken back; a refusal is a complaint.
  func rehearse(_ act: Act, on item: ItemReference, as member: SignedIn, in items: Items) throws {
    guard let signer = items.members[member.id] else { throw Complaint(.refused, "You are not known here any more.") }
    let now = Instant(Date())
    let activity = Activity(
      id: ActivityID(UUID()), member: member.id, region: member.home, item: item, base: nil, at: now, act: act)
    var book = Rulebook(items: items)
    do {
      try book.play(activity, by: signer, receivedAt: now)
    } catch {
      let ruling = Ruling(activity: activity.id, verdict: .refused, reason: error.reason, sentence: error.sentence)
      if tellsJSON { try Output.json(ActAnswer(ruling, on: item)) }
      throw Complaint(.refused, error.sentence)
    }
  }

  /// Waits for the ruling; rules itself where nobody else does.
  private func ruling(on activity: ActivityID, region: RegionID) async throws -> Ruling {
    let logger = Logger(label: "crier-coordinator") { _ in SwiftLogNoOpLogHandler() }
    let service = ReconciliationService(database: database, owner: UUID(), logger: logger)
    let mark = HighWaterMark(folder: settings.stateFolder)
    // Where this machine knows how far the database had come, that is compared before anything is ruled on.
    if mark.read() != nil { try await DatabaseWatch(database: database, mark: mark, logger: logger).look() }
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      if let ruling = try await database.run(ReadRuling(region: region, activity: activity)) {
        await service.release()
        return ruling
      }
      if try await service.step() == 0 { try await Task.sleep(for: .milliseconds(20)) }
    }
    throw Complaint(
      .unreachable, "The act was handed in, but no ruling came within 20 seconds.",
      remedy: "It is kept and will be ruled on. See crier-coordinator status.")
  }

  /// The agent in whose name the command line hands in acts: one for each centre.
  private static func agent(of region: RegionID) -> AgentID { .derived("command line", region.text) }
}

/// A member at the command line.
struct SignedIn: Sendable {
  let id: MemberID
  let name: String
  let home: RegionID
  let key: Curve25519.Signing.PrivateKey
  let until: Instant
}

extension PostgresError: Complaining {
  package var complaint: Complaint {
    switch code {
    case .unreachable, .lost, .timeout, .tls, .authentication, .outcomeUnknown:
      Complaint(.unreachable, "The central database is not to be reached: \(message)", remedy: remedy)
    case .server where sqlstate == "3F000" || sqlstate == "42P01" || sqlstate == "42883":
      Complaint(
        .refused, "The database is not prepared for this version.", remedy: "Run crier-coordinator migrate first.")
    case .server where sqlstate == "3D000":
      Complaint(.unreachable, "\(message).", remedy: "Name another database, or make it and run migrate.")
    case .server where routineCode != nil: Complaint(.refused, "\(message).")
    default: Complaint(.failed, message, remedy: remedy)
    }
  }
}
