import Foundation

/// One virtual server of any platform, as a value: a call and a time go in, an answer and the visible effects come
/// out. It knows no socket and no clock.
package protocol Stand: Sendable {
  /// The name that the configuration gives.
  var name: String { get }
  /// The word of the configuration and the ledger for what it stands in for.
  static var platform: Config.Server.Platform { get }
  /// The address that the server gives for itself, without a slash at the end.
  var base: String { get set }

  /// The most bytes that a body may have; more is answered as `Trouble.tooLarge`.
  func mostBytes(_ call: Call) -> Int

  /// Takes a body in, as far as the platform's calls need it read. Throws what is to be answered when it cannot be.
  func read(_ body: [UInt8], into call: inout Call) throws(Refusal)

  /// The account behind a call, as the configuration names it; nil when there is none.
  func username(of call: Call) -> String?

  /// Handles one call. Never fails: a refusal is an answer.
  mutating func handle(_ call: Call, at now: Date, bent: Bent) -> Reply

  /// The platform's own words for a trouble. `status` replaces the usual one.
  func answer(_ trouble: Trouble, status: Int?) -> Answer

  /// The page of what everyone can see now: of all accounts, or of one. Nil when there is no such account.
  func page(of name: String?, at now: Date) -> String?

  /// The bytes of a picture or film, as `/media/…` gives them to whoever knows the address; nil for what is not there.
  func file(_ name: String, at now: Date) -> Answer?
}

/// How a fault bends the handling of one call.
package struct Bent: Sendable, Equatable {
  package var keyIgnored = false
  /// Seconds until what this call makes is visible, instead of the server's own delay.
  package var visibilityDelay: Double?
  /// Seconds until what this call uploads is processed, instead of the server's own.
  package var processing: Double?
  /// What this call uploads cannot be processed.
  package var processingFails = false

  package init() {}
}

/// What came of a call.
package struct Reply: Sendable {
  package var answer: Answer
  package var effects: [Effect] = []
}

/// A trouble that every platform has, and tells in words of its own.
package enum Trouble: Sendable {
  /// It cannot serve now and has not acted.
  case unavailable
  /// It failed.
  case failed
  /// A limit is used up until a time.
  case tooMany(until: Date, now: Date)
  /// The body is larger than the platform takes.
  case tooLarge
}
