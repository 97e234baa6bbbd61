import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation

/// `stop drill`: how fast the stop button is, measured without holding anything back.
struct StopDrill: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill", abstract: "Measure how fast a stop takes hold, without holding anything back.",
    discussion: """
      Places a real stop, by the way that every stop takes, on a campaign that no post has: "drill" and the time.

      Measured: from this command to the commit, after which nothing that a stop covers is started by any coordinator;
      and, for each post that was on the wire at the commit and so could not be held any more, the time until the
      platform's answer was written down. The last of these is when a stop on everything would have had its full effect.

      Not measured: how long posts would have waited, how fast a second person lifts, the person's own time. A post
      stood on the platform a little before its answer was written down, so the figures are never too good.

      The drill's stop covers nothing. It stays listed until a second person lifts it, as every stop does.

      Example:
        crier-coordinator stop drill --reason "monthly drill"

      --json prints one object: stop (the stop's id), commit_milliseconds (from the command to the commit), flights \
      (what was on the wire: delivery, channel, class, state, settled_milliseconds and url, the last two absent when \
      not known), last_milliseconds (until the last of them became visible; absent when none did). All times count \
      from the command.
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions
  @Option(help: "Why.") var reason = "drill"
  @Option(help: "Seconds to wait at most for what is on the wire.") var patience = 60

  func run() async throws {
    let began = ContinuousClock.now
    try await Centre.with(config, output) { centre in
      let signedIn = try await centre.member()
      let root = try await centre.body().root
      let id = StopID.fresh()
      let campaign = "drill \(Instant(Date()))"
      try await centre.perform(
        .placeStop(PlaceStop(scope: .topic(campaign), exemptsEmergency: false, reason: reason)),
        on: ItemReference(.stop, root, id), as: signedIn)
      var answer = try await look(centre, id, began)
      while answer.onTheWire > 0, .now < began + .seconds(patience) {
        try await Task.sleep(for: .milliseconds(20))
        let next = try await look(centre, id, began)
        // What ended unseen falls out of the list; what was seen on the wire stays told.
        answer.take(next)
      }
      try output.show(answer) { Self.tell(answer, stop: id, campaign: campaign) }
    }
  }

  private func look(_ centre: Centre, _ stop: StopID, _ began: ContinuousClock.Instant) async throws -> DrillReport {
    guard let facts = try await centre.database.run(ReadDrill(stop)) else {
      throw Complaint(.failed, "The stop was accepted, but its ruling is not to be found.")
    }
    return DrillReport(facts, elapsed: Int((ContinuousClock.now - began).milliseconds), stop: stop)
  }

  private static func tell(_ report: DrillReport, stop: StopID, campaign: String) {
    Output.line("From the command to the commit: \(report.commitMilliseconds) ms. From then on nothing is started.")
    if report.flights.isEmpty { Output.line("Nothing was on the wire at that moment.") }
    for flight in report.flights { Output.line("  \(flight.words)") }
    if let last = report.lastMilliseconds {
      Output.line("From the command to the last post that became visible: \(last) ms.")
    }
    Output.line(
      "The drill's stop covers the campaign \"\(campaign)\" alone and held nothing back. "
        + "A second person lifts it: crier-coordinator stop lift \(stop.short) --reason drill")
  }
}

/// The figures of a drill. Times are milliseconds since the command.
struct DrillReport: Encodable, Hashable {
  struct Flight: Encodable, Hashable {
    var delivery: DeliveryID
    var channel: String
    var postClass: PostClass
    var state: DeliveryState
    var settledMilliseconds: Int?
    var url: String?

    enum CodingKeys: String, CodingKey {
      case delivery, channel
      case postClass = "class"
      case state
      case settledMilliseconds = "settled_milliseconds"
      case url
    }

    var words: String {
      let name = "\(channel), \(postClass.rawValue), \(delivery.short)"
      switch (state, settledMilliseconds) {
      case (.sending, _): return "\(name): still on the wire"
      case (.unknown, let time?): return "\(name): whether it is out is not known (since \(time) ms)"
      case (.sent, let time?): return "\(name): out at \(time) ms\(url.map { ", \($0)" } ?? "")"
      default: return "\(name): ended without becoming visible"
      }
    }
  }

  var stop: StopID
  var commitMilliseconds: Int
  var flights: [Flight]

  /// Until the last post that was on the wire became visible; nil: none did.
  var lastMilliseconds: Int? {
    flights.filter { $0.state == .sent }.compactMap(\.settledMilliseconds).max()
  }

  var onTheWire: Int { flights.count { $0.state == .sending } }

  /// - Parameter elapsed: milliseconds from the command to the answer, by this machine's clock. The database's clock
  ///   is compared with itself alone.
  init(_ facts: ReadDrill.Facts, elapsed: Int, stop: StopID) {
    func since(_ time: Instant) -> Int { max(0, elapsed - Int((facts.now.seconds(since: time) * 1000).rounded())) }
    self.stop = stop
    commitMilliseconds = since(facts.ruledAt)
    flights = facts.wire.map { flight in
      Flight(
        delivery: flight.delivery, channel: flight.channel, postClass: flight.postClass, state: flight.state,
        settledMilliseconds: flight.settledAt.map(since), url: flight.remoteURL)
    }
  }

  /// Takes over a later look at the same stop.
  mutating func take(_ later: DrillReport) {
    flights = flights.map { flight in
      if let known = later.flights.first(where: { $0.delivery == flight.delivery }) { return known }
      guard flight.state == .sending else { return flight }
      var ended = flight
      ended.state = .waiting
      return ended
    }
  }

  enum CodingKeys: String, CodingKey {
    case stop
    case commitMilliseconds = "commit_milliseconds"
    case lastMilliseconds = "last_milliseconds"
    case flights
  }

  func encode(to encoder: any Encoder) throws {
    var box = encoder.container(keyedBy: CodingKeys.self)
    try box.encode(stop, forKey: .stop)
    try box.encode(commitMilliseconds, forKey: .commitMilliseconds)
    try box.encodeIfPresent(lastMilliseconds, forKey: .lastMilliseconds)
    try box.encode(flights, forKey: .flights)
  }
}
