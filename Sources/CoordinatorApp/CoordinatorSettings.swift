import Console
import Foundation
import Postgres

/// Where the coordinator finds its database, its keys and its platforms.
struct CoordinatorSettings: Sendable {
  /// How to reach the database as `crier_coordinator`.
  var database: PostgresConfiguration
  /// Folder of the coordinator's keys, mode 0700.
  var keys: KeyFolder
  /// What offices are told to connect to; default: as ourselves.
  var officeHost: String
  var officePort: Int
  /// The authority that the database server's certificate comes from.
  var officeAuthority: String?
  /// Certificate authorities that platforms are trusted by; nil: the system's.
  var platformAuthorities: String?
  /// Private hosts that may be spoken to all the same, as `host` or `host:port`.
  var privateHosts: Set<String>
  /// Where health and metrics are served; nil: nowhere.
  var healthPort: Int?
  /// One factor for all times of dispatch: 1 in service, less in rehearsals.
  var timeScale: Double
  /// Where this machine keeps the epoch that it last saw, outside the database.
  var stateFolder: String
  #if DEBUG
    /// Guards removed by name, to show that their tests can fail.
    var sabotage: Set<String>
    /// Where the process kills or stops itself: see `Failpoints`.
    var failpoints: [String]
  #endif

  init(_ reader: SettingsReader, database flag: DatabaseOptions? = nil) throws(Complaint) {
    database = try Self.database(reader, flag)
    let home = NSString(string: "~/.config/crier-coordinator").expandingTildeInPath
    let folder = try reader.path("keys.folder") ?? home
    keys = KeyFolder(
      folder: folder, authorityCertificate: try reader.path("authority.certificate"),
      authorityKey: try reader.path("authority.key"))
    officeHost = try reader.text("offices.host") ?? database.host
    officePort = try reader.port("offices.port", default: database.port)
    let authority = try reader.path("database.authority")
    officeAuthority = try reader.path("offices.authority") ?? authority
    platformAuthorities = try reader.path("platforms.authorities")
    privateHosts = Set(try reader.list("platforms.private_hosts"))
    healthPort = try reader.listeningPort("health.port")
    timeScale = try reader.decimal("times.scale", default: 1)
    stateFolder = try reader.path("state.folder") ?? folder
    #if DEBUG
      sabotage = Set(try reader.list("sabotage"))
      failpoints = try reader.list("failpoints")
    #endif
  }

  /// The authority that the database server's certificate comes from, as PEM: what offices must trust.
  func serverAuthority() throws(Complaint) -> String {
    guard let path = officeAuthority, let data = FileManager.default.contents(atPath: path) else {
      throw Complaint(
        .usage, "Offices must be told whom to trust.", remedy: "Set database.authority: the server's authority (PEM).")
    }
    return String(decoding: data, as: UTF8.self)
  }

  private static func database(
    _ reader: SettingsReader, _ flag: DatabaseOptions?
  ) throws(Complaint) -> PostgresConfiguration {
    let name = try reader.text("database.name", flag: flag?.database) ?? "crier"
    let user = try reader.text("database.user", flag: flag?.user) ?? "crier_coordinator"
    let said = try reader.port("database.port", default: 5432)
    let port = flag?.port ?? said
    guard (1...65_535).contains(port) else { throw Complaint(.usage, "--port is a port from 1 to 65535.") }
    if let socket = try reader.path("database.socket", flag: flag?.socket) {
      return PostgresConfiguration(
        host: socket, port: port, database: name, user: user, tls: .localSocket,
        applicationName: "crier-coordinator")
    }
    return PostgresConfiguration(
      host: try reader.required("database.host"), port: port,
      database: name, user: user,
      tls: .verifyFull(
        root: try reader.required("database.authority"), certificate: try reader.required("database.certificate"),
        key: try reader.required("database.key")),
      applicationName: "crier-coordinator")
  }
}
