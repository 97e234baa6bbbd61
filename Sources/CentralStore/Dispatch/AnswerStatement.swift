import Foundation
import Postgres

/// A routine that answers with one JSON value, in the column `answer`.
package protocol AnswerStatement: CentralStatement where Output: Decodable {}

extension AnswerStatement {
  package static func read(_ rows: [PostgresRow]) throws -> Output {
    guard let row = rows.first else {
      throw PostgresError(.decoding, "no answer came back", statement: statement.name)
    }
    return try JSONDecoder().decode(Output.self, from: Data(try row.json("answer").utf8))
  }
}

extension Duration {
  /// As PostgreSQL's `interval`, exact to the millisecond.
  var interval: PostgresValue { .text("\(milliseconds) milliseconds") }
}
