import Console
import Domain

/// Finds what a person means by a name or the beginning of an id.
enum Naming {
  /// The shortest beginning of an id that is taken for one.
  static let shortest = 4

  /// By exact id, then exact name, then a beginning of the id or of its short form that fits one alone.
  static func one<Thing>(
    of things: some Collection<Thing>, named wanted: String, what: String, id: (Thing) -> String,
    name: (Thing) -> String?
  ) throws(Complaint) -> Thing {
    let lower = wanted.lowercased()
    if let exact = things.first(where: { id($0) == lower }) { return exact }
    let named = things.filter { name($0)?.lowercased() == lower }
    if named.count == 1, let found = named.first { return found }
    if named.count > 1 { throw ambiguous(wanted, what, named.map(id)) }
    guard wanted.count >= shortest else { throw unknown(wanted, what) }
    let begun = things.filter { id($0).hasPrefix(lower) || short(id($0)).hasPrefix(lower) }
    guard let found = begun.first else { throw unknown(wanted, what) }
    guard begun.count == 1 else { throw ambiguous(wanted, what, begun.map(id)) }
    return found
  }

  /// As `Identifier.short`.
  static func short(_ id: String) -> String { String(id.suffix(12).prefix(8)) }

  private static func unknown(_ wanted: String, _ what: String) -> Complaint {
    Complaint(.usage, "There is no \(what) \"\(Output.tame(wanted))\" that can be seen from here.")
  }

  private static func ambiguous(_ wanted: String, _ what: String, _ ids: [String]) -> Complaint {
    Complaint(
      .usage, "\"\(Output.tame(wanted))\" fits more than one \(what).",
      remedy: "Use more of the id: " + ids.prefix(5).map(short).joined(separator: ", "))
  }
}
