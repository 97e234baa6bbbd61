/// A statement with a name. Each connection prepares it once, by that name, and learns its types from the server.
package struct PostgresStatement: Sendable, Hashable {
  /// Says which statement failed; at most 63 bytes, and one name always means one text.
  package let name: String
  /// One SQL command; parameters are `$1`, `$2`, …. Where the server cannot know a type, cast: `$1::uuid`.
  package let sql: String

  package init(_ sql: String, name: String) {
    self.sql = sql
    self.name = name
  }
}
