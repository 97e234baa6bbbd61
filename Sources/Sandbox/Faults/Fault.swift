import Foundation

/// A way to misbehave, asked for through `POST /sandbox/faults`:
///
/// ```json
/// {"kind": "act_then_reset", "account": "press", "match": {"method": "POST", "path": "/api/v1/statuses"},
///  "count": 1, "after": 0}
/// ```
///
/// A call meets the first fault in the order of placing that matches it. `path` is a prefix, `*` at its end or not.
/// An account is named as in the configuration: by username, or at Bluesky by handle. `after` calls that match are let
/// pass first; then the fault is done `count` times (absent: until cleared).
package struct Fault: Sendable, Codable, Equatable {
  package enum Kind: String, Sendable, Codable, CaseIterable {
    /// New connections are reset as soon as they are accepted, idle ones when the fault is placed; nothing is
    /// acted upon. Counts connections; `match` and `account` mean nothing to it.
    case refuse
    /// Answers `status` (503) and `body` without acting.
    case reject
    /// Answers 429 without acting, with the headers of a limit that ends in `seconds` (60).
    case rateLimited = "rate_limited"
    /// Neither acts nor answers, until released or the client goes.
    case hang
    /// Closes the connection without acting.
    case close
    /// Resets the connection without acting.
    case reset
    /// Acts and does not answer, until released (then it answers) or the client goes.
    case hangAfterActing = "hang_after_acting"
    /// Acts, then closes the connection without an answer. Over HTTP/2 the whole connection with all its streams.
    case actThenClose = "act_then_close"
    /// Acts, then resets the connection (RST by SO_LINGER 0). Over HTTP/2 the whole connection as well.
    case actThenReset = "act_then_reset"
    /// Acts, then answers `status` (500) and `body`.
    case actThenStatus = "act_then_status"
    /// Acts, then answers 200 with bytes that are not what they claim (`body`, or some of its own).
    case actThenGarbage = "act_then_garbage"
    /// Acts, then answers one byte every `milliseconds` (100).
    case slowDrip = "slow_drip"
    /// Acts, then sends half of the announced body and closes. Over HTTP/2 the whole connection is closed.
    case halfAnswer = "half_answer"
    /// Acts as if no idempotency key had been sent. Only Mastodon has such keys.
    case keyIgnored = "key_ignored"
    /// What is created appears in what is read back only after `seconds` (60).
    case delayVisibility = "delay_visibility"
    /// Acts, and answers after `milliseconds` (1000).
    case delay
    /// What is uploaded is taken and being processed for `seconds` (60), also where it would be ready at once.
    case delayProcessing = "delay_processing"
    /// What is uploaded is taken, and found unfit when it is processed, at once or after `seconds`.
    case failProcessing = "fail_processing"

    /// Whether the platform acts upon the call at all.
    package var acts: Bool {
      switch self {
      case .refuse, .reject, .rateLimited, .hang, .close, .reset: false
      default: true
      }
    }
  }

  /// Which calls.
  package struct Match: Sendable, Codable, Equatable {
    package var method: String?
    package var path: String?

    package init(method: String? = nil, path: String? = nil) {
      self.method = method
      self.path = path
    }

    func covers(_ call: Call) -> Bool {
      if let method, method.uppercased() != call.method { return false }
      guard let path else { return true }
      return call.path.hasPrefix(path.hasSuffix("*") ? String(path.dropLast()) : path)
    }
  }

  package var kind: Kind
  package var account: String?
  package var match: Match?
  package var count: Int?
  package var after: Int?
  package var status: Int?
  package var body: String?
  package var seconds: Double?
  package var milliseconds: Int?

  package init(_ kind: Kind, account: String? = nil, match: Match? = nil, count: Int? = nil, after: Int? = nil) {
    self.kind = kind
    self.account = account
    self.match = match
    self.count = count
    self.after = after
  }

  /// How the handling of a call is bent by this fault.
  package var bent: Bent {
    var bent = Bent()
    if kind == .keyIgnored { bent.keyIgnored = true }
    if kind == .delayVisibility { bent.visibilityDelay = seconds ?? 60 }
    if kind == .delayProcessing { bent.processing = seconds ?? 60 }
    if kind == .failProcessing {
      bent.processing = seconds
      bent.processingFails = true
    }
    return bent
  }

  /// The answer of a fault that answers in the platform's place and words; nil for the others.
  package func answer(of stand: some Stand, at now: Date) -> Answer? {
    switch kind {
    case .reject: said(stand.answer(.unavailable, status: status))
    case .actThenStatus: said(stand.answer(.failed, status: status))
    case .actThenGarbage:
      Answer(
        status: status ?? 200, headers: ["content-type": "application/json; charset=utf-8"],
        body: Array((body ?? "<html>{\"id\": \u{FFFD}").utf8))
    case .rateLimited:
      stand.answer(.tooMany(until: now + (seconds ?? 60), now: now), status: nil)
    default: nil
    }
  }

  private func said(_ usual: Answer) -> Answer {
    guard let body else { return usual }
    return Answer(
      status: usual.status, headers: ["content-type": "application/json; charset=utf-8"], body: Array(body.utf8))
  }
}

/// The faults that are placed on one server, with what is left of each.
package struct FaultBook: Sendable {
  private struct Entry: Sendable {
    let number: Int
    let fault: Fault
    var toPass: Int
    var left: Int?
    var done = 0
  }

  private var entries: [Entry] = []
  private var last = 0

  package init() {}

  /// Places a fault; returns its number.
  @discardableResult
  package mutating func place(_ fault: Fault) -> Int {
    last += 1
    entries.append(Entry(number: last, fault: fault, toPass: fault.after ?? 0, left: fault.count))
    return last
  }

  /// Takes away one fault, or all.
  package mutating func clear(_ number: Int? = nil) {
    entries.removeAll { number == nil || $0.number == number }
  }

  /// The fault that a call meets, counted as done; nil for most.
  package mutating func meet(_ call: Call, account: String?) -> Fault? {
    take { fault in
      fault.kind != .refuse && (fault.account == nil || fault.account == account)
        && (fault.match?.covers(call) ?? true)
    }
  }

  /// Whether a new connection is refused, counted as done.
  package mutating func refuses() -> Bool { take { $0.kind == .refuse } != nil }

  private mutating func take(_ fits: (Fault) -> Bool) -> Fault? {
    for place in entries.indices where fits(entries[place].fault) && entries[place].left != 0 {
      if entries[place].toPass > 0 {
        entries[place].toPass -= 1
        continue
      }
      entries[place].left? -= 1
      entries[place].done += 1
      return entries[place].fault
    }
    return nil
  }

  /// All that were placed, with how often each was done.
  package var list: JSON {
    .array(
      entries.map { entry in
        [
          "id": .int(entry.number), "kind": .string(entry.fault.kind.rawValue),
          "account": .optional(entry.fault.account), "method": .optional(entry.fault.match?.method),
          "path": .optional(entry.fault.match?.path), "left": entry.left.map(JSON.int) ?? .null,
          "to_pass": .int(entry.toPass), "done": .int(entry.done),
        ]
      })
  }
}
