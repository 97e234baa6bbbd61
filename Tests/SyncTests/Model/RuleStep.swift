import Domain
import TestKit

/// One thing that happens between offices and the centre.
enum RuleStep: Hashable, Sendable {
  /// Somebody acts at their office, as they see things there.
  case act(office: Int, member: Int, post: Int, Deed)
  /// An office offers what it has, from the first act on that it does not know to be received.
  case push(office: Int, restrictive: Bool, count: Int, answerLost: Bool)
  /// The centre rules on at most so many acts of each kind.
  case rule(Int)
  /// A page of the feed is read; it arrives later, or not.
  case fetch(office: Int, count: Int)
  case take(office: Int)
  /// An image of an office is whole at the centre.
  case image(office: Int, Int)
  case release(expired: Bool)
  case pass(Int)

  enum Deed: Hashable, Sendable {
    case compose
    case text(Int)
    case campaign(Int)
    case visibility(Int)
    case image(Int)
    case submit, approve, giveBack, withdraw
    case choose(theirs: Bool)
    case stop(Int)
    case lift(Int)
    case revoke(Int)
  }

  static func drawn(_ cast: RuleCast, _ chance: inout SeededChance) -> [RuleStep] {
    let office = chance.below(cast.offices.count)
    switch chance.below(100) {
    case ..<38: return [act(office, cast, &chance)]
    case ..<50:
      return [
        .push(
          office: office, restrictive: chance.once(in: 3), count: 1 + chance.below(4), answerLost: chance.once(in: 5))
      ]
    case ..<60: return [.rule(chance.pick([1, 1, 1, 3, 20]))]
    case ..<66: return [.fetch(office: office, count: 1 + chance.below(5)), .take(office: office)]
    case ..<72: return [chance.once(in: 2) ? .fetch(office: office, count: 1 + chance.below(9)) : .take(office: office)]
    case ..<76: return [.image(office: office, chance.below(3)), .release(expired: false)]
    case ..<77: return [.release(expired: true)]
    case ..<79: return [.pass(chance.below(60))]
    case ..<90: return exchange(office)
    default: return story(cast, &chance)
    }
  }

  /// An office and the centre come to know all of each other.
  static func exchange(_ office: Int) -> [RuleStep] {
    [
      .push(office: office, restrictive: true, count: 99, answerLost: false),
      .push(office: office, restrictive: false, count: 99, answerLost: false), .rule(50),
      .fetch(office: office, count: 999), .take(office: office),
    ]
  }

  /// Both who see a post change it, unseen by each other, or one hands it in and others consent.
  private static func story(_ cast: RuleCast, _ chance: inout SeededChance) -> [RuleStep] {
    let post = chance.below(3)
    let (home, centre) = (cast.home(of: post), cast.offices.count - 1)
    let author = chance.below(2)
    func at(_ office: Int, _ member: Int, _ deed: Deed) -> RuleStep {
      .act(office: office, member: member, post: post, deed)
    }
    let handsIn = [at(home, author, .submit)] + exchange(home)
    switch chance.below(4) {
    case 0:
      return exchange(home) + exchange(centre) + [at(home, author, .text(chance.below(3)))]
        + [at(centre, chance.below(2), .text(chance.below(3)))] + exchange(chance.once(in: 2) ? home : centre)
    case 1:
      return handsIn + exchange(centre)
        + [
          at(home, chance.below(4), .approve), at(centre, 0, chance.pick([.giveBack, .withdraw, .approve, .text(1)])),
        ]
    case 2: return handsIn + [at(home, 1, .approve), at(home, 2, .approve), at(home, 3, .approve)] + exchange(home)
    default: return [at(home, author, .image(chance.below(3)))] + handsIn + [at(home, author, .text(chance.below(3)))]
    }
  }

  private static func act(_ office: Int, _ cast: RuleCast, _ chance: inout SeededChance) -> RuleStep {
    let isCentre = office == cast.offices.count - 1
    let posts = cast.posts.indices.filter { isCentre || cast.home(of: $0) == office }
    let deed: Deed =
      switch chance.below(40) {
      case ..<9: .text(chance.below(3))
      case ..<12: .campaign(chance.below(3))
      case ..<15: .visibility(chance.below(3))
      case ..<18: .image(chance.below(3))
      case ..<23: .submit
      case ..<30: .approve
      case ..<32: .giveBack
      case 32: .withdraw
      case ..<37: .choose(theirs: chance.once(in: 2))
      case 37: .stop(chance.below(2))
      case 38: .lift(chance.below(2))
      default: chance.once(in: 3) ? .revoke(chance.below(2)) : .submit
      }
    return .act(
      office: office, member: chance.below(cast.offices[office].members.count), post: chance.pick(posts), deed)
  }
}
