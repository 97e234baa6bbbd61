import TestKit

/// One thing that happens in the model.
enum ModelStep: Hashable, Sendable {
  /// Time goes by, in seconds.
  case pass(Int)

  // What a coordinator does, by its number.
  case claim(Int, isLost: Bool)
  /// The work on one lane goes on by one move.
  case go(Int, lane: Int, Fate)
  case look(Int)
  /// The oldest look-up goes on by one move; what stood still may be overtaken.
  case lookOn(Int, Fate)
  case renew(Int, isLost: Bool)
  case sweep
  case kill(Int)
  case start(Int)
  /// It stands still: its session stands, its clock runs.
  case freeze(Int)
  case wake(Int)
  /// Its session at the database ends, though it lives.
  case cut(Int)
  /// It is asked to stop: it ends what it has begun.
  case leave(Int)

  // What people and the stations before it do, by the number of the post or lane.
  case edit(Int)
  case approve(Int)
  case withdraw(Int)
  case revokeApprover
  /// The scheduler reads, and writes later; without having read it reads now.
  case load
  case plan
  case stop(Int, lane: Int?, exempt: Bool)
  case lift(Int)
  case planStops
  case decide(Int, Decision)

  /// What a person says of a delivery that waits for them.
  enum Decision: Sendable { case send, drop, truth }
}

/// How a request, an answer or a call turns out.
struct Fate: Hashable, Sendable, CustomStringConvertible {
  enum Kind: Int, Sendable, CaseIterable {
    case fine, acts, answerLost, requestLost, late, refused, slowDown, rejected, brokenActed, broken, callLost,
      replyLost, deadCredential
  }

  var kind: Kind
  /// From 0 up to 1: how much of the time that the platform has it takes to act, and hides what it has done.
  var late = 0.0
  var hidden = 0.0

  static let fine = Fate(kind: .fine)

  var description: String {
    late == 0 && hidden == 0 ? "\(kind)" : "\(kind) late \(short(late)) hidden \(short(hidden))"
  }

  private func short(_ number: Double) -> String { String(Int(number * 100)) + "%" }

  static func drawn(_ chance: inout SeededChance) -> Fate {
    let kind: Kind = chance.below(100) < 62 ? .fine : chance.pick(Kind.allCases)
    func part(_ chance: inout SeededChance) -> Double { chance.once(in: 3) ? Double(chance.below(100)) / 100 : 0 }
    return Fate(kind: kind, late: part(&chance), hidden: part(&chance))
  }
}

extension ModelStep {
  /// How much of what is drawn.
  struct Shape: Sendable {
    var coordinators = 2
    var lanes = 3
    var posts = 5
  }

  /// Some steps that belong together, so that schedules get somewhere.
  static func drawn(_ shape: Shape, _ chance: inout SeededChance) -> [ModelStep] {
    let who = chance.below(shape.coordinators)
    // Beyond the number of lanes: the second piece of work on it, where an older one goes on after its lease.
    let lane = chance.below(shape.lanes) + (chance.once(in: 10) ? shape.lanes : 0)
    switch chance.below(100) {
    case ..<38:
      return (0..<1 + chance.below(4)).map { _ in .go(who, lane: lane, .drawn(&chance)) }
    case ..<48: return [.claim(who, isLost: chance.once(in: 20))]
    case ..<62: return [.pass(chance.pick([1, 1, 2, 4, 9, 16, 31, 31, 45, 61, 75, 130, 700]))]
    case ..<64: return [.look(who)]
    case ..<68: return [.lookOn(who, .drawn(&chance))]
    case ..<71: return [.sweep]
    case ..<76: return aftermath(shape, lane, &chance)
    case ..<82: return [.renew(who, isLost: chance.once(in: 6))]
    case ..<86: return [chance.once(in: 3) ? .load : .plan]
    case ..<88: return [chance.once(in: 2) ? .kill(who) : .start(who)]
    case ..<91: return [chance.once(in: 2) ? .freeze(who) : .wake(who)]
    case ..<92: return [chance.once(in: 3) ? .leave(who) : .cut(who)]
    case ..<96: return people(shape, lane, &chance)
    default: return orders(shape, lane, &chance)
    }
  }

  /// Somebody falls silent in the midst of it: what the others make of it, and what then becomes of the silent one.
  private static func aftermath(_ shape: Shape, _ lane: Int, _ chance: inout SeededChance) -> [ModelStep] {
    let silent = chance.below(shape.coordinators)
    let other = chance.once(in: 4) ? silent : (silent + 1) % shape.coordinators
    func goes(_ who: Int, _ count: Int) -> [ModelStep] { (0..<count).map { _ in .go(who, lane: lane, .fine) } }
    var steps = chance.once(in: 2) ? [.claim(silent, isLost: false)] + goes(silent, 3 + chance.below(6)) : []
    steps += chance.once(in: 3) ? [.freeze(silent)] : chance.once(in: 4) ? [.cut(silent)] : []
    steps += [.pass(chance.pick([31, 45, 75, 130])), .sweep]
    for _ in 0..<2 + chance.below(3) {
      steps += [.look(other), .lookOn(other, .fine)]
      if chance.once(in: 3) { steps.append(.pass(chance.pick([9, 31, 61]))) }
      steps += [.lookOn(other, .fine), .pass(31)]
    }
    if chance.once(in: 3) { steps.append(.decide(chance.below(8), .truth)) }
    steps += [.claim(other, isLost: false)] + goes(other, chance.below(9))
    return steps + (chance.once(in: 2) ? [.wake(silent)] + goes(silent, 1 + chance.below(3)) : [])
  }

  private static func people(_ shape: Shape, _ lane: Int, _ chance: inout SeededChance) -> [ModelStep] {
    let post = chance.below(shape.posts)
    switch chance.below(8) {
    case ..<2: return [.edit(post), .approve(post), .plan]
    case 2: return [.edit(post), .plan]
    case ..<5: return [.approve(post), .plan]
    case 5, 6: return [.withdraw(post), .plan]
    default: return chance.once(in: 4) ? [.revokeApprover] : [.edit(post), .approve(post), .plan]
    }
  }

  private static func orders(_ shape: Shape, _ lane: Int, _ chance: inout SeededChance) -> [ModelStep] {
    let stop = chance.below(2)
    switch chance.below(6) {
    case 0: return [.stop(stop, lane: chance.once(in: 2) ? lane % shape.lanes : nil, exempt: chance.once(in: 2))]
    case 1: return [.lift(stop)]
    case 2, 3: return [.planStops]
    default: return [.decide(chance.below(64), chance.pick([.send, .drop, .truth, .truth]))]
    }
  }
}
