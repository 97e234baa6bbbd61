/// A file below the folder `sql`: where it stands and what it holds.
package struct SQLFile: Hashable, Sendable {
  /// What becomes of a file, in the order of applying.
  package enum Kind: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Applied every time; changes nothing that stands.
    case role
    /// Applied once, never edited afterwards.
    case migration
    /// Made anew when its text has changed.
    case routine, view
    /// All made anew when one has changed: a table's rules and the readers' column grants stand in different files.
    case policy

    package static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }

    static let folders: [String: Kind] = [
      "roles": .role, "migrations": .migration, "routines": .routine, "views": .view, "policies": .policy,
    ]
  }

  /// Below `sql`, as `routines/sync/push.sql`.
  package let path: String
  /// 64 lower-case hexadecimal digits.
  package let sha256: String
  package let kind: Kind

  /// - Returns: nil for a file that is not applied, as a test.
  package init?(path: String, sha256: String) {
    guard path.hasSuffix(".sql"), let folder = path.split(separator: "/").first,
      let kind = Kind.folders[String(folder)]
    else { return nil }
    self.path = path
    self.sha256 = sha256
    self.kind = kind
  }

  /// How the database's record of migrations calls it: `0001_items`.
  package var name: String {
    String(path.split(separator: "/").last.map { $0.dropLast(4) } ?? "")
  }

  /// Whether this file is applied before that one.
  package static func precedes(_ left: SQLFile, _ right: SQLFile) -> Bool {
    left.kind == right.kind
      ? left.path.utf8.lexicographicallyPrecedes(right.path.utf8) : left.kind < right.kind
  }

  /// Reads lines of `sha256sum`, in the order of applying.
  static func list(_ lines: String) -> [SQLFile] {
    lines.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ", omittingEmptySubsequences: true)
      return parts.count == 2 ? SQLFile(path: String(parts[1]), sha256: String(parts[0])) : nil
    }.sorted(by: precedes)
  }
}
