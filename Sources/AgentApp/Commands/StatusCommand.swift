import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how the office and its line to the centre are.",
    discussion: """
      Example:
        crier-agent status

      """ + JSONFields.status)

  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let view = try office.store.view(.everything)
    let line = try office.store.lineState()
    let counts = Status.Acts(try office.store.counts(), doubtful: view.doubtful.count)
    let posts = Dictionary(grouping: view.items.posts.values, by: \.state.rawValue).mapValues(\.count)
    let isRunning = RunLock.isHeld(office.folder)
    let stops = view.items.stops.values.filter(\.stands)
    let answer = Status(
      office: office.identity.name, region: office.identity.region, body: office.identity.body, running: isRunning,
      line: line.map(Status.Line.init), acts: counts, posts: posts, stops: stops.count,
      conflicts: view.items.conflicts.values.filter(\.isOpen).count, unread: try office.store.unread() != nil,
      readingOnly: office.store.isForReadingOnly,
      images: try office.store.waitingImages(),
      progress: try office.store.progress().map(Status.Reading.init),
      clockAhead: line?.clock.map { Int($0.ahead(at: Instant(Date()))) }, renamedAt: try office.store.renamedAt())
    try output.show(answer) {
      Output.line("\(office.identity.name), \(office.identity.body)")
      Output.line(
        isRunning ? "crier-agent run is running." : "crier-agent run is not running: nothing is sent or fetched.")
      if answer.readingOnly {
        Output.line("There is no room left on the disk: what is here is shown, and nothing can be done. Make room.")
      }
      if let line { Output.line(Self.words(line, office, isRunning: isRunning)) }
      if let ahead = answer.clockAhead, abs(ahead) > 60 {
        Output.line("This computer's clock is \(Say.skew(ahead)). Set it right. \(Self.clockRule)")
      }
      if let renamed = answer.renamedAt, renamed.adding(seconds: 30 * 86_400) > office.now {
        Output.line(
          "On \(Say.time(renamed, office)) what is stored here turned out to be a copy, or an older state of itself. "
            + "Nothing is lost. If two computers work with copies of one folder, enrol one of them anew.")
      }
      if let reading = answer.progress { Output.line(reading.words(office)) }
      if answer.unread {
        Output.line(
          "Some of what the centre sent makes no sense to this crier-agent and is not shown: install a newer one; "
            + "if there is none, tell the centre.")
      }
      if counts.pending + counts.received > 0 {
        Output.line("Waiting: \(counts.pending) not yet sent, \(counts.received) not yet decided.")
      }
      Self.words(answer.images).forEach(Output.line)
      if counts.doubtful > 0 {
        Output.line(
          "As things stand, the centre will refuse \(Say.count(counts.doubtful, "step")) of these. "
            + "See: crier-agent post list --only doubtful")
      }
      if answer.conflicts > 0 {
        Output.line(
          "Two versions of \(Say.count(answer.conflicts, "part")) of posts: somebody must choose. "
            + "See: crier-agent conflict list")
      }
      if counts.refused > 0 {
        Output.line("Refused so far: \(counts.refused). See: crier-agent post list --only refused")
      }
      for state in PostState.allCases {
        if let number = posts[state.rawValue] { Output.line("\(Say.count(number, "post")) \(state.rawValue)") }
      }
      for stop in stops.sorted(by: { $0.placedAt < $1.placedAt }) {
        Output.line("Stop on \(Output.tame(stop.scope.words(view.items))): \(Output.tame(stop.reason))")
      }
    }
  }

  private static let clockRule = "What goes out when is the centre's clock to say; what you do is kept and sent."

  /// What waits for images, and how far those are.
  private static func words(_ images: WaitingImages) -> [String] {
    var words: [String] = []
    let sound = images.images - images.damaged
    if sound > 0 {
      words.append(
        "\(Say.count(sound, "image")) on the way to the centre: \(RoughNumber.megabytes(images.sent, .down)) of "
          + "\(RoughNumber.megabytes(images.octets, .up)) sent. What names them is decided when they are there.")
    }
    if images.damaged > 0 {
      words.append(
        "\(Say.count(images.damaged, "image")) cannot be sent, as the file is gone or damaged: attach it anew with "
          + "crier-agent post edit.")
    }
    return words
  }

  private static func words(_ line: LineState, _ office: Office, isRunning: Bool) -> String {
    if line.condition == .up {
      let last = Say.time(line.workedAt ?? line.triedAt, office)
      return (isRunning ? "The line to the centre is up; last used \(last)." : "The line was last used \(last).")
        + (line.frozen ? " The centre holds everything back after a restore." : "")
    }
    let since = line.since.map { " So it has been since \(Say.time($0, office))." } ?? ""
    let last = line.workedAt.map { " It last worked \(Say.time($0, office))." } ?? ""
    return (line.sentence ?? "The line to the centre is down.") + since + last
  }

  /// What `--json` prints.
  struct Status: Encodable {
    var office: String
    var region: RegionID
    var body: String
    var running: Bool
    var line: Line?
    var acts: Acts
    var posts: [String: Int]
    var stops: Int
    var conflicts: Int
    var unread: Bool
    var readingOnly: Bool
    var images: WaitingImages
    var progress: Reading?
    /// In seconds; less than 0 is behind.
    var clockAhead: Int?
    var renamedAt: Instant?

    enum CodingKeys: String, CodingKey {
      case office, region, body, running, line, acts, posts, stops, conflicts, unread, images, progress
      case readingOnly = "reading_only"
      case clockAhead = "clock_ahead"
      case renamedAt = "renamed_at"
    }

    struct Line: Encodable {
      var condition: LineState.Condition
      var triedAt: Instant
      var workedAt: Instant?
      var sentence: String?
      var frozen: Bool
      var since: Instant?

      enum CodingKeys: String, CodingKey {
        case condition, since
        case triedAt = "tried_at"
        case workedAt = "worked_at"
        case sentence, frozen
      }

      init(_ line: LineState) {
        condition = line.condition
        triedAt = line.triedAt
        workedAt = line.workedAt
        sentence = line.sentence
        frozen = line.frozen
        since = line.since
      }
    }

    /// What is being read from the centre, while it is long.
    struct Reading: Encodable {
      enum What: String, Encodable { case everything, missed }

      var what: What
      var done: Int64
      var about: Int64?
      var beganAt: Instant
      var at: Instant

      enum CodingKeys: String, CodingKey {
        case what, done, about, at
        case beganAt = "began_at"
      }

      init(_ progress: SyncProgress) {
        what = progress.snapshot == nil ? .missed : .everything
        done = progress.done
        about = progress.total.map { max($0, progress.done) }
        beganAt = progress.beganAt
        at = progress.at
      }

      func words(_ office: Office) -> String {
        let what = what == .everything ? "Everything is being read from the centre" : "What was missed is being read"
        let things = self.what == .everything ? "items" : "changes"
        return "\(what): \(done)\(about.map { " of about \($0)" } ?? "") \(things) so far, "
          + "the last \(Say.time(at, office))."
      }
    }

    struct Acts: Encodable {
      var pending: Int
      var received: Int
      var doubtful: Int
      var refused: Int
      var conflicted: Int

      init(_ counts: ActCounts, doubtful: Int) {
        pending = counts.pending
        received = counts.received
        self.doubtful = doubtful
        refused = counts.refused
        conflicted = counts.conflicted
      }
    }
  }
}
