import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation

/// `status`: how things stand.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how things stand: who runs, what waits, what asks for a person.",
    discussion: "Example:\n  crier-coordinator status --json")

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions

  struct Answer: Encodable {
    var body: String
    var frozen: String?
    var figures: [Figure]
  }

  func run() async throws {
    try await Centre.with(config) { centre in
      let body = try await centre.body()
      let figures = try await centre.database.run(ReadFigures())
      let answer = Answer(
        body: body.name, frozen: body.frozenAt == nil ? nil : body.frozenReason ?? "no reason is noted",
        figures: figures)
      try output.show(answer) {
        Output.line(body.name)
        if let frozen = answer.frozen {
          Output.line("Dispatch waits for an operator: \(frozen). See what is open, then: crier-coordinator thaw")
        }
        Output.table(
          ["WHAT", "OF", "VALUE"],
          figures.map { figure in
            let value = figure.value == figure.value.rounded() ? String(Int(figure.value)) : "\(figure.value)"
            return [figure.name.replacingOccurrences(of: "_", with: " "), Output.tame(figure.label), value]
          })
      }
    }
  }
}

/// `thaw`: lets dispatch go on after a restore.
struct Thaw: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Let dispatch go on after a restored or replaced database: an operator's decision.",
    discussion: """
      What may have been out before is unknown and is looked up first; look at `delivery list --open` before.
      Offices hand in their acts again by themselves. What the centre itself ordered after the backup was made is lost:
      place stops, pauses and revocations anew before you thaw.

      Example:
        crier-coordinator thaw
      """)

  @OptionGroup var config: ConfigOptions

  func run() async throws {
    try await Centre.with(config) { centre in
      let member = try await centre.member()
      let items = try await centre.database.centre()
      let tiers = items.grants(of: member.id).filter { $0.holds(at: Instant(Date())) && $0.endedAt == nil }
      guard tiers.contains(where: { $0.tier == .administrator }) else {
        throw Complaint(.refused, "To let dispatch go on you need to be an administrator.")
      }
      _ = try await centre.database.run(ThawDispatch())
      Output.line("Dispatch goes on.")
    }
  }
}
