import Crypto
import Foundation

/// One virtual server at work: the value that answers, its faults, its ledger and its log of requests, one call
/// at a time.
actor Host {
  /// What is to be done with a call, decided before any byte of an answer goes out.
  struct Turn: Sendable {
    var fault: Fault?
    /// The answer to give in the end; nil when the platform did not act and the fault answers nothing.
    var answer: Answer?
  }

  /// One request as `/sandbox/requests` shows it; no token, and of the body its digest alone.
  struct Seen: Sendable {
    var at: Date
    var method: String
    var path: String
    var digest: SHA256.Digest
    var account: String?
    var connection: Int
    var place: Int
    var version: String
    var fault: Fault.Kind?
    var status: Int?
  }

  let name: String
  private var server: any Stand
  private var faults = FaultBook()
  private var seen: [Seen] = []
  private var counts: [String: Int] = [:]
  private let ledger: Ledger
  /// Read for each call.
  private let clock: @Sendable () -> Date

  init(_ server: any Stand, ledger: Ledger, clock: @escaping @Sendable () -> Date) {
    name = server.name
    self.server = server
    self.ledger = ledger
    self.clock = clock
  }

  /// Tells the server its own address, once the port is known.
  func settle(base: String) { server.base = base }

  /// Handles a call: meets its fault, acts when the fault lets it, and writes the ledger before returning.
  func take(_ call: Call, body: [UInt8], connection: Int, place: Int, version: String) throws -> Turn {
    let now = clock()
    var call = call
    do throws(Refusal) {
      try server.read(body, into: &call)
    } catch {
      return Turn(answer: error.answer)
    }
    let account = server.username(of: call)
    let fault = faults.meet(call, account: account)
    var turn = Turn(fault: fault)
    if fault?.kind.acts ?? true {
      let reply = server.handle(call, at: now, bent: fault?.bent ?? Bent())
      try ledger.append(reply.effects, server: name, platform: type(of: server).platform.rawValue)
      turn.answer = reply.answer
    }
    if let instead = fault?.answer(of: server, at: now) { turn.answer = instead }
    counts["\(call.method) \(call.path)", default: 0] += 1
    if seen.count >= 1000 { seen.removeFirst(500) }
    seen.append(
      Seen(
        at: now, method: call.method, path: call.path, digest: SHA256.hash(data: Data(body)), account: account,
        connection: connection, place: place, version: version, fault: fault?.kind, status: turn.answer?.status))
    return turn
  }

  /// The page of what the public sees; nil for an account that is not there.
  func page(of account: String?) -> String? { server.page(of: account, at: clock()) }

  /// What `/media/…` gives; nil for what is not there.
  func file(_ name: String) -> Answer? { server.file(name, at: clock()) }

  /// The most bytes of a body.
  func mostBytes(_ call: Call) -> Int { server.mostBytes(call) }

  /// The answer to a body that is larger.
  var tooLarge: Answer { server.answer(.tooLarge, status: nil) }

  /// Whether a new connection is to be reset at once.
  func refuses() -> Bool { faults.refuses() }

  func place(_ fault: Fault) -> Int { faults.place(fault) }
  func clear(_ number: Int?) { faults.clear(number) }
  var placed: JSON { faults.list }

  /// Counts by method and path, and the last requests, oldest first.
  var requests: JSON {
    let recent = seen.map { seen -> JSON in
      [
        "at": .string(timestamp(seen.at)), "method": .string(seen.method), "path": .string(seen.path),
        "body_sha256": .string(seen.digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()),
        "account": .optional(seen.account), "connection": .int(seen.connection),
        "request_of_connection": .int(seen.place), "http": .string(seen.version),
        "fault": .optional(seen.fault?.rawValue), "status": seen.status.map(JSON.int) ?? .null,
      ]
    }
    return ["server": .string(name), "counts": .object(counts.mapValues(JSON.int)), "recent": .array(recent)]
  }
}
