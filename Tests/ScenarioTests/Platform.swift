import Foundation
import TestKit

/// A running `crier-sandbox` of one server on which `press` has an account; what the public sees is in its ledger.
struct Platform: Sendable {
  let address: String
  let authority: String
  private let program: Program
  private let ledgerFile: URL
  private static let control = "control-token-of-the-tests"

  /// - Parameter authority: a folder of `ops/tls` with a server's certificate.
  init(in folder: URL, authority tls: String) async throws {
    authority = "\(tls)/ca.pem"
    ledgerFile = folder.appending(path: "ledger.jsonl")
    let configuration = folder.appending(path: "sandbox.json")
    let many = #"{"count": 100000, "seconds": 300}"#
    let text = """
      {"control_token": "\(Self.control)", "servers": [{"name": "town", "idempotency": "ignored",
      "rate_limits": {"authenticated": \(many), "unauthenticated": \(many), "statuses": \(many), "deletes": \(many)},
      "accounts": [{"username": "press", "token": "press-token"}]}]}
      """
    try text.write(to: configuration, atomically: true, encoding: .utf8)
    let program = try Program(
      "crier-sandbox",
      [
        "run", "--config", configuration.path(), "--certificate", "\(tls)/server.pem", "--key",
        "\(tls)/server.key",
        "--ledger", ledgerFile.path(),
      ], environment: [:], log: folder.appending(path: "sandbox.log"))
    self.program = program
    var found: String?
    _ = await eventually {
      found = program.said.split(separator: "\n").first { $0.hasPrefix("listening ") }
        .map { String($0.split(separator: " ")[1]) }
      return found != nil || !program.isRunning
    }
    guard let found else {
      throw Program.Failed(what: "the sandbox does not listen: \(program.said)")
    }
    address = found
  }

  func end() async { _ = await program.terminate() }

  /// One visible effect.
  struct Entry: Decodable, Sendable {
    var event: String
    var id: String
    var text: String
  }

  func ledger() throws -> [Entry] {
    guard let text = try? String(contentsOf: ledgerFile, encoding: .utf8) else { return [] }
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(Entry.self, from: Data($0.utf8))
    }
  }

  /// How often a text was made public.
  func count(_ text: String) throws -> Int {
    try ledger().count { $0.text == text && $0.event == "create" }
  }

  /// The next call that makes a post meets this fault.
  func fault(_ kind: String) async throws {
    try await control(
      "POST", "faults",
      #"{"kind": "\#(kind)", "match": {"method": "POST", "path": "/api/v1/statuses"}, "count": 1}"#)
  }

  func release() async throws { try await control("POST", "release", "") }

  /// How many calls hang now.
  func hanging() async throws -> Int {
    struct Requests: Decodable { var hanging: Int }
    return try JSONDecoder().decode(
      Requests.self, from: Data(try await control("GET", "requests", "").utf8)
    ).hanging
  }

  /// Somebody changes a post at the platform itself, as the owner of the account may.
  func deleteThere(_ id: String) async throws {
    try await curl("DELETE", "api/v1/statuses/\(id)", "", token: "press-token")
  }

  @discardableResult
  private func control(_ method: String, _ path: String, _ body: String) async throws -> String {
    try await curl(method, "sandbox/\(path)", body, token: Self.control)
  }

  @discardableResult
  private func curl(_ method: String, _ path: String, _ body: String, token: String) async throws
    -> String
  {
    try await Program.call(
      "/usr/bin/env",
      [
        "curl", "--silent", "--show-error", "--fail", "--max-time", "20", "--cacert", authority,
        "-X", method,
        "-H", "Authorization: Bearer \(token)", "-H", "Content-Type: application/json", "--data",
        body,
        "\(address)/\(path)",
      ], in: ledgerFile.deletingLastPathComponent())
  }
}
