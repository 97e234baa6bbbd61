import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore

/// `--wait`: stay until the centre has decided.
struct WaitOptions: ParsableArguments {
  @Flag(
    name: .customLong("wait"),
    help: "Wait until the centre has decided; ends with 3 when it refuses, 4 in a conflict, 5 when it says nothing.")
  var waits = false
  @Option(name: .customLong("wait-seconds"), help: "How long to wait at most, in seconds.") var seconds = 60

  init() {}

  /// The rulings on these acts, in their order; nil for those that were not asked for or did not come in time, and what
  /// is to be said then.
  func rulings(on acts: [ActivityID], _ office: Office) async throws -> (rulings: [Ruling?], late: Complaint?) {
    guard waits else { return (acts.map { _ in nil }, nil) }
    let deadline = ContinuousClock.now + .seconds(seconds)
    var rulings: [Ruling?] = []
    var progress = Progress()
    for id in acts {
      while true {
        if let ruling = try office.store.act(id)?.ruling {
          rulings.append(ruling)
          break
        }
        guard ContinuousClock.now < deadline else {
          let missing = [Ruling?](repeating: nil, count: acts.count - rulings.count)
          return (rulings + missing, try Self.tooLong(office))
        }
        if acts.count > 1 { progress.at(rulings.count, of: acts.count, "steps decided") }
        try await Task.sleep(for: .milliseconds(20))
      }
    }
    return (rulings, nil)
  }

  private static func tooLong(_ office: Office) throws -> Complaint {
    let line = try office.store.lineState()
    let why = line.flatMap { $0.condition == .up ? nil : $0.sentence } ?? "The centre has not decided yet."
    return Complaint(
      .unreachable, "\(why) What you did is kept here and sent when the line allows.",
      remedy: "See: crier-agent status")
  }
}

/// What became of one post in a command that acts on posts; `--json` prints it.
struct ActOutcome: Encodable {
  var post: PostID
  /// Of the act; absent when it was not done.
  var act: ActivityID?
  /// As this office sees it now.
  var state: PostState?
  /// With `--wait`: `accepted`, `merged`, `refused` or `conflicted`.
  var verdict: Verdict?
  /// Code of a refusal.
  var reason: Refusal?
  var sentence: String?
  /// With `--wait`, when nothing was heard in time; not part of the answer.
  var late: Complaint?

  enum CodingKeys: String, CodingKey {
    case post, act, state, verdict, reason, sentence
  }

  /// Others were first, or somebody must choose.
  var isOvertaken: Bool {
    reason == .changedMeanwhile || reason == .openConflict || verdict == .conflicted
  }

  var isFine: Bool { reason == nil && verdict != .refused && verdict != .conflicted }
}

extension Office {
  /// Does something to each post, all in one step; what the rules refuse is reported and the others are done.
  ///
  /// - Parameter item: what the act names, where that is not the post.
  func act(
    on posts: [PostID], as signer: Signer, waiting: WaitOptions, item: ItemReference? = nil,
    _ make: (Post, Items) throws -> Act
  ) async throws -> [ActOutcome] {
    let scope = LocalView.Scope.posts(posts)
    var outcomes = try store.act(as: signer.member, key: signer.key, at: now, on: scope) { bench in
      try posts.map { id -> ActOutcome in
        do {
          guard let post = bench.items.posts[id] else {
            throw Refused(.noSuchItem, "There is no such post any more.")
          }
          let made = try bench.add(make(post, bench.items), to: item ?? ItemReference(.post, post.region, id))
          return ActOutcome(post: id, act: made.id, state: bench.items.posts[id]?.state)
        } catch let refused as Refused {
          let state = bench.items.posts[id]?.state
          return ActOutcome(post: id, state: state, reason: refused.reason, sentence: refused.sentence)
        }
      }
    }
    let (rulings, late) = try await waiting.rulings(on: outcomes.compactMap(\.act), self)
    for index in outcomes.indices { outcomes[index].late = late }
    var next = rulings.makeIterator()
    for index in outcomes.indices where outcomes[index].act != nil {
      guard let ruling = next.next() ?? nil else { continue }
      outcomes[index].verdict = ruling.verdict
      outcomes[index].reason = ruling.reason
      outcomes[index].sentence = ruling.sentence
      outcomes[index].state = try store.view(.posts([outcomes[index].post])).items.posts[outcomes[index].post]?.state
    }
    return outcomes
  }

  /// Where somebody must choose what a post says: what, and what lists call it.
  private func open(_ post: PostID) -> [(what: String, name: String)] {
    guard let items = try? store.view(.everything).items else { return [] }
    let names = ShortNames(items.conflicts.values.map(\.id.text))
    return items.openConflicts(of: post).map { ($0.field.title, names.name(of: $0.id.text)) }
  }

  /// Prints what became of each, and ends with what the worst of them deserves.
  func report(_ outcomes: [ActOutcome], did: String, _ output: OutputOptions) throws {
    let names = ShortNames(try store.postIDs().map(\.text))
    try output.show(outcomes) {
      for outcome in outcomes {
        let name = names.name(of: outcome.post.text)
        if outcome.isFine {
          let stands = outcome.state.map { ", now \($0.title)" } ?? ""
          Output.line(
            "\(name): \(did)\(stands)" + (outcome.verdict == nil ? " (kept here, sent when the line is up)" : ""))
        } else {
          Output.errorLine("\(name): not \(did). \(Output.tame(outcome.sentence ?? "The centre refused it."))")
        }
        for conflict in open(outcome.post) {
          Output.errorLine(
            "  Somebody must choose \(Output.tame(conflict.what)): crier-agent conflict show \(conflict.name)")
        }
      }
    }
    let worst = outcomes.filter { !$0.isFine }
    if worst.contains(where: { $0.isOvertaken }) {
      throw ExitCode(ExitStatus.conflict.rawValue)
    }
    if !worst.isEmpty { throw ExitCode(ExitStatus.refused.rawValue) }
    if let late = outcomes.lazy.compactMap(\.late).first { throw late }
  }
}
