import CentralStore
import Domain
import Platforms

/// When to use a channel's session, when to renew it, when to open another: pure. Renewing is treated like a publish:
/// an intent, the request, a settlement that stores the new pair before it is used.
package enum SessionMachine {
  package enum Move: Hashable, Sendable {
    case use
    case begin(HeldSession.Kind)
    /// Somebody else is at it, for so many seconds at most.
    case wait(Double)
    case refused(sentence: String)
    case aside(sentence: String, retryIn: Double)
  }

  /// A token that ends within so many seconds is not used any more.
  package static let margin = 5.0
  /// So many renewals of one pair may fall silent: it may be spent, and is tried once more, then never again.
  package static let mostTries = 2
  /// Seconds.
  package static let longestRest = 900.0
  package static let longestRefusal = 21_600.0

  package static func next(_ held: HeldSession?, credential: HexBytes) -> Move {
    guard let held, held.credential == credential else { return .begin(.open) }
    let isUsable = held.sealed != nil && held.accessIn > margin
    if isUsable, held.renewIn > 0 { return .use }
    if held.underWay != nil, held.endsIn > 0 { return isUsable ? .use : .wait(held.endsIn) }
    if held.waitIn > 0 {
      if isUsable { return .use }
      let sentence = held.sentence ?? "A session was opened a moment ago; it is opened anew in a moment."
      return held.reason == .refused
        ? .refused(sentence: sentence) : .aside(sentence: sentence, retryIn: held.waitIn)
    }
    return .begin(held.sealed == nil || held.tries >= mostTries ? .open : .renew)
  }

  /// What to write after a request, but for the sealed pair.
  ///
  /// - Parameters:
  ///   - rest: seconds between two intents, at least.
  ///   - chance: from 0 up to 1; spreads renewals and repeats.
  package static func settlement(
    _ result: SessionResult, after exchange: ExchangeResult, fails: Int, now: Instant, rest: Double, chance: Double
  ) -> SettlePlatformSession.Result {
    let growth = Double(1 << min(max(fails, 0), 16))
    switch result {
    case .open(let session):
      var settlement = SettlePlatformSession.Result(.open, restIn: rest)
      // A token that has ended by our clock is used once all the same: our clock may be the one that is wrong.
      let life = max(session.accessUntil.seconds(since: now), 3 * margin)
      settlement.accessIn = life
      settlement.renewIn = life * (0.8 + 0.15 * chance)
      return settlement
    case .spent:
      return SettlePlatformSession.Result(.spent, restIn: 0)
    case .refused(let sentence):
      return SettlePlatformSession.Result(
        .refused, restIn: min(longestRefusal, 900 * growth), sentence: ForeignText.shown(sentence))
    case .undecided(let retryAt, let sentence):
      let backoff = min(longestRest, 2 * rest * growth) * (0.5 + chance / 2)
      let told = retryAt.map { min(max($0.seconds(since: now), 1), 86_400) * (1 + chance / 10) }
      var settlement = SettlePlatformSession.Result(
        .undecided, restIn: told ?? max(1, backoff), sentence: ForeignText.shown(sentence))
      // Silence or trouble there may have spent the pair; another answer, or nothing that left, has not.
      settlement.undone =
        switch exchange {
        case .failure(let mayHaveActed, _): !mayHaveActed
        case .answer(let response): response.status < 500
        }
      return settlement
    }
  }
}
