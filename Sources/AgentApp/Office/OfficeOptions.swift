import ArgumentParser
import Console
import Domain
import Foundation
import LocalStore

/// Where this office's state is: common to all commands.
struct OfficeOptions: ParsableArguments {
  @Option(
    name: .customLong("state"),
    help: ArgumentHelp(
      "The office's state folder. Default: $CRIER_STATE, else the configuration file, else under the XDG state folder.",
      valueName: "dir"))
  var state: String?

  @OptionGroup var config: ConfigOptions

  /// The state folder; made if it is missing and `creating`.
  func folder(creating: Bool = false) async throws -> StateFolder {
    let settings = try await settings()
    let path = try settings.path("state", flag: state) ?? Self.defaultFolder
    return try StateFolder(path: path, creating: creating)
  }

  func settings() async throws -> SettingsReader {
    try await SettingsReader(file: config.file, binary: "crier-agent")
  }

  /// Opens the store of an enrolled office and notes that a member is at work.
  func office() async throws -> Office {
    let office = try Office(folder: try await folder(), orForReading: true)
    try? office.store.set(lastUse: office.now)
    return office
  }

  private static var defaultFolder: String {
    let environment = ProcessInfo.processInfo.environment
    let base =
      environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 }
      ?? NSString(string: "~/.local/state").expandingTildeInPath
    return base + "/crier-agent"
  }
}

/// The folder with an office's store, key and certificates.
struct StateFolder: Hashable, Sendable {
  let path: String

  init(path: String, creating: Bool) throws {
    self.path = NSString(string: path).expandingTildeInPath
    let files = FileManager.default
    if creating {
      do {
        try files.createDirectory(
          atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw Complaint(
          .unreachable, "The folder \(self.path) cannot be made.", remedy: "Choose another with --state.")
      }
    }
  }

  func file(_ name: String) -> String { path + "/" + name }

  /// The office's private key; never leaves this folder.
  var key: String { file("office.key") }
  var certificate: String { file("office.pem") }
  var authority: String { file("ca.pem") }
  var lock: String { file("run.lock") }

  func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The longest file that is read, in bytes: more than a calendar of a hundred thousand rows.
  private static let longest = 64 << 20

  static func read(_ path: String) throws -> Data {
    let unreadable = Complaint(
      .unreachable, "The file \(path) cannot be read.", remedy: "Look at its name and its rights.")
    guard let file = FileHandle(forReadingAtPath: path) else { throw unreadable }
    defer { try? file.close() }
    var data = Data()
    do {
      // Piece by piece: a file that goes on for ever must not fill the memory.
      while data.count <= longest {
        guard let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty else { return data }
        data += piece
      }
    } catch { throw unreadable }
    throw Complaint(.usage, "The file \(path) is too large.", remedy: "Divide it: 64 MB are the most.")
  }
}
