import Console
import Domain

extension ImportCommand {
  /// What an import found and did; `--json` prints it.
  struct Report: Encodable {
    var new: [Line] = []
    var changed: [Line] = []
    var known: [Line] = []
    var submitted: [Line] = []
    var problems: [Calendar.Problem] = []
    /// Sentences of the centre, with `--wait`.
    var refused: [String] = []
    /// Whether anything was done.
    var taken = false

    struct Line: Encodable {
      var row: Int
      /// Nil before it is made.
      var post: PostID?
      var text: String
      var remarks: [String]
    }

    /// What is planned.
    mutating func add(_ plan: CalendarPlan, update: Bool) {
      problems = plan.problems
      for planned in plan.steps {
        let text = planned.row.cells.sorted { $0.key < $1.key }.first { $0.key.hasPrefix("text.") }?.value ?? ""
        var line = Line(
          row: planned.row.line, post: nil, text: Output.tame(Say.oneLine(text, width: 50)), remarks: planned.remarks)
        switch planned.step {
        case .new: new.append(line)
        case .changed(let post, _):
          line.post = post
          changed.append(line)
        case .known(let post):
          line.post = post
          known.append(line)
        }
      }
    }

    /// What was done.
    mutating func done(_ taker: CalendarTaker) {
      taken = !taker.acts.isEmpty
      let lines = new + changed + known
      new = new.compactMap { line in taker.new[line.row].map { Self.with($0, line) } }
      submitted = lines.filter { taker.submitted[$0.row] != nil }.map { Self.with(taker.submitted[$0.row], $0) }
    }

    private static func with(_ post: PostID?, _ line: Line) -> Line {
      var line = line
      line.post = post
      return line
    }

    func say(dryRun: Bool, submit: Bool) {
      for problem in problems {
        let place = problem.column.isEmpty ? "" : ", \(Output.tame(problem.column))"
        Output.errorLine("row \(problem.row)\(place): \(Output.tame(problem.sentence))")
      }
      for line in new + changed + known {
        for remark in line.remarks { Output.errorLine("row \(line.row): \(Output.tame(remark))") }
      }
      for line in changed { Output.line("row \(line.row) changes \(line.post?.short ?? ""): \(line.text)") }
      for sentence in refused { Output.errorLine(Output.tame(sentence)) }
      let counts = "\(new.count) new, \(changed.count) changed, \(known.count) known already"
      if dryRun {
        Output.line("Nothing was done. There would be \(counts); \(Say.count(problems.count, "problem")).")
      } else if taken {
        Output.line("Taken: \(counts), \(submitted.count) submitted; \(Say.count(problems.count, "problem")).")
      } else if problems.isEmpty {
        Output.line("Nothing to do: \(counts)." + (changed.isEmpty ? "" : " To change posts say --update."))
      } else {
        Output.line(
          "Nothing was taken because of \(Say.count(problems.count, "problem")). Mend them, or say --partial.")
      }
    }
  }
}
