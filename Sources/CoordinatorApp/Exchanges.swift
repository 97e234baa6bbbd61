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

  init(settings: CoordinatorSettings, total: Duration) throws {
    engine = try CurlEngine(Self.configuration(settings))
    self.total = total
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
    _ request: PlatformRequest, deadline: ContinuousClock.Instant, mayLeave: (@Sendable () -> Bool)? = nil
  ) async -> ExchangeResult {
    var exchange = CurlRequest(
      head: request.head, body: .bytes(request.body.literal), acts: request.acts,
      deadline: deadline, total: total)
    exchange.mayLeave = mayLeave
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

/// Asks a platform whether a credential may post, and what its limits are.
struct ChannelCheck {
  let settings: CoordinatorSettings

  func run(_ channel: Channel, _ secret: Secret, by adapter: any Platform) async throws -> ChannelLimits {
    let exchanges = try Exchanges(settings: settings, total: .seconds(20))
    var results: [ExchangeResult] = []
    while let request = adapter.check(channel, secret, after: results) {
      results.append(await exchanges.send(request, deadline: .now + .seconds(20)))
    }
    await exchanges.close()
    switch adapter.interpretCheck(results, of: channel, secret) {
    case .fine(let limits, _): return limits
    case .refused(let sentence): throw Complaint.refusedByPlatform(channel, sentence)
    case .undecided(let sentence): throw Complaint.platformSilent(channel, sentence)
    }
  }
}

extension Complaint {
  fileprivate static func refusedByPlatform(_ channel: Channel, _ sentence: String) -> Complaint {
    Complaint(.refused, "\(channel.name): \(sentence)", remedy: "Get a new token from the platform and try again.")
  }

  fileprivate static func platformSilent(_ channel: Channel, _ sentence: String) -> Complaint {
    Complaint(.unreachable, "\(channel.name): \(sentence)", remedy: "Try again later; nothing was changed.")
  }
}
