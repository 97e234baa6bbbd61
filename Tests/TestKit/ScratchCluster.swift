import Foundation
import Postgres

/// The private cluster that `ops/test` has started for the tests, as its environment tells.
package struct ScratchCluster: Sendable {
  /// There is no cluster to test with.
  package struct Missing: Error, CustomStringConvertible {
    package var description: String { "start the tests with ops/test" }
  }

  package let host: String
  package let port: Int
  package let socketFolder: String
  package let rootCertificate: String
  /// The folder of the authority that signs clients' certificates.
  package let authority: String
  package let superuser: String

  /// - Throws: `Missing` when the environment tells of no cluster.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    func read(_ key: String) throws -> String {
      guard let value = environment["CRIER_TEST_\(key)"], !value.isEmpty else { throw Missing() }
      return value
    }
    host = try read("HOST")
    guard let port = Int(try read("PORT")) else { throw Missing() }
    self.port = port
    socketFolder = try read("SOCKET")
    rootCertificate = try read("CA")
    authority = try read("CERTS")
    superuser = try read("SUPERUSER")
  }

  /// The superuser, over the socket.
  package func configuration(database: String) -> PostgresConfiguration {
    PostgresConfiguration(
      host: socketFolder, port: port, database: database, user: superuser, tls: .localSocket,
      applicationName: "test")
  }

  /// A login over TLS, with a certificate made for it.
  package func configuration(database: String, login: String) async throws -> PostgresConfiguration {
    let certificate = try await ClientCertificates.shared.certificate(of: login, authority: authority)
    return PostgresConfiguration(
      host: host, port: port, database: database, user: login,
      tls: .verifyFull(root: rootCertificate, certificate: certificate.path, key: certificate.keyPath),
      applicationName: "test")
  }
}
