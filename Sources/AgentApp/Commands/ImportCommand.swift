import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take a content calendar in: each row of a spreadsheet becomes a draft.",
    discussion: """
      The file is CSV in UTF-8 with the heading
        ref,time,zone,channels,text.en,text.cy,campaign,class,not_after
      of which channels and one text are needed; channels are separated by ; and times are YYYY-MM-DD HH:MM.
      Every problem is shown by row and column, and then nothing is taken, unless you say --partial.
      Taking the same file in twice makes nothing twice. A row whose ref is known and which says something else
      is shown as a change and needs --update.

      Example:
        crier-agent import calendar.csv --dry-run
        crier-agent import calendar.csv --submit

      --json prints new, changed, known, submitted (lists of row, post, remarks), problems (row, column, sentence),
      taken (whether anything was done).
      """)

  @Argument(help: "The calendar.") var file: String
  @Flag(name: .customLong("dry-run"), help: "Only show what would be done.") var dryRun = false
  @Flag(help: "Take the good rows although others have problems.") var partial = false
  @Flag(help: "Change posts whose rows have changed.") var update = false
  @Flag(help: "Submit what is new or changed.") var submit = false
  @Flag(help: "Of times that come twice, take the later.") var later = false
  @OptionGroup var waiting: WaitOptions
  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let office = try await options.office()
    let signer = try Signer(office)
    let bytes = Array(try StateFolder.read(file))
    var report = Report()
    do {
      let calendar = try Calendar(bytes)
      let progress = Progress(total: calendar.rows.count)
      var acts: [ActivityID] = []
      if dryRun {
        let view = try office.store.view(.everything)
        let plan = CalendarPlan(
          calendar, known: try known(office, view.items), later: later, progress: { progress.at($0) })
        report.add(plan, update: update)
      } else {
        let rows = try office.store.calendarRows()
        try office.store.act(as: signer.member, key: signer.key, at: office.now, on: .everything) { bench in
          let known = CalendarPlan.Known(
            items: bench.items, office: office.identity.region, rows: rows, now: office.now)
          let plan = CalendarPlan(calendar, known: known, later: later, progress: { progress.at($0) })
          report.add(plan, update: update)
          acts = try take(plan, on: &bench, &report)
        }
      }
      progress.end()
      try await settle(acts, office, &report)
    } catch let unreadable as Calendar.Unreadable {
      report.problems = unreadable.problems
    }
    try finish(report)
  }

  private func known(_ office: Office, _ items: Items) throws -> CalendarPlan.Known {
    CalendarPlan.Known(
      items: items, office: office.identity.region, rows: try office.store.calendarRows(), now: office.now)
  }

  /// Does what was planned, on the workbench; nothing at all where there are problems, unless `--partial`.
  private func take(
    _ plan: CalendarPlan, on bench: inout Workbench, _ report: inout Report
  ) throws -> [ActivityID] {
    guard report.problems.isEmpty || partial else { return [] }
    var taker = CalendarTaker(submit: submit, update: update)
    var copy = bench
    taker.take(plan, on: &copy)
    report.problems = (report.problems + taker.problems).sorted()
    // All or nothing: what the rules refuse counts like any other problem.
    guard report.problems.isEmpty || partial else { return [] }
    bench = copy
    report.done(taker)
    return taker.acts
  }

  private func settle(_ acts: [ActivityID], _ office: Office, _ report: inout Report) async throws {
    for ruling in try await waiting.rulings(on: acts, office) {
      guard let ruling, ruling.verdict == .refused || ruling.verdict == .conflicted else { continue }
      report.refused.append(ruling.sentence ?? "Refused.")
    }
  }

  private func finish(_ report: Report) throws {
    try output.show(report) { report.say(dryRun: dryRun, submit: submit) }
    if !report.refused.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
    if !report.problems.isEmpty { throw ExitCode(ExitStatus.usage.rawValue) }
  }

  /// Says how far a long file is, on standard error, when somebody watches.
  private struct Progress {
    let total: Int
    private let isShown: Bool

    init(total: Int) {
      self.total = total
      isShown = total >= 500
    }

    func at(_ index: Int) {
      guard isShown, index.isMultiple(of: 250) else { return }
      Output.errorLine("row \(index) of \(total)")
    }

    func end() {
      if isShown { Output.errorLine("row \(total) of \(total)") }
    }
  }
}
