import CLibPQ

extension PostgresError {
  /// What the server said about a statement.
  init(result: borrowing ResultHandle, statement: String?) {
    let sqlstate = result.field(CRIER_DIAG_SQLSTATE)
    self.init(
      Self.code(sqlstate: sqlstate),
      Self.withoutValues(result.field(CRIER_DIAG_MESSAGE) ?? "the server gave no message", sqlstate: sqlstate),
      sqlstate: sqlstate, statement: statement)
    schema = result.field(CRIER_DIAG_SCHEMA)
    table = result.field(CRIER_DIAG_TABLE)
    column = result.field(CRIER_DIAG_COLUMN)
    constraint = result.field(CRIER_DIAG_CONSTRAINT)
  }

  static func code(sqlstate: String?) -> Code {
    switch sqlstate {
    case nil: .lost
    case "57014": .timeout
    case "57P01", "57P02", "57P03", "57P05", "25P03": .lost
    case let state? where state.hasPrefix("08"): .lost
    default: .server
    }
  }

  /// Messages of class 22 (data exception) quote the offending value: they are cut down to the kind of fault.
  static func withoutValues(_ message: String, sqlstate: String?) -> String {
    guard let sqlstate, sqlstate.hasPrefix("22") else { return message }
    var kept = ""
    var quoted = false
    for character in message {
      if character == ":" && !quoted { break }
      if character == "\"" {
        quoted.toggle()
        if !quoted { kept += "…" }
      } else if !quoted {
        kept.append(character)
      }
    }
    return kept
  }

  /// Why a connection did not come about. `text` is libpq's own, in its verbose form: `FATAL:  28000: message`.
  static func connecting(_ text: String) -> PostgresError {
    let lines = text.split(separator: "\n").map(String.init)
    for line in lines.reversed() {
      if let match = line.firstMatch(of: /:  ([0-9A-Z]{5}): (.*)$/) {
        let sqlstate = String(match.1)
        return PostgresError(refusal(sqlstate: sqlstate), String(match.2), sqlstate: sqlstate)
      }
    }
    if let line = lines.first(where: { line in tlsWords.contains { line.contains($0) } }) {
      return PostgresError(.tls, cause(line))
    }
    return PostgresError(.unreachable, cause(lines.last ?? "no reason given"))
  }

  private static let tlsWords = ["SSL", "certificate", "private key file"]

  private static func refusal(sqlstate: String) -> Code {
    switch sqlstate.prefix(2) {
    case "28", "42": .authentication
    // Starting, stopping, or full.
    case "57", "53", "08": .unreachable
    default: .server
    }
  }

  /// libpq opens with the address that it tried; what follows is the cause.
  private static func cause(_ line: String) -> String {
    guard let range = line.firstRange(of: " failed: ") else { return line.trimmed }
    return String(line[range.upperBound...]).trimmed
  }
}

extension String {
  fileprivate var trimmed: String { String(trimmingPrefix(while: \.isWhitespace)) }
}
