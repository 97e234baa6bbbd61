import Domain
import LocalStore

/// Turns planned rows into acts on a workbench.
struct CalendarTaker {
  let submit: Bool
  let update: Bool
  /// What became of rows, by line.
  private(set) var new: [Int: PostID] = [:]
  private(set) var changed: [Int: PostID] = [:]
  private(set) var submitted: [Int: PostID] = [:]
  private(set) var problems: [Calendar.Problem] = []
  private(set) var acts: [ActivityID] = []

  init(submit: Bool, update: Bool) {
    self.submit = submit
    self.update = update
  }

  mutating func take(_ plan: CalendarPlan, on bench: inout Workbench, _ progress: inout Progress) {
    for (index, planned) in plan.steps.enumerated() {
      progress.at(index, of: plan.steps.count, "rows signed")
      do {
        try take(planned, on: &bench)
      } catch let refused as Refused {
        note(planned.row, refused.sentence)
      } catch {
        note(planned.row, "This row could not be taken.")
      }
    }
  }

  private mutating func note(_ row: Calendar.Row, _ sentence: String) {
    problems.append(Calendar.Problem(row: row.line, column: "", sentence: sentence))
  }

  private mutating func take(_ planned: CalendarPlan.Planned, on bench: inout Workbench) throws {
    let line = planned.row.line
    let id: PostID
    switch planned.step {
    case .new(let payload):
      id = planned.row.post(of: bench.office) ?? bench.newID(Post.self)
      acts.append(try bench.add(.composePost(payload), to: ItemReference(.post, bench.office, id)).id)
      new[line] = id
    case .changed(let post, let changes):
      guard update, let before = bench.items.posts[post] else { return }
      id = post
      if let edit = EditPost(of: before, by: changes) {
        acts.append(try bench.add(.editPost(edit), to: ItemReference(.post, before.region, id)).id)
        changed[line] = id
      }
    case .known(let post):
      id = post
    }
    bench.keep(CalendarRow(identity: planned.row.identity, post: id, digest: planned.row.digest))
    if submit, let post = bench.items.posts[id], post.state == .draft {
      let named = RevisionNamed(revision: post.revision, digest: post.digest)
      acts.append(try bench.add(.submitPost(named), to: ItemReference(.post, post.region, id)).id)
      submitted[line] = id
    }
  }
}
