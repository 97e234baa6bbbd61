import Domain
import Foundation
import HTTPTypes
import Platforms

extension Conformance {
  /// Every status with bodies of no sense: each has a meaning, and none a wrong one.
  mutating func readsEveryAnswer() {
    let bodies: [(String, [UInt8])] = [
      ("nothing", []), ("garbage", [0xFF, 0x00, 0xC0, 0x7B]),
      ("HTML", Array("<!doctype html><h1>Bad Gateway</h1>".utf8)),
      ("long JSON", Self.longJSON(100)),
    ]
    let huge = Self.longJSON(60_000)
    for kind in [DeliveryKind.publish, .takeDown] {
      let order = order(kind, remoteID: kind == .takeDown ? "109" : nil)
      for status in 100...599 {
        for (what, body) in bodies {
          let response = PlatformResponse(status: status, body: body, at: Self.start)
          judge(response, of: order, "\(kind), \(status) with \(what): ")
          if kind == .publish { judgeSession(response, "session, \(status) with \(what): ") }
        }
      }
      for status in [200, 404, 422, 503] {
        let response = PlatformResponse(status: status, body: huge, at: Self.start)
        judge(response, of: order, "\(kind), \(status) with huge JSON: ")
      }
      let sentence = "No answer came."
      judge(.failure(mayHaveActed: true, sentence: sentence), of: order, "\(kind), lost: ")
      let refused = adapter.interpret(.failure(mayHaveActed: false, sentence: sentence), of: order, DeliveryProgress())
      if case .done(.surelyNot) = refused {} else { expect(false, "\(kind), nothing left: \(refused)") }
    }
  }

  /// Nothing opens a session but a pair of tokens, and a fault of the server says nothing of the credential.
  private mutating func judgeSession(_ response: PlatformResponse, _ story: String) {
    guard adapter.openSession(channel, Secret(Self.secret), renewing: nil) != nil else { return }
    expect(!adapter.endsSession(response), story + "taken for the end of one")
    let held = PlatformSession(access: Secret("a"), refresh: Secret(Self.secret), accessUntil: Self.start)
    for held in [nil, held] {
      switch adapter.interpretSession(.answer(response), of: channel, Secret(Self.secret), renewing: held) {
      case .open: expect(false, story + "taken for open")
      case .spent:
        expect(held != nil, story + "what is not held is taken for spent")
        expect((400...499).contains(response.status) && response.status != 429, story + "taken for spent")
      case .refused:
        expect((400...499).contains(response.status) && response.status != 429, story + "taken for a refusal")
      case .undecided: break
      }
    }
  }

  private mutating func judge(_ response: PlatformResponse, of order: DeliveryOrder, _ story: String) {
    guard case .done(let outcome) = adapter.interpret(.answer(response), of: order, DeliveryProgress()) else {
      return expect(false, story + "comes to no end")
    }
    switch outcome {
    case .acted: expect(false, story + "taken for done")
    case .surelyNot:
      expect(response.status < 500 && response.status != 408, story + "taken for surely not done")
      expect(response.status >= 300, story + "taken for surely not done")
    case .rejected, .credential: expect((400...499).contains(response.status), story + "taken for a refusal")
    case .unknown: break
    }
    expect(sentence(outcome).count <= 500, story + "says too much")
    let result = ExchangeResult.answer(response)
    switch adapter.interpretLookUp(result, of: order, DeliveryProgress(), page: LookUpPage()) {
    case .present: expect(false, story + "a look-up takes it for present")
    case .absent: expect(false, story + "a look-up takes it for absent")
    case .more, .undecided: break
    }
    switch adapter.interpretReadBack(result, of: order, remoteID: "109", page: LookUpPage()) {
    case .same, .differs, .gone: expect(false, story + "a read-back takes it for an answer")
    case .more, .undecided: break
    }
  }

  /// After a loss nothing is certain, and nothing may act again unasked.
  private mutating func judge(_ result: ExchangeResult, of order: DeliveryOrder, _ story: String) {
    switch adapter.interpret(result, of: order, DeliveryProgress()) {
    case .done(.unknown): break
    case .again: expect(false, story + "taken for surely not done")
    case .done(let outcome): expect(false, story + "taken for \(outcome)")
    case .proceed(let progress):
      if case .request(let request) = adapter.next(order, progress), request.acts {
        expect(false, story + "acts again without having looked")
      }
    }
  }

  func sentence(_ outcome: DeliveryOutcome) -> String {
    switch outcome {
    case .acted(let id, let url): (id ?? "") + " " + (url ?? "")
    case .surelyNot(_, let sentence), .credential(let sentence), .unknown(let sentence): sentence
    case .rejected(let code, let sentence): code + " " + sentence
    }
  }

  /// The secret stands in one header and nowhere else, even where the platform says it aloud. Only the request that
  /// opens a session carries the credential in its body.
  mutating func keepsSecrets() {
    var requests = [firstRequest(order()), firstRequest(order(.takeDown, remoteID: "109"))]
    requests.append(adapter.lookUp(order(), DeliveryProgress(), page: LookUpPage()))
    requests.append(adapter.readBack(order(), remoteID: "109", page: LookUpPage()))
    requests.append(adapter.check(channel, Secret(Self.secret), after: []))
    let opening = adapter.openSession(channel, Secret(Self.secret), renewing: nil)
    if let opening {
      expect(!"\(opening.head)".contains(Self.secret), "the credential stands in the head of what opens a session")
    }
    for request in requests.compactMap({ $0 }) where request != opening {
      var head = request.head
      head.headerFields[.authorization] = nil
      expect(!"\(head)".contains(Self.secret), "the secret stands in the head of \(request.head.path ?? "")")
      let body = String(decoding: request.body.literal, as: UTF8.self)
      expect(!body.contains(Self.secret), "the secret stands in a body")
    }
    expect(!"\(order())".contains(Self.secret), "an order in print shows its secret")
    let said = Self.secret
    let body = Array(
      "{\"error\":\"token \(said)\",\"id\":\"\(said)\",\"content\":\"\(said)\",\"url\":\"https://a/\(said)\"}".utf8)
    for status in 100...599 {
      let answer = ExchangeResult.answer(PlatformResponse(status: status, body: body, at: Self.start))
      let outcome = adapter.interpret(answer, of: order(), DeliveryProgress())
      expect(!"\(outcome)".contains(Self.secret), "the secret is repeated after \(status)")
      let check = adapter.interpretCheck([answer], of: channel, Secret(Self.secret))
      expect(!"\(check)".contains(Self.secret), "the secret is repeated by a check after \(status)")
      let session = adapter.interpretSession(answer, of: channel, Secret(Self.secret), renewing: nil)
      expect(!"\(session)".contains(Self.secret), "the secret is repeated by a session after \(status)")
      let look = adapter.interpretLookUp(answer, of: order(), DeliveryProgress(), page: LookUpPage())
      expect(!"\(look)".contains(Self.secret), "the secret is repeated by a look-up after \(status)")
    }
    let lost = ExchangeResult.failure(mayHaveActed: true, sentence: "sent \(Self.secret) into the void")
    let outcome = adapter.interpret(lost, of: order(), DeliveryProgress())
    expect(!"\(outcome)".contains(Self.secret), "the secret is repeated after a loss")
  }

  /// Random bodies, made of what answers are made of, never trap; and what they name can be stored.
  package mutating func readsAnyBytes(seed: UInt64, count: Int) {
    var chance = SeededChance(seed: seed)
    for round in 0..<count {
      let body = Self.randomBody(&chance)
      let status = [200, 200, 201, 202, 206, 301, 400, 401, 403, 404, 410, 422, 429, 500, 503].randomElement(
        using: &chance)
      var fields = HTTPFields()
      fields[.retryAfter] = Self.randomField(&chance)
      fields[.date] = Self.randomField(&chance)
      if let reset = HTTPField.Name("X-RateLimit-Reset") { fields[reset] = Self.randomField(&chance) }
      let response = PlatformResponse(status: status ?? 200, fields: fields, body: body, at: Self.start)
      let answer = ExchangeResult.answer(response)
      for order in [order(), order(.takeDown, remoteID: "109")] {
        if case .done(let outcome) = adapter.interpret(answer, of: order, DeliveryProgress()) {
          judgeOutcome(outcome, "seed \(seed), round \(round): ")
        }
        for cursor in [nil, String(decoding: body, as: UTF8.self)] {
          let page = LookUpPage(number: 0, cursor: cursor)
          _ = adapter.lookUp(order, DeliveryProgress(), page: page)
          _ = adapter.interpretLookUp(answer, of: order, DeliveryProgress(), page: page)
        }
        _ = adapter.interpretReadBack(answer, of: order, remoteID: "109", page: LookUpPage(number: round % 2))
      }
      _ = adapter.interpretCheck([answer, answer, answer], of: channel, Secret(Self.secret))
      _ = adapter.check(channel, Secret(Self.secret), after: [answer])
      _ = adapter.interpretSession(answer, of: channel, Secret(Self.secret), renewing: nil)
      _ = adapter.endsSession(response)
    }
  }

  private mutating func judgeOutcome(_ outcome: DeliveryOutcome, _ story: String) {
    switch outcome {
    case .acted(let id, _):
      let storable = id.map { !$0.isEmpty && $0.utf8.count <= 255 && !$0.contains("\0") } ?? false
      expect(storable, story + "acted under an id that nobody can store")
    case .surelyNot(let retryAt?, _):
      let ahead = retryAt.seconds(since: Self.start)
      expect((1...86_400).contains(ahead), story + "comes back after \(ahead) s")
    default: break
    }
    expect(sentence(outcome).count <= 2500, story + "says too much")
    expect(!sentence(outcome).contains("\0"), story + "repeats a NUL")
  }

  /// Well-formed, and nothing that was asked for; about 14 bytes for each entry.
  private static func longJSON(_ entries: Int) -> [UInt8] {
    Array(("[" + String(repeating: "{\"a\":[1,2,3]},", count: entries) + "0]").utf8)
  }

  private static func randomBody(_ chance: inout SeededChance) -> [UInt8] {
    let words = [
      "{", "}", "[", "]", ":", ",", "\"id\"", "\"1\"", "\"content\"", "\"<p>a&#99999999999;<a href=\\\"", "null",
      "true",
      "\"created_at\"", "\"2026-02-30T99:99:99Z\"", "1e999", "-0", "\"error\"", "\"\\u0000\"", "\"\\ud800\"", "\"url\"",
      "\"https://x\"", "\"text\"", "\"version\"", "\"configuration\"", "[[[[[[[[", "\u{202E}", " ", "\n", "\\", "\"",
      "\"uri\"", "\"cid\"", "\"at://did:plc:a/app.bsky.feed.post/3jzfcijpj2z2a\"", "\"value\"", "\"$link\"",
      "\"blob\"", "\"did\"", "\"did:plc:a\"", "\"accessJwt\"", "\"a.e30.b\"", "\"message\"",
      "\"spoiler_text\"", "\"max_characters\"", "99999999999999999999", "\"account\"", "\"way\"", "\"forwards\"",
    ]
    var body: [UInt8] = []
    for _ in 0..<Int.random(in: 0...40, using: &chance) {
      if Int.random(in: 0..<12, using: &chance) == 0 {
        body.append(UInt8.random(in: 0...255, using: &chance))
      } else {
        body += Array((words.randomElement(using: &chance) ?? "").utf8)
      }
    }
    return body
  }

  private static func randomField(_ chance: inout SeededChance) -> String? {
    [
      nil, "", "0", "-1", "9223372036854775807", "99999999999999999999", "nan", "Sun, 06 Nov 1994 08:49:37 GMT",
      "Sun, 99 Nov 9999 99:99:99 GMT", "2026-11-23T10:00:00.123Z", "9999-12-31T23:59:59Z", "60", "\u{1F4A3}", "   ",
    ].randomElement(using: &chance) ?? nil
  }
}

/// Chance that begins from a seed, so that a failure can be had again (SplitMix64, Sebastiano Vigna).
package struct SeededChance: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
