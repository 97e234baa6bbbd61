import Domain
import LocalStore

/// One taking in of a calendar at an office's workbench, for good or to see what would come of it.
struct CalendarImport {
  var calendar: Calendar
  var images = CalendarImages()
  var submit = false
  var update = false
  var partial = false
  var later = false
  var dryRun = false

  /// Plans with what the office has and plays the plan by the rules: all of it, or nothing where there are problems,
  /// unless `partial`. What it leaves on the bench is to be stored.
  func take(on bench: inout Workbench, _ progress: inout Progress) -> (report: ImportReport, acts: [ActivityID]) {
    let known = CalendarPlan.Known(items: bench.items, office: bench.office, rows: bench.knownRows, now: bench.now)
    let plan = CalendarPlan(
      calendar, known: known, images: images, later: later,
      progress: { progress.at($0, of: calendar.rows.count, "rows read") })
    var report = ImportReport(plan, update: update)
    // The good rows are played whatever is wrong with others: every problem is told at once.
    var taker = CalendarTaker(submit: submit, update: update)
    var copy = bench
    taker.take(plan, on: &copy, &progress)
    report.isRefusedByRules = report.problems.isEmpty && !taker.problems.isEmpty
    report.problems = (report.problems + taker.problems).sorted()
    let isForGood = !dryRun && (report.problems.isEmpty || partial)
    report.done(taker, dryRun: !isForGood)
    guard isForGood else { return (report, []) }
    bench = copy
    progress.begin("storing \(Say.count(taker.acts.count, "step"))")
    return (report, taker.acts)
  }
}
