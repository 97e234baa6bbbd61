import CentralStore
import Domain
import Foundation
import LocalStore
import Logging
import ServiceLifecycle
import Synchronization

/// Carries an office's acts to the centre and brings back what the office may see.
package final class SyncService: Service {
  let database: CentralDatabase
  let store: LocalStore
  let logger: Logger
  let version: String
  let images: ImageFolder
  private let watch: StoreWatch
  private let pace: SyncPace
  let clock: @Sendable () -> Instant
  private let chance: @Sendable () -> Double
  let state = Mutex(State())

  struct State {
    var link: Link?
    var rung = false
    var lineState: LineState?
    var portion = SyncPlan.Portion()
    var catchingUp: SyncProgress?
    var toldAt: ContinuousClock.Instant?
    var clock: ClockState?
    /// The image that is on its way; nil before the centre was asked what it lacks.
    var sending: Sending?
    /// The centre takes no images before this.
    var imagesRest: Instant?
    /// Images that the centre would not take, each until when.
    var resting: [Digest: Instant] = [:]
  }

  /// Keeps what the centre's clock said, for members and for the office's own time.
  func note(centre time: Instant) {
    let read = ClockState(centre: time, here: clock())
    state.withLock { $0.clock = read }
    guard abs(read.ahead(at: read.here)) > 60 else { return }
    logger.warning(
      "this computer's clock and the centre's differ",
      metadata: ["ahead_seconds": "\(Int(read.ahead(at: read.here)))"])
  }

  var portion: SyncPlan.Portion { state.withLock { $0.portion } }
  /// What was missed in a long absence, while it is being read.
  var catchingUp: SyncProgress? {
    get { state.withLock { $0.catchingUp } }
    set { state.withLock { $0.catchingUp = newValue } }
  }

  /// Writes to the log how far something long has come, every few seconds.
  func tell(_ progress: SyncProgress) {
    let isDue = state.withLock { state in
      guard state.toldAt.map({ ContinuousClock.now - $0 > .seconds(5) }) ?? true else { return false }
      state.toldAt = .now
      return true
    }
    guard isDue else { return }
    let what = progress.snapshot == nil ? "reading what was missed" : "reading everything from the centre"
    let total = progress.total.map { "\(max($0, progress.done))" } ?? "unknown"
    logger.notice("\(what)", metadata: ["done": "\(progress.done)", "about": "\(total)"])
  }

  var now: Instant { clock() }

  func notePortion(isFull: Bool, since began: ContinuousClock.Instant) {
    state.withLock { $0.portion.worked(isFull: isFull, in: .now - began) }
  }

  /// What the last greeting said, for as long as nothing goes wrong.
  struct Link: Sendable {
    var office: OfficeIdentity
    var epoch: UUID
    var bell: String
    /// The number of the next act that the centre wants, by lane.
    var next: [Lane: Int64]
    var frozen: Bool
  }

  /// - Parameters:
  ///   - folder: the state folder, where the store is.
  ///   - version: of the program: what it cannot read, another version may.
  package init(
    database: CentralDatabase, store: LocalStore, folder: String, version: String, pace: SyncPace = SyncPace(),
    logger: Logger,
    clock: @escaping @Sendable () -> Instant = { Instant(Date()) },
    chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) throws {
    self.database = database
    self.store = store
    self.pace = pace
    self.logger = logger
    self.version = version
    self.clock = clock
    self.chance = chance
    images = ImageFolder(folder: folder)
    watch = try StoreWatch(folder: folder)
  }

  package func run() async throws {
    await cancelWhenGracefulShutdown {
      await withTaskGroup { group in
        group.addTask { await self.keepRounds() }
        group.addTask { await self.keepListening() }
        group.addTask { await self.keepTidy() }
      }
    }
  }

  /// Asks for a round at once.
  package func ring() {
    state.withLock { $0.rung = true }
  }

  private func keepRounds() async {
    var failures = 0
    var times = (wall: clock(), steady: ContinuousClock.now)
    while !Task.isCancelled {
      let mark = try? watch.mark()
      let later = (wall: clock(), steady: ContinuousClock.now)
      let jump = later.wall.seconds(since: times.wall) - (later.steady - times.steady) / .seconds(1)
      times = later
      if abs(jump) > 30 {
        logger.notice("this computer's clock was set", metadata: ["by_seconds": "\(Int(jump))"])
        startAgain()
      }
      do {
        let isMore = try await round()
        failures = 0
        note(.up, nil)
        if isMore { continue }
      } catch is CancellationError {
        return
      } catch {
        if Task.isCancelled { return }
        // What the greeting said may no longer hold: greet again. A restored centre is greeted at once.
        startAgain()
        failures += 1
        if Self.isOfLine(error) { state.withLock { $0.portion.failed() } }
        report(error)
      }
      let isInUse = pace.isInUse(lastUse: (try? store.lastUse()) ?? nil, now: clock())
      await rest(pace.wait(isInUse: isInUse, failures: failures, chance: chance()), isInUse: isInUse, since: mark)
    }
  }

  /// Waits, unless somebody rings or writes to the store.
  private func rest(_ wait: Duration, isInUse: Bool, since mark: Int?) async {
    let end = ContinuousClock.now + wait
    while ContinuousClock.now < end, !Task.isCancelled {
      let isRung = state.withLock { state in
        defer { state.rung = false }
        return state.rung
      }
      if isRung { return }
      if let now = try? watch.mark(), now != mark { return }
      try? await Task.sleep(for: isInUse ? pace.lookInUse : pace.lookIdle)
    }
  }

  /// One whole exchange: greets if need be, then sends and reads until there is nothing left on either side; then one
  /// piece of an image, so that no act ever waits for more than that.
  ///
  /// - Returns: whether more of images is to be sent.
  @discardableResult
  package func round() async throws -> Bool {
    let link = state.withLock { $0.link }
    if link == nil {
      let greeted = try await greet()
      state.withLock { $0.link = greeted }
    }
    var isMore = true
    while isMore {
      try Task.checkCancellation()
      guard var link = state.withLock({ $0.link }) else { return false }
      let pushed: Bool
      do {
        // What holds something back goes first, all of it.
        while try await push(.restrictive, &link) {}
        pushed = try await push(.ordinary, &link)
      } catch {
        // Reading never waits for sending: what the centre has to say may be what helps.
        if !Self.isOfLine(error) { _ = try await pull(link) }
        throw error
      }
      state.withLock { $0.link = link }
      let pulled = try await pull(link)
      isMore = pushed || pulled
    }
    return try await sendPiece()
  }

  private static func isOfLine(_ error: any Error) -> Bool { (error as? CentralError)?.trouble == .line }

  /// Greets the centre anew in the next round: what the last greeting said may no longer hold.
  package func startAgain() {
    state.withLock { state in
      state.link = nil
      state.sending = nil
    }
  }

  // MARK: - The bell

  private func keepListening() async {
    while !Task.isCancelled {
      guard let bell = state.withLock({ $0.link?.bell }) else {
        try? await Task.sleep(for: .milliseconds(200))
        continue
      }
      await withTaskGroup { group in
        group.addTask { try? await self.database.listen(to: bell) { self.ring() } }
        group.addTask {
          while !Task.isCancelled, self.state.withLock({ $0.link?.bell ?? bell }) == bell {
            try? await Task.sleep(for: .milliseconds(500))
          }
        }
        await group.next()
        group.cancelAll()
      }
      // A bell that cannot be listened to costs a poll, no more.
      try? await Task.sleep(for: .seconds(1))
    }
  }

  // MARK: - What members are told of the line

  private func report(_ error: any Error) {
    let line = SyncTrouble(error)
    logger.warning("no exchange with the centre", metadata: ["error": "\(error)"])
    note(line.condition, line.sentence)
  }

  /// Stores how the line is, when that has changed or was last stored a while ago.
  private func note(_ condition: LineState.Condition, _ sentence: String?) {
    let now = clock()
    let (before, frozen, clock) = state.withLock { ($0.lineState, $0.link?.frozen ?? false, $0.clock) }
    let known = before ?? ((try? store.lineState()) ?? nil)
    let fresh = LineState(
      condition: condition, triedAt: now, workedAt: condition == .up ? now : known?.workedAt, sentence: sentence,
      frozen: frozen, since: known?.condition == condition ? known?.since : now, clock: clock ?? known?.clock)
    if let before, before.condition == condition, before.sentence == sentence, before.frozen == frozen,
      before.clock == fresh.clock,
      now.seconds(since: before.triedAt) < 30, now >= before.triedAt
    {
      return
    }
    do {
      try store.set(lineState: fresh)
      state.withLock { $0.lineState = fresh }
    } catch {
      logger.error("the store does not take the state of the line", metadata: ["error": "\(error)"])
    }
  }
}
