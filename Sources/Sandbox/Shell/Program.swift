import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Runs the servers of a configuration until told to end.
package struct Program: Sendable {
  package let config: Config
  /// PEM files of the certificate chain and its key.
  package let certificate: String
  package let key: String
  /// The ledger file; nil keeps it in memory.
  package let ledger: String?

  package init(config: Config, certificate: String, key: String, ledger: String?) {
    self.config = config
    self.certificate = certificate
    self.key = key
    self.ledger = ledger
  }

  /// Serves until SIGTERM or SIGINT. `announce` gets the address and name of each server, in the order of the
  /// configuration, once all of them listen. Throws `ConfigProblem` in words for a person.
  package func run(announce: @escaping @Sendable ([(address: String, name: String)]) -> Void) async throws {
    let tls = try identity()
    let ledger = try Ledger(path: ledger)
    let gate = Gate()
    let now = Date.now
    let sites = config.servers.map { server in
      let stand = server.stand(at: now, secret: Program.secret)
      return Site(host: Host(stand, ledger: ledger) { Date.now }, connections: Connections())
    }
    let names = config.servers.map(\.name)
    let control = Control(
      token: config.controlToken, sites: Dictionary(zip(names, sites)) { $1 }, gate: gate, ledger: ledger)
    let ready = Ready(names: names, announce: announce)
    var logger = Logger(label: "crier-sandbox", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .error
    var services: [any Service] = []
    for (server, site) in zip(config.servers, sites) {
      services.append(try application(server, site, control, tls, ready, logger))
    }
    // Services end in reverse order: what hangs is let go before the servers wait for their last answers.
    services.append(Release(gate: gate))
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await group.run()
    } catch let error as IOError {
      throw ConfigProblem(text: "A server cannot listen on its port (\(error)). Choose another port, or 0.")
    }
  }

  private func application(
    _ server: Config.Server, _ site: Site, _ control: Control, _ tls: TLSConfiguration, _ ready: Ready,
    _ logger: Logger
  ) throws -> any Service {
    Application(
      responder: Responder(site: site, control: control),
      server: HTTPServerBuilder { responder in
        Door(inner: try HTTP2UpgradeChannel(tlsConfiguration: tls, responder: responder), site: site)
      },
      configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: server.port),
        serverName: server.platform == .mastodon ? "Mastodon" : nil),
      onServerRunning: { channel in
        let base = "https://127.0.0.1:\(channel.localAddress?.port ?? server.port)"
        await site.host.settle(base: base)
        ready.listens(server.name, base)
      },
      logger: logger)
  }

  private func identity() throws(ConfigProblem) -> TLSConfiguration {
    do {
      let chain = try NIOSSLCertificate.fromPEMFile(certificate)
      let key = try NIOSSLPrivateKey(file: key, format: .pem)
      return .makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    } catch {
      throw ConfigProblem(text: "The certificate or its key cannot be read as PEM: \(certificate), \(key)")
    }
  }

  /// 256 bits of chance in letters and digits.
  private static let secret: @Sendable () -> String = {
    let letters = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789-_")
    var source = SystemRandomNumberGenerator()
    return String((0..<43).map { _ in letters[Int.random(in: letters.indices, using: &source)] })
  }
}

/// Lets hanging calls go when the program is told to end.
private struct Release: Service {
  let gate: Gate

  func run() async throws {
    try? await gracefulShutdown()
    gate.release(forGood: true)
  }
}

/// Waits for all servers to listen.
private final class Ready: Sendable {
  private let names: [String]
  private let announce: @Sendable ([(address: String, name: String)]) -> Void
  private let bases = Mutex<[String: String]>([:])

  init(names: [String], announce: @escaping @Sendable ([(address: String, name: String)]) -> Void) {
    self.names = names
    self.announce = announce
  }

  func listens(_ name: String, _ base: String) {
    let all = bases.withLock { bases in
      bases[name] = base
      return bases
    }
    if all.count == names.count { announce(names.map { (all[$0] ?? "", $0) }) }
  }
}
