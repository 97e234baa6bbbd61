import Console
import Domain

/// What an import found and did; `--json` prints it.
struct ImportReport: Encodable, Sendable {
  var new: [Line] = []
  var changed: [Line] = []
  /// Rows that say something else than their posts, which stay as they are without `--update`.
  var needsUpdate: [Line] = []
  var known: [Line] = []
  var submitted: [Line] = []
  var problems: [Calendar.Problem] = []
  /// Sentences of the centre, with `--wait`.
  var refused: [String] = []
  /// Whether anything was done.
  var taken = false
  /// What is wrong is wrong by the rules alone: the file is as it should be.
  var isRefusedByRules = false

  struct Line: Encodable, Sendable {
    var row: Int
    /// Nil before it is made.
    var post: PostID?
    var text: String
    var remarks: [String]
    /// Of a changed row: what it says otherwise than its post.
    var differences: [CalendarDifference]?
  }

  enum CodingKeys: String, CodingKey {
    case new, changed
    case needsUpdate = "needs_update"
    case known, submitted, problems, refused, taken
  }

  init() {}

  /// What is planned.
  init(_ plan: CalendarPlan, update: Bool) {
    problems = plan.problems
    for planned in plan.steps {
      let text = planned.row.cells.sorted { $0.key < $1.key }.first { $0.key.hasPrefix("text.") }?.value ?? ""
      var line = Line(
        row: planned.row.line, post: nil, text: Output.tame(Say.oneLine(text, width: 50)), remarks: planned.remarks)
      switch planned.step {
      case .new: new.append(line)
      case .changed(let post, _):
        (line.post, line.differences) = (post, planned.differences)
        if update { changed.append(line) } else { needsUpdate.append(line) }
      case .known(let post):
        line.post = post
        known.append(line)
      }
    }
  }

  /// What was done, or would be.
  mutating func done(_ taker: CalendarTaker, dryRun: Bool) {
    taken = !dryRun && !taker.acts.isEmpty
    let lines = new + changed + known
    func named(_ line: Line, _ post: PostID) -> Line {
      var line = line
      // What a dry run made is gone, and so is its name.
      if !dryRun { line.post = post }
      return line
    }
    submitted = lines.compactMap { line in taker.submitted[line.row].map { named(line, $0) } }
      .sorted { $0.row < $1.row }
    new = new.compactMap { line in taker.new[line.row].map { named(line, $0) } }
    changed = changed.filter { taker.changed[$0.row] != nil }
  }

  /// For people: what goes to standard output, and what to standard error.
  func words(dryRun: Bool, partial: Bool) -> (lines: [String], errors: [String]) {
    var errors: [String] = []
    for problem in problems {
      let place = problem.column.isEmpty ? "" : ", \(Output.tame(problem.column))"
      errors.append("row \(problem.row)\(place): \(Output.tame(problem.sentence))")
    }
    for line in new + changed + needsUpdate + known {
      errors += line.remarks.map { "row \(line.row): \(Output.tame($0))" }
    }
    errors += refused.map(Output.tame)
    var lines: [String] = []
    for line in changed + needsUpdate {
      let verb = needsUpdate.contains { $0.row == line.row } ? "says something else than" : "changes"
      lines.append("row \(line.row) \(verb) \(line.post?.short ?? "")")
      for one in line.differences ?? [] {
        let (before, after) = Say.contrast(one.before, one.after)
        lines.append("  \(one.column): \(Self.quoted(before)) -> \(Self.quoted(after))")
      }
    }
    lines.append(summary(dryRun: dryRun, partial: partial))
    if !needsUpdate.isEmpty {
      let rows = "\(Say.count(needsUpdate.count, "row")) that \(needsUpdate.count == 1 ? "says" : "say")"
      lines.append("Left as they are: the posts of \(rows) something else. To change them say --update.")
    }
    return (lines, errors)
  }

  private func summary(dryRun: Bool, partial: Bool) -> String {
    let counts = "\(new.count) new, \(changed.count) changed, \(known.count) known already"
    let wrong = Say.count(problems.count, "problem")
    if dryRun {
      let would = "\(counts), \(submitted.count) submitted"
      guard !problems.isEmpty, !partial else { return "Nothing was done. There would be \(would); \(wrong)." }
      return "Nothing was done, and nothing would be, because of \(wrong); with --partial \(would)."
    }
    if taken { return "Taken: \(counts), \(submitted.count) submitted; \(wrong)." }
    if problems.isEmpty { return "Nothing to do: \(counts)." }
    return "Nothing was taken because of \(wrong). Mend \(problems.count == 1 ? "it" : "them")"
      + (partial ? "." : ", or say --partial.")
  }

  private static func quoted(_ text: String) -> String {
    text.isEmpty ? "nothing" : "\"\(Output.tame(text))\""
  }
}
