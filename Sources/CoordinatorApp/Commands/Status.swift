import ArgumentParser
import CentralStore
import Console
import Domain
import Foundation

/// `status`: how things stand.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say how things stand: who runs, what waits, what asks for a person.",
    discussion: """
      Example:
        crier-coordinator status

      --json prints one object: body (its name), frozen (why dispatch waits for an operator; absent when it goes on), \
      database (how it differs from what this version wants; absent when it does not), figures (a list of name, label, \
      value: label says what the figure is of, empty for the whole body; names that end in seconds are seconds, in \
      _total counts since the start of the body, others are counts now).
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions

  struct Answer: Encodable {
    var body: String
    var frozen: String?
    var database: String?
    var figures: [Figure]
  }

  func run() async throws {
    try await Centre.with(config) { centre in
      let standing = try await SchemaStanding.require(of: centre.database)
      let body = try await centre.body()
      let figures = try await centre.database.run(ReadFigures())
      let answer = Answer(
        body: body.name, frozen: body.frozenAt == nil ? nil : body.frozenReason ?? "no reason is noted",
        database: standing.remedy.map { "\(standing.sentence) \($0)" }, figures: figures)
      try output.show(answer) {
        Output.line(body.name)
        if let database = answer.database { Output.line(database) }
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
        crier-coordinator thaw --reason "looked through what is open"

      \(ActAnswer.fields("region (the centre's id), thawed (false where dispatch was going on already)"))
      """)

  @OptionGroup var config: ConfigOptions
  @OptionGroup var output: OutputOptions
  @Option(help: "Why it may go on; kept in the audit.") var reason = ""

  func run() async throws {
    try await Centre.with(config, output) { centre in
      let member = try await centre.member()
      let body = try await centre.body()
      let wasFrozen = body.frozenAt != nil
      let act = try await centre.perform(
        .thawDispatch(Reason(reason)), on: ItemReference(.region, body.root, body.root), as: member)
      guard try await centre.body().frozenAt == nil else {
        throw Complaint(
          .conflict, "The database was restored again meanwhile: dispatch still waits.",
          remedy: "Look at what is open, then thaw once more.")
      }
      try output.show(ThawedAnswer(act: act, thawed: wasFrozen)) {
        Output.line(wasFrozen ? "Dispatch goes on." : "Dispatch was going on already.")
      }
    }
  }
}
