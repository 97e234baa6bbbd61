import Console
import Curl
import Domain
import Foundation
import Platforms

/// Makes the requests of adapters through libcurl.
struct Exchanges: Sendable {
  private let engine: CurlEngine
  /// Longest time for one request.
  let total: Duration
  /// Where images are read from; nil: none are sent.
  private let spool: MediaSpool?

  init(settings: CoordinatorSettings, total: Duration, spool: MediaSpool? = nil) throws {
    try self.init(Self.configuration(settings), total: total, spool: spool)
  }

  init(_ configuration: CurlConfiguration, total: Duration, spool: MediaSpool? = nil) throws {
    engine = try CurlEngine(configuration)
    self.total = total
    self.spool = spool
  }

  private static func configuration(_ settings: CoordinatorSettings) -> CurlConfiguration {
    let configuration = CurlConfiguration(
      caFile: settings.platformAuthorities, allowedPrivateHosts: settings.privateHosts)
    #if DEBUG
      var sabotaged = configuration
      sabotaged.sabotagePrereq = settings.sabotage.contains("prereq")
      return sabotaged
    #else
      return configuration
    #endif
  }

  func close() async { await engine.close() }

  /// One request; what came of it. `mayLeave` is asked at the last instant before an acting request leaves.
  func send(
    _ request: PlatformRequest, deadline: ContinuousClock.Instant, mayLeave: (@Sendable () -> Bool)? = nil,
    onSent: (@Sendable () -> Void)? = nil
  ) async -> ExchangeResult {
    let body: CurlBody
    do {
      body = try await self.body(request.body)
    } catch {
      return .failure(mayHaveActed: false, sentence: error.sentence)
    }
    var exchange = CurlRequest(
      // A large body is not sent again by itself either: each upload counts against the platform's limits.
      head: request.head, body: body, acts: request.acts || request.body.hasMedia, deadline: deadline, total: total)
    if request.body.hasMedia {
      exchange.total = total * Self.patience
      exchange.lowSpeed = (1024, .seconds(30))
    }
    exchange.mayLeave = mayLeave
    #if DEBUG
      exchange.onSent = onSent
    #endif
    do {
      let response = try await engine.send(exchange)
      return .answer(
        PlatformResponse(
          status: response.status, fields: response.fields, body: response.body, at: Instant(Date())))
    } catch {
      return .failure(mayHaveActed: error.bytesMayHaveLeft, sentence: error.description)
    }
  }
}

extension Exchanges {
  /// How many times as long an upload may take as any other request, as long as it moves.
  private static let patience = 15

  /// The body with files in the place of names.
  private func body(_ body: PlatformBody) async throws(MediaSpool.Trouble) -> CurlBody {
    switch body {
    case .none: return .none
    case .bytes(let bytes): return .bytes(bytes)
    case .media(let source):
      let reader = try await reader(source)
      return .stream(length: source.octets, reader: reader)
    case .form(let parts):
      var curl: [CurlPart] = []
      for part in parts {
        let content: CurlPart.Content
        switch part.content {
        case .bytes(let bytes): content = .bytes(bytes)
        case .media(let source): content = .stream(length: source.octets, reader: try await reader(source))
        }
        curl.append(
          CurlPart(name: part.name, filename: part.filename, contentType: part.contentType, content: content))
      }
      return .form(curl)
    }
  }

  /// Reads from a local file, as libcurl asks for it.
  private func reader(_ source: MediaSource) async throws(MediaSpool.Trouble) -> @Sendable () throws -> CurlReader {
    guard let spool else { throw .missing }
    let file = try await spool.open(source)
    return {
      try file.seek(toOffset: 0)
      return CurlReader(
        read: { limit in try file.read(upToCount: limit).map(Array.init) ?? [] },
        seek: { offset in try file.seek(toOffset: UInt64(offset)) })
    }
  }
}

/// Asks a platform whether a credential may post, and what its limits are.
struct ChannelCheck {
  let settings: CoordinatorSettings

  func run(_ channel: Channel, _ secret: Secret, by adapter: any Platform) async throws -> ChannelLimits {
    let exchanges = try Exchanges(settings: settings, total: .seconds(20))
    let results = await Self.ask(channel, secret, by: adapter) { request in
      await exchanges.send(request, deadline: .now + .seconds(20))
    }
    await exchanges.close()
    return try Self.judge(results, channel, secret, by: adapter)
  }

  /// Asks until the adapter has asked enough; some open a session of their own first.
  static func ask(
    _ channel: Channel, _ secret: Secret, by adapter: any Platform,
    exchange: (PlatformRequest) async -> ExchangeResult
  ) async -> [ExchangeResult] {
    var results: [ExchangeResult] = []
    while results.count < 20, let request = adapter.check(channel, secret, after: results) {
      results.append(await exchange(request))
    }
    return results
  }

  static func judge(
    _ results: [ExchangeResult], _ channel: Channel, _ secret: Secret, by adapter: any Platform
  ) throws -> ChannelLimits {
    switch adapter.interpretCheck(results, of: channel, secret) {
    case .fine(let limits, _): return limits
    case .refused(let sentence): throw Complaint.refusedByPlatform(channel, sentence)
    case .undecided(let sentence): throw Complaint.platformSilent(channel, sentence)
    }
  }
}

extension Complaint {
  fileprivate static func refusedByPlatform(_ channel: Channel, _ sentence: String) -> Complaint {
    Complaint(
      .refused, "\(channel.name): \(sentence)",
      remedy: "Put that right, or get a new token or app password, and try again.")
  }

  fileprivate static func platformSilent(_ channel: Channel, _ sentence: String) -> Complaint {
    Complaint(.unreachable, "\(channel.name): \(sentence)", remedy: "Try again later; nothing was changed.")
  }
}
