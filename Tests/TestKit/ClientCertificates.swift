import Foundation

/// A client's certificate on disk.
package struct ClientCertificate: Sendable, Hashable {
  package let path: String
  package let keyPath: String
}

/// Makes client certificates by `ops/tls`, once per login and process.
package actor ClientCertificates {
  package static let shared = ClientCertificates()

  /// `ops/tls` did not do its work.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  private var made: [String: ClientCertificate] = [:]
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "crier-test-certificates-\(ProcessInfo.processInfo.processIdentifier)")

  /// - Parameter days: how long it is valid; negative is expired already.
  package func certificate(of login: String, authority: String, days: Int = 825) throws -> ClientCertificate {
    let key = "\(authority)|\(login)|\(days)"
    if let known = made[key] { return known }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let prefix = folder.appending(path: "\(made.count)").path()
    try run(["client", "--days", String(days), authority, login, prefix])
    let certificate = ClientCertificate(path: "\(prefix).pem", keyPath: "\(prefix).key")
    made[key] = certificate
    return certificate
  }

  /// Another authority, which no server of ours knows; gives the path of its certificate.
  package func strangerAuthority() throws -> String {
    let stranger = folder.appending(path: "stranger").path()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try run([stranger])
    return "\(stranger)/ca.pem"
  }

  private func run(_ arguments: [String]) throws {
    let tool = Process()
    tool.executableURL = Self.tool
    tool.arguments = arguments
    let errors = Pipe()
    tool.standardError = errors
    try tool.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    tool.waitUntilExit()
    guard tool.terminationStatus == 0 else {
      throw Failure(description: "ops/tls failed: \(String(decoding: said, as: UTF8.self))")
    }
  }

  /// `ops/tls` of this source tree.
  private static var tool: URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../ops/tls").standardized
  }
}
