/// What goes out, and what is wrong with it.
package struct Rendering: Hashable, Sendable {
  /// The exact text.
  package var text: String
  /// Its length as the platform counts, and the limit.
  package var length: Int
  package var limit: Int
  /// What keeps it from going out, in a member's words; empty when nothing does.
  package var problems: [String]

  package init(text: String, length: Int, limit: Int, problems: [String]) {
    self.text = text
    self.length = length
    self.limit = limit
    self.problems = problems
  }
}
