import ArgumentParser
import Foundation
import Sandbox

@main
struct Main: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crier-sandbox", abstract: "Stands in for social media platforms, on this machine.",
    subcommands: [Run.self])
}

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves the Mastodon servers of a configuration over HTTPS until SIGTERM.",
    discussion: """
      Prints 'listening https://127.0.0.1:PORT NAME' for each server, in the order of the configuration, when
      all of them listen. Each server is its own port. The configuration is JSON:

        {"control_token": "…",
         "servers": [{"name": "town", "port": 0, "domain": "town.example", "title": "Town",
           "idempotency": "honoured|ignored", "key_lifetime": 3600, "ids": "snowflake|ulid",
           "validation": 422, "missing_parent": 404, "counting": "graphemes|scalars", "visibility_delay": 0,
           "limits": {"max_characters": 500, "characters_reserved_per_url": 23, "max_media_attachments": 4},
           "rate_limits": {"authenticated": {"count": 300, "seconds": 300},
             "unauthenticated": {"count": 300, "seconds": 300}, "statuses": {"count": 300, "seconds": 10800},
             "deletes": {"count": 30, "seconds": 1800}},
           "accounts": [{"username": "press", "token": "…", "scopes": "read write follow",
             "display_name": "Press office", "language": "en", "visibility": "public",
             "application": "sandbox", "login_disabled": false}]}]}

      Only name, accounts, username and token are required; the values shown are the defaults (a title is the
      name, a domain NAME.example). GET / shows what the public sees. With a control token, POST
      /sandbox/faults places faults: {"kind": "act_then_reset", "account": "press",
      "match": {"method": "POST", "path": "/api/v1/statuses"}, "count": 1, "after": 0}.
      Kinds: refuse, reject, rate_limited, hang, close, reset, hang_after_acting, act_then_close,
      act_then_reset, act_then_status, act_then_garbage, slow_drip, half_answer, key_ignored,
      delay_visibility, delay.
      """)

  @Option(help: "The JSON file that describes the servers.")
  var config: String

  @Option(help: "The server certificate with its chain, PEM.")
  var certificate: String

  @Option(help: "The private key of the certificate, PEM.")
  var key: String

  @Option(help: "The file to which visible effects are appended, JSON lines.")
  var ledger: String?

  @Option(help: "The port of the first server, instead of the configuration's; 0 for any free one.")
  var port: Int?

  func run() async throws {
    do {
      guard let data = FileManager.default.contents(atPath: self.config) else {
        throw ConfigProblem(text: "The configuration file cannot be read: \(self.config)")
      }
      var config = try Config(json: data)
      if let port { config.servers[0].port = port }
      let program = Program(config: config, certificate: certificate, key: key, ledger: ledger)
      try await program.run { servers in
        // Past the buffer of print: whoever waits for these lines reads a pipe.
        let lines = servers.map { "listening \($0.address) \($0.name)\n" }.joined()
        FileHandle.standardOutput.write(Data(lines.utf8))
      }
    } catch let problem as ConfigProblem {
      FileHandle.standardError.write(Data("crier-sandbox: \(problem.text)\n".utf8))
      throw ExitCode(2)
    }
  }
}
