import Postgres

/// Why a database was not migrated. Nothing was changed.
package enum MigrationError: Error, Hashable, Sendable {
  /// The folder of SQL files, or one of them, cannot be read.
  case unreadable(String)
  /// A file is not the one that this program was built with.
  case altered(String)
  /// A file that this program was not built with.
  case stranger(String)
  case serverTooOld(Int)
  case encoding(String)
  case notSuperuser
  /// A migration that was applied reads otherwise now.
  case edited(String)
  /// The database has had a migration of which this program knows nothing.
  case newer(String)
  case outOfOrder(String, after: String)
  /// The server refused a file, by its path.
  case refused(String, PostgresError)
}

extension MigrationError: CustomStringConvertible {
  /// One sentence about what is wrong, one about what to do.
  package var description: String {
    switch self {
    case .unreadable(let path):
      "The SQL file or folder \(path) cannot be read. Point to the folder sql that came with this program."
    case .altered(let path):
      "The SQL file \(path) is not the one that this program was built with. Use the folder sql of the same release."
    case .stranger(let path):
      "This program was not built with the SQL file \(path). Use the folder sql of the same release."
    case .serverTooOld(let version):
      "PostgreSQL \(version / 10_000) is too old. Use version 15 or newer."
    case .encoding(let name):
      "The database's encoding is \(name). Make it anew with encoding UTF8: texts are compared byte by byte."
    case .notSuperuser:
      "Only a superuser may migrate: it makes roles. Use a DBA's own login that is one."
    case .edited(let path):
      "\(path) has been applied and reads otherwise now. Put it back and write a new migration."
    case .newer(let name):
      "The database has had the migration \(name), of which this program knows nothing. Use the newer program."
    case .outOfOrder(let path, let last):
      "\(path) comes before \(last), which has been applied already. Give it a number after it."
    case .refused(let path, let error):
      "The server refused \(path), nothing was changed. \(error)"
    }
  }
}
