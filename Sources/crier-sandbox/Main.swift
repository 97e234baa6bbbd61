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
    abstract: "Serves the servers of a configuration over HTTPS until SIGTERM.",
    discussion: """
      Prints 'listening https://127.0.0.1:PORT NAME' for each server, in the order
      of the configuration, when all of them listen. Each server is its own port.
      The configuration is JSON, {"control_token": "…", "servers": [SERVER, …]}.
      A Mastodon server:

        {"name": "town", "platform": "mastodon", "port": 0,
         "domain": "town.example", "title": "Town",
         "idempotency": "honoured|ignored", "key_lifetime": 3600,
         "ids": "snowflake|ulid", "validation": 422, "missing_parent": 404,
         "counting": "graphemes|scalars", "visibility_delay": 0,
         "processing": {"images": 0, "others": 1}, "media_lifetime": 86400,
         "limits": {"max_characters": 500, "characters_reserved_per_url": 23,
           "max_media_attachments": 4, "image_size_limit": 16777216,
           "image_matrix_limit": 33177600, "video_size_limit": 103809024,
           "description_limit": 1500},
         "rate_limits": {"authenticated": {"count": 300, "seconds": 300},
           "unauthenticated": {"count": 300, "seconds": 300},
           "statuses": {"count": 300, "seconds": 10800},
           "deletes": {"count": 30, "seconds": 1800},
           "media": {"count": 30, "seconds": 1800}},
         "accounts": [{"username": "press", "token": "…",
           "scopes": "read write follow", "display_name": "Press office",
           "language": "en", "visibility": "public",
           "application": "sandbox", "login_disabled": false}]}

      A Bluesky server, which is data server and public view in one:

        {"name": "sky", "platform": "bluesky", "port": 0,
         "domain": "sky.example", "title": "Sky", "access_lifetime": 7200,
         "refresh_lifetime": 7776000, "refresh_grace": 7200,
         "appview_delay": 0, "image_bytes": 2000000, "blob_lifetime": 3600,
         "validation": "lexicons|none", "errors": "json|text",
         "existing_key": "fail|refuse|replace",
         "absent_delete": "accept|refuse", "repeated_put": "nothing|commit",
         "rate_limits": {"calls": {"count": 3000, "seconds": 300},
           "sessions": {"count": 30, "seconds": 300},
           "sessions_per_day": {"count": 300, "seconds": 86400},
           "points": {"count": 5000, "seconds": 3600},
           "points_per_day": {"count": 35000, "seconds": 86400},
           "uploads": {"count": 1000, "seconds": 86400}},
         "accounts": [{"handle": "press.sky.example",
           "app_password": "abcd-efgh-ijkl-mnop", "did": "did:plc:…",
           "display_name": "Press office",
           "state": "active|deactivated|takendown"}]}

      Required are name and accounts, of an account username and token or handle
      and app_password, and for Bluesky platform. Times are seconds. The first
      value shown is the default (a title is the name, a domain NAME.example, a
      DID is made of the handle). A processing time of 0 has uploads ready in the
      answer (200); with more the answer is 202, and they cannot be attached
      before. A refresh_grace of 0 revokes a refresh token at its first use. GET /
      shows what the public sees.

      The ledger has a line of JSON for each effect that the public sees: n, at,
      server, platform, account, event (create, edit, replace, delete), id, text,
      in_reply_to_id, media (sha256 of the bytes as received, type, description);
      of Mastodon also language, visibility, spoiler_text, idempotency_key and
      application, of Bluesky languages, cid, facets and created_at.

      With a control token, POST /sandbox/faults places faults:

        {"kind": "act_then_reset", "account": "press", "count": 1, "after": 0,
         "match": {"method": "POST", "path": "/api/v1/statuses"}}

      At Bluesky an account is named by its handle, and paths begin with /xrpc/.
      Kinds: refuse, reject, rate_limited, hang, close, reset, hang_after_acting,
      act_then_close, act_then_reset, act_then_status, act_then_garbage,
      slow_drip, half_answer, key_ignored, delay_visibility, delay_processing,
      fail_processing, delay.
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
