import Foundation
import Postgres
import TestKit
import Testing

/// Who gets in, and what those hear who do not.
@Suite struct EntryTests {
  /// Lends a login that exists, and what it needs to come in.
  static func login(_ body: (PostgresConfiguration) async throws -> Void) async throws {
    let cluster = try ScratchCluster()
    let name = ScratchDatabase.uniqueName("login")
    try await Scratch.connection { try $0.execute("create role \(name) login") }
    let result: Result<Void, any Error>
    do { result = .success(try await body(cluster.configuration(database: "postgres", login: name))) } catch {
      result = .failure(error)
    }
    try await Scratch.connection { try $0.execute("drop role \(name)") }
    try result.get()
  }

  static func refusal(_ configuration: PostgresConfiguration) async throws -> PostgresError {
    try await #require(throws: PostgresError.self) { _ = try await PostgresConnection.connect(configuration) }
  }

  static func parts(_ configuration: PostgresConfiguration) throws -> (root: String, certificate: String, key: String) {
    guard case .verifyFull(let root, let certificate?, let key?) = configuration.tls else {
      throw PostgresError(.misuse, "not over TLS")
    }
    return (root, certificate, key)
  }

  @Test func aLoginComesInByItsCertificate() async throws {
    try await Self.login { configuration in
      let connection = try await PostgresConnection.connect(configuration)
      let who = PostgresStatement(
        """
        select session_user::text as login, s.ssl, s.client_dn from pg_stat_ssl s where s.pid = pg_backend_pid()
        """, name: "who")
      let row = try await connection.query(who)[0]
      #expect(try row.text("login") == configuration.user)
      #expect(try row.bool("ssl"))
      #expect(try row.text("client_dn") == "/CN=\(configuration.user)")
    }
  }

  @Test func theHostMustBeTheOneOfTheCertificate() async throws {
    try await Self.login { configuration in
      var other = configuration
      other.host = "database.example"
      other.address = "127.0.0.1"
      let error = try await Self.refusal(other)
      #expect(error.code == .tls && error.message.contains("does not match host name"))
    }
  }

  @Test func theServersAuthorityMustBeTheRightOne() async throws {
    try await Self.login { configuration in
      var other = configuration
      let own = try Self.parts(configuration)
      let stranger = try await ClientCertificates.shared.strangerAuthority()
      other.tls = .verifyFull(root: "\(stranger)/ca.pem", certificate: own.certificate, key: own.key)
      let error = try await Self.refusal(other)
      #expect(error.code == .tls && error.message.contains("certificate verify failed"))
      other.tls = .verifyFull(root: "/nonexistent/ca.pem", certificate: own.certificate, key: own.key)
      let missing = try await Self.refusal(other)
      #expect(missing.code == .tls && missing.message.contains("root certificate file"))
    }
  }

  @Test func anExpiredCertificateIsRefused() async throws {
    try await Self.login { configuration in
      var other = configuration
      let cluster = try ScratchCluster()
      let expired = try await ClientCertificates.shared.certificate(
        of: configuration.user, authority: cluster.authority, days: -1)
      other.tls = .verifyFull(
        root: cluster.rootCertificate, certificate: expired.path, key: expired.keyPath)
      let error = try await Self.refusal(other)
      #expect(error.code == .tls && error.message.contains("expired"))
    }
  }

  @Test func aCertificateOfAnotherAuthorityIsRefused() async throws {
    try await Self.login { configuration in
      var other = configuration
      let stranger = try await ClientCertificates.shared.strangerAuthority()
      let forged = try await ClientCertificates.shared.certificate(of: configuration.user, authority: stranger)
      other.tls = .verifyFull(
        root: try Self.parts(configuration).root, certificate: forged.path, key: forged.keyPath)
      let error = try await Self.refusal(other)
      #expect(error.code == .tls && error.message.contains("unknown ca"))
    }
  }

  @Test func withoutOrWithAnothersCertificateNobodyComesIn() async throws {
    try await Self.login { configuration in
      var other = configuration
      let root = try Self.parts(configuration).root
      other.tls = .verifyFull(root: root, certificate: nil, key: nil)
      let missing = try await Self.refusal(other)
      #expect(missing.code == .authentication && missing.sqlstate == "28000")
      #expect(missing.message == "connection requires a valid client certificate")
      let cluster = try ScratchCluster()
      let stolen = try await ClientCertificates.shared.certificate(of: "somebody", authority: cluster.authority)
      other.tls = .verifyFull(root: root, certificate: stolen.path, key: stolen.keyPath)
      let wrong = try await Self.refusal(other)
      #expect(wrong.code == .authentication && wrong.sqlstate == "28000")
      #expect(!wrong.description.contains(stolen.keyPath))
    }
  }

  @Test func theSuperuserComesInByTheSocketAlone() async throws {
    let cluster = try ScratchCluster()
    let error = try await Self.refusal(cluster.configuration(database: "postgres", login: cluster.superuser))
    #expect(error.code == .authentication && error.sqlstate == "28000")
    var socket = cluster.configuration(database: "postgres")
    socket.user = "nobody_in_particular"
    #expect(try await Self.refusal(socket).code == .authentication)
  }

  @Test func placesThatDoNotExist() async throws {
    var configuration = try Scratch.configuration()
    configuration.database = "no_such_database"
    let database = try await Self.refusal(configuration)
    #expect(database.code == .server && database.sqlstate == "3D000")
    let cluster = try ScratchCluster()
    var nowhere = try await cluster.configuration(database: "postgres", login: "somebody")
    nowhere.port = 1
    let refused = try await Self.refusal(nowhere)
    #expect(refused.code == .unreachable && refused.sqlstate == nil)
  }

  @Test func descriptionsHoldNoPath() async throws {
    let configuration = PostgresConfiguration(
      host: "db.example", database: "crier", user: "crier_x",
      tls: .verifyFull(root: "/a/ca.pem", certificate: "/a/c.pem", key: "/a/secret.key"))
    #expect("\(configuration)" == "crier_x@db.example:5432/crier by TLS")
    #expect(String(reflecting: configuration) == "\(configuration)")
  }
}
